"""Where the library listens to Pelican."""

from __future__ import annotations

import logging
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from pelican import Pelican
from pelican.generators import Generator, StaticGenerator
from pelican.readers import MarkdownReader, Readers, default_metadata
from pelican.settings import DEFAULT_CONFIG

from heard.content.addresses import settle, usual_of
from heard.content.given import cascades_in
from heard.content.layout import (
    MARKDOWN,
    NamesBelow,
    ending_of,
    find_layout,
    looping_links,
    named_outright,
    names_below,
    other_spellings,
    passed_over,
    patterns_of,
)
from heard.content.parser import Rules
from heard.content.reader import StoryReader, default_moment
from heard.content.reply_file import read_replies
from heard.content.withholding import withhold_files
from heard.library.encoded import have_blanks
from heard.library.facets import FACET_SETTINGS
from heard.library.finishing import ENCODES, finished
from heard.library.former_settings import former_settings
from heard.library.generator import (
    LibraryGenerator,
    drop_undated_period,
    drop_unpublished,
    drop_unpublished_pages,
)
from heard.library.library import Library
from heard.library.reader import take_up
from heard.library.relative import PAGES
from heard.library.settings import LIBRARY_SETTINGS
from heard.library.unfollowed import ANYWHERE, IN_THE_THEME, unfollowed
from heard.model.records import Reply
from heard.settings import apply, is_set_by_owner, refuse
from heard.text.names import settle_language
from heard.text.problems import Problem, Problems, log_problem
from heard.text.today import TodayError, today

INTRASITE = "(?i:[{|](?P<what>filename|static|attach|author|category|index|tag)[|}])"
"""Pelican's own words only: its default pattern takes other generators' shortcodes for its own."""

_FOUND_ANEW = (
    *("STORY_PROBLEMS", "STORY_LIBRARY", "STORY_TODAY"),
    *("STORY_LAYOUT", "STORY_REPLIES", "STORY_FILE_NAMES", "STORY_CASCADES"),
)
_SLUG_TWICE = ("There are %s original (not translated) items", 'There are %s items "%s" with lang')
"""How Pelican's warnings of a slug that several have begin."""
logger = logging.getLogger(__name__)


SETTINGS = LIBRARY_SETTINGS + FACET_SETTINGS
GENERATOR = LibraryGenerator
content_object_init = take_up
article_generator_pretaxonomy = drop_unpublished
article_generator_finalized = drop_undated_period
page_generator_finalized = drop_unpublished_pages


def initialized(pelican: Pelican) -> None:
    """Check all settings, find the layout of the content folder, fix the day, begin a list of problems."""
    settings = pelican.settings
    logging.getLogger("pelican.utils").addFilter(_is_not_about_slugs)
    for name in _FOUND_ANEW:
        settings.pop(name, None)
    try:
        apply(settings, former_settings(settings))
        settings["STORY_TODAY"] = today(settings.get("TIMEZONE", "UTC"))
    except TodayError as error:
        refuse([Problem("setting-wrong", "environment", 0, str(error))])
    except ZoneInfoNotFoundError:
        message = f'TIMEZONE "{settings["TIMEZONE"]}" is not known.'
        refuse([Problem("setting-wrong", "settings", 0, message)])
    settle_language(settings)
    settings["STORY_PROBLEMS"] = Problems()
    settings["STORY_WITH_FUTURE"] = is_set_by_owner("WITH_FUTURE_DATES", settings)
    # Pelican's cache cannot hold stories, and its next build fails on what it kept of them.
    settings["STORY_PROBLEMS"].extend(unfollowed(ANYWHERE, settings, DEFAULT_CONFIG))
    settings["CACHE_CONTENT"] = settings["LOAD_CONTENT_CACHE"] = False
    _settle_addresses(settings)
    _check_default_date(settings)
    if settings["INTRASITE_LINK_REGEX"] == DEFAULT_CONFIG["INTRASITE_LINK_REGEX"]:
        settings["INTRASITE_LINK_REGEX"] = INTRASITE
    settings["IGNORE_FILES"] = list(patterns_of(settings))
    settings["STORY_FILE_NAMES"] = names_below(Path(settings["PATH"]), settings["IGNORE_FILES"])
    of_folders = settings["STORY_FILE_NAMES"].of_folders
    settings["STORY_CASCADES"] = cascades_in(Path(settings["PATH"]), of_folders)
    loops = looping_links(settings["PATH"])
    for name in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES", "STATIC_EXCLUDES"):
        settings[name] = [*settings[name], *loops]
    layout = find_layout(
        settings["PATH"],
        tuple(settings["ARTICLE_PATHS"]),
        tuple(settings["ARTICLE_EXCLUDES"]),
        tuple(settings["PAGE_PATHS"]),
    )
    settings["STORY_LAYOUT"] = layout
    settings["ARTICLE_PATHS"] = list(layout.stories)
    settings["ARTICLE_EXCLUDES"] = list(layout.excluded)
    settings["STORY_REPLIES"] = _replies(settings)
    _take_over_relative_urls(settings)


def _settle_addresses(settings: dict[str, Any]) -> None:
    """Complete Pelican's pairs of `…_URL` and `…_SAVE_AS`, so that nothing leads where no file is."""
    settled, problems = settle(settings, usual_of(DEFAULT_CONFIG))
    if errors := [problem for problem in problems if problem.severity == "error"]:
        refuse(errors)
    settings["STORY_PROBLEMS"].extend(problems)
    settings.update(settled)
    if settings["STORY_SHOW_DRAFTS"]:  # who wants no page of a draft in public wants to see it at home
        for stem in ("ARTICLE", "ARTICLE_LANG", "PAGE", "PAGE_LANG"):
            draft = f"DRAFT_{stem}".replace("_ARTICLE", "")
            if not settings[f"{draft}_SAVE_AS"]:
                for half in ("URL", "SAVE_AS"):
                    settings[f"{draft}_{half}"] = settings[f"{stem}_{half}"]


