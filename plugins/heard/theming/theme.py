"""What a theme says of itself in `theme.toml`, and its catalogue of interface texts.

    autoescape = true            # the templates are written for autoescape
    [styles]
    name = "heard"               # theme/heard.<hash>.css
    files = ["css/reset.css"]    # joined in this order
    [scripts]
    conversation = "js/conversation.js"    # theme/conversation.<hash>.js

A theme without `theme.toml` is left exactly as Pelican treats it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

THEME_FILE = "theme.toml"
STRINGS_FILE = "strings.toml"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING_OR_SPACE = re.compile(rf"(\"[^\"\n]*\"|'[^'\n]*')|(?:\s|{_COMMENT.pattern})+", re.DOTALL)


class ThemeError(Exception):
    """A theme's own files are wrong; the message names the file and what to do."""


class ThemeFacts(Struct, frozen=True):
    """A theme's settings; empty for a theme that has none."""

    folder: Path
    autoescape: bool = False
    style_name: str = ""
    style_files: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)
    strings: Mapping[str, Any] = field(default_factory=dict)


def read_theme(folder: str | Path, lang: str = "en") -> ThemeFacts:
    """The facts of a theme. `strings.<lang>.toml` is laid over `strings.toml`. Raises ThemeError."""
    root = Path(folder)
    if not (root / THEME_FILE).is_file():
        return ThemeFacts(root)
    facts = _toml(root / THEME_FILE)
    for path in sorted(root.glob("words*.toml")):  # it has the name of before, and would be passed over
        name = STRINGS_FILE.removesuffix(".toml") + path.name.removeprefix("words")
        raise ThemeError(f"{path.name} of the theme is called {name} now. Rename it.")
    styles = facts.get("styles", {})
    strings: dict[str, Any] = {}
    for name in dict.fromkeys((STRINGS_FILE, f"strings.{lang.split('-')[0]}.toml", f"strings.{lang}.toml")):
        if (root / name).is_file():
            strings = overlaid(strings, _toml(root / name))
    _check_keys(strings)
    return ThemeFacts(
        root,
        bool(facts.get("autoescape")),
        str(styles.get("name", "theme")),
        tuple(styles.get("files", ())),
        facts.get("scripts", {}),
        strings,
    )


def _check_keys(strings: Mapping[str, Any], path: str = "") -> None:
    """Refuse keys that a template would take for a method of the dictionary: `strings.feed.copy`."""
    for key, value in strings.items():
        if hasattr(dict, key):
            raise ThemeError(
                f'{STRINGS_FILE}: "{path}{key}" cannot be a key, because dictionaries use the name.'
            )
        if isinstance(value, Mapping):
            _check_keys(value, f"{path}{key}.")


def overlaid(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Nested dictionaries, the second laid over the first."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = overlaid(merged[key], value) if both else value
    return merged


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path.name} of the theme cannot be read: {error}.") from None


def join_styles(facts: ThemeFacts) -> tuple[str, str]:
    """The file name and the text of all style sheets; both empty where the theme names none.

    Comments and needless white space go, nothing else: the sources stay readable, the file small.
    Raises ThemeError for a file that is not there.
    """
    if not facts.style_files:
        return "", ""
    parts = [squeeze(_text_of(facts, name)) for name in facts.style_files]
    text = "\n".join(filter(None, parts)) + "\n"
    return f"{facts.style_name}.{_digest(text)}.css", text


def read_scripts(facts: ThemeFacts) -> dict[str, tuple[str, str]]:
    """The file name and the text of each script, by its name. A page loads only the one it needs.

    Raises ThemeError for a file that is not there.
    """
    texts = {name: _text_of(facts, file) for name, file in facts.scripts.items()}
    return {name: (f"{name}.{_digest(text)}.js", text) for name, text in texts.items()}


def _text_of(facts: ThemeFacts, name: str) -> str:
    path = facts.folder / name
    if not path.is_file():
        raise ThemeError(f"{THEME_FILE} names {name}, which is not in the theme.")
    return path.read_text("utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def squeeze(css: str) -> str:
    """A style sheet without comments, indentation and empty lines; strings are not touched."""
    return _STRING_OR_SPACE.sub(
        lambda match: match[1] or (" " if _COMMENT.sub("", match[0]) else ""), css
    ).strip()
