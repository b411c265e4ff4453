"""Work in a process that is killed before its n-th write, as when the power goes."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heard.facts import store

KILLED = 9
MOVES = frozenset(("os.rename", "os.remove", "os.rmdir", "os.mkdir"))
OF_STORE = re.compile(r"BEGIN|COMMIT|DROP|CREATE")
"""Statements at which the store changes; what lies in a transaction is there as a whole."""


def is_killed(number: int, work: Callable[[], object], folder: Path) -> bool:
    """Do some work, killed before its n-th write below a folder or into a store; whether it got there."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _count_down(number, str(folder))
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), "the work fails by itself"
    return code == KILLED


def _count_down(number: int, folder: str) -> None:
    left = number

    def write() -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(KILLED)

    def happens(event: str, arguments: tuple[Any, ...]) -> None:
        if event in MOVES or (event == "open" and _writes(*arguments)):
            path = str(arguments[0])  # that of a folder being emptied is relative to it
            if path.startswith(folder) or not Path(path).is_absolute():
                write()

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        rows = sqlite3.dbapi2.connect(*arguments, **options)
        rows.set_trace_callback(lambda statement: OF_STORE.match(statement) and write())
        return rows

    sys.addaudithook(happens)
    store.sqlite3.connect = connect


def _writes(_path: object, _mode: object, flags: int) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR))
