"""A hub is told of the feeds that changed, and of no others."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from conftest import ROOT, build, write_files

from heard.build.build import BuildRequest
from heard.mail.websub import feeds_in, ping
from heard.text.exits import Refusal

SITE = "https://heard.example"
ALL = f"{SITE}/feeds/all.rss.xml"


class Hub:
    """A hub that notes what it is told; `answer` may refuse a feed with a status."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.forms: list[dict[str, list[str]]] = []
        self.answer: Callable[[str], int] = lambda _feed: 204
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                (feed,) = form["hub.url"]
                status = hub.answer(feed)
                hub.forms.append(form)
                if status < 300:
                    hub.told.append(feed)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                said = b"" if status == 204 else b"not one of ours"
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = Hub()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


def rss(url: str, hub: str, text: str = "A") -> str:
    links = f'<a:link rel="hub" href="{hub}"/><a:link rel="self" href="{url}"/>'
    return (
        f'<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>{text}</title>{links}'
        f'<item><a:link rel="self" href="{SITE}/of-an-item"/></item></channel></rss>'
    )


def atom(url: str, hub: str) -> str:
    links = f'<link rel="self" href="{url}"/><link rel="hub" href="{hub}"/>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{links}</feed>'


def json_feed(url: str, hub: str) -> str:
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "feed_url": url, "hubs": [{"type": "WebSub", "url": hub}]})


class Output:
    """A built site with three feeds."""

    def __init__(self, folder: Path, hub: str) -> None:
        self.content, self.folder, self.hub = folder / "content", folder / "output", hub
        self.state = folder / "data" / "websub.json"
        self.said: list[str] = []
        self.content.mkdir()
        write_files(
            self.folder,
            {
                "feeds/all.rss.xml": rss(ALL, hub),
                "feeds/all.atom.xml": atom(f"{SITE}/feeds/all.atom.xml", hub),
                "feeds/all.json": json_feed(f"{SITE}/feeds/all.json", hub),
                "feeds/elsewhere.rss.xml": rss(f"{SITE}/feeds/elsewhere.rss.xml", "https://hub.example/"),
                "sitemap.xml": "<urlset/>",
                "broken.xml": "<rss",
                "stories.json": "[]",
            },
        )

    def ping(self, dry_run: bool = False, **changes: Any) -> int:
        self.said.clear()
        settings = {"FEED_WEBSUB_HUB": self.hub, **changes}
        order = BuildRequest(ROOT / "pelicanconf.py", self.content, self.folder, settings)
        return ping(order, dry_run, self.said.append)


@pytest.fixture
def output(tmp_path: Path, hub: Hub) -> Output:
    return Output(tmp_path, hub.url)


FEEDS = [f"{SITE}/feeds/all.atom.xml", f"{SITE}/feeds/all.json", ALL]


def test_the_hub_is_told_of_every_feed_that_names_it_as_the_standard_says(output: Output, hub: Hub) -> None:
    assert output.ping() == 0
    assert hub.told == FEEDS
    assert hub.forms[0] == {"hub.mode": ["publish"], "hub.url": [FEEDS[0]]}
    assert output.said == [
        *(f"Told: {feed}" for feed in FEEDS),
        f"{hub.url} was told of 3 feeds of 3 that changed.",
    ]


def test_a_feed_that_did_not_change_is_not_told_again(output: Output, hub: Hub) -> None:
    output.ping()
    assert output.ping() == 0
    assert output.said == [f"None of 3 feeds has changed since {hub.url} was told."]
    write_files(output.folder, {"feeds/all.rss.xml": rss(ALL, hub.url, "B")})
    assert output.ping() == 0
    assert hub.told == [*FEEDS, ALL]


def test_a_dry_run_lists_and_tells_nobody(output: Output, hub: Hub) -> None:
    assert output.ping(dry_run=True) == 0
    assert f"{ALL} (feeds/all.rss.xml)" in output.said
    assert hub.forms == []
    assert not output.state.exists()


def test_a_refused_feed_is_exit_code_1_and_is_tried_again(output: Output, hub: Hub) -> None:
    hub.answer = lambda feed: 400 if feed == ALL else 202
    assert output.ping() == 1
    assert f"Refused: {ALL}: 400 Bad Request. not one of ours" in output.said
    hub.answer = lambda _feed: 204
    assert output.ping() == 0
    assert hub.told == [*FEEDS[:2], ALL]


def test_a_hub_that_moved_is_not_followed(output: Output, hub: Hub) -> None:
    hub.answer = lambda _feed: 302
    assert output.ping() == 1
    assert "It has moved to /elsewhere." in output.said[0]
    assert len(hub.forms) == 3


def test_a_hub_that_is_not_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = Output(tmp_path, f"http://127.0.0.1:{free.getsockname()[1]}/")
        assert found.ping() == 1
    assert found.said[0].startswith(f"Refused: {FEEDS[0]}: ")
    assert found.said[-1].endswith("was told of 0 feeds of 3 that changed.")


def test_a_state_that_cannot_be_read_only_means_telling_again(output: Output, hub: Hub) -> None:
    output.ping()
    output.state.write_text("{", "utf-8")
    assert output.ping() == 0
    assert len(hub.told) == 6


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"FEED_WEBSUB_HUB": ""}, "FEED_WEBSUB_HUB is not set"),
        ({"FEED_WEBSUB_HUB": None}, "FEED_WEBSUB_HUB is not set"),
        ({"FEED_WEBSUB_HUB": "file:///etc/passwd"}, "must be the https:// address"),
        ({"FEED_WEBSUB_HUB": "https://other.example/"}, "No feed in .* names the hub"),
    ],
)
def test_without_a_hub_that_feeds_name_there_is_nobody_to_tell(
    output: Output, hub: Hub, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refusal, match=message):
        output.ping(**changes)
    assert hub.forms == []


def test_a_hub_elsewhere_is_not_sent_to_this_computer(tmp_path: Path) -> None:
    found = Output(tmp_path, "https://hub.example/")
    write_files(
        found.folder, {"feeds/all.rss.xml": rss("http://localhost:8000/feeds/all.rss.xml", found.hub)}
    )
    with pytest.raises(Refusal, match="where no hub can fetch it"):
        found.ping()


def test_no_built_site_is_refused(output: Output) -> None:
    output.folder = output.folder / "nothing"
    with pytest.raises(Refusal, match="run heard build first"):
        output.ping()


def test_the_feeds_of_a_built_site_name_their_hub_and_themselves(tmp_path: Path) -> None:
    write_files(
        tmp_path / "content",
        {"stories/a.md": "---\ntitle: A\ndate: 2026-11-01\nid: story-a\n---\n\nText.\n"},
    )
    built = build(
        tmp_path / "content",
        tmp_path / "output",
        SITEURL=SITE,
        MENUITEMS=(),
        FEED_WEBSUB_HUB="https://hub.example/",
    )
    found = feeds_in(built.output)
    assert ALL in [feed.url for feed in found]
    wrong = [
        feed
        for feed in found
        if feed.url != f"{SITE}/{feed.path}" or feed.hubs != ("https://hub.example/",)
    ]
    assert wrong == []
