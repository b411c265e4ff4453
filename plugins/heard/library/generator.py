"""Where the library meets Pelican's generators: definitions read, library built, links checked."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from msgspec.structs import replace
from pelican.contents import Article, Author, Category, Content, Page, Tag
from pelican.generators import (
    ArticlesGenerator,
    Generator,
)
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import order_content

from heard.content.bodylinks import SiteLinks
from heard.content.layout import DEFINITIONS, MARKDOWN
from heard.content.placing import Placed, place, templates_in, told_apart
from heard.content.reader import StoryReader
from heard.content.timeline import without_replies
from heard.library.bodies import complete_bodies, content_files, files_named_by, site_links
from heard.library.building import LibraryInput, LibraryStory, Mentions, build_library
from heard.library.checks import (
    claims,
    ids_told_apart,
    merged_names,
    near_names,
    not_listed,
    not_published,
    not_shown,
    reply_to_another,
    series_parts,
)
from heard.library.facets import Addresses, site_root
from heard.library.feedaddresses import feed_files
from heard.library.holders import holders
from heard.library.otherlists import Lists, with_terms_of_others
from heard.library.outputs import Body
from heard.model.records import Definition, Reply
from heard.text.dates import UNDATED_SORT
from heard.text.names import is_safe_slug
from heard.text.problems import Problem, Problems

logger = logging.getLogger(__name__)

_WHOLE_PAGE = re.compile(r"\{%[-+]?\s*extends\b|<html\b", re.IGNORECASE)
PELICANS = {"teller": Author, "tag": Tag, "category": Category}
"""Pelican's own kinds of terms, by facet."""
_LISTS = {"teller": "authors", "tag": "tags", "category": "categories"}
_Look = tuple[bool, tuple[str | None, ...]]
"""Of a template: whether it asks for a variable itself, and the names of those that it uses."""


class LibraryGenerator(Generator):
    """Reads the definitions and builds the library, after Pelican has read articles and pages."""

    def generate_context(self) -> None:
        """Put `library` into the context of every page."""
        has_pages = bool(self.settings.get("STORY_FACET_PAGES"))
        slug_of_pelican = cache(self._slug_of_pelican)  # a name has one slug, and many stories
        library_input = LibraryInput(
            as_of=self.settings["STORY_TODAY"],
            definitions=tuple(self._definitions()),
            volumes=tuple(_volumes(self.context["articles"])),
            addresses=Addresses(self.settings),
            reply_days=self.settings["STORY_REPLY_DAYS"],
            hidden=tuple(_volumes(self.context["hidden_articles"])),
            withheld=tuple(self.context.get("withheld_stories", ())),
            has_pages=has_pages,
            slug_of_pelican=slug_of_pelican,
        )
        mentions = Mentions(library_input)
        library = with_terms_of_others(
            build_library(library_input, mentions),
            lists_of(self.context),
            slug_of_pelican,
            is_plain,
            has_pages,
        )
        if self.settings["REVERSE_CATEGORY_ORDER"]:
            backwards = tuple(reversed(library.facet("category")))
            library = replace(library, terms={**library.terms, "category": backwards})
        problems: Problems = self.settings["STORY_PROBLEMS"]
        problems.extend(near_names(library))
        problems.extend(merged_names(library, mentions))
        problems.extend(series_parts(library))
        self.context["library"] = self.settings["STORY_LIBRARY"] = library
        self.context["show_drafts"] = self.settings["STORY_SHOW_DRAFTS"]
        root = site_root(self.settings["SITEURL"])
        self.context["site_root"] = root
        # Links in bodies are relative to the host too, so that a site works on any port.
        self.context["localsiteurl"] = root
        self._name_files()

    def _name_files(self) -> None:
        """Have Pelican copy the files that bodies name, in whatever way, and that are there."""
        files = content_files(self.context, self.settings)
        marker = re.compile(self.settings["INTRASITE_LINK_REGEX"])
        named = self.context["named_files"] = {
            path
            for source, content in self.context["generated_content"].items()
            if content is not None
            for path in files_named_by(content, files, source, marker)
        }
        linked = {path for path in self.context["static_links"] if Path(self.path, path).is_file()}
        self.context["static_links"] = linked | named

    def _slug_of_pelican(self, facet: str, name: str) -> str:
        """The slug that Pelican gives a name; empty, and told, where no page could be found at it."""
        term = PELICANS[facet](name, self.settings)
        slug = self._slugs_of_others.get((facet, name)) or str(term.slug)
        if is_safe_slug(slug):
            return slug
        message = (
            f'the {facet} "{name}" has no page at {term.save_as}: "{slug}" cannot be part of an address.'
        )
        hint = "Change the rules that make it, {0}_REGEX_SUBSTITUTIONS or SLUG_REGEX_SUBSTITUTIONS."
        hint = hint.format("AUTHOR" if facet == "teller" else facet.upper())
        self.settings["STORY_PROBLEMS"].add(Problem("slug-wrong", "settings", 0, message, hint, "warning"))
        return ""

    @cached_property
    def _slugs_of_others(self) -> dict[tuple[str, str], str]:
        """The slugs that another plugin gives its own kind of terms."""
        return {
            (facet, str(term.name)): str(term.slug)
            for facet, entries in lists_of(self.context).items()
            for term, _articles in entries
            if not is_plain(facet, term)
        }

    def _definitions(self) -> Iterable[Definition]:
        for path, page in self.pages_of_definitions(*self.files_of_definitions()):
            definition: Definition | None = getattr(page, "definition", None)
            if definition and definition.held_back and not self.settings["STORY_SHOW_DRAFTS"]:
                self.settings["STORY_PROBLEMS"].add(not_shown(definition.source, definition.held_back))
                definition = None
            if definition is not None:
                self.add_source_path(page)
                self.add_static_links(page)
                has_body = bool(page._content.strip())
                body = Body("", partial(getattr, page, "content")) if has_body else None
                yield replace(definition, content=body)
            else:
                self._add_failed_source_path(path)

    def files_of_definitions(self) -> tuple[str, ...]:
        """Return the paths of the files that define terms, in order; from now on our reader reads them."""
        folders = [name for name in DEFINITIONS if (Path(self.path) / name).is_dir()]
        endings = [ending for ending in self.readers.extensions if ending.lower() in MARKDOWN]
        # They are ours, whatever reader the owner has for stories.
        self.readers.readers.update(dict.fromkeys(endings, StoryReader(self.settings)))
        return tuple(sorted(self.get_files(folders, extensions=endings))) if folders else ()

    def pages_of_definitions(self, *paths: str) -> Iterator[tuple[str, Any]]:
        """Yield each of these files as it was read."""
        for path in paths:
            yield (
                path,
                self.readers.read_file(
                    base_path=self.path, path=path, content_class=Page, context=self.context
                ),
            )


