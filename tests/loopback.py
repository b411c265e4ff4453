"""Other people's servers, on this computer: pages by their path, and a note of all that was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Reply:
    """What a server says. `headers` are sent as they stand, several of one name too."""

    body: str | bytes = b""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    kind: str = "text/html; charset=utf-8"


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode("ascii")).items()}


Answering = Reply | str | Callable[[Asked], Reply] | Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Serves `pages`; a path that is not there is 404. A function under `raw` writes its answer itself."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | str | Callable[[Asked], Reply]] = {}
        self.raw: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[Asked] = []
        found = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                self.answer(b"")

            def do_POST(self) -> None:
                self.answer(self.rfile.read(int(self.headers["Content-Length"])))

            def answer(self, body: bytes) -> None:
                asked = Asked(self.command, self.path, dict(self.headers), body)
                found.asked.append(asked)
                if self.path in found.raw:
                    found.raw[self.path](self)
                    return
                given = found.pages.get(self.path, Reply("Not found", 404))
                reply = given if isinstance(given, Reply | str) else given(asked)
                reply = Reply(reply) if isinstance(reply, str) else reply
                octets = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                if reply.kind:
                    self.send_header("Content-Type", reply.kind)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_args: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_args: Any) -> None:
                """A client that hangs up early is what some tests are about."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.http.server_address[1]}"
        self.url = f"http://{self.host}"

    def posts(self, path: str = "") -> list[Asked]:
        """What was sent, to one path or to any."""
        return [one for one in self.asked if one.method == "POST" and path in ("", one.path)]

    def gets(self, path: str) -> int:
        """How often a page was asked for."""
        return sum(one.method == "GET" and one.path == path for one in self.asked)


@contextmanager
def serving() -> Iterator[Server]:
    """A server for the time of a test."""
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()
