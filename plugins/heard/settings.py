"""Settings: each declared once, with its type, default and one sentence of help.

Every feature has its own table; all of them are checked together when Pelican starts, so that an owner sees
every wrong setting at once, with the nearest known name.
Names of Pelican's own settings are left alone.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Container, Mapping, MutableMapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NoReturn

from heard.text.names import nearest
from heard.text.problems import Problem, log_problem

logger = logging.getLogger(__name__)

PREFIXES = ("STORY_", "HEARD_")


@dataclass(frozen=True, slots=True)
class Setting:
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
    problems = [_check(_DECLARED[name], settings[name]) for name in _DECLARED if name in settings]
    faults = [problem for problem in problems if problem]
    faults += [*former.values(), *_unknown(settings, former)]
    if faults:
        refuse(faults)
    for setting in declared():
        if setting.name not in settings:
            default = setting.default
            settings[setting.name] = default.copy() if isinstance(default, dict | list) else default


def _check(setting: Setting, value: Any) -> Problem | None:
    kinds = setting.kind if isinstance(setting.kind, tuple) else (setting.kind,)
    right = isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)
    if not right:
        names = " or ".join(_kind_name(kind) for kind in kinds)
        fault: str | None = f"must be {names}, not {value!r}"
    else:
        fault = setting.check(value)
    if fault is None:
        return None
    return Problem("setting-wrong", "settings", 0, f"{setting.name} {fault}.", setting.help)


def _unknown(settings: Mapping[str, Any], former: Container[str]) -> list[Problem]:
    problems = []
    for name in sorted(settings):
        if name.startswith(PREFIXES) and name not in _DECLARED and name not in former:
            near = nearest(name, [known.lower() for known in _DECLARED], 0.7)
            hint = f'Did you mean "{near.upper()}"?' if near else ""
            message = f"There is no setting {name}."
            problems.append(Problem("setting-unknown", "settings", 0, message, hint))
    return problems


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
