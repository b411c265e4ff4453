"""The reader that Pelican calls for every Markdown file.

It takes the file apart, makes a `Story` of its front matter and HTML of its body, and hands Pelican
only the keys that Pelican knows – already checked, so that no key of a file can become an attribute
that Pelican uses for itself. A file that cannot become a page is skipped, with its problems noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, time
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dateutil.parser import parse
from msgspec.structs import replace
from pelican.contents import Author, Category, Tag
from pelican.readers import (
    _DISCARD,
    MarkdownReader,
    default_metadata,
    parse_path_metadata,
    path_metadata,
)
from pelican.utils import get_date, slugify

from heard.content.fields import Fields, Reading, filled, is_empty
from heard.content.front_matter import FOREIGN, Node, Source, Text, read_path, without_heading
from heard.content.given import read_given, said_above
from heard.content.keys import DEFINITION_KEYS, KEYS, PAGE_KEYS, Key
from heard.content.layout import MARKDOWN, SECTION_INDEX, ContentLayout
from heard.content.parser import (
    common_of,
    parse_story,
    read_fields,
    rules_of,
)
from heard.content.parts import lay_under, not_verbatim
from heard.content.publishing import held_back, is_skipped
from heard.content.rendering import Renderer
from heard.model.records import Aliases, Definition, HeldBack, Reply, Story
from heard.model.vocabulary import SERIES_STATES
from heard.text.dates import DateError, Moment, clock_text, parse_moment
from heard.text.excerpt import field_text, fold_spaces, measure, plain_text, shorten
from heard.text.names import label_of, slug_of
from heard.text.problems import Problem, Problems
from heard.text.sanitise import clean_field

_PATHS = "EXTRA_PATH_METADATA"
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[-_ ]+(?P<name>.*\w.*)")
SKIPPED: tuple[str, dict[str, Any]] = ("", {"status": "skip"})


class StoryReader(MarkdownReader):
    """Reads stories, pages and definitions alike; the folder decides which it is."""

    enabled = True
    file_extensions = MARKDOWN

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self.problems: Problems = settings["STORY_PROBLEMS"]
        self.layout: ContentLayout = settings["STORY_LAYOUT"]
        self.replies: Mapping[str, tuple[Reply, ...]] = settings["STORY_REPLIES"]
        self.rules = rules_of(settings, self._slug)
        self.renderer = Renderer(settings["MARKDOWN"])
        self.default_date = default_moment(settings.get("DEFAULT_DATE"))
        self.formatted = frozenset(name.lower() for name in settings["FORMATTED_FIELDS"])

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The body as HTML and Pelican's metadata. A broken file is skipped, never an exception."""
        path = self.layout.source(source_path)
        kind = self.layout.kind(source_path)
        if Path(source_path).name.lower() == SECTION_INDEX and kind == "story":
            message = f"{SECTION_INDEX} is another generator's page of a folder, no story."
            hint = "Rename it if it is meant to be one."
            self.problems.leave_out(Problem("section-index", path, 0, message, hint, "warning"))
            return SKIPPED
        source = read_path(Path(source_path))
        foreign = next((mistake for mistake in source.mistakes if mistake.code == FOREIGN), None)
        if foreign:
            self.problems.leave_out(replace(foreign, path=path, severity="warning", group=foreign.code))
            return SKIPPED
        if kind in ("value", "company", "series"):
            return self._definition(kind, path, source)
        source, formatted = self._formatted(self._titled(path, source))
        if kind == "page":
            return self._page(path, source, formatted)
        return self._story(path, source, formatted)

    # -- the three kinds --------------------------------------------------------------------------

    def _story(self, path: str, source: Source, formatted: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        given, problems = self._given(path, KEYS)
        story, reading = parse_story(source, path, self.rules, given, self.replies)
        reading.problems += problems
        body = self._body(reading, source, story.held_back if story else None, story)
        if story is None or body is None:
            return SKIPPED
        minutes, first = measure(body, self.rules.cut)
        story = replace(story, reading_minutes=minutes, summary=story.summary or first)
        metadata = {"story": story, **self._metadata(story)}
        metadata["tags"] = [Tag(name, self.settings) for name in story.tags]
        if story.tellers:
            metadata["authors"] = [Author(name, self.settings) for name in story.tellers]
        if story.category:
            metadata["category"] = Category(story.category, self.settings)
        if story.series:  # for the plugin of that name
            metadata["series"] = story.series.name
            if story.series.part:
                metadata["series_index"] = story.series.part
        return body, {**metadata, **formatted}

    def _page(self, path: str, source: Source, formatted: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        reading = self._read_keys(path, source, PAGE_KEYS)
        found = reading.found
        common = common_of(reading, source, self.rules, "page")
        held = common["held_back"]
        body = self._body(reading, source, held)
        if body is None:
            return SKIPPED
        page = SimpleNamespace(
            title=found["title"],
            date=found.get("date"),
            status=held.status if held else "published",
            summary=found.get("summary") or measure(body, self.rules.cut)[1],
            template=found.get("template"),
            extra=reading.extra,
            **common,
        )
        metadata = {**self._metadata(page), "held_back": held}
        if page.aliases:
            metadata["aliases"] = Aliases(page.aliases, reading.lines.get("aliases", 1))
        return body, {**metadata, **formatted}

    def _definition(self, kind: str, path: str, source: Source) -> tuple[str, dict[str, Any]]:
        reading = self._read_keys(path, source, DEFINITION_KEYS)
        found = reading.found
        held = held_back(found, path, self.rules.as_of, self.rules.with_future)
        body = self._body(reading, source, held)
        if body is None:
            return SKIPPED
        stem = Path(path).stem
        slug = slug_of(stem, kind)
        name = found.get("name") or found.get("title") or found.get("label") or stem.replace("-", " ")
        _status, state = found.get("state") or ("", "")
        definition = filled(
            Definition,
            found,
            facet=kind,
            slug=slug,
            name=label_of(name, found.get("lang") or self.rules.default_lang),
            source=path,
            state=state if state in SERIES_STATES else None,
            held_back=held,
        )
        title = escape(definition.name, quote=False)
        metadata = {"title": title, "slug": slug, "status": "published", "definition": definition}
        return body, metadata

    def process_metadata(self, name: str, value: str) -> Any:
        """Pelican's reading of what a file name says; a name like 2024-13-45 says nothing."""
        try:
            return super().process_metadata(name, value)
        except ValueError:
            return _DISCARD

    # -- what they share --------------------------------------------------------------------------

    def _read_keys(self, path: str, source: Source, keys: tuple[Key, ...]) -> Reading:
        """What a page or definition says, over what the site says of it."""
        reading = Reading(path)
        read_fields(reading, source, keys, self.rules)
        given, problems = self._given(path, keys)
        lay_under(reading.found, given)
        reading.problems += problems
        return reading

    def _body(
        self, reading: Reading, source: Source, held: HeldBack | None, story: Story | None = None
    ) -> str | None:
        """The body as HTML, or None where the file is left out; all that is wrong with it is reported."""
        body = None
        if not (reading.failed or is_skipped(reading, held, reading.lines)):
            body, problems = self.renderer.render_checked(source.body)
            for problem in problems:
                line = source.body_line + problem.line - 1
                reading.problems.append(replace(problem, path=reading.path, line=line))
            if story:
                check_quotes(reading, story, body)
        self.problems.extend(reading.problems)
        if reading.failed:
            self.problems.left_out.add(reading.path)
        return None if reading.failed else body

    def _titled(self, path: str, source: Source) -> Source:
        """The file with the title that its first heading gives it, where nothing else does.

        No address is known of such a file, because Pelican refuses it: what stands after a date in its name
        is its slug.
        """
        aliases = self.rules.key_aliases
        written = {aliases.get(key.text, key.text) for key, node in source.record if not is_empty(node)}
        if not written.isdisjoint(("title", "name", "label")):
            return source
        given = {name for _who, layer in self._layers(path) for name, value in layer.items() if value}
        if "title" in given:
            return source
        source, heading, line = without_heading(source)
        title = fold_spaces(plain_text(self.renderer.render(heading)))
        if not title:
            return source
        fields: list[tuple[Text, Node]] = [(Text("title", line), Text(title, line))]
        dated = _DATED.fullmatch(Path(path).stem)
        if dated and "slug" not in written | given:
            fields.append((Text("slug", line), Text(slug_of(dated["name"], "story"), line)))
        others = tuple(
            (key, node) for key, node in source.record if aliases.get(key.text, key.text) != "title"
        )
        return replace(source, record=replace(source.record, fields=(*others, *fields)))

    def _formatted(self, source: Source) -> tuple[Source, dict[str, str]]:
        """The file with the fields in FORMATTED_FIELDS as plain text, and those that Pelican gets as HTML.

        These are the summary and the owner's own keys; all other fields are shown as text.
        """
        formatted: dict[str, str] = {}
        fields: list[tuple[Text, Node]] = []
        for key, node in source.record:
            name = self.rules.key_aliases.get(key.text, key.text)
            if name in self.formatted and isinstance(node, Text) and not is_empty(node):
                html = clean_field(self.renderer.render(node.text))
                if name == "summary" or name in self.rules.extra_keys:
                    formatted[name] = html
                node = Text(field_text(html), node.line)
            fields.append((key, node))
        record = replace(source.record, fields=tuple(fields))
        return (replace(source, record=record) if self.formatted else source), formatted

    def _given(self, path: str, keys: tuple[Key, ...]) -> tuple[Fields, list[Problem]]:
        """What the site says of a file, and what is wrong with that."""
        given: dict[str, tuple[object, str]] = {}
        for setting, layer in self._layers(path):
            for name, value in layer.items():
                if isinstance(value, str) and name.lower() in ("date", "modified"):
                    value = _date_as_pelican_reads_it(value, setting == "Its path")
                given[name.lower()] = (value, setting)
        values, problems = read_given(path, given, keys, self.rules)
        author = self.settings.get("AUTHOR")
        if isinstance(author, str) and not {"author", "authors"} & values.keys():
            values["authors"] = (author,)
        return values, problems

    def _layers(self, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Who says what of a file, in Pelican's order: folders above, defaults, paths set, the path itself.

        Source: `read_file` in pelican/readers.py, which gives these to the article as well.
        """
        site, date = self.settings, self._default_date(path)
        for key, (value, source) in said_above(path, site["STORY_CASCADES"]).items():
            yield source, {key: value}
        yield "DEFAULT_METADATA", default_metadata(settings={**site, "DEFAULT_DATE": None})
        yield "DEFAULT_DATE", {"date": date} if date else {}
        yield "EXTRA_PATH_METADATA", path_metadata("", path, {_PATHS: site.get(_PATHS, {})})
        yield "Its path", parse_path_metadata(source_path=path, settings=site)

    def _default_date(self, path: str) -> object:
        """The date that a file without one gets by DEFAULT_DATE, or None.

        The time of a file is that of the machine's clock, and may be tomorrow where the site is: a day that
        nobody wrote holds nothing back.
        """
        if self.settings.get("DEFAULT_DATE") == "fs":
            changed = path_metadata(Path(self.layout.content, path), path, {"DEFAULT_DATE": "fs"})["date"]
            return min(changed, datetime.combine(self.rules.as_of, time.max))
        return self.default_date.text if self.default_date else None

    def _metadata(self, one: Story | SimpleNamespace) -> dict[str, Any]:
        """What Pelican gets of a story or page: its own keys, with HTML where it expects it; the owner's.

        What the file does not say is not there.
        """
        metadata = {
            "title": escape(one.title, quote=False),
            "date": one.date and one.date.as_datetime(),
            "modified": one.modified and one.modified.as_datetime(),
            "slug": one.slug,
            "status": one.status,
            "lang": one.lang and one.lang.lower(),
            "summary": escape(shorten(one.summary, 1000), quote=False),
            "url": one.url,
            "save_as": one.save_as,
            "template": one.template,
        }
        own = {name: value for name, value in one.extra.items() if name in self.rules.extra_keys}
        return {**{name: value for name, value in metadata.items() if value is not None}, **own}

    def _slug(self, text: str) -> str:
        """A slug as Pelican makes it, by the site's rules. Source: `Content` in pelican/contents.py."""
        settings = self.settings
        if "title" in settings["FORMATTED_FIELDS"]:
            text = self.renderer.render(text)
        slug = slugify(
            text,
            regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"],
            preserve_case=settings["SLUGIFY_PRESERVE_CASE"],
            use_unicode=settings["SLUGIFY_USE_UNICODE"],
        )
        return str(slug)


def check_quotes(reading: Reading, story: Story, body: str) -> None:
    """Note every lesson that is said to stand in the story and does not."""
    for lesson in story.lessons:
        if lesson.source == "story" and (wrong := not_verbatim(story, lesson, body, "story")):
            reading.problems.append(wrong)


def _date_as_pelican_reads_it(text: str, is_guessed: bool) -> str | None:
    """A date of the site in our spelling; what a path says by chance and is not a date says nothing."""
    text = text.replace("_", " ").strip()
    with suppress(DateError):
        parse_moment(text)
        return text
    try:
        return str(get_date(text).date())
    except ValueError:
        return None if is_guessed else text


def default_moment(value: Any) -> Moment | None:
    """The date that DEFAULT_DATE gives files without one; None for none, or for `fs`, that of each file.

    Raises TypeError or ValueError for what is not a whole date: what would be another one tomorrow is none.
    """
    if not value or value == "fs":
        return None
    if not isinstance(value, str):
        return parse_moment(clock_text(datetime(*value)))
    with suppress(DateError):
        if (moment := parse_moment(value)).is_dated:
            return moment
    first, second = (parse(value, default=day) for day in (datetime(2000, 1, 1), datetime(2001, 2, 2)))
    if first != second:
        raise DateError(f'"{value}" is not a whole date')
    return parse_moment(clock_text(first))
