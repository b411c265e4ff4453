"""What a command is, and the options that several of them share."""

from __future__ import annotations

import builtins
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Option(NamedTuple):
    """One option or, without dashes, one argument. Kinds: text, path, flag, number, port, many, choice.

    `of_site` marks those that say for which site the command is (`Site`); the others are its own.
    """

    name: str
    help: str
    kind: str = "text"
    default: Any = ""
    choices: tuple[str, ...] = ()
    short: str = ""
    of_site: bool = False

    @property
    def field(self) -> str:
        """The parameter that gets its value: `all_` for `--all`, as Python has an `all`."""
        name = self.name.lstrip("-").replace("-", "_")
        return f"{name}_" if hasattr(builtins, name) else name


class Site(NamedTuple):
    """For which site a command is, and what this run changes of it."""

    path: Path | None = None
    output: Path | None = None
    set_: Sequence[str] = ()
    conf: Path | None = None
    debug: bool = False


class Command(NamedTuple):
    """One command. `run` takes the site, and each of the command's own options by name: the exit code."""

    name: str
    help: str
    run: Callable[..., int]
    options: tuple[Option, ...] = ()


def many(name: str, text: str) -> Option:
    """An option that may be repeated."""
    return Option(name, f"{text} May be repeated.", "many", [])


def flag(name: str, text: str, short: str = "") -> Option:
    """An option without a value."""
    return Option(name, text, "flag", False, short=short)


def path_of(text: str) -> Path | None:
    """A path that was given as an option; None where it was not."""
    return Path(text).expanduser() if text else None


def port(default: int) -> Option:
    """The port of a server."""
    text = f"The port; where it is taken, the next free one. Default: {default}."
    return Option("--port", text, "port", default)


def port_of(text: str) -> int:
    """A port that was given as an option. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise ArgumentTypeError(f'"{text}" is not a port: they go from 1 to 65535')
    return int(text)
