"""The demo site, built once, served on loopback, and opened in a real Chromium.

Tests here need a browser and two checkers that are not Python packages. Where one is missing they are
skipped – but never when `CI` is set: there a missing browser is a failure.

    CHROMIUM        path of the browser (default: found on PATH)
    NODE_PACKAGES   a node_modules folder with axe-core and vnu-jar
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from needs import need

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site's output, as a visitor would find it on one fixed day."""
    from conftest import TODAY, build

    os.environ["STORY_TODAY"] = TODAY
    output = tmp_path_factory.mktemp("demo") / "output"
    build(ROOT / "content", output, SITEURL="https://heard.example")
    return output


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page, as a host would."""
        if code != 404:
            super().send_error(code, message, explain)
            return
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:
    """The address of the served demo site, without a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(demo))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        need(None, "playwright")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def node_packages() -> Path:
    """The folder with axe-core and vnu-jar."""
    folder = Path(os.environ.get("NODE_PACKAGES", ROOT / "node_modules"))
    return Path(need(folder if (folder / "axe-core").is_dir() else None, "axe-core"))


@pytest.fixture(scope="session")
def axe(node_packages: Path) -> str:
    """The script of axe, for `page.evaluate`."""
    return (node_packages / "axe-core" / "axe.min.js").read_text("utf-8")


TEMPLATES = {
    "index": "/",
    "index, numbered": "/page/1/",
    "story": "/stories/the-surname-field/",
    "story, long timeline": "/stories/a-pen-with-a-roof/",
    "story, overdue": "/stories/left-ear-only/",
    "story, in a series": "/stories/a-form-for-a-sheep/",
    "story, table": "/stories/seven-calls-three-kevins/",
    "story, translated": "/stories/the-blue-that-was-not-blue/de/",
    "story, another language": "/stories/la-caldera-de-mi-madre/es/",
    "story, reflection": "/stories/on-being-put-through/",
    "story, undated": "/stories/the-man-who-came-about-the-gas/",
    "story, comments": "/stories/a-g-a-little-sharp/",
    "story, anonymous and removed comments": "/stories/nine-hundred-and-ninety-nine/",
    "story, lesson from a comment": "/stories/the-top-deck-of-the-36/",
    "story, grown out of a comment": "/stories/page-nine/",
    "lesson from a comment": "/lessons/the-top-deck-of-the-36/say-his-name/",
    "open loops": "/open/",
    "overdue": "/open/overdue/",
    "loose ends": "/loose-ends/",
    "two sides": "/sides/a-g-a-little-sharp--page-nine/",
    "map": "/map/",
    "subscribe": "/subscribe/",
    "page": "/about/",
    "page, long": "/write-a-story/",
    "page, tables": "/messages/",
    "values": "/values/",
    "value": "/values/honesty/",
    "outcomes": "/outcomes/",
    "outcome": "/outcomes/heard/",
    "lessons": "/lessons/",
    "lessons for a role": "/lessons/for/staff/",
    "lesson": "/lessons/a-pen-with-a-roof/",
    "companies": "/companies/",
    "company": "/companies/pellwick-ferries/",
    "series list": "/series/",
    "series": "/series/forty-ewes-and-a-ferry/",
    "tellers": "/tellers/",
    "teller": "/tellers/dev-raghunathan/",
    "tags": "/tags/",
    "tag": "/tags/forms/",
    "categories": "/categories/",
    "category": "/categories/at-home/",
    "archive": "/archive/",
    "year": "/archive/2026/",
    "not found": "/404.html",
}
"""One page of every template, and of every state that looks different."""
