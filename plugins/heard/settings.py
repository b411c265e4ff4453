"""Settings: each declared once, with its type, default and one sentence of help.

Every feature has its own table; all of them are checked together when Pelican starts, so that an owner sees
every wrong setting at once, with the nearest known name.
Names of Pelican's own settings are left alone.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from types import MappingProxyType
from typing import Any, NoReturn

from msgspec import Struct

from heard.text.names import nearest
from heard.text.problems import Problem, log_problem

logger = logging.getLogger(__name__)

PREFIXES = ("STORY_", "HEARD_")


class Setting(Struct, frozen=True):
    """One setting. `check` returns what is wrong with a value of the right type, or None."""

    name: str
    kind: type | tuple[type, ...]
    default: Any
    help: str
    check: Callable[[Any], str | None] = lambda _value: None
    internal: bool = False


class SettingsError(SystemExit):
    """Wrong settings; `problems` has all of them.

    It ends Pelican with exit code 2 and without a traceback, which helps nobody who mistyped a name.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(2)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def refuse(problems: list[Problem]) -> NoReturn:
    """Log every problem and end the run. Raises SettingsError."""
    for problem in problems:
        log_problem(logger, problem)
    raise SettingsError(problems)


_DECLARED: dict[str, Setting] = {}


def declare(table: tuple[Setting, ...]) -> None:
    """Make a plugin's settings known. Called by `register()`; twice does no harm."""
    for setting in table:
        _DECLARED[setting.name] = setting


def declared() -> tuple[Setting, ...]:
    """All settings of the plugins registered so far, by name."""
    return tuple(_DECLARED[name] for name in sorted(_DECLARED))


def apply(settings: MutableMapping[str, Any], former: Mapping[str, Problem] = MappingProxyType({})) -> None:
    """Fill in defaults and check everything. Raises SettingsError after logging all problems.

    `former` has a problem for each setting that is no longer there, by its name.
    """
    given = [_DECLARED[name] for name in _DECLARED if name in settings]
    faults = [problem for one in given if (problem := _check(one, settings[one.name]))]
    faults += former.values()
    for name in sorted(settings):
        if name.startswith(PREFIXES) and name not in _DECLARED and name not in former:
            message, hint = f"There is no setting {name}.", setting_meant(name, _DECLARED)
            faults.append(Problem("setting-unknown", "settings", 0, message, hint))
    if faults:
        refuse(faults)
    for setting in declared():
        if setting.name not in settings:
            default = setting.default
            settings[setting.name] = default.copy() if isinstance(default, dict | list) else default


def _check(setting: Setting, value: Any) -> Problem | None:
    kinds = setting.kind if isinstance(setting.kind, tuple) else (setting.kind,)
    if isinstance(value, kinds) and not (isinstance(value, bool) and {bool, object}.isdisjoint(kinds)):
        fault = setting.check(value)
    else:
        fault = f"must be {' or '.join(map(_kind_name, kinds))}, not {value!r}"
    return (
        Problem("setting-wrong", "settings", 0, f"{setting.name} {fault}.", setting.help) if fault else None
    )


def setting_meant(name: str, known: Iterable[str]) -> str:
    """A hint that names the known setting most like a misspelt one; empty where none is near."""
    near = nearest(name, (other.lower() for other in known), 0.7)
    return f'Did you mean "{near.upper()}"?' if near else ""


def _kind_name(kind: type) -> str:
    return {
        str: "a text",
        int: "a whole number",
        bool: "True or False",
        dict: "a dictionary",
        list: "a list",
        tuple: "a tuple",
        type(None): "None",
    }.get(kind, kind.__name__)


def is_set_by_owner(name: str, settings: Mapping[str, Any]) -> bool:
    """Whether the settings file itself turns something on that Pelican has on by default.

    Pelican forgets what its defaults gave. It leaves the file among Python's modules, though, and lists,
    dictionaries and the site's name come from there as the very same objects.
    """
    if not settings.get(name):
        return False
    for module in list(sys.modules.values()):
        content = getattr(module, "__dict__", {})
        if content.get(name) and any(
            key.isupper() and settings.get(key) is value
            for key, value in content.items()
            if isinstance(value, list | dict) or key == "SITENAME"
        ):
            return True
    return False


def positive(value: Any) -> str | None:
    """What is wrong with a number that must be more than 0, or None."""
    return None if value > 0 else f"must be more than 0, not {value}"
