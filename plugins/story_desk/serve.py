"""`inv serve`: the site while it is being written – rebuilt on save, mistakes shown on the page.

Drafts are shown, marked as such. Every build goes to a folder of its own below a temporary one; a
build that breaks off changes nothing of what is served.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..stories.problems import Problem
from .build import Order, Say
from .builders import Builders
from .report import line, plural
from .run import read_quietly, shown
from .site_server import SiteServer, State, open_server
from .watch import Changes, Watch


def serve(order: Order, port: int, open_browser: bool = False, say: Say = print) -> int:
    """Build, serve, rebuild on every save, until Ctrl-C; the exit code."""
    settings = read_quietly(order.conf, order.overrides())
    watched = [Path(settings["PATH"]), Path(settings["THEME"]), Path(__file__).parent.parent]
    watched += [Path(path) for path in settings.get("PLUGIN_PATHS") or ()]
    server = open_server(port)
    if server.server_port != port:
        say(f"Port {port} is taken, so the site is on {server.server_port}.")
    with tempfile.TemporaryDirectory(prefix="heard-", ignore_cleanup_errors=True) as folder:
        watch = Watch(watched, order.conf)
        desk = Desk(order, server, Path(folder), say)
        try:
            desk.rebuild()
            threading.Thread(target=server.serve_forever, daemon=True).start()
            say(f"The site is at {server.url}/ – it follows every save; Ctrl-C ends it.")
            if open_browser:
                webbrowser.open(f"{server.url}/")
            while True:
                desk.rebuild(watch.changes.get())
        except KeyboardInterrupt:
            say("\nEnded.")
        finally:
            server.ended = True
            watch.close()
            desk.close()
            server.server_close()
    return 0


class Desk:
    """What is being served and the builds it comes from."""

    def __init__(self, order: Order, server: SiteServer, folder: Path, say: Say) -> None:
        self.order = order
        self.server = server
        self.folder = folder
        self.say = say
        self.builders = Builders()
        self.number = 0
        self.good: Path | None = None
        """The newest build without errors."""

    def rebuild(self, changes: Changes = frozenset()) -> None:
        """Build once more and show what came of it."""
        began = time.perf_counter()
        self.number += 1
        target = self.folder / f"build-{self.number}"
        answer = self.builders.build(self._order(target))
        problems = [Problem(**problem) for problem in answer["problems"]]
        for problem in problems:
            if problem.severity != "hint" or not changes:
                self.say(f"  {problem.severity}: {line(problem)}")
        self._show(target, answer)
        seconds = time.perf_counter() - began
        self.say(f"{time.strftime('%H:%M:%S')} {_what(answer, changes)} in {seconds:.1f} s.")

    def close(self) -> None:
        """End what still runs."""
        self.builders.close()

    def _order(self, target: Path) -> dict[str, Any]:
        own = {
            "OUTPUT_PATH": str(target),
            "DELETE_OUTPUT_DIRECTORY": False,
            "SITEURL": self.server.url,
            "STORY_SHOW_DRAFTS": True,
        }
        return {
            "conf": str(self.order.conf),
            "content": str(self.order.content or ""),
            "changes": {**self.order.changes, **own},
            "debug": self.order.debug,
        }

    def _show(self, target: Path, answer: Mapping[str, Any]) -> None:
        """Serve the new build; where it broke off, what was served before, with its problems."""
        before = self.server.state
        problems = tuple(answer["problems"])
        if answer["stopped"]:
            shutil.rmtree(target, ignore_errors=True)
            self.server.show(State(before.build, before.folders, problems))
            return
        if not any(problem["severity"] == "error" for problem in problems):
            self.good = target
        folders = (target,) if self.good in (None, target) else (target, self.good)
        self.server.show(State(self.number, folders, problems))
        for old in self.folder.iterdir():
            if old not in folders and old not in before.folders:  # those may still be being read
                shutil.rmtree(old, ignore_errors=True)


def _what(answer: Mapping[str, Any], changes: Changes) -> str:
    names = sorted(shown(path) for path in changes)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    after = f" after {names[0]}{more}" if names else ""
    if answer["stopped"]:
        return f"The build broke off{after}; the last good one is still served,"
    return f"Built {plural(answer['stories'], 'story')} on {plural(answer['pages'], 'page')}{after}"
