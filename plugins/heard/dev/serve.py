"""`heard serve`: the site while it is being written – rebuilt on save, mistakes shown on the page.

Drafts are shown, marked as such. Every build goes to a folder of its own below a temporary one; a
build that breaks off changes nothing of what is served. The page of a story that was saved is shown before
its build, from another folder, which goes when the build is there (`quick.py`).
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heard.build.build import BuildRequest, Say
from heard.build.report import line
from heard.build.run import read_quietly
from heard.dev.quick import Quick
from heard.dev.server import SiteServer, open_server
from heard.dev.warm import builders, is_loaded_for_good
from heard.dev.watch import Changes, Watch
from heard.text.problems import Problem
from heard.text.terminal import plural, shown


def serve(order: BuildRequest, port: int, open_browser: bool = False, say: Say = print) -> int:
    """Build, serve, rebuild on every save, until Ctrl-C; the exit code."""
    settings = read_quietly(order.conf, order.overrides())
    watched = [Path(settings["PATH"]), Path(settings["THEME"]), Path(__file__).parent.parent]
    watched += [Path(path) for path in settings.get("PLUGIN_PATHS") or ()]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = open_server(port)
    if server.server_port != port:
        say(f"Port {port} is taken, so the site is on {server.server_port}.")
    with tempfile.TemporaryDirectory(prefix="heard-", ignore_cleanup_errors=True) as folder:
        dev_server = DevServer(order, server, Path(folder), say)
        watch = Watch(watched, order.conf, dev_server.quick.saved)
        try:
            dev_server.rebuild()
            threading.Thread(target=server.serve_forever, daemon=True).start()
            say(f"The site is at {server.url}/ – it follows every save; Ctrl-C ends it.")
            if open_browser:
                webbrowser.open(f"{server.url}/")
            while True:
                dev_server.rebuild(watch.next())
        except KeyboardInterrupt:
            say("\nEnded.")
        finally:
            for ending in (signal.SIGINT, signal.SIGTERM):  # a second one must not break off the end
                signal.signal(ending, signal.SIG_IGN)
            server.ended = True
            watch.close()
            dev_server.close()
            server.server_close()
    return 0


class DevServer:
    """What is being served and the builds it comes from."""

    def __init__(self, order: BuildRequest, server: SiteServer, folder: Path, say: Say) -> None:
        self.order = order
        self.server = server
        self.folder = folder
        self.say = say
        self.builders = builders()
        self.number = 0
        self.good: tuple[Path, frozenset[str]] | None = None
        """The fullest build so far and what it leaves out: pages missing from the newest come
        from here, so that a writer who made a mistake still sees the page and the mistake."""

        self.last: Path | None = None
        """The newest build that came to its end: the next one takes over what has not changed."""

        self.quick = Quick(server, folder, self.builders.again)

    def rebuild(self, changes: Changes = frozenset()) -> None:
        """Build once more and show what came of it."""
        began = time.perf_counter()
        self.number += 1
        target = self.folder / f"build-{self.number}"
        if is_loaded_for_good(changes):
            self.builders.renew()
        self.quick.begin(changes)
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
            "previous": str(self.last or target),
            "debug": self.order.debug,
        }

    def _show(self, target: Path, answer: Mapping[str, Any]) -> None:
        """Serve the new build; where it broke off, what was served before, with its problems."""
        problems = tuple(answer["problems"])
        if answer["stopped"]:
            shutil.rmtree(target, ignore_errors=True)
            self.quick.broke_off(problems)
            return
        self.last = target
        left_out = frozenset(answer["left_out"])
        if self.good is None or left_out <= self.good[1]:
            self.good = (target, left_out)
        folders = (target,) if self.good[0] == target else (target, self.good[0])
        before = self.server.state.folders
        self.quick.built(folders, problems)
        for old in self.folder.glob("build-*"):
            if old not in (*folders, *before):  # those may still be being read
                shutil.rmtree(old, ignore_errors=True)


def _what(answer: Mapping[str, Any], changes: Changes) -> str:
    # What is gone again was only an editor's way of saving, unless nothing else changed.
    names = sorted(shown(path) for path in changes if path.exists()) or sorted(map(shown, changes))
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    after = f" after {names[0]}{more}" if names else ""
    if answer["stopped"]:
        return f"The build broke off{after}; the last good one is still served,"
    return f"Built {plural(answer['stories'], 'story')} on {plural(answer['pages'], 'page')}{after}"