def _check_default_date(settings: dict[str, Any]) -> None:
    """Refuse a DEFAULT_DATE that is not one, or would be another tomorrow."""
    try:
        default_moment(settings.get("DEFAULT_DATE"))
        default_metadata(settings={"DEFAULT_DATE": settings.get("DEFAULT_DATE")})
    except (TypeError, ValueError, OverflowError):
        hint = 'Write "fs" for the time of each file, a date as "2024-05-17", or numbers as (2024, 5, 17).'
        message = f"DEFAULT_DATE cannot be {settings['DEFAULT_DATE']!r}."
        refuse([Problem("setting-wrong", "settings", 0, message, hint)])


def _take_over_relative_urls(settings: dict[str, Any]) -> None:
    """Make pages relative when they are finished, instead of what Pelican puts into them."""
    settings["STORY_RELATIVE"] |= settings["RELATIVE_URLS"]
    settings["RELATIVE_URLS"] = False


def content_written(path: str, context: dict[str, Any]) -> None:
    """Finish a page that Pelican has just written."""
    if not (context["STORY_RELATIVE"] or context.get(ENCODES)) or not path.endswith(PAGES):
        return
    text = Path(path).read_bytes().decode("utf-8")
    changed = finished(text, context["output_file"], context)
    if changed != text:
        Path(path).write_bytes(changed.encode("utf-8"))


def _is_not_about_slugs(record: logging.LogRecord) -> bool:
    """Whether Pelican says something else than that two pages have one slug.

    They may, where their addresses differ; where these do not, our own messages say so.
    """
    return not str(record.msg).startswith(_SLUG_TWICE)


def _replies(settings: dict[str, Any]) -> dict[str, tuple[Reply, ...]]:
    """The replies by story. They are read before the stories, whose outcome they are a part of."""
    rules = Rules(settings["STORY_TODAY"], settings["DEFAULT_LANG"])
    replies_to: dict[str, list[Reply]] = defaultdict(list)
    for reply in read_replies(
        Path(settings["PATH"]),
        settings["REPLIES_PATH"],
        rules,
        settings["STORY_PROBLEMS"],
        settings["IGNORE_FILES"],
    ):
        replies_to[reply.story_id].append(reply)
    return {story_id: tuple(replies) for story_id, replies in replies_to.items()}


def readers_init(readers: Readers) -> None:
    """Read Markdown with the reader of stories, unless the owner has another one, here or in a plugin."""
    for ending in MarkdownReader.file_extensions:
        if readers.reader_classes.get(ending) is MarkdownReader:
            readers.reader_classes[ending] = StoryReader


def generator_init(generator: Generator) -> None:
    """Read files whose ending is known by the reader of that ending, whatever its case."""
    readers = generator.readers.readers
    markdown = readers.get("md")
    switched_off = {ending.lower() for ending, one in generator.settings["READERS"].items() if one is None}
    for ending in MARKDOWN if markdown else ():
        if ending not in switched_off:
            readers.setdefault(ending, markdown)
    names: NamesBelow = generator.settings["STORY_FILE_NAMES"]
    readers.update(
        {other: readers[ending] for other, ending in other_spellings(names.endings, readers).items()}
    )


def static_generator_context(_generator: Generator, metadata: dict[str, Any]) -> None:
    """Take the status away from a file that is only copied: Pelican breaks off at one to be skipped."""
    metadata.pop("status", None)


def static_generator_init(generator: StaticGenerator) -> None:
    """Have hidden files copied that the owner names, as if a page linked to them."""
    generator.context["static_links"] |= set(named_outright(generator.settings))


def static_generator_finalized(generator: StaticGenerator) -> None:
    """Leave out files that only unpublished sources name."""
    withhold_files(generator)


def all_generators_finalized(generators: list[Generator]) -> None:
    """Log every problem found so far, so that plain `pelican` shows them too."""
    logging.getLogger("pelican.utils").removeFilter(_is_not_about_slugs)
    problems: Problems = generators[0].settings["STORY_PROBLEMS"]
    finish_library(generators[0])
    for problem in problems.summary():
        log_problem(logger, problem)


def finish_library(generator: Generator) -> None:
    """Note what is passed over or not followed, and encode addresses, when all is read and tied."""
    note_passed_over(generator)
    _encode_addresses(generator.context)
    if generator.settings["STORY_FACET_PAGES"]:
        problems: Problems = generator.settings["STORY_PROBLEMS"]
        problems.extend(unfollowed(IN_THE_THEME, generator.settings, DEFAULT_CONFIG))


def _encode_addresses(context: dict[str, Any]) -> None:
    """Encode the addresses of finished pages where any has a blank, as slugs by an owner's rules may."""
    library: Library = context["library"]
    urls = (card.url for card in library.pages)
    pages = (str(page.url) for name in ("pages", "hidden_pages") for page in context.get(name, ()))
    terms = (term.url for of_facet in library.terms.values() for term in of_facet)
    context[ENCODES] = have_blanks(chain(urls, pages, terms))


def note_passed_over(generator: Generator) -> None:
    """Note the texts among the stories that no reader reads and no page has as a file."""
    settings, layout = generator.settings, generator.settings["STORY_LAYOUT"]
    files = generator.context["static_content"]
    problem = passed_over(
        path
        for path in settings["STORY_FILE_NAMES"].texts
        if layout.is_among_stories(path)
        and path not in files
        and ending_of(path) not in generator.readers.readers
    )
    if problem:
        settings["STORY_PROBLEMS"].add(problem)
