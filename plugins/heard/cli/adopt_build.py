"""The two builds of `heard adopt`, each in a process of its own: Pelican keeps modules and receivers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pelican.contents import Article, Static
from pelican.plugins import _utils, signals
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file

import heard
from heard.build.run import Settings, run
from heard.cli.adopt_compare import Built
from heard.text.exits import Refusal
from heard.text.problems import Problems
from heard.text.terminal import shown

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


def build_site(which: str, conf: Path, changes: Settings, folder: Path, debug: bool) -> Built:
    """Build one of the two sites below a folder, in the place where the owner would. Raises Refusal."""
    log = os.open(folder / f"{which}.log", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    with chdir(conf.parent):
        settings = {**_read(conf), **changes}
        named = settings.get("PLUGINS") or ()
        has_ours = any(map(_is_ours, named))
        plugins, broken = _owners_plugins(settings, conf)
        theme, is_missing, is_theme_of_ours = _theme(settings, conf)
        overrides = {
            **changes,
            "OUTPUT_PATH": str(folder / which),
            "CACHE_PATH": str(folder / f"{which}-cache"),
            "DELETE_OUTPUT_DIRECTORY": False,
            "LOAD_CONTENT_CACHE": False,
            "CACHE_CONTENT": False,
            "PLUGINS": plugins,
            "THEME": DEFAULT_THEME if is_missing or is_theme_of_ours else theme,
        }
        if which == HEARD:
            kept = [name for name in named if name not in broken]
            overrides["PLUGINS"] = kept if has_ours else [*plugins, OURS]
            overrides["THEME"] = theme if is_theme_of_ours else THEME
        contexts: list[dict[str, Any]] = []
        signals.all_generators_finalized.connect(
            lambda those: contexts.append(those[0].context), weak=False
        )
        result = run(conf, overrides, debug=debug)
    notes = [
        f"The plugin {name} cannot be loaded here; both sites are built without it." for name in broken
    ]
    if is_missing:
        notes.append(f"There is no theme {theme}; stock Pelican is given its own, notmyidea.")
    problems = Problems()
    problems.extend(replace(one, path=_said(one.path, conf)) for one in result.problems)
    return Built(
        folder / which,
        str(result.settings.get("SITEURL", "")),
        {path: (kind, _said(source, conf)) for path, kind, source in _made_from(contexts)},
        str(result.settings.get("THEME_STATIC_DIR", "theme")),
        tuple(str(pattern) for pattern in result.settings.get("IGNORE_FILES", ())),
        problems,
        result.stopped,
        () if has_ours else tuple(_lines(settings, plugins, conf)),
        tuple(notes),
    )


def _said(path: str, conf: Path) -> str:
    """A path that was said in the folder of the settings file, as it is said here."""
    full = conf.parent / path
    return shown(full) if full.is_file() else path


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


def _theme(settings: Settings, conf: Path) -> tuple[str, bool, bool]:
    """The theme that the owner has, whether it is not there, and whether it is one for stories."""
    theme = str(settings.get("THEME") or DEFAULT_THEME)
    # A path, counted from the settings file, or the name of one of Pelican's.
    places = (conf.parent / theme, Path(str(DEFAULT_CONFIG["THEME"])).parent / theme)
    folder = next((place for place in places if place.is_dir()), None)
    return theme, folder is None, folder is not None and (folder / MARK).is_file()


def _made_from(contexts: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """The file, the kind and the source of all that was read.

    Not before the end: whoever asks a file where it will be keeps `{attach}` from moving it.
    """
    for context in contexts:
        for content in (*context["generated_content"].values(), *context["static_content"].values()):
            if content is not None:
                kind = {Article: "story", Static: "file"}.get(type(content), "page")
                yield content.save_as, kind, str(content.source_path or "")


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