def lists_of(place: Any) -> Lists:
    """Pelican's lists of categories, tags and authors, as the context or a generator has them."""
    lists = {}
    for facet, name in _LISTS.items():
        entries = place.get(name, ()) if isinstance(place, dict) else getattr(place, name)
        lists[facet] = list(entries.items() if isinstance(entries, dict) else entries)
    return lists


def is_plain(facet: str, term: Any) -> bool:
    """Whether a term is Pelican's own kind, not one that another plugin made."""
    return type(term) is PELICANS[facet]


def _volumes(articles: Iterable[Article]) -> Iterable[LibraryStory]:
    return (_volume(article, tuple(map(_volume, article.translations))) for article in articles)


def _volume(article: Article, translations: tuple[LibraryStory, ...] = ()) -> LibraryStory:
    return LibraryStory(article.story, article.url, translations, getattr(article, "story_mark", b""))


def drop_unpublished(generator: Any, placed: Placed | None = None) -> None:
    """Keep what a publish shows: no drafts, no future, no story that claims another's address.

    Hidden stories keep their page; they stay in lists of their own, as Pelican has it. `generator` is
    Pelican's, or stands for it; `placed` says where the stories have their pages, where that is known.
    """
    settings = generator.settings
    everything = _everything(generator)
    for article in everything:
        category = getattr(article, "category", None)
        if category and hasattr(category, "name") and not is_plain("category", category):  # another's
            article.story = replace(article.story, category=str(category.name))
    for originals, others in (
        (generator.articles, generator.translations),
        (generator.hidden_articles, generator.hidden_translations),
        (generator.drafts, generator.drafts_translations),
    ):
        tell_apart(originals, others)
    if settings["STORY_SHOW_DRAFTS"]:
        generator.articles += generator.drafts
        generator.translations += generator.drafts_translations
    _tell_ids_apart(_shown(generator), settings["STORY_PROBLEMS"], settings["STORY_REPLIES"])
    placed = placed or place(_shown(generator), settings, templates_for(generator, OF_STORIES))
    taken = claims((a.story, a.save_as) for a in _shown(generator) if a not in placed.without_page)
    problems: Problems = settings["STORY_PROBLEMS"]
    for problem in taken.values():
        problems.leave_out(problem)
    if taken or placed.without_page:
        _leave_out(generator, placed.without_page, taken)
    generator.articles.sort(key=lambda a: (a.story.date.sort_time(), a.story.id), reverse=True)
    if settings["ARTICLE_ORDER_BY"] != DEFAULT_CONFIG["ARTICLE_ORDER_BY"]:
        order_content(generator.articles, settings["ARTICLE_ORDER_BY"])
    shown = set(_shown(generator))
    generator.context["withheld_stories"] = sorted(
        (a.story for a in everything if a not in shown and a.story.source not in taken),
        key=lambda story: story.id,
    )
    problems.extend(not_published(generator.context["withheld_stories"]))
    hidden = (*generator.hidden_articles, *generator.hidden_translations)
    problems.extend(not_listed((article.story, article.url) for article in hidden))
    generator.context["former_addresses"] = placed.aliases(_shown(generator))
    for article in everything:
        if article not in shown:  # else Pelican would resolve links to a page that is not there
            _withhold(generator, article)
    generator.drafts, generator.drafts_translations = [], []


