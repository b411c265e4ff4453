"""The server's end of the resident process: started, asked, and started anew where that is due."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from heard.dev.builders import Builders, died, start
from heard.dev.keeper import Line
from heard.dev.resident import end_group

_READ_AT_START = ("theme.toml",)
_PATIENCE = 5.0
"""Seconds that a process gets to end by itself."""
PATIENCE_AT_ONCE = 1.0
"""Seconds after which a page is no longer made at once: the build is waiting."""


class Warm:
    """Rebuilds in children of one process that stays warm. Where there is no fork, use `Builders`."""

    def __init__(self) -> None:
        self._modules: set[str] = set()
        """What builds have imported beyond what the process imports at its start: learnt as they go."""
        self._child = 0
        self._plain: Builders | None = None
        self._line = Line()
        self._begin()

    @property
    def pid(self) -> int:
        """The resident process."""
        return self._process.pid

    def build(self, order: dict[str, Any]) -> dict[str, Any]:
        """Have a child build; its answer. A child that dies is a problem, too."""
        if self._plain is not None:
            return self._plain.build(order)
        with tempfile.TemporaryDirectory(prefix="heard-", ignore_cleanup_errors=True) as folder:
            answer, errors = Path(folder, "answer.json"), Path(folder, "errors")
            order = {**order, "answer": str(answer), "errors": str(errors)}
            news = self._ask(order)
            if "code" not in news:  # what it has loaded is of yesterday, or it is no more
                self.renew()
                news = news if "unfit" in news else self._ask(order)
            if "unfit" in news:
                self.close()
                self._plain = Builders()
                return self._plain.build(order)
            try:
                found = dict(json.loads(answer.read_text(encoding="utf-8")))
            except (OSError, ValueError):
                return died(*self._last_words(news, errors), order["conf"])
            self._learn(found.pop("modules", ()))
            if not found["stopped"]:
                self._line.keeper = news["child"] if found.pop("stays", False) else 0
            return found

    def again(self, paths: list[str], folder: str) -> str:
        """The page of what was saved, made at once of the last good build; empty if that cannot be."""
        return self._line.ask(paths, folder, PATIENCE_AT_ONCE)

    def renew(self) -> None:
        """Start another process: what this one has loaded may have changed."""
        if self._plain is None:
            self._end()
            self._begin()

    def close(self) -> None:
        """End the process, and what it has begun."""
        if self._plain is not None:
            self._plain.close()
        else:
            self._end()
            self._line.close()

    # -- one process ---------------------------------------------------------------------------------

    def _end(self) -> None:
        self._line.keeper = 0
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._end_child()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]

    def _begin(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        line = self._line.theirs.fileno()
        self._process = start("resident", self._errors, (line,))
        self._is_fresh = True
        self._send({"line": line})
        if self._modules:
            self._send({"modules": sorted(self._modules)})

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """What became of an order; empty where the process is no more."""
        # What a process loads after it was started for this order is as new as can be.
        self._send({**order, "check": not self._is_fresh})
        self._is_fresh = False
        assert self._process.stdout is not None
        news: dict[str, Any] = {}
        while line := self._process.stdout.readline():
            try:
                news = json.loads(line)
            except ValueError:
                continue  # something that was printed before the channel was the process's own
            if "child" not in news:
                news["child"], self._child = self._child, 0
                return news
            self._child = news["child"]
        self._end_child()
        return {}

    def _send(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # it is no more: there will be no answer, either
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()

    def _learn(self, modules: Iterable[str]) -> None:
        new = sorted(set(modules) - self._modules)
        if new:
            self._modules.update(new)
            self._send({"modules": new})

    def _end_child(self) -> None:
        if self._child:
            end_group(self._child)
            self._child = 0

    def _last_words(self, news: dict[str, Any], errors: Path) -> tuple[int, str]:
        if "code" in news:
            said = errors.read_bytes() if errors.is_file() else b""
            return int(news["code"]), said.decode(errors="replace")
        self._errors.seek(0)
        return self._process.wait(), self._errors.read().decode(errors="replace")


def is_loaded_for_good(paths: Iterable[Path]) -> bool:
    """Whether a save is of something that a resident process has read already."""
    return any(path.suffix == ".py" or path.name in _READ_AT_START for path in paths)


def builders() -> Builders | Warm:
    """What rebuilds best on this system."""
    return Warm() if hasattr(os, "fork") else Builders()
