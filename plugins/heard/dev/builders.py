"""The processes that rebuild where there is no fork: one is always warmed up, so that a save need not wait.

Where there is one, a single process stays (`warm.py`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

_PLUGINS = Path(__file__).resolve().parents[2]
# In a bare checkout the plugins are not installed: the new process is told where they are.
_BOOT = """\
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
if sys.argv[1] not in sys.path:
    sys.path.append(sys.argv[1])
import importlib
importlib.import_module("heard.dev." + sys.argv[2]).main()
"""


class Builders:
    """Hands out one fresh process per rebuild."""

    def __init__(self) -> None:
        self._spare: subprocess.Popen[str] | None = start()

    def build(self, order: dict[str, Any]) -> dict[str, Any]:
        """Have a fresh process build; its answer. A process that dies is a problem, too."""
        process, self._spare = self._spare, None
        if process is None or process.poll() is not None:
            self._end(process)
            process = start()
        with tempfile.TemporaryDirectory(prefix="heard-") as folder:
            answer = Path(folder, "answer.json")
            order = {**order, "answer": str(answer)}
            _out, errors = process.communicate(json.dumps(order) + "\n")
            self._spare = start()
            try:
                return dict(json.loads(answer.read_text(encoding="utf-8")))
            except (OSError, ValueError):
                return died(process.returncode, errors, order["conf"])

    def again(self, _paths: list[str], _folder: str) -> str:
        """No page: what was built is gone with its process."""
        return ""

    def renew(self) -> None:
        """Nothing: what waits has imported nothing that a writer edits."""

    def close(self) -> None:
        """End the process that waits."""
        self._end(self._spare)

    @staticmethod
    def _end(process: subprocess.Popen[str] | None) -> None:
        if process is not None:
            process.kill()
            process.communicate()


def start(
    program: str = "rebuild", errors: int | IO[bytes] = subprocess.PIPE, inherits: tuple[int, ...] = ()
) -> subprocess.Popen[str]:
    """A process that runs one of the modules here, with pipes to tell it and be told.

    It `inherits` what is open under these numbers.
    """
    return subprocess.Popen(
        [sys.executable, "-c", _BOOT, str(_PLUGINS), program],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL if program == "rebuild" else subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
        errors="replace",
        pass_fds=inherits,
    )


def died(code: int, errors: str, conf: str) -> dict[str, Any]:
    """The answer where a build gave none: the last thing that it said."""
    last = next((line for line in reversed(errors.splitlines()) if line.strip()), "")
    message = f"The build ended with code {code}: {last.strip() or 'it said nothing'}"
    problem = {"severity": "error", "code": "broken-off", "path": conf, "line": 0}
    hint = "Run `heard build --debug` to see where it comes from."
    return {"stopped": 4, "problems": [{**problem, "message": message, "hint": hint}]}
