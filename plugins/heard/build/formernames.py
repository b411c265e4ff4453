"""What a settings file calls by a name of before, and the line to write instead."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from heard.library.former_settings import former_settings
from heard.plugin import NAMES
from heard.text.problems import Problem
from heard.text.terminal import shown

PREFIX = "pelican.plugins."
FORMER = {
    "story_comments": "conversation",
    "story_replies": "conversation",
    "story_facets": "pages",
    "story_loops": "pages",
    "story_meta": "pages",
    "story_feeds": "feeds",
    "story_identity": "identity",
    "story_links": "links",
    "theme_kit": "theming",
    **dict.fromkeys(
        ("stories", "build_engine", "story_desk", "story_inbox", "story_isso", "story_webmention"), ""
    ),
}
"""The plugins that Heard consisted of, each with the feature that it is now, if any."""


def former_names(settings: Mapping[str, Any], conf: Path) -> list[Problem]:
    """Return the problems of plugins and settings with names of before, each with its line in the file."""
    settings_of_before = former_settings(settings, partial(place_of, conf=conf)).values()
    return [problem for problem in (former_plugins(settings, conf), *settings_of_before) if problem]


def former_plugins(settings: Mapping[str, Any], conf: Path) -> Problem | None:
    """Return the problem of former plugins in PLUGINS, with the lines to write instead, or None."""
    plugins = [name for name in settings.get("PLUGINS") or () if isinstance(name, str)]
    former = [name for name in plugins if _is_former(name, settings.get("PLUGIN_PATHS") or ())]
    if not former:
        return None
    others = [name for name in plugins if name not in former and name != "heard"]
    features = {FORMER[name.removeprefix(PREFIX)] for name in former} - {""}
    line = f"PLUGINS = {json.dumps(['heard', *others], ensure_ascii=False)}"
    if features and len(features) < len(NAMES) and "heard" not in plugins:
        line += f" and HEARD_FEATURES = {json.dumps([name for name in NAMES if name in features])}"
    names = ", ".join(former)
    message = f"PLUGINS names plugins that are now parts of one: {names}."
    return Problem("setting-wrong", *place_of("PLUGINS", conf), message, f"Write: {line}")


def _is_former(name: str, folders: Sequence[str]) -> bool:
    """Whether a name is that of a former plugin, and nobody else's plugin of the same name is there."""
    short = name.removeprefix(PREFIX)
    if short not in FORMER:
        return False
    places = [Path(folder, *name.split(".")) for folder in folders]
    if any((one / "__init__.py").is_file() or one.with_suffix(".py").is_file() for one in places):
        return False
    try:
        return find_spec(name) is None and find_spec(PREFIX + short) is None
    except (ImportError, ValueError):
        return True


def place_of(name: str, conf: Path, seen: frozenset[Path] = frozenset()) -> tuple[str, int]:
    """Return the file and line where a setting is assigned last, in the conf file or one it imports."""
    try:
        tree = ast.parse(conf.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return shown(conf), 0
    place = shown(conf), 0
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and any(one.name == "*" for one in statement.names):
            imported = conf.parent.joinpath(*(statement.module or "").split(".")).with_suffix(".py")
            if imported.is_file() and imported not in seen:
                inner = place_of(name, imported, seen | {conf, imported})
                place = inner if inner[1] else place
        for one in ast.walk(statement):
            if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store):
                place = shown(conf), one.lineno
    return place
