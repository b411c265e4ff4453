"""The process that stays while `heard serve` runs: everything imported, one forked child per rebuild.

A child sees all that was imported without a copy being made, builds, and ends: nothing of a build
reaches the next one, and nothing can pile up. What this process has loaded is looked at before each
fork; if any of it changed, the process says so and ends, and the server starts another.

Orders come as lines of JSON on the standard input: `modules` to import, the `line` to the server, or a
build. To a build it answers, on what was its standard output, with `child` (its process) and then `code`
(how it ended), or with `stale` or `unfit`. What the child built is told in a file: plugins may print.

The child of a build that came to its end stays, as the keeper of what was built (`keeper.py`), until the
next one takes its place; one pair of sockets for each child tells either end when the other is no more.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import logging
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from pelican.plugins import _utils

from heard.build.loaded import Loaded, installed, load
from heard.dev.keeper import keep
from heard.dev.rebuild import SLOW_IMPORTS, build

STAYS, LEAVES = b"s", b"l"
"""What a child says whose build came to its end: it stays as its keeper, or it cannot."""
PATIENCE = 0.2
"""Seconds that a keeper gets to finish the page that it is making."""

_child: list[int] = []
"""The child that is building; at most one."""
_keeper: list[tuple[int, socket.socket]] = []
"""The child that keeps the last good build, and the end of its life line; at most one."""
_line: list[socket.socket] = []
"""The keepers' line to the server."""


def main() -> None:
    """Import, then fork for each order until there are no more."""
    channel = os.dup(1)
    _lead_nowhere(1)
    signal.signal(signal.SIGTERM, _end)
    loaded = Loaded()
    with loaded.noting():
        load([*SLOW_IMPORTS, "heard.build.run"])
        _load_plugins()
    try:
        _obey(loaded, channel)
    finally:
        _end_keeper()


def _obey(loaded: Loaded, channel: int) -> None:
    while line := sys.stdin.readline():
        order = json.loads(line)
        if "modules" in order:
            with loaded.noting():
                load(order["modules"])
            continue
        if "line" in order:
            _line[:] = [socket.socket(fileno=order["line"])]
            continue
        if order["check"] and (path := loaded.changed()):
            _say(channel, stale=path)
            return
        if threading.active_count() > 1:
            _say(channel, unfit="a plugin starts a thread when it is imported")
            return
        _rebuild(order, channel)


def _load_plugins() -> None:
    """Import the plugins that every site gets; nothing is registered, and no settings are read."""
    logging.disable(logging.CRITICAL)
    try:
        with suppress(Exception):  # the child meets it again, and tells
            _utils.get_namespace_plugins()
    finally:
        logging.disable(logging.NOTSET)


def _rebuild(order: dict[str, Any], channel: int) -> None:
    gc.collect()
    gc.freeze()  # what is shared stays shared: the collector would write into every object
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _be_the_child(order, channel, theirs)
    theirs.close()
    _child[:] = [pid]
    with suppress(OSError):
        os.setpgid(pid, pid)
    _say(channel, child=pid)
    came_to = ours.recv(1)
    code = 0
    if came_to != STAYS:
        ours.close()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        end_group(pid)  # where the child was killed, its own workers may still be writing
    _child.clear()
    gc.unfreeze()
    _say(channel, code=code)
    if came_to in (STAYS, LEAVES):
        _end_keeper()
    if came_to == STAYS:
        _keeper[:] = [(pid, ours)]


def _end_keeper() -> None:
    for pid, life in _keeper:
        life.close()
        end = time.monotonic() + PATIENCE
        while (gone := os.waitpid(pid, os.WNOHANG)[0] == 0) and time.monotonic() < end:
            time.sleep(0.005)
        end_group(pid)
        if gone:
            os.waitpid(pid, 0)
    _keeper.clear()


def _be_the_child(order: dict[str, Any], channel: int, life: socket.socket) -> NoReturn:
    code, before = 1, (-1, -1, -1)
    try:
        for _pid, anothers in _keeper:
            anothers.close()
        os.register_at_fork(after_in_child=life.close)  # it ends with this process, not with its workers
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setpgid(0, 0)
        os.close(channel)
        _lead_nowhere(0)
        errors = os.open(order["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(errors, 2)
        tempfile.tempdir = str(Path(order["answer"]).parent)  # nobody else clears up after us
        random.seed()  # else every child would be dealt the same
        importlib.invalidate_caches()
        modules, before = set(sys.modules), _loose_ends()
        answer, again = build(order)
        answer["modules"] = installed(set(sys.modules) - modules)
        stays = bool(again and _line and before == _loose_ends())
        answer["stays"] = stays
        Path(order["answer"]).write_text(json.dumps(answer), encoding="utf-8")
        code = 0
        if stays:
            _stay(again, life)
        elif not answer["stopped"]:
            life.send(LEAVES)
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    with suppress(Exception):
        sys.stderr.flush()
    if before == _loose_ends():
        os._exit(code)  # to take apart what was built, object by object, helps nobody
    sys.exit(code)  # Python waits for threads, writes out files, does what plugins left for the end


def _stay(again: Any, life: socket.socket) -> NoReturn:
    """Keep what was built, and nothing that belongs to the build: no folder, no file."""
    _lead_nowhere(2)
    tempfile.tempdir = None
    life.send(STAYS)
    keep(again, _line[0], life)
    os._exit(0)


def _loose_ends() -> tuple[int, int, int]:
    """How much there is to be done at the end of a process: open files, threads, functions for that."""
    ends = getattr(atexit, "_ncallbacks", int)()
    return len(os.listdir("/dev/fd")), threading.active_count(), ends  # noqa: PTH208


def end_group(pid: int) -> None:
    """End a child and all that it started."""
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def _end(_signal: int, _frame: Any) -> NoReturn:
    for pid in (*_child, *(pid for pid, _life in _keeper)):
        end_group(pid)
    os._exit(0)


def _say(channel: int, **news: Any) -> None:
    os.write(channel, json.dumps(news).encode() + b"\n")


def _lead_nowhere(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
