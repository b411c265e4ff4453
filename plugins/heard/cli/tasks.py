"""Every command of `heard` as a task of Invoke, of the same name and options, made from the same table.

With `namespace = tasks_for(Path(__file__).parent)` in a `tasks.py`, `inv build` is `heard build`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from pathlib import Path
from typing import Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from heard.cli.commands import COMMANDS
from heard.cli.main import main
from heard.cli.options import Command, Option


def tasks_for(folder: Path) -> Collection:
    """Return all commands as tasks, which use the settings file of a folder wherever they are called."""
    return Collection(*(task_of(command, folder / "pelicanconf.py") for command in COMMANDS))


def task_of(command: Command, conf: Path) -> Any:
    """The task that does what a command does."""

    def body(_: Context, **values: Any) -> None:
        if "conf" in values:
            values["conf"] = values["conf"] or str(conf)
        end(main([command.name, *words_of(command, values)]))

    body.__name__, body.__doc__ = command.name.replace("-", "_"), command.help
    return task_with(command.options, body)


def end(code: int) -> None:
    """End with an exit code, unless it is 0."""
    if code:
        raise Exit(code=code)


def task_with(options: Sequence[Option], body: Callable[..., None]) -> Any:
    """The task that hands its options to a function, by their fields."""
    first = Parameter("_", Parameter.POSITIONAL_OR_KEYWORD)
    body.__signature__ = Signature([first, *map(_parameter, options)])  # type: ignore[attr-defined]
    return task(
        body,
        positional=[option.field for option in options if not option.name.startswith("-")],
        iterable=[option.field for option in options if option.kind == "many"],
        help={option.field: option.help for option in options},
    )


def _parameter(option: Option) -> Parameter:
    # A number stays a text, so that what is wrong with one is said by the command.
    default = option.default if option.kind in ("flag", "many") else str(option.default)
    default = default if option.name.startswith("-") else Parameter.empty
    return Parameter(option.field, Parameter.KEYWORD_ONLY, default=default)


def words_of(command: Command, values: dict[str, Any]) -> list[str]:
    """The values of a task as the words of a command line."""
    words, arguments = [], []
    for option in command.options:
        value = values[option.field]
        if not option.name.startswith("-"):
            arguments.append(value)
        elif option.kind == "flag":
            words += [option.name] if value else []
        else:
            given = value if option.kind == "many" else [value]
            words += [f"{option.name}={one}" for one in given if one]
    return [*words, "--", *arguments] if arguments else words
