"""Two real programs subscribe to the demo site, poll, and poll again after an edit: nothing comes twice.

Run with newsboat 2.21 and rss2email 3.13 of Debian 12; skipped where a program is not installed.
"""

import functools
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from conftest import ROOT, build
from feeds import read_feeds

EDITED = "stories/agnes-has-no-surname.md"
NAME = "urn:story:agnes-has-no-surname"
NEW = "---\nid: brand-new\ntitle: Brand new\ndate: 2026-11-20\n---\n\nNew.\n"
FILTER = "moves a story that others link to"


class Answers(SimpleHTTPRequestHandler):
    """A web server as any: it answers 304 to who has the newest already."""

    def log_request(self, code="-", size="-"):
        """Count the answers."""
        self.server.answers[int(code)] += 1


class Place:
    """The demo site with a server before it, and a home for the programs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content, self.output = folder, folder / "content", folder / "output"
        shutil.copytree(ROOT / "content", self.content)
        self.output.mkdir()
        handler = functools.partial(Answers, directory=str(self.output))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.answers = Counter()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def publish(self) -> None:
        """Build in place, as a site that is served.

        HTTP tells times to the second: a program that polled in this very second would rightly be told
        that nothing changed, so a publish begins in the next.
        """
        time.sleep(1.1 - time.time() % 1)
        settings = {"SITEURL": self.url, "DELETE_OUTPUT_DIRECTORY": False}
        self.built = build(self.content, self.output, unchecked=FILTER, **settings)

    def edit(self) -> None:
        """Another title, address and day for one story."""
        path = self.content / EDITED
        text = re.sub(r"(?m)^(title|date|slug):.*\n", "", path.read_text("utf-8"))
        keys = "---\ntitle: Agnes, renamed\nslug: agnes-renamed\ndate: 2025-01-02\n"
        path.write_text(text.replace("---\n", keys, 1), "utf-8")

    def run(self, *command: str) -> None:
        """Run a program that has no other home than this."""
        home = {"HOME": str(self.folder), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        subprocess.run(command, env=home, capture_output=True, check=True, timeout=60)


@pytest.fixture
def place(tmp_path):
    found = Place(tmp_path)
    found.publish()
    yield found
    found.server.shutdown()
    found.server.server_close()


class Newsboat:
    """newsboat, with its files in one folder."""

    def __init__(self, place: Place) -> None:
        self.place, self.cache = place, place.folder / "cache.db"
        (place.folder / "urls").touch()
        (place.folder / "config").touch()
        self.call("-i", str(place.output / "feeds/index.opml"))

    def call(self, *arguments: str) -> None:
        names = (("-u", "urls"), ("-c", "cache.db"), ("-C", "config"))
        files = [part for flag, name in names for part in (flag, str(self.place.folder / name))]
        self.place.run("newsboat", *files, *arguments)

    def poll(self) -> set[tuple[str, str]]:
        """The items that it has: identity and title."""
        self.call("-x", "reload")
        with sqlite3.connect(self.cache) as cache:
            rows = cache.execute("select guid, title from rss_item").fetchall()
        assert len({guid for guid, _title in rows}) == len(rows)
        return set(rows)


@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed")
def test_newsboat_imports_the_list_and_sees_an_edited_story_once(place):
    newsboat = Newsboat(place)
    first = newsboat.poll()
    feeds = read_feeds(place.built.tree()).values()
    listed = {name for feed in feeds if "/archive/" not in feed.path for name in feed.ids}
    assert {guid for guid, _title in first} == listed
    place.edit()
    place.publish()
    after = newsboat.poll()
    assert {guid for guid, _title in after} == listed
    assert [title for guid, title in after if guid == NAME] == ["Agnes, renamed"]
    (place.content / "stories/new.md").write_text(NEW, "utf-8")
    place.publish()
    assert {title for _guid, title in newsboat.poll() - after} == {"Brand new"}


class Letters:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):
        """Keep the subject."""
        self.subjects += re.findall(r"(?m)^X-RSS-ID: (.*?)\r?$", envelope.content.decode("utf-8"))
        return "250 OK"


@pytest.fixture
def letters():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Letters()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, port
    server.stop()


@pytest.mark.skipif(not shutil.which("r2e"), reason="rss2email is not installed")
def test_rss2email_imports_the_list_and_sends_an_edited_story_once(place, letters):
    kept, port = letters
    config = place.folder / "r2e.cfg"
    config.write_text(
        "[DEFAULT]\nto = me@example.org\nemail-protocol = smtp\n"
        f"smtp-server = 127.0.0.1:{port}\nsmtp-auth = False\nsmtp-ssl = False\n"
    )

    def r2e(*arguments: str) -> Counter[str]:
        """The identities of the letters that a run sends."""
        kept.subjects.clear()
        place.run("r2e", "-c", str(config), "-d", str(place.folder / "r2e.json"), *arguments)
        return Counter(kept.subjects)

    r2e("opmlimport", str(place.output / "feeds/index.opml"))
    r2e("add", "atom", f"{place.url}/feeds/all.atom.xml")
    assert r2e("run")[NAME] > 2  # once for each feed that holds it
    place.server.answers.clear()
    assert (r2e("run"), set(place.server.answers)) == (Counter(), {304})
    place.edit()
    place.publish()
    assert r2e("run") == Counter()
    (place.content / "stories/new.md").write_text(NEW, "utf-8")
    place.publish()
    assert r2e("run") == {"urn:story:brand-new": 2}