def _leave_out(generator: Any, without_page: Collection[Article], sources: Collection[str]) -> None:
    """Leave out what can have no page, and some sources, also as translations of others."""

    def stays(article: Article) -> bool:
        return article not in without_page and article.story.source not in sources

    for article in _shown(generator):
        article.translations = [other for other in article.translations if stays(other)]
    generator.articles, generator.translations = _staying(generator.articles, generator.translations, stays)
    generator.hidden_articles, generator.hidden_translations = _staying(
        generator.hidden_articles, generator.hidden_translations, stays
    )


def _tell_ids_apart(
    articles: Iterable[Article], problems: Problems, replies: Mapping[str, tuple[Reply, ...]]
) -> None:
    """Give each story whose file's name makes the id of another one an id of its own.

    Replies to that id are to the other one.
    """
    by_source = {article.story.source: article for article in articles}
    for source, story_id in ids_told_apart(article.story for article in by_source.values()).items():
        article = by_source[source]
        message = f'the id that the file\'s name makes, "{article.story.id}", is that of another story.'
        hint = f'Add "id: {story_id}", which is used, so that it stays the same.'
        problems.add(Problem("id-missing", source, 1, message, hint, "hint"))
        of_the_other = replies.get(article.story.id, ())
        problems.extend(reply_to_another(reply, source) for reply in of_the_other)
        outcome = without_replies(article.story.outcome, of_the_other)
        article.story = replace(article.story, id=story_id, outcome=outcome)


def drop_undated_period(generator: ArticlesGenerator) -> None:
    """Take the year that stands for no date out of Pelican's own archives, which another theme may show."""
    for name, periods in generator.period_archives.items():
        generator.period_archives[name] = [
            period for period in periods if period["period_num"][0] != UNDATED_SORT.year
        ]


OF_STORIES, OF_PAGES = frozenset(("article", "card")), frozenset(("page",))
"""The variables of templates that show a story, or an owner's page."""


def templates_for(generator: Generator, variables: frozenset[str]) -> Callable[[], set[str]]:
    """The names of the theme's templates that show one of some variables, once somebody asks.

    A template for something else, a list say, would end the build with an error that names no file; a part
    of a page is none.
    """
    folders = [*generator.settings["THEME_TEMPLATES_OVERRIDES"], Path(generator.theme, "templates")]
    extensions = generator.settings["TEMPLATE_EXTENSIONS"]

    def fitting() -> set[str]:
        files = templates_in(folders, extensions)
        look = cache(partial(_look, generator.env, variables))
        return {
            name
            for name, (file, text) in files.items()
            if _WHOLE_PAGE.search(text) and _asks(look, file, set())
        }

    return cache(fitting)


def _asks(look: Callable[[str], _Look], name: str | None, seen: set[str]) -> bool:
    """Whether a template, or one that it extends or includes, asks for a variable. In doubt it does."""
    if name is None:  # it says its name when it is rendered
        return True
    if name in seen:
        return False
    seen.add(name)
    asks, others = look(name)
    return asks or any(_asks(look, other, seen) for other in others)


def _look(environment: Environment, variables: frozenset[str], name: str) -> _Look:
    """Whether a template itself asks for a variable, and which others it extends or includes."""
    try:
        loader = environment.loader
        tree = environment.parse(loader.get_source(environment, name)[0] if loader else "")
        asks = bool(variables & find_undeclared_variables(tree))
        return asks, tuple(find_referenced_templates(tree))
    except TemplateError:
        return False, ()


def tell_apart(originals: list[Any], others: list[Any]) -> None:
    """Make translations of those only that are one page; one that is nobody's stands for itself."""
    found: dict[int, list[Any]] = {}
    for one in (*originals, *others):
        if one.translations and id(one) not in found:
            found |= told_apart((one, *one.translations), _shelf_of)
    for one in (*originals, *others):
        if id(one) in found:
            one.translations = found[id(one)]
    held = {id(other) for original in originals for other in original.translations}
    originals += [one for one in others if id(one) not in held]
    others[:] = [one for one in others if id(one) in held]


