"""What is said on a terminal: strangers' words, unable to do anything to it; paths; how many there are."""

from __future__ import annotations

import os
import re
import shlex
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

# Control characters, the marks that turn the direction of text, and what has no glyph at all: an escape
# sequence begins with one of them (ECMA-48), and a name could pretend to be a question of ours.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
REPLACEMENT = "\ufffd"
WIDTH = 100


def strip_control_chars(text: str) -> str:
    """A line that a terminal only shows; a line end or a tab becomes a blank."""
    return " ".join(_UNSAFE.sub(REPLACEMENT, text).split())


def paragraphs(text: str, indent: str = "    ") -> Iterator[str]:
    """A longer text in lines that fit, each indented, so that none can look like a line of ours."""
    for line in text.replace("\r\n", "\n").split("\n"):
        plain = _UNSAFE.sub(REPLACEMENT, line.replace("\t", "    ").replace("\x85", " "))
        yield from textwrap.wrap(
            plain, WIDTH, initial_indent=indent, subsequent_indent=indent, drop_whitespace=True
        ) or [""]


def shown(path: Path) -> str:
    """A path as short as it can be said from the current folder."""
    full = path.absolute()
    return (full.relative_to(Path.cwd()) if full.is_relative_to(Path.cwd()) else full).as_posix()


def to_stderr(text: str) -> None:
    """Print what is not a result, where it does not get between lines of JSON."""
    print(text, file=sys.stderr)


def is_interactive() -> bool:
    """Whether a person is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def editor_command() -> list[str]:
    """The command of the person's editor, in words; empty where none is set. Raises ValueError."""
    return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")


def plural(number: int, word: str) -> str:
    """`1 story`, `2,081 stories`."""
    ending = word if number == 1 else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {ending}"
