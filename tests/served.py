"""A running `heard serve`, for tests: its process, what it says, what it shows, what it has built."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import TODAY

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds until a test gives up; what it waits for takes about one."""
GOOD = "---\nid: the-call\ntitle: The call\ndate: 2008-03-31\n---\n\nIt rang.\n"
DRAFT = "---\nid: early\ntitle: Early\ndate: 2008-03-31\nstatus: draft\n---\n\nNot yet.\n"


class Serving:
    """`heard serve` in a process of its own, and what its stream of events says."""

    def __init__(self, folder: Path, port: int, theme: Path = ROOT / "theme", more: str = "") -> None:
        self.folder = folder
        self.content = folder / "content"
        self.save("stories/call.md", GOOD)
        self.save("stories/early.md", DRAFT)
        # A settings file of its own, so that nobody's edit of the demo site's disturbs the test.
        shutil.copy(ROOT / "pelicanconf.py", folder / "pelicanconf.py")
        conf = folder / "pelicanconf.py"
        conf.write_text(
            conf.read_text("utf-8").replace("THEME = heard.theme()", f'THEME = "{theme}"')
            + f'\nPLUGIN_PATHS = ["{ROOT / "plugins"}"]\n{more}'
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "invoke", "serve", "--port", str(port), "--conf", str(conf)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "STORY_TODAY": TODAY},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.said: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen_to_output, daemon=True).start()
        self.url = re.search(r"http://\S+?(?=/ )", self.until("The site is at"))[0]  # type: ignore[index]
        self.events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._listen_to_events, daemon=True).start()
        self.first = self.events.get(timeout=PATIENCE)

    def save(self, name: str, text: str) -> None:
        """Save a file as most editors do: write beside, then rename."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.saving")
        beside.write_text(text, encoding="utf-8")
        beside.rename(path)

    def until(self, words: str) -> str:
        """The next line of output with these words."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            line = self.said.get(timeout=PATIENCE)
            if words in line:
                return line
        raise AssertionError(f"never said: {words}")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=PATIENCE)
        assert self.process.stdout is not None
        return code

    def _listen_to_output(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self.said.put(line)

    def _listen_to_events(self) -> None:
        with urllib.request.urlopen(self.url + "/~events", timeout=PATIENCE) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    self.events.put(json.loads(line.removeprefix(b"data: ")))


def wait(until: Callable[[], object], seconds: float = 0.01) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(seconds)


def story(slug: str, mark: str) -> str:
    """A story whose title and text have a mark."""
    text = GOOD.replace("the-call", f"{slug}\nslug: {slug}").replace("The call", f"Title {mark}")
    return text.replace("It rang.", f"It rang {mark}.")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_as_built_anew(serving: Serving) -> None:
    """What is served is, file by file, what a build from nothing makes."""
    (served,) = serving.folder.glob("cache/heard/served-*/site")
    output = serving.folder / "clean"
    words = ["build", "--conf", str(serving.folder / "pelicanconf.py"), "--output", str(output)]
    for setting in (f'SITEURL="{serving.url}"', "STORY_SHOW_DRAFTS=true"):
        words += ["--set", setting]
    subprocess.run([sys.executable, "-m", "invoke", *words], cwd=ROOT, check=True, capture_output=True)
    clean, mine = tree(output), tree(served)
    assert len(clean) > 20
    different = sorted(name for name in {*clean, *mine} if clean.get(name) != mine.get(name))
    assert not different, different[:12]