def _shelf_of(content: Any) -> str:
    """What tells two pages of one name apart: the category, or the folder of the file."""
    category = getattr(content, "category", None)
    return str(category) if category else str(Path(content.get_relative_source_path()).parent)


def drop_unpublished_pages(generator: Any, placed: Placed | None = None) -> None:
    """Leave out draft pages, unless drafts are shown, and pages whose address is taken."""
    for originals, others in (
        (generator.pages, generator.translations),
        (generator.hidden_pages, generator.hidden_translations),
        (generator.draft_pages, generator.draft_translations),
    ):
        tell_apart(originals, others)
    if not generator.settings["STORY_SHOW_DRAFTS"]:
        for page in (*generator.draft_pages, *generator.draft_translations):
            if held_back := getattr(page, "held_back", None):
                generator.settings["STORY_PROBLEMS"].add(
                    not_shown(page.get_relative_source_path(), held_back)
                )
            _withhold(generator, page)
        generator.draft_pages, generator.draft_translations = [], []
    problems: Problems = generator.settings["STORY_PROBLEMS"]
    groups = (
        generator.pages,
        generator.translations,
        generator.hidden_pages,
        generator.hidden_translations,
        generator.draft_pages,
        generator.draft_translations,
    )
    taken = holders(generator.context, ("articles", "hidden_articles"))
    settings = generator.settings
    pelicans = (settings.get(name) or "" for name in ("FEED_ALL_RSS", "FEED_ALL_ATOM"))
    taken |= dict.fromkeys((*pelicans, *feed_files(settings, "all").values()), "a feed")
    placed = placed or place(
        [page for group in groups for page in group], settings, templates_for(generator, OF_PAGES)
    )
    for group in groups:  # Pelican's context holds these very lists
        group[:] = [page for page in group if page not in placed.without_page]
        for page in group:
            page.translations = [one for one in page.translations if one not in placed.without_page]
    for page in placed.without_page:
        _withhold(generator, page)
    everything = [page for group in groups for page in group]
    for page in sorted(everything, key=lambda page: page.get_relative_source_path()):
        source = page.get_relative_source_path()
        holder = taken.setdefault(page.save_as, source)
        if holder == source:
            continue
        address = "/" + page.save_as.removesuffix("index.html")
        message = f"the address {address} belongs to {holder}; this page is left out."
        hint = "Give one of them another `slug`."
        problems.leave_out(Problem("address-twice", source, 1, message, hint))
        _withhold(generator, page)
        for group in groups:
            group[:] = [other for other in group if other is not page]
    generator.context.setdefault("former_addresses", []).extend(
        placed.aliases(page for group in groups for page in group)
    )


def _withhold(generator: Generator, content: Content) -> None:
    """Keep links from leading to what is not published, and note the files that it links to."""
    source = content.get_relative_source_path()
    generator._add_failed_source_path(source)
    links = generator.context.setdefault("withheld_links", {})
    for path in content.get_static_links():
        links.setdefault(path, source)


def complete_links_in_bodies(context: dict[str, Any]) -> None:
    """Turn what bodies call by its place in the content folder into addresses of the site."""
    complete_bodies(context, links_of_site(context))


def links_of_site(context: dict[str, Any]) -> SiteLinks:
    """Return all that bodies can lead to, once all sources and files are known."""
    return site_links(context, partial(_named_address, context))


def _named_address(settings: dict[str, Any], what: str, name: str) -> str | None:
    """The address of a category, tag or author, or of the home page; None for another word."""
    if what == "index":
        return str(settings["INDEX_SAVE_AS"])
    wrapper = {"category": Category, "tag": Tag, "author": Author}.get(what)
    return None if wrapper is None else str(wrapper(name, settings).url)


def _staying(
    originals: list[Article], translations: list[Article], stays: Callable[[Article], bool]
) -> tuple[list[Article], list[Article]]:
    """The originals and translations that stay.

    Where an original is left out, the first of its translations stands for the story now.
    """
    known = set(translations)
    left_out = (article.translations for article in originals if not stays(article))
    promoted = [group[0] for group in left_out if group and known.issuperset(group)]
    staying = [article for article in originals if stays(article)]
    return staying + promoted, [a for a in translations if stays(a) and a not in promoted]


def _shown(generator: ArticlesGenerator) -> list[Article]:
    """All that get a page."""
    return [
        *generator.articles,
        *generator.translations,
        *generator.hidden_articles,
        *generator.hidden_translations,
    ]


def _everything(generator: ArticlesGenerator) -> list[Article]:
    return [*_shown(generator), *generator.drafts, *generator.drafts_translations]
