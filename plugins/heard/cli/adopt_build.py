"""The two builds of `heard adopt`, each in a process of its own: Pelican keeps modules and receivers.

This module runs in that process: `main` gets what is asked for as JSON and writes what came of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pelican.plugins import _utils, signals
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file

import heard
from heard.build.run import Run, Settings, run
from heard.text.exits import Refusal

PACKAGE = Path(heard.__file__).resolve().parent
PLUGINS = PACKAGE.parent
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

BOOT = (
    "import sys\n"
    "if sys.argv[1] not in sys.path: sys.path.append(sys.argv[1])\n"
    "from heard.cli.adopt_build import main\n"
    "main(sys.argv[2])\n"
)
"""What the process runs, with the folder of the plugins and the file with the wish as its words."""


def main(wish_file: str) -> None:
    """Build one site as the wish says, and write what came of it beside the wish."""
    wish = json.loads(Path(wish_file).read_text("utf-8"))
    try:
        result = _build(wish)
    except Refusal as refusal:
        result = {"refusal": str(refusal)}
    Path(wish["result"]).write_text(json.dumps(result), "utf-8")


def _build(wish: dict[str, Any]) -> dict[str, Any]:
    conf = Path(wish["conf"])
    is_stock = wish["which"] == STOCK
    raw = _read(conf)
    settings = {**raw, **wish["changes"]}
    plugins, broken = _owners_plugins(settings, conf)
    has_ours = any(_is_ours(name) for name in settings.get("PLUGINS") or ())
    theme, theme_missing = _theme(settings, conf)
    overrides = {
        **wish["changes"],
        "OUTPUT_PATH": wish["output"],
        "CACHE_PATH": wish["cache"],
        "DELETE_OUTPUT_DIRECTORY": False,
        "LOAD_CONTENT_CACHE": False,
        "CACHE_CONTENT": False,
        "PLUGINS": plugins,
        "THEME": theme,
    }
    if not is_stock:
        named = [name for name in settings.get("PLUGINS") or () if name not in broken]
        overrides["PLUGINS"] = named if has_ours else [*plugins, OURS]
        overrides["THEME"] = settings["THEME"] if _is_theme_of_ours(settings, conf) else THEME
    made_from = _listen(Path(wish["output"]))
    result = run(conf, overrides, debug=wish["debug"])
    return {
        **_told(result),
        "made_from": made_from,
        "address": result.settings.get("SITEURL", ""),
        "ignored": [str(pattern) for pattern in result.settings.get("IGNORE_FILES", ())],
        "theme_files": result.settings.get("THEME_STATIC_DIR", "theme"),
        "broken": broken,
        "theme_missing": theme_missing,
        "lines": [] if has_ours else _lines(settings, plugins, conf),
    }


def _read(conf: Path) -> dict[str, Any]:
    """The settings as the owner wrote them."""
    try:
        return dict(get_settings_from_file(str(conf)))
    except Exception as error:
        raise Refusal(f"{conf.name} cannot be read: {type(error).__name__}: {error}") from error


def _told(result: Run) -> dict[str, Any]:
    problems = [{**json.loads(problem.as_json()), "group": problem.group} for problem in result.problems]
    for problem in problems:  # whoever reads it stands in another folder
        if problem["path"] and Path(problem["path"]).is_file():
            problem["path"] = str(Path(problem["path"]).absolute())
    return {
        "problems": problems,
        "stopped": result.stopped,
        "stories": result.stories,
        "left_out": len(result.problems.left_out),
    }


def _is_ours(name: Any) -> bool:
    return isinstance(name, str) and (name == OURS or name.startswith(f"{OURS}."))


def _owners_plugins(settings: Settings, conf: Path) -> tuple[list[Any], list[str]]:
    """The plugins that the owner has without ours, and the names of those that cannot be loaded here."""
    named = settings.get("PLUGINS")
    if named is None:  # Pelican then takes whatever is installed
        found = [*_installed()]
        return found, []
    folders = [str(conf.parent / folder) for folder in _plugin_folders(settings)]
    plugins: list[Any] = []
    broken: list[str] = []
    for name in named:
        if _is_ours(name):
            continue
        if _is_loadable(name, folders):
            plugins.append(name)
        else:
            broken.append(str(name))
    return plugins, broken


def _installed() -> Iterable[str]:
    """The plugins that Pelican finds by itself; ours is not among them, as it is no `pelican.plugins.…`."""
    return sorted(
        name for name, plugin in _utils.get_namespace_plugins().items() if hasattr(plugin, "register")
    )


def _plugin_folders(settings: Settings) -> list[str]:
    folders = settings.get("PLUGIN_PATHS") or settings.get("PLUGIN_PATH") or ()
    return [folders] if isinstance(folders, str) else [str(folder) for folder in folders]


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
