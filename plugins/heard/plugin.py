"""Heard as one Pelican plugin: which features a site has, and what each does at which signal.

Pelican calls the receivers of a signal in no order that anybody can rely on (blinker keeps them in a set).
So there is one receiver a signal here, and it calls the features one after the other, always in the order
of `FEATURES`, whatever the order of `PLUGINS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from pelican import Pelican
from pelican.generators import Generator
from pelican.log import FatalLogger
from pelican.plugins import signals

from heard.facts.guests import open_site
from heard.facts.site import Site
from heard.library.generator import complete_links_in_bodies
from heard.settings import declare, refuse
from heard.text import exits
from heard.text.names import nearest
from heard.text.problems import LEVELS, Problem, Problems

ALWAYS = ""
THEMING = "theming"
"""Always there, too: a theme with a `theme.toml` needs it, and others are left alone."""
FEATURES = (
    (ALWAYS, "heard.library.hooks"),
    ("pages", "heard.pages.facets.generator"),
    ("links", "heard.links.generator"),
    ("pages", "heard.pages.loops.generator"),
    ("conversation", "heard.conversation.replies.generator"),
    ("conversation", "heard.conversation.generator"),
    ("feeds", "heard.feeds.generator"),
    ("identity", "heard.identity.generator"),
    ("pages", "heard.pages.meta.generator"),
    (THEMING, "heard.theming.generator"),
)
"""The modules that take part in a build, each with the feature that it belongs to.

A module has `SETTINGS`, a `GENERATOR`, and functions of the names of signals, or some of these.
"""
NAMES = tuple(dict.fromkeys(name for name, _module in FEATURES if name))
SETTINGS_ALONE = ("heard.conversation.sources.webmention.settings",)
"""Modules with settings that belong to no feature of a page."""


def register() -> None:
    """Connect one receiver to each signal. Twice does no harm."""
    signals.initialized.connect(initialized)
    signals.get_generators.connect(get_generators)
    signals.all_generators_finalized.connect(all_generators_finalized)
    signals.content_written.connect(content_written)
    signals.finalized.connect(finalized)
    for name, receiver in RECEIVERS.items():
        getattr(signals, name).connect(receiver)


def initialized(pelican: Pelican) -> None:
    """Check all settings, then let each feature prepare itself. Raises SettingsError."""
    settings = pelican.settings
    features = [module for _name, module in _modules(NAMES)]
    for module in (*features, *map(import_module, SETTINGS_ALONE)):
        declare(getattr(module, "SETTINGS", ()))
    for _name, module in _called(settings, "initialized"):
        module.initialized(pelican)
    settings["JINJA_GLOBALS"] = {**settings["JINJA_GLOBALS"], "site": Site()}


def _receiver(signal: str) -> Callable[..., None]:
    """Make the receiver of a signal: it calls the function of that name in each feature that has one."""

    def receive(sender: Any, **arguments: Any) -> None:
        for _name, module in _called(sender.settings, signal):
            getattr(module, signal)(sender, **arguments)

    return receive


RECEIVERS = {
    name: _receiver(name)
    for name in (
        "readers_init",
        "generator_init",
        "content_object_init",
        "article_generator_pretaxonomy",
        "article_generator_finalized",
        "page_generator_finalized",
        "static_generator_init",
        "static_generator_context",
        "static_generator_finalized",
    )
}
"""The receivers that only pass a signal on."""


def get_generators(pelican: Pelican) -> tuple[type[Generator], ...]:
    """Return the generators of all features, in their order."""
    return tuple(module.GENERATOR for _name, module in _called(pelican.settings, "GENERATOR"))


def all_generators_finalized(generators: list[Generator]) -> None:
    """Let each feature work on what was read; the library comes last, and reports all problems."""
    complete_links_in_bodies(generators[0].context)
    called = list(_called(generators[0].settings, "all_generators_finalized"))
    for _name, module in sorted(called, key=lambda one: one[0] == ALWAYS):
        module.all_generators_finalized(generators)
    open_site(generators)
    _end_if_fatal(generators[0].settings)


def content_written(path: str, context: dict[str, Any]) -> None:
    """Let features finish a page that Pelican has written."""
    for _name, module in _called(context, "content_written"):
        module.content_written(path, context)


def finalized(pelican: Pelican) -> None:
    """End the run where problems that showed while the site was written are fatal. Raises SystemExit."""
    _end_if_fatal(pelican.settings)


def _end_if_fatal(settings: Mapping[str, Any]) -> None:
    """End with exit code 1 where `pelican --fatal` was asked for and all problems are told."""
    problems: Problems = settings["STORY_PROBLEMS"]
    if any(LEVELS[problem.severity] >= FatalLogger.fatal_lvl for problem in problems):
        raise SystemExit(exits.CONTENT)


def features_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the features of a site: parts named in PLUGINS, else HEARD_FEATURES, else all.

    Raises SettingsError where both are given, or a feature is not known.
    """
    parts = [name.removeprefix("heard.") for name in _plugins(settings) if name.startswith("heard.")]
    chosen = settings.get("HEARD_FEATURES")
    known = f"The features are {', '.join(NAMES)}."
    if chosen is None:
        return tuple(parts) if parts and "heard" not in _plugins(settings) else NAMES
    if parts:
        _refuse(
            "HEARD_FEATURES and parts in PLUGINS are both set.",
            'Keep one: PLUGINS = ["heard"] with HEARD_FEATURES.',
        )
    if not isinstance(chosen, list | tuple):
        _refuse(f"HEARD_FEATURES must be a list of names, not {chosen!r}.", known)
    for name in chosen:
        if name not in NAMES:
            near = nearest(str(name), list(NAMES))
            hint = f'Did you mean "{near}"?' if near else known
            _refuse(f'HEARD_FEATURES: there is no feature "{name}".', hint)
    return tuple(chosen)


def _refuse(message: str, hint: str) -> None:
    refuse([Problem("setting-wrong", "settings", 0, message, hint)])


def _plugins(settings: Mapping[str, Any]) -> list[str]:
    return [name for name in settings.get("PLUGINS") or () if isinstance(name, str)]


@cache
def _modules(features: tuple[str, ...]) -> tuple[tuple[str, ModuleType], ...]:
    chosen = (ALWAYS, THEMING, *features)
    return tuple((name, import_module(module)) for name, module in FEATURES if name in chosen)


def modules_of(settings: Mapping[str, Any]) -> tuple[ModuleType, ...]:
    """Return the modules of a site's features, in their order."""
    return tuple(module for _name, module in _modules(features_of(settings)))


def _called(settings: Mapping[str, Any], signal: str) -> Iterator[tuple[str, ModuleType]]:
    """Yield the modules of a site's features that have a function for a signal, with their feature."""
    for name, module in _modules(features_of(settings)):
        if hasattr(module, signal):
            yield name, module
