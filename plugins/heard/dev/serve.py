"""`heard serve`: the site while it is being written – rebuilt on save, mistakes shown on the page.

Drafts are shown, marked as such. The site lies in the cache, so that the next `heard serve` begins where
this one ends; a build that breaks off changes nothing of what is served.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from heard.build.build import BuildRequest, Say
from heard.build.report import line
from heard.build.run import read_quietly
from heard.dev.once import build_once
from heard.dev.server import SiteServer, State, open_server
from heard.dev.watch import Changes, Watch
from heard.text.problems import Problem
from heard.text.terminal import plural, shown


def serve(order: BuildRequest, port: int, open_browser: bool = False, say: Say = print) -> int:
    """Build, serve, rebuild on every save, until Ctrl-C; the exit code."""
    settings = read_quietly(order.conf, order.overrides())
    watched = [Path(settings["PATH"]), Path(settings["THEME"]), Path(__file__).parent.parent]
    watched += [Path(path) for path in settings.get("PLUGIN_PATHS") or ()]
    watched += [Path(path) for path in settings["THEME_TEMPLATES_OVERRIDES"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = open_server(port)
    if server.server_port != port:
        say(f"Port {port} is taken, so the site is on {server.server_port}.")
    dev_server = DevServer(order, server, _folder(order, settings, server), say)
    watch = Watch(watched, order.conf)
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
        server.server_close()
    return 0


def _folder(order: BuildRequest, settings: Mapping[str, Any], server: SiteServer) -> Path:
    """The folder of what is served: one for each settings file, content folder and port."""
    names = f"{order.conf.absolute()} {settings['PATH']} {server.server_port}"
    name = blake2b(names.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    folder: Path = order.conf.absolute().parent / settings["CACHE_PATH"] / "heard" / f"served-{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # nothing can be written there
        return Path(tempfile.mkdtemp(prefix="heard-"))
    return folder


class DevServer:
    """What is being served and the builds it comes from."""

    def __init__(self, order: BuildRequest, server: SiteServer, folder: Path, say: Say) -> None:
        self.order, self.server, self.say = order, server, say
        self.site, self.aside = folder / "site", folder / "before"
        self._answer_file = folder / "answer.json"
        self._number = self._restyled = 0
        self._code_changed = False
        """Whether code that this process has read is another one now: others have to build."""

    def rebuild(self, changes: Changes = frozenset()) -> None:
        """Build once more and show what came of it."""
        began = time.perf_counter()
        self._code_changed |= any(path.suffix == ".py" for path in changes)
        answer = self._built_elsewhere() if self._code_changed else build_once(self._order())
        problems = [Problem(**problem) for problem in answer["problems"]]
        for problem in problems:
            if problem.severity != "hint" or not changes:
                self.say(f"  {problem.severity}: {line(problem)}")
        self._show(answer, changes)
        seconds = time.perf_counter() - began
        self.say(f"{time.strftime('%H:%M:%S')} {_what(answer, changes)} in {seconds:.1f} s.")
        _let_go()

    def _order(self) -> dict[str, Any]:
        own = {"SITEURL": self.server.url, "STORY_SHOW_DRAFTS": True}
        return {
            "conf": str(self.order.conf),
            "content": str(self.order.content or ""),
            "output": str(self.site),
            "aside": str(self.aside),
            "changes": {**self.order.changes, **own},
            "debug": self.order.debug,
        }

    def _built_elsewhere(self) -> dict[str, Any]:
        """Have a process of its own build, which reads all code anew."""
        self._answer_file.unlink(missing_ok=True)
        order = json.dumps({**self._order(), "answer": str(self._answer_file)})
        command = [sys.executable, "-m", "heard.dev.once"]
        environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run(command, input=f"{order}\n", text=True, check=False, env=environ)
        try:
            answer: dict[str, Any] = json.loads(self._answer_file.read_text("utf-8"))
        except (OSError, ValueError):
            message = "The build ended without an answer."
            problem = {"severity": "error", "code": "broken-off", "path": "build", "line": 0}
            return {"stopped": 4, "problems": [{**problem, "message": message, "hint": ""}]}
        return answer

    def _show(self, answer: Mapping[str, Any], changes: Changes) -> None:
        """Serve what was built, or what was built before, and what is wrong.

        While a mistake leaves a story out, its page is shown as it was, from the folder aside.
        """
        if not answer["stopped"]:
            if not answer["left_out"]:
                shutil.rmtree(self.aside, ignore_errors=True)
            self._number += 1
            if not changes or any(path.suffix != ".css" for path in changes):
                self._restyled = self._number
        folders = (self.site, self.aside)
        self.server.show(State(self._number, folders, tuple(answer["problems"]), self._restyled))


def _let_go() -> None:
    """Free what a build leaves: a site that refers to itself in circles, and memory in pieces."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # where the C library keeps it for itself
        ctypes.CDLL(None).malloc_trim(0)


def _what(answer: Mapping[str, Any], changes: Changes) -> str:
    # What is gone again was only an editor's way of saving, unless nothing else changed.
    names = sorted(shown(path) for path in changes if path.exists()) or sorted(map(shown, changes))
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    after = f" after {names[0]}{more}" if names else ""
    if answer["stopped"]:
        return f"The build broke off{after}; the last good one is still served,"
    stories = f"{plural(answer['stories'], 'story')} on {plural(answer['pages'], 'page')}"
    return f"Built {stories}{after}: {answer['made']}"
