"""The whole site in memory, without its pages: sources arranged, library, links, conversation – in bulk.

The features do here what they do in a run of Pelican, in the same order; only that sources come from their
records, and texts are not made again while what they ask is answered as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import FileSystemBytecodeCache
from msgspec import Struct
from pelican import Pelican
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.utils import order_content

from heard.conversation.generator import CommentGenerator
from heard.facts.comments import CommentsFromRecords, KeptComments
from heard.facts.reading import Reading
from heard.facts.records import ARTICLE, DEFINITION, PAGE, Source, placed_of
from heard.facts.site import Site
from heard.facts.store import Store
from heard.facts.texts import Keeping, Texts
from heard.library import generator as library
from heard.library import hooks
from heard.library.generator import LibraryGenerator
from heard.library.outputs import Body
from heard.library.writing import OutputGenerator
from heard.links import generator as links
from heard.links.bodies import Bodies


class Gathered(Struct, frozen=True):
    """A site before its pages are made. `generators` are those of the features, in the order of Pelican."""

    context: dict[str, Any]
    articles: ArticlesGenerator
    pages: PagesGenerator
    generators: list[OutputGenerator]
    reading: Reading
    texts: Texts
    keeping: Keeping
    comments: KeptComments
    bodies: dict[str, Body]
    """The texts of all sources, by their paths."""

    def save(self) -> None:
        """Put what was made into the store."""
        for part in (self.reading, self.texts, self.keeping, self.comments):
            part.save()


def generator_of(pelican: Pelican) -> Generator:
    """Return a generator of Pelican's, with an empty context. Source: `run` in pelican/__init__.py."""
    settings = pelican.settings
    context = {**settings, "generated_content": {}, "static_links": set(), "static_content": {}}
    generator = Generator(context, settings, pelican.path, pelican.theme, pelican.output_path)
    if generator.env.bytecode_cache is None:
        folder = Path(settings["CACHE_PATH"], "heard", "templates")
        with suppress(OSError):  # where nothing can be kept, templates are compiled each time
            folder.mkdir(parents=True, exist_ok=True)
            generator.env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    return generator


def gather(
    generator: Generator, features: Iterable[ModuleType], store: Store, reading: Reading, processes: int
) -> Gathered:
    """Read what changed, and work out the whole site; `features` are modules of the plugin, in order."""
    names = ("context", "settings", "path", "theme", "output_path")
    arguments = {name: getattr(generator, name) for name in names}
    context, settings = generator.context, generator.settings
    articles, pages = ArticlesGenerator(**arguments), PagesGenerator(**arguments)
    _arrange_stories(articles, reading, processes)
    _arrange_pages(pages, reading)
    modules = list(features)
    comments = KeptComments(store, reading)
    made = [_generator_of(module, generator, reading, comments) for module in modules]
    generators = [one for one in made if one is not None]
    for one in generators:
        if hasattr(one, "generate_context"):
            one.generate_context()
    statics = StaticGenerator(**arguments)
    statics.generate_context()
    site_links = library.links_of_site(context)
    sources = {path: one for path, one in context["generated_content"].items() if one is not None}
    by_id = {one.story.id: one for one in sources.values() if hasattr(one, "story")}
    ground = links.ground_of(context, lambda story_id: reading.body(by_id[story_id].record.path))
    keeping = Keeping(store)
    texts = Texts(store, sources, site_links, ground if links in modules else None, keeping)
    settings["STORY_PROBLEMS"].extend(texts.problems)
    site: Site = settings["JINJA_GLOBALS"]["site"]
    bodies = {path: _body(texts, site, path) for path in sources}
    paths = {story_id: one.record.path for story_id, one in by_id.items()}
    context["bodies"] = {story_id: bodies[path] for story_id, path in paths.items()}
    context["text_marks"] = {path: text.mark for path, text in texts.texts.items()}
    context["pictures"] = texts.pictures(paths)
    for module in modules:
        if module is links:
            marks = {story_id: texts.texts[paths[story_id]].mark for story_id in context["library"].by_id}
            said = Bodies(marks, lambda story_id: texts.html(paths[story_id]), keeping)
            links.connect_all(context, ground, said, texts.touched, keeping)
        elif hasattr(module, "all_generators_finalized") and module is not hooks:
            module.all_generators_finalized([generator])
    hooks.finish_library(generator)
    site.open(context)
    writing = [one for one in generators if isinstance(one, OutputGenerator)]
    writing.sort(key=lambda one: one.comes_last)
    return Gathered(context, articles, pages, writing, reading, texts, keeping, comments, bodies)


