"""A real Isso: its server as `heard comments-serve` starts it, its database as its own code writes it."""

from __future__ import annotations

import atexit
import html
import http.cookiejar
import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from needs import need

ROOT = Path(__file__).resolve().parent.parent
HAS_ISSO = importlib.util.find_spec("isso") is not None
PASSWORD = "a $HOME% password"
_WRITER = """
import json, os, sys
from isso import config, db
from isso.db.preferences import Preferences
for line in sys.stdin:
    path, steps = json.loads(line)
    if not os.path.exists(path):  # as in a process of its own
        Preferences.defaults = [("session-key", os.urandom(24).hex())]
    conf = config.new({"general": {"dbpath": path}})
    base = db.SQLite3(path, conf)
    numbers = []
    for step, *given in steps:
        if step == "add":
            uri, comment = given
            if uri not in base.threads:
                base.threads.new(uri, "The title of " + uri)
            found = base.comments.add(uri, {"mode": 1, "remote_addr": "198.51.100.0", **comment})
            numbers.append(found["id"])
        else:
            getattr(base.comments, step)(*given)
    print(json.dumps(numbers), flush=True)
"""


def need_isso() -> None:
    """A skip without Isso; under CI a failure."""
    need(HAS_ISSO, "Isso")


@cache
def _writer() -> subprocess.Popen[str]:
    """Isso's code in a process of its own, where what it leaves open is no matter of ours."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(process.communicate)
    return process


def write_database(path: Path, *steps: tuple[Any, ...]) -> list[int]:
    """Let Isso's own code write: `("add", thread, {…})`, `("update", number, {…})`, `("delete", number)`,
    `("activate", number)`; the numbers of the added comments.
    """
    need_isso()
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = _writer()
    assert writer.stdin and writer.stdout
    writer.stdin.write(json.dumps((str(path), steps)) + "\n")
    writer.stdin.flush()
    numbers: list[int] = json.loads(writer.stdout.readline())
    return numbers


class Isso:
    """A running `heard comments-serve` of a content folder."""

    def __init__(self, content: Path, *options: str, port: int = 8480, **environ: str) -> None:
        need_isso()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "ISSO_ADMIN_PASSWORD": PASSWORD, **environ}
        command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), "comments-serve"]
        command += ["--path", str(content), "--port", str(port), *options]
        self.process = subprocess.Popen(
            command, cwd=content.parent, env={k: v for k, v in environment.items() if v},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        self.said: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self._ready.wait(60) and self.process.poll() is None, self.said
        found = re.search(r"http://127\.0\.0\.1:\d+", "\n".join(s for s in self.said if "Isso is at" in s))
        assert found, self.said
        self.url = found[0]
        self.jar = http.cookiejar.CookieJar()
        # A proxy of the environment is not asked for this computer.
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.jar))

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if "Ctrl-C ends Isso" in line:
                self._ready.set()
        self._ready.set()

    def stop(self) -> int:
        """End it as Ctrl-C does; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(30)
        self._reader.join(30)
        assert self.process.stdout
        self.process.stdout.close()
        return code

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """One request, with JSON or a form (a text); the answer, as JSON where it is some."""
        body = content.encode() if isinstance(content, str) else None
        if content is not None and body is None:
            body = json.dumps(content).encode()
            headers = {"Content-Type": "application/json", **headers}
        request = Request(self.url + path, body, headers, method=method)
        with self._opener.open(request, timeout=30) as answer:
            text = answer.read().decode()
            return json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text

    def post(self, thread: str, text: str, **fields: Any) -> int:
        """Say something; its number."""
        found = self.ask(
            "POST", f"/new?{urlencode({'uri': thread})}", {"text": text, "title": "T", **fields}
        )
        number: int = found["id"]
        return number

    def moderate(self, number: int, action: str) -> str:
        """Do as the moderator does on the admin page: `activate` or `delete`."""
        page = self.ask("POST", "/login/", urlencode({"password": PASSWORD}))
        for mode in (2, 1):
            page = html.unescape(self.ask("GET", f"/admin/?mode={mode}"))
            name = {"activate": "validate_com", "delete": "delete_com"}[action]
            found = re.search(rf"{name}\({number}, '([^']+)'", page)
            if found:
                answer: str = self.ask("POST", f"/id/{number}/{action}/{found[1]}", "")
                return answer
        raise AssertionError(page[:3000])
