"""Where the engine listens to Pelican."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from types import ModuleType
from typing import Any

import pelican.generators
import pelican.utils
from pelican import Pelican
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.plugins import signals
from pelican.readers import Readers
from pelican.writers import Writer

from heard.engine.build import Build
from heard.engine.generator import Rendering
from heard.engine.linear import archives_by_period, translations_by_group
from heard.engine.settings import SETTINGS
from heard.engine.writer import writer_of
from heard.settings import apply, declare

logger = logging.getLogger(__name__)

WHILE_WRITING = (
    signals.article_generator_write_article,
    signals.article_writer_finalized,
    signals.page_generator_write_page,
    signals.page_writer_finalized,
    signals.feed_generated,
    signals.feed_written,
    signals.content_written,
    signals.finalized,
)
"""Signals whose receivers may still change what is written, or what was."""

EASED = pelican.__version__.startswith("4.12.")
"""Whether this is the Pelican whose functions `linear.py` was compared with."""

_builds: list[Build] = []
"""The build of this process that is under way; at most one."""
_past: list[dict[str, Any]] = []
"""The context of the build before."""


def register() -> None:
    """Connect the engine to Pelican; `heard.plugin` calls `begin`, once all settings are known."""
    signals.readers_init.connect(keep_what_is_read)
    signals.generator_init.connect(expect_sources)
    signals.all_generators_finalized.connect(keep_what_was_read)
    signals.get_writer.connect(take_the_writers_seat)
    signals.finalized.connect(end)


def register_alone() -> None:
    """Connect the engine without the rest of Heard."""
    register()
    signals.initialized.connect(begin)


def begin(pelican: Pelican) -> None:
    """Check the settings, and begin."""
    _builds.clear()
    while _past:
        _let_go_of(_past.pop())
    if "ENGINE_REPORT" not in pelican.settings:  # without the rest of Heard nobody has looked at them yet
        declare(SETTINGS)
        apply(pelican.settings)
    if pelican.settings["ENGINE_ON"]:
        _builds.append(Build(pelican.settings, pelican.plugins))


def _let_go_of(context: dict[str, Any]) -> None:
    """Have Pelican forget the bodies of a build that has ended.

    It remembers them for good (`memoized`, pelican/utils.py), and an article holds the build that it is
    of: a process that builds again and again would grow.
    """
    for name in ("get_content", "get_summary"):
        remembered = getattr(vars(Content).get(name), "cache", {})
        for key in [key for key in remembered if getattr(key[0], "_context", None) is context]:
            del remembered[key]


def keep_what_is_read(readers: Readers) -> None:
    """Read only what changed, unless Pelican's own cache of readers is in use."""
    for build in _builds:
        build.settle()
        if readers.settings is build.settings and not readers.settings["CACHE_CONTENT"]:
            build.reading.attach(readers)


def expect_sources(generator: Generator) -> None:
    """Learn which files articles and pages are made from; sort them with less work."""
    for build in _builds:
        build.keep_compiled(generator.env)
        for kind, name in ((ArticlesGenerator, "ARTICLE"), (PagesGenerator, "PAGE")):
            if isinstance(generator, kind):
                build.reading.expect(generator.readers, partial(_sources, generator, name))
                generator.generate_context = partial(_in_groups, generator.generate_context)
        if isinstance(generator, ArticlesGenerator):
            plainly = generator._build_period_archives
            if _is_pelicans(plainly, pelican.generators):
                generator._build_period_archives = partial(archives_by_period, plainly)


def _is_pelicans(function: Any, module: ModuleType) -> bool:
    """Whether this is a function of Pelican itself, and not what a plugin has put in its place."""
    plain = getattr(function, "__func__", function)
    return EASED and getattr(plain, "__globals__", None) is vars(module)


def _in_groups(generate_context: Callable[[], None]) -> None:
    """Read and sort articles or pages; translations are looked for in their own group only."""
    plainly = pelican.generators.process_translations
    if not _is_pelicans(plainly, pelican.utils):
        generate_context()
        return
    ours = partial(translations_by_group, plainly)
    pelican.generators.process_translations = ours
    try:
        generate_context()
    finally:
        if pelican.generators.process_translations is ours:
            pelican.generators.process_translations = plainly


def _sources(generator: Generator, kind: str) -> Iterable[str]:
    settings = generator.settings
    for name in generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"]):
        yield f"{generator.path}/{name}".replace("/./", "/")


def keep_what_was_read(generators: list[Generator]) -> None:
    """Save what was read, and plan pages from here on."""
    for build in _builds:
        build.everything_is_read(generators)
        build.read_again = partial(read_again, generators)


def read_again(generators: list[Generator], kind: str, content: Content) -> Content:
    """Read the source of an article or page once more, as its generator did."""
    wanted, preread, of_context = {
        "article": (
            ArticlesGenerator,
            signals.article_generator_preread,
            signals.article_generator_context,
        ),
        "page": (PagesGenerator, signals.page_generator_preread, signals.page_generator_context),
    }[kind]
    generator = next(one for one in generators if isinstance(one, wanted))
    readers = generator.readers
    readers.get_cached_data = lambda path, default=None: default  # what was kept is of another text
    return readers.read_file(
        base_path=generator.path,
        path=content.relative_source_path,
        content_class=type(content),
        context=generator.context,
        preread_signal=preread,
        preread_sender=generator,
        context_signal=of_context,
        context_sender=generator,
    )


def take_the_writers_seat(_pelican: Pelican) -> Callable[..., Writer] | type[Writer] | None:
    """Write with the engine's writer, unless another plugin brings one."""
    for build in _builds:
        build.decide(WHILE_WRITING)
        if build.plans:
            build.generators.append(Rendering())
        return writer_of(build)
    return None


def end(pelican: Pelican) -> None:
    """Finish and say what was done."""
    for build in _builds:
        if build.settings is pelican.settings:
            build.end()
            _past.append(build.context)
    _builds.clear()
