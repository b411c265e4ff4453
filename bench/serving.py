"""Saves while the site is served, in one process that stays: how long until the whole site is right.

    python -m bench.serving SETTINGS REBUILDS

Each save is of another story, a body and a title in turn. Prints JSON: seconds and processor time of each
save, and the memory of the process after some of them.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from .forms.form import edit_body, edit_title
from .forms.heard import FORM, ROOT
from .results import Record

SAVES = 20
"""So many of each kind are timed."""
SETTLED = 20
"""After so many rebuilds the memory is looked at for the first time, and then at the end."""


class Served:
    """A site as `heard serve` holds it, built once. `said` is what was told of each build."""

    def __init__(self, conf: Path) -> None:
        sys.path.insert(0, str(ROOT / "plugins"))
        from heard.build.build import BuildRequest
        from heard.dev.serve import DevServer
        from heard.dev.server import SiteServer

        self.said: list[str] = []
        folder = conf.parent / "served"
        folder.mkdir(exist_ok=True)
        self._server = SiteServer(0)
        self._right = 0.0
        self._dev_server = DevServer(BuildRequest(conf), self._server, folder, self._tell)
        self._dev_server.rebuild()

    def save(self, path: Path, edit: Callable[[Path, str], None], word: str) -> tuple[float, float]:
        """Edit a story; the seconds until the site is right, and the processor time of all processes."""
        edit(path, word)
        self.said.clear()
        began, busy = time.perf_counter(), _busy()
        self._dev_server.rebuild(frozenset([path]))
        return self._right - began, _busy() - busy

    def _tell(self, text: str) -> None:
        """The site is right when it is told of; what is cleared away afterwards nobody waits for."""
        self._right = time.perf_counter()
        self.said.append(text)

    def close(self) -> None:
        """Give the port back."""
        self._server.server_close()


def measure(conf: Path, rebuilds: int) -> Record:
    """Save so many stories, and say what it took."""
    stories = sorted((conf.parent / FORM.stories).glob("*.md"))
    served = Served(conf)
    saves: dict[str, list[tuple[float, float]]] = defaultdict(list)
    memory: dict[str, int] = {}
    for number in range(rebuilds):
        name, edit = (("body", edit_body), ("title", edit_title))[number % 2]
        path = stories[number * len(stories) // rebuilds]
        took = served.save(path, edit, f"Served{number}")
        if "Built" not in served.said[-1]:
            raise SystemExit("\n".join(served.said))
        saves[name].append(took)
        if number + 1 in (SETTLED, rebuilds):
            gc.collect()
            memory[str(number + 1)] = _memory()
    served.close()
    return {"saves": {name: times[:SAVES] for name, times in saves.items()}, "memory": memory}


def _busy() -> float:
    """Seconds that this process and those that it started and that have ended were busy."""
    return sum(os.times()[:4])


def _memory() -> int:
    """The resident memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
