"""Problems: what is wrong with the content, where, and what to do – collected, never thrown.

A `Problem` names a place (`path:line`), a stable code, a message and a hint. `Problems` collects
those of one run and reports them together, so that a writer mends everything in one go.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

SEVERITIES = ("error", "warning", "hint")
GROUP_FROM = 4
"""Warnings and hints of one group are summarised in one line from this many on."""


class Problem(Struct, frozen=True):
    """One thing wrong. `line` is 0 where a whole file (or no file) is meant.

    `group` ties together what is the same mistake in many files (one unknown key).
    """

    code: str
    path: str
    line: int
    message: str
    hint: str = ""
    severity: str = "error"
    group: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.code} {self.text}"

    @property
    def place(self) -> str:
        """`path:line`, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def text(self) -> str:
        """The message and, after it, the hint."""
        return f"{self.message} {self.hint}".strip()

    def as_json(self) -> str:
        """The same facts as one line of JSON."""
        keys = ("severity", "code", "path", "line", "message", "hint")
        return json.dumps({key: getattr(self, key) for key in keys}, ensure_ascii=False)


class Problems:
    """All problems of one run, in the order of path and line."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self.left_out: set[str] = set()
        """Paths of the files that an error keeps out of the site."""

    def add(self, problem: Problem) -> None:
        """Note one problem; the same problem twice counts once."""
        self._found[problem] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several."""
        for problem in problems:
            self.add(problem)

    def leave_out(self, problem: Problem) -> None:
        """Note a problem that keeps its file out of the site."""
        self.add(problem)
        self.left_out.add(problem.path)

    def __iter__(self) -> Iterator[Problem]:
        return iter(
            sorted(
                self._found,
                key=lambda p: (SEVERITIES.index(p.severity), p.path, p.line, p.code, p.message),
            )
        )

    def __contains__(self, problem: object) -> bool:
        return problem in self._found

    def noted_after(self, count: int) -> tuple[Problem, ...]:
        """Return what was noted after the first so many, in the order in which it was noted."""
        return tuple(islice(self._found, count, None))

    def forget_after(self, count: int, left_out: Iterable[str]) -> None:
        """Forget what was noted after the first so many; `left_out` are the files that were so then."""
        for problem in self.noted_after(count):
            del self._found[problem]
        self.left_out.intersection_update(left_out)

    def __len__(self) -> int:
        return len(self._found)

    def of(self, severity: str) -> list[Problem]:
        """Those of one severity, in order."""
        return [problem for problem in self if problem.severity == severity]

    def summary(self) -> list[Problem]:
        """In order, with warnings and hints of one group told once when they are many."""
        groups: dict[object, list[Problem]] = {}
        for problem in self:
            groups.setdefault(_group(problem), []).append(problem)
        told: list[Problem] = []
        for problem in self:
            members = groups[_group(problem)]
            if len(members) < GROUP_FROM:
                told.append(problem)
            elif problem is members[0]:
                places = len({member.path for member in members})
                message = f"{problem.message.rstrip('.')} – in {places:,} files, this is the first."
                told.append(replace(problem, message=message, group=""))
        return told


def _group(problem: Problem) -> object:
    """What a problem is told together with; by itself, if that is nothing else."""
    is_alone = not problem.group or problem.severity == "error"
    return problem if is_alone else (problem.severity, problem.code, problem.group)


LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "hint": logging.INFO}


def log_problem(logger: logging.Logger, problem: Problem) -> None:
    """Log a problem at the level of its severity.

    With `--fatal`, Pelican's logger raises RuntimeError after a line (pelican/log.py). The other problems
    are to be told, too, so the run is ended later (`heard.plugin`).
    """
    with suppress(RuntimeError):
        logger.log(LEVELS[problem.severity], "%s", problem, extra={"problem": problem})