def _body(texts: Texts, site: Site, path: str) -> Body:
    """The text of a source; whoever shows it asks for it."""
    return Body(path, partial(texts.html, path), partial(site.asked, "text", path))


def _generator_of(
    module: ModuleType, generator: Generator, reading: Reading, comments: KeptComments
) -> Generator | None:
    """Make the generator of a feature; the library and the comments read from records.

    All share readers and templates, of which Pelican would make new ones for each, in 3 ms.
    """
    kind: Any = getattr(module, "GENERATOR", None)
    if kind is None:
        return None
    kind = {LibraryGenerator: _Library, CommentGenerator: CommentsFromRecords}.get(kind, kind)
    one = kind.__new__(kind)
    vars(one).update(vars(generator), reading=reading, kept=comments)
    return one


class _Library(LibraryGenerator):
    """The library, whose definitions come from records."""

    reading: Reading

    def pages_of_definitions(self, *paths: str) -> Iterator[tuple[str, Any]]:
        self.reading.readers[DEFINITION] = self.readers
        found = {one.record.path: one for one in self.reading.sources_of(DEFINITION, paths)}
        for path in paths:
            yield path, found.get(path)


def _arrange_stories(generator: ArticlesGenerator, reading: Reading, processes: int) -> None:
    """Find out which stories are shown, and where. Source: `ArticlesGenerator` in pelican/generators.py."""
    paths = reading.files(ARTICLE)
    reading.read_ahead(ARTICLE, paths, processes)
    sources = list(reading.sources_of(ARTICLE, paths))
    names = (
        ("published", "articles", "translations"),
        ("hidden", "hidden_articles", "hidden_translations"),
        ("draft", "drafts", "drafts_translations"),
    )
    _in_groups(generator, sources, names, generator.settings["ARTICLE_TRANSLATION_ID"])
    library.drop_unpublished(generator, placed_of(sources))
    for _status, originals, _others in names:
        generator.context[originals] = getattr(generator, originals)


def _arrange_pages(generator: PagesGenerator, reading: Reading) -> None:
    """The same for an owner's pages. Source: `PagesGenerator` there."""
    sources = list(reading.sources_of(PAGE, reading.files(PAGE)))
    names = (
        ("published", "pages", "translations"),
        ("hidden", "hidden_pages", "hidden_translations"),
        ("draft", "draft_pages", "draft_translations"),
    )
    _in_groups(generator, sources, names, generator.settings["PAGE_TRANSLATION_ID"])
    for _status, originals, _others in names:
        ordered = order_content(getattr(generator, originals), generator.settings["PAGE_ORDER_BY"])
        setattr(generator, originals, ordered)
    library.drop_unpublished_pages(generator, placed_of(sources))
    for _status, originals, _others in names:
        generator.context[originals] = getattr(generator, originals)


def _in_groups(
    generator: Generator, sources: list[Source], names: Iterable[tuple[str, str, str]], same: Any
) -> None:
    """Put sources into the lists of Pelican's generators, by their status; translations stand apart.

    Source: `process_translations` in pelican/utils.py, without comparing each with each.
    """
    keys = [same] if isinstance(same, str) else list(same or ())
    by_status: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_status[source.status].append(source)
    for status, originals, others in names:
        groups: dict[tuple[Any, ...], list[Source]] = defaultdict(list)
        for source in by_status[status]:
            key = tuple(getattr(source, name) for name in keys) or (source.record.path,)
            groups[key].append(source)
        first, second = [], []
        for key in sorted(groups):
            group = groups[key]
            for source in group:
                source.translations = [other for other in group if other is not source]
            of_group = _originals(group)
            first += of_group
            second += [source for source in group if source not in of_group]
        setattr(generator, originals, first)
        setattr(generator, others, second)


def _originals(group: list[Source]) -> list[Source]:
    """Those of a group in several languages that stand in lists. Source: `get_original_items` there."""
    candidates = [one for one in group if one.record.translation.lower() == "false"] or group
    return [one for one in candidates if one.in_default_lang] or candidates
