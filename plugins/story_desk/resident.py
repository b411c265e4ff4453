"""The process that stays while `inv serve` runs: everything imported, one forked child per rebuild.

A child sees all that was imported without a copy being made, builds, and ends: nothing of a build
reaches the next one, and nothing can pile up. What this process has loaded is looked at before each
fork; if any of it changed, the process says so and ends, and the server starts another.

Orders come as lines of JSON on the standard input: `modules` to import, or a build. To a build it
answers, on what was its standard output, with `child` (its process) and then `code` (how it ended), or
with `stale` or `unfit`. What the child built is told in a file, because plugins may print.
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
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from pelican.plugins import _utils

from .loaded import Loaded, installed, load
from .rebuild import SLOW_IMPORTS, build

_child: list[int] = []
"""The child that is building; at most one."""


def main() -> None:
    """Import, then fork for each order until there are no more."""
    channel = os.dup(1)
    _lead_nowhere(1)
    signal.signal(signal.SIGTERM, _end)
    loaded = Loaded()
    with loaded.noting():
        load([*SLOW_IMPORTS, f"{__package__}.run"])
        _load_plugins()
    while line := sys.stdin.readline():
        order = json.loads(line)
        if "modules" in order:
            with loaded.noting():
                load(order["modules"])
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
    pid = os.fork()
    if pid == 0:
        _be_the_child(order, channel)
    _child[:] = [pid]
    with suppress(OSError):
        os.setpgid(pid, pid)
    _say(channel, child=pid)
    status = os.waitpid(pid, 0)[1]
    end_group(pid)  # where the child was killed, its own workers may still be writing
    _child.clear()
    gc.unfreeze()
    _say(channel, code=os.waitstatus_to_exitcode(status))


def _be_the_child(order: dict[str, Any], channel: int) -> NoReturn:
    code, before = 1, (-1, -1, -1)
    try:
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
        answer = build(order)
        answer["modules"] = installed(set(sys.modules) - modules)
        Path(order["answer"]).write_text(json.dumps(answer), encoding="utf-8")
        code = 0
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


def _loose_ends() -> tuple[int, int, int]:
    """How much there is to be done at the end of a process: open files, threads, functions for that."""
    ends = getattr(atexit, "_ncallbacks", int)()
    return len(os.listdir("/dev/fd")), threading.active_count(), ends  # noqa: PTH208


def end_group(pid: int) -> None:
    """End a child and all that it started."""
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def _end(_signal: int, _frame: Any) -> NoReturn:
    for pid in _child:
        end_group(pid)
    os._exit(0)


def _say(channel: int, **news: Any) -> None:
    os.write(channel, json.dumps(news).encode() + b"\n")


def _lead_nowhere(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
