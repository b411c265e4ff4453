"""One command, measured from outside: its time, the processor's time, the memory of all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.05
"""Seconds between two looks at the memory."""
LIMIT = 3600.0
"""Seconds after which a command is ended."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a command took. `peak` is in bytes, 0 where nobody looked."""

    seconds: float
    cpu: float
    peak: int
    code: int
    told: str


def run(command: Sequence[str], folder: Path, env: Mapping[str, str], look: bool = False) -> Measured:
    """Run a command to its end. With `look` its memory is watched, which slows it down a little."""
    with tempfile.TemporaryFile() as told:
        began = time.perf_counter()
        process = start(command, folder, env, told.fileno())
        watch = Watch(process.pid) if look else None
        guard = threading.Timer(LIMIT, end, (process.pid,))
        guard.start()
        try:
            _pid, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # Ctrl-C does not reach another session by itself
            end(process.pid)
            raise
        finally:
            guard.cancel()
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.ended() if watch else 0
        told.seek(0)
        text = told.read().decode("utf-8", "replace")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, peak, process.returncode, text[-4000:])


def start(
    command: Sequence[str], folder: Path, env: Mapping[str, str], told: int
) -> subprocess.Popen[bytes]:
    """Start a command as the head of a session of its own, by which all its processes are known."""
    return subprocess.Popen(
        list(command),
        cwd=folder,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=told,
        stderr=told,
        start_new_session=True,
    )


def end(session: int) -> None:
    """End a command that `start` began, and all that it started."""
    try:
        os.killpg(session, signal.SIGTERM)
    except ProcessLookupError:
        return


class Watch:
    """Looks at the memory of a session until it is told that the session has ended."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def ended(self) -> int:
        """Stop; the most memory that was seen, in bytes."""
        self._over.set()
        self._thread.join()
        return self.peak

    def _look(self) -> None:
        while not self._over.is_set():
            self.peak = max(self.peak, memory(self.session))
            self._over.wait(PAUSE)


def memory(session: int) -> int:
    """The memory of all processes of a session, what they share counted once, in bytes."""
    return sum(map(_pss, members(session)))


def members(session: int) -> Iterator[int]:
    """The processes of a session."""
    for folder in PROC.iterdir():
        if folder.name.isdigit() and session_of(_read(folder / "stat")) == session:
            yield int(folder.name)


def session_of(stat: str) -> int:
    """The session in the text of `/proc/<pid>/stat`; 0 for a process that is gone."""
    # The name of the program stands in brackets and may itself hold brackets and spaces.
    fields = stat.rpartition(")")[2].split()
    return int(fields[3]) if len(fields) > 3 else 0


def pss(rollup: str) -> int:
    """The proportional set size in the text of `/proc/<pid>/smaps_rollup`, in bytes."""
    for line in rollup.splitlines():
        name, _colon, rest = line.partition(":")
        if name == "Pss":
            return int(rest.split()[0]) * 1024
    return 0


def _pss(pid: int) -> int:
    return pss(_read(PROC / str(pid) / "smaps_rollup"))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:  # the process ended in between
        return ""
