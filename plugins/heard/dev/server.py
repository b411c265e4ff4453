"""The web server of `heard serve`: the built site, a script in each page, and a stream of events.

What is on disk stays as it was built; the script is put into the answer. While a mistake keeps a
page out of the newest build, the page is served as it was before.
"""

from __future__ import annotations

import json
import queue
import re
import threading
from collections.abc import Sequence
from hashlib import blake2b
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

EVENTS = "/~events"
PORTS_TRIED = 50
_OVERLAY = Path(__file__).with_name("overlay.html")
_STYLESHEET = re.compile(rb"<link\b[^>]*\brel=[\"']?stylesheet\b[^>]*>", re.IGNORECASE)
_PULSE = 15.0
"""Seconds between two signs of life on an idle stream: how a closed browser tab is noticed."""


class State(Struct, frozen=True):
    """What is served: its number, where it lies, what is wrong with it.

    `folders` are tried in turn: the newest build, then pages that it lacks because of a mistake. What
    followed the state `restyled` changed style sheets only.
    """

    build: int = 0
    folders: tuple[Path, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    restyled: int = 0


class SiteServer(ThreadingHTTPServer):
    """Serves the state it was last given, on this computer only."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Answer)
        self.state = State()
        self.ended = False
        self.script = _OVERLAY.read_text(encoding="utf-8")
        self._listeners: set[queue.SimpleQueue[State]] = set()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where the site is, without the final slash."""
        return f"http://127.0.0.1:{self.server_port}"

    def show(self, state: State) -> None:
        """Serve a new state from now on and tell every open page."""
        with self._lock:
            self.state = state
            for listener in self._listeners:
                listener.put(state)

    def listen(self) -> queue.SimpleQueue[State]:
        """A queue that gets the state now and every one to come."""
        listener: queue.SimpleQueue[State] = queue.SimpleQueue()
        with self._lock:
            self._listeners.add(listener)
            listener.put(self.state)
        return listener

    def forget(self, listener: queue.SimpleQueue[State]) -> None:
        """Stop telling a page that is gone."""
        with self._lock:
            self._listeners.discard(listener)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up in the middle is nothing to print a traceback for."""


def open_server(port: int) -> SiteServer:
    """A server on the port or, where that is taken, on the next free one. Raises OSError."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        try:
            return SiteServer(number)
        except OSError as error:
            last = error
    raise last


class _Answer(SimpleHTTPRequestHandler):
    """Answers one request."""

    server: SiteServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A page, a file, or the stream of events."""
        path = urlsplit(self.path).path
        if path == EVENTS:
            self._stream()
        else:
            self._give(path, with_body=True)

    def do_HEAD(self) -> None:
        """The same without the body."""
        self._give(urlsplit(self.path).path, with_body=False)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: a line for every picture would bury the problems."""

    def _give(self, path: str, with_body: bool) -> None:
        state = self.server.state
        file, status = _find(state.folders, path), HTTPStatus.OK
        if file is not None and file.is_dir():
            self._redirect(path)
            return
        if file is None:
            status = HTTPStatus.NOT_FOUND
            file = _find(state.folders, "/404.html")
        try:
            body = file.read_bytes() if file else b"<!doctype html><title>Not found</title>"
        except OSError:
            body, status = b"", HTTPStatus.NOT_FOUND
        kind = self.guess_type(str(file or "x.html"))
        if kind == "text/html":
            body = with_script(body, self.server.script, state.build)
        if kind.startswith("text/") or kind.endswith(("xml", "json", "javascript")):
            kind += "; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        # One slash at the start: `//host/` would lead to another computer.
        self.send_header("Location", "/" + path.strip("/") + "/")
        self.send_header("Content-Length", "0")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def _stream(self) -> None:
        self.close_connection = True
        listener = self.server.listen()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while not self.server.ended:
                try:
                    event = as_event(listener.get(timeout=_PULSE))
                except queue.Empty:
                    event = b": still here\n\n"
                self.wfile.write(event)
                self.wfile.flush()
        except OSError:
            pass  # the page was closed or left
        finally:
            self.server.forget(listener)


def as_event(state: State) -> bytes:
    """The state as a server-sent event."""
    told = {"build": state.build, "restyled": state.restyled, "problems": state.problems}
    news = json.dumps(told, ensure_ascii=False)
    return f"retry: 500\nevent: built\ndata: {news}\n\n".encode()


def with_script(body: bytes, script: str, build: int) -> bytes:
    """A page with the script at its end, which is told what the page is but for its style sheets."""
    page = blake2b(_STYLESHEET.sub(b"", body), digest_size=8).hexdigest()
    added = script.replace("{{BUILD}}", str(build)).replace("{{PAGE}}", page).encode()
    end = body.lower().rfind(b"</body>")
    return body + added if end < 0 else body[:end] + added + body[end:]


def _find(folders: Sequence[Path], path: str) -> Path | None:
    """The file for an address; a folder where only the final slash is missing; or None."""
    parts = [part for part in unquote(path).split("/") if part not in ("", ".")]
    if ".." in parts or any("\0" in part or "\\" in part for part in parts):
        return None
    for folder in folders:
        found = folder.joinpath(*parts)
        if found.is_dir() and (found / "index.html").is_file():
            return found / "index.html" if path.endswith("/") else found
        if found.is_file() and not path.endswith("/"):
            return found
    return None
