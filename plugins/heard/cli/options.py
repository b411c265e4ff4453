"""What a command is, and the options that several of them share."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One option or, without dashes, one argument of a command. Kinds: text, flag, number, many, choice."""

    name: str
    help: str
    kind: str = "text"
    default: Any = ""
    choices: tuple[str, ...] = ()
    short: str = ""

    @property
    def field(self) -> str:
        """The attribute of the parsed arguments that holds it."""
        return self.name.lstrip("-").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `run` takes the parsed arguments and returns the exit code."""

    name: str
    group: str
    help: str
    run: Callable[[Namespace], int]
    options: tuple[Option, ...] = ()


def many(name: str, text: str) -> Option:
    """An option that may be repeated."""
    return Option(name, f"{text} May be repeated.", "many", ())


def flag(name: str, text: str, short: str = "") -> Option:
    """An option without a value."""
    return Option(name, text, "flag", False, short=short)


CONTENT = Option("--path", "The content folder (default: PATH in the settings).")
OUTPUT = Option("--output", "The folder to write (default: OUTPUT_PATH in the settings).")
BUILT = replace(OUTPUT, help="The folder with the built site (default: OUTPUT_PATH in the settings).")
SITE = (
    CONTENT,
    many("--set", "A setting for this run, KEY=VALUE with a JSON value."),
    Option("--conf", "The settings file (default: pelicanconf.py)."),
    flag("--debug", "Show tracebacks."),
)
"""What every command takes that reads a site."""
DRY_RUN = flag("--dry-run", "Write and send nothing; only say what would be.")
PRIVATE = flag("--allow-private", "Ask hosts that are not of the public internet, too: for tests.")
PORT = Option("--port", "The port; where it is taken, the next free one.", "number", 8000)
FORMAT = Option("--format", "text, or json: one problem a line.", "choice", "text", ("text", "json"))
