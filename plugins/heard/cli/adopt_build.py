"""The two builds of `heard adopt`, each in a process of its own: Pelican keeps modules and receivers."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pelican.plugins import _utils, signals
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file

import heard
from heard.build.run import Settings, run
from heard.cli.adopt_compare import Built
from heard.text.exits import Refusal
from heard.text.problems import Problem

PLUGINS = Path(heard.__file__).resolve().parent.parent
"""The folder in which the package lies."""
OURS = "heard"
"""The plugin that an owner adds."""
STOCK, HEARD = "stock", "heard"
DEFAULT_THEME = "notmyidea"
INSTALLED_THEME = "heard"
_CHECKOUT_THEME = PLUGINS.parent / "theme"
THEME = str(_CHECKOUT_THEME) if heard.theme() == str(_CHECKOUT_THEME) else INSTALLED_THEME
MARK = "templates/value.html"
"""A template that only a theme made for stories has."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build. Paths are complete: who reads them stands in another folder."""

    built: Built
    problems: tuple[Problem, ...]
    stopped: int
    lines: tuple[str, ...]
    """What the owner has to write to have this site; empty where it is written."""
    notes: tuple[str, ...]


def build_site(which: str, conf: Path, changes: Settings, folder: Path, debug: bool) -> Outcome:
    """Build one of the two sites below a folder, in the place where the owner would. Raises Refusal."""
    log = os.open(folder / f"{which}.log", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(conf.parent)
    settings = {**_read(conf), **changes}
    named = settings.get("PLUGINS") or ()
    has_ours = any(_is_ours(name) for name in named)
    plugins, broken = _owners_plugins(settings, conf)
    theme, missing = _theme(settings, conf)
    overrides = {
        **changes,
        "OUTPUT_PATH": str(folder / which),
        "CACHE_PATH": str(folder / f"{which}-cache"),
        "DELETE_OUTPUT_DIRECTORY": False,
        "LOAD_CONTENT_CACHE": False,
        "CACHE_CONTENT": False,
        "PLUGINS": plugins,
        "THEME": theme,
    }
    if which == HEARD:
        kept = [name for name in named if name not in broken]
        overrides["PLUGINS"] = kept if has_ours else [*plugins, OURS]
        overrides["THEME"] = settings["THEME"] if _is_theme_of_ours(settings, conf) else THEME
    made_from = _listen(folder / which)
    result = run(conf, overrides, debug=debug)
    notes = [
        f"The plugin {name} cannot be loaded here; both sites are built without it." for name in broken
    ]
    if missing:
        notes.append(f"There is no theme {missing}; stock Pelican is given its own, notmyidea.")
    built = Built(
        folder / which,
        str(result.settings.get("SITEURL", "")),
        made_from,
        str(result.settings.get("THEME_STATIC_DIR", "theme")),
        tuple(str(pattern) for pattern in result.settings.get("IGNORE_FILES", ())),
    )
    return Outcome(
        built,
        tuple(
            replace(one, path=str(Path(one.path).absolute())) if Path(one.path).is_file() else one
            for one in result.problems
        ),
        result.stopped,
        () if has_ours else tuple(_lines(settings, plugins, conf)),
        tuple(notes),
    )


def _read(conf: Path) -> dict[str, Any]:
    """The settings as the owner wrote them."""
    try:
        return dict(get_settings_from_file(str(conf)))
    except Exception as error:
        raise Refusal(f"{conf.name} cannot be read: {type(error).__name__}: {error}") from error


def _is_ours(name: Any) -> bool:
    return isinstance(name, str) and (name == OURS or name.startswith(f"{OURS}."))


def _owners_plugins(settings: Settings, conf: Path) -> tuple[list[Any], list[str]]:
    """The plugins that the owner has without ours, and the names of those that cannot be loaded here."""
    named = settings.get("PLUGINS")
    if named is None:  # Pelican then takes what it finds; ours is not among it, as no `pelican.plugins.…`
        installed = _utils.get_namespace_plugins().items()
        return sorted(name for name, plugin in installed if hasattr(plugin, "register")), []
    given = settings.get("PLUGIN_PATHS") or settings.get("PLUGIN_PATH") or ()
    folders = [str(conf.parent / folder) for folder in ([given] if isinstance(given, str) else given)]
    others = [name for name in named if not _is_ours(name)]
    plugins = [name for name in others if _is_loadable(name, folders)]
    return plugins, [str(name) for name in others if name not in plugins]


def _is_loadable(plugin: Any, folders: list[str]) -> bool:
    try:
        loaded = _utils.load_plugins({"PLUGINS": [plugin], "PLUGIN_PATHS": folders})
    except Exception:  # whatever a plugin that is imported may raise
        return False
    return any(hasattr(one, "register") for one in loaded)


def _theme(settings: Settings, conf: Path) -> tuple[str, str]:
    """The theme that the owner had: as set, unless it is ours or is not there; and the missing one."""
    theme = settings.get("THEME")
    if theme is None or _is_theme_of_ours(settings, conf):
        return DEFAULT_THEME, ""
    if _theme_folder(theme, conf) is None:
        return DEFAULT_THEME, str(theme)
    return str(theme), ""


def _is_theme_of_ours(settings: Settings, conf: Path) -> bool:
    folder = _theme_folder(settings["THEME"], conf) if settings.get("THEME") else None
    return bool(folder) and Path(str(folder), MARK).is_file()


def _theme_folder(theme: Any, conf: Path) -> Path | None:
    """Where a theme is: a path, counted from the settings file, or the name of one of Pelican's."""
    themes = Path(str(DEFAULT_CONFIG["THEME"])).parent
    places = (conf.parent / str(theme), themes / str(theme))
    return next((place for place in places if place.is_dir()), None)


def _listen(output: Path) -> dict[str, tuple[str, str]]:
    """What each file is made from, by its path; filled while the site is built."""
    made_from: dict[str, tuple[str, str]] = {}

    def written(path: str, context: dict[str, Any]) -> None:
        for name, kind in (("article", "story"), ("page", "page")):
            content: Any = context.get(name)
            save_as = getattr(content, "save_as", None)
            if save_as and Path(output, save_as) == Path(path):
                made_from[str(save_as)] = (kind, str(content.source_path or ""))

    contexts: list[dict[str, Any]] = []

    def built(_pelican: Any) -> None:
        # Not before: whoever asks a file where it will be keeps `{attach}` from moving it.
        for context in contexts:
            for static in context.get("staticfiles", ()):
                made_from[static.save_as] = ("file", str(static.source_path or ""))

    signals.content_written.connect(written, weak=False)
    signals.all_generators_finalized.connect(lambda those: contexts.append(those[0].context), weak=False)
    signals.finalized.connect(built, weak=False)
    return made_from


def _lines(settings: Settings, plugins: list[Any], conf: Path) -> list[str]:
    """The lines that the owner has to write to have the site that was built here."""
    lines = []
    if THEME != INSTALLED_THEME:
        # Where both stand, Pelican reads the old name.
        name = "PLUGIN_PATH" if "PLUGIN_PATH" in settings else "PLUGIN_PATHS"
        folders = settings.get(name)
        had = f"{name}, " if isinstance(folders, str) else f"*{name}, " if folders else ""
        lines.append(f"{name} = [{had}{_path_from(conf, str(PLUGINS))!r}]")
    if settings.get("PLUGINS") is None:
        first = [f"    {name!r}," for name in plugins]
    else:
        first = ["    *PLUGINS,"] if settings["PLUGINS"] else []
    lines += ["PLUGINS = [", *first, f"    {OURS!r},", "]"]
    lines.append(f"THEME = {_path_from(conf, THEME)!r}")
    return [line.replace("'", '"') for line in lines]


def _path_from(conf: Path, path: str) -> str:
    """A path as a settings file names it: from its own folder, where that is not far; a name as it is."""
    if not Path(path).is_absolute():
        return path
    relative = os.path.relpath(path, conf.parent)
    return path if relative.startswith("../../..") else Path(relative).as_posix()
