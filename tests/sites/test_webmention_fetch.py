"""What others say of a story comes home as a file – once it is certain that they said it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import ROOT, build, write_files
from helpers import READ_ONLY
from loopback import Asked, Reply, Server, serving

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.sources.webmention.fetch import FetchOptions, fetch
from heard.conversation.sources.webmention.markup import Raw, Tag, scan
from heard.text.exits import Refusal

SITE = "https://heard.example"
CALL = f"{SITE}/stories/the-call/"
STORY = "---\nid: call\ntitle: The call\nslug: the-call\ndate: 2024-01-01\n---\n\nIt rang.\n"


def entry(
    content: str = "Me <em>too</em>.",
    answers: str = f'<a class="u-in-reply-to" href="{CALL}">the call</a>',
    author: str = '<a class="p-author h-card" href="https://ada.example/">Ada</a>',
    more: str = '<time class="dt-published" datetime="2026-11-02T10:00:00+0100">then</time>',
) -> str:
    """A page with an h-entry."""
    return (
        f'<!doctype html><html><head><title>A page</title></head><body><article class="h-entry">{author}'
        f'{answers}<div class="e-content">{content}</div>{more}</article></body></html>'
    )


class Home:
    """A site that mentions come to."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.content = folder / "content"
        self.state = folder / "data" / "webmentions.json"
        self.said: list[str] = []
        write_files(self.content, {"stories/call.md": STORY})

    def fetch(self, *paths: str, target: str = CALL, **wish: Any) -> int:
        """Fetch mentions from pages of the server, told by a file."""
        children = [
            {"type": "entry", "wm-source": self.server.url + path, "wm-target": target} for path in paths
        ]
        return self.fetch_file(json.dumps({"type": "feed", "children": children}), **wish)

    def fetch_file(self, text: str | bytes, **wish: Any) -> int:
        file = self.folder / "mentions.json"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.run(file=file, **wish)

    def run(self, changes: dict[str, Any] | None = None, **wish: Any) -> int:
        self.said.clear()
        order = BuildRequest(
            ROOT / "pelicanconf.py",
            self.content,
            self.folder / "output",
            {"SITEURL": SITE, **READ_ONLY, **(changes or {})},
        )
        errand = context_for(order, self.said.append)
        return fetch(errand, FetchOptions(**{"allow_private": True, "seconds": 1, **wish}))

    @property
    def files(self) -> list[Path]:
        return sorted(self.content.glob("comments/**/*.md"))

    @property
    def text(self) -> str:
        """The only comment file."""
        (path,) = self.files
        return path.read_text("utf-8")

    def edit(self, old: str, new: str) -> None:
        (path,) = self.files
        assert old in self.text
        path.write_text(self.text.replace(old, new), "utf-8")

    def page(self) -> str:
        """The story's page with everything that arrived approved."""
        for path in self.files:
            path.write_text(path.read_text("utf-8").replace("status: pending", "status: approved"), "utf-8")
        built = build(self.content, self.folder / "output", SITEURL=SITE, MENUITEMS=())
        assert not built.log, built.log
        return built.page("stories/the-call/")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        found.pages["/reply"] = entry()
        yield found


@pytest.fixture
def home(tmp_path: Path, server: Server) -> Home:
    return Home(tmp_path, server)


def test_a_reply_becomes_a_file_that_waits(home: Home, server: Server) -> None:
    assert home.fetch("/reply") == 0
    (path,) = home.files
    assert path.parent == home.content / "comments" / "call" and path.name.startswith("wm-")
    assert home.text == (
        f"---\nid: {path.stem}\nauthor: Ada\nurl: https://ada.example/\ndate: '2026-11-02T10:00:00+01:00'\n"
        f"source: webmention\noriginal: {server.url}/reply\nformat: html\nstatus: pending\n---\n\n"
        "Me <em>too</em>.\n"
    )
    assert home.said == [f"{server.url}/reply -> call: new.", "1 mention looked at: 1 new."]
    assert "Me <em>too</em>." in home.page()


def test_a_second_call_writes_nothing(home: Home) -> None:
    home.fetch("/reply")
    before = {path: path.stat().st_mtime_ns for path in [*home.files, home.state]}
    assert home.fetch("/reply") == 0
    assert {path: path.stat().st_mtime_ns for path in [*home.files, home.state]} == before
    assert home.said == ["1 mention looked at: 1 unchanged."]


@pytest.mark.parametrize("name", ["like", "repost", "bookmark"])
def test_a_gesture_says_what_it_is_and_nothing_more(home: Home, server: Server, name: str) -> None:
    link = f'<a class="u-{name}-of" href="{CALL}">the call</a>'
    server.pages["/gesture"] = entry("Liked a story.", link)
    home.fetch("/gesture")
    assert f"kind: {name}" in home.text and home.text.endswith("---\n")


def test_a_page_that_only_links_is_a_mention(home: Home, server: Server) -> None:
    server.pages["/blog"] = entry(f'Long ago <a href="{CALL}">somebody</a> said it.', "")
    server.pages["/bare"] = f'<title>Links &amp; more</title><p>See <a href="{CALL}">this</a>.</p>'
    home.fetch("/blog", "/bare")
    texts = sorted(path.read_text("utf-8") for path in home.files)
    assert all("kind: mention" in text for text in texts)
    assert any(text.endswith("---\n\nLinks & more\n") and "format: text" in text for text in texts)
    assert any("Long ago <a href" in text and "author: Ada" in text for text in texts)


def test_of_several_entries_the_one_that_links_here_is_read(home: Home, server: Server) -> None:
    other = entry("Something else.", '<a class="u-in-reply-to" href="https://b.example/">b</a>')
    server.pages["/feed"] = f'<div class="h-feed">{other}{entry("This one.")}</div>'
    home.fetch("/feed")
    assert "This one." in home.text and "Something else" not in home.text


# -- only what is true -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "<p>Nothing about it.</p>",
        f"<!-- <a href='{CALL}'>x</a> -->",
        f"&lt;a href='{CALL}'&gt;",
        f"<script>'<a href={CALL}>'</script>",
        f"<p>{CALL}</p>",
        f"<a href='{CALL}other/'>x</a>",
        "<a href='https://heard.example.evil.example/stories/the-call/'>x</a>",
        f"<a href='https://evil.example/?u={CALL}'>x</a>",
    ],
)
def test_a_page_that_does_not_link_here_is_refused(home: Home, server: Server, page: str) -> None:
    server.pages["/forged"] = page
    assert home.fetch("/forged") == 0
    assert home.files == []
    assert home.said[0] == f"{server.url}/forged -> call: refused: it does not link here."


def test_a_link_is_known_in_its_spellings_and_former_addresses(home: Home, server: Server) -> None:
    home.state.parent.mkdir()
    recorded = {
        "addresses": ["/old/", "/stories/the-call/"],
        "first": "2024-01-01",
        "identity": "urn:story:call",
    }
    (home.folder / "data" / "ids.json").write_text(
        json.dumps({"version": 1, "stories": {"call": recorded}})
    )
    spellings = [
        "http://HEARD.example/stories/the-call",
        f"{CALL}index.html",
        f"{CALL}?a=b#c",
        f"{SITE}/old/",
    ]
    for number, spelling in enumerate(spellings):
        server.pages[f"/{number}"] = f"<a href='{spelling}'>x</a>"
    home.fetch(*(f"/{number}" for number in range(4)), target=f"{SITE}/old")
    assert len(home.files) == 4


def test_a_text_that_is_no_page_may_name_it(home: Home, server: Server) -> None:
    server.pages["/a.txt"] = Reply(f"See <{CALL}>.", kind="text/plain")
    home.fetch("/a.txt")
    assert "kind: mention" in home.text


def test_a_target_that_is_not_here_is_only_counted(home: Home) -> None:
    assert home.fetch("/reply", target=f"{SITE}/stories/nothing/") == 0
    assert home.fetch("/reply", target="https://other.example/stories/the-call/") == 0
    assert home.files == [] and home.server.asked == []
    assert home.said == ["0 mentions looked at. 1 not about a story of this site, or from it."]


def test_private_hosts_are_not_asked_without_the_flag(home: Home, server: Server) -> None:
    assert home.fetch("/reply", allow_private=False) == 0
    assert server.asked == [] and home.files == []
    assert "127.0.0.1 is no host of the public internet" in home.said[0]


def test_a_slow_source_stops_no_other_and_is_told(home: Home, server: Server) -> None:
    import time

    server.raw["/slow"] = lambda _handler: time.sleep(2)
    server.pages["/down"] = Reply("", 503)
    assert home.fetch("/slow", "/down", "/reply") == 4
    assert len(home.files) == 1
    assert home.said[0].endswith("not reached, tried again next time: no answer within 1 seconds.")


# -- what changes there ------------------------------------------------------------------------------------


def test_a_source_that_is_gone_leaves_an_empty_removed_comment(home: Home, server: Server) -> None:
    home.fetch("/reply")
    home.edit("status: pending", "status: approved")
    server.pages["/reply"] = Reply("", 410)
    assert home.fetch("/reply") == 0
    assert "status: removed" in home.text and home.text.endswith("---\n")
    assert "Ada" not in home.text and "too" not in home.text and "ada.example" not in home.text
    assert f"source: webmention\noriginal: {server.url}/reply\n" in home.text, "where it came from stays"
    assert "was removed" in home.page()
    assert home.said[0].endswith("taken back there: removed.")
    home.fetch("/reply")
    assert home.said == ["1 mention looked at: 1 gone."]
    server.pages["/reply"] = entry("I am back.")
    home.fetch("/reply")
    assert "I am back." in home.text and "status: pending" in home.text


def test_a_link_that_was_taken_out_does_the_same(home: Home, server: Server) -> None:
    home.fetch("/reply")
    home.edit("status: pending", "status: approved")
    server.pages["/reply"] = entry(answers="")
    home.fetch("/reply")
    assert "status: removed" in home.text


@pytest.mark.parametrize("status", ["pending", "spam"])
def test_what_was_never_shown_leaves_no_place_when_it_is_gone(
    home: Home, server: Server, status: str
) -> None:
    home.fetch("/reply")
    home.edit("status: pending", f"status: {status}")
    server.pages["/reply"] = Reply("", 410)
    assert home.fetch("/reply") == 0
    assert "status: spam" in home.text and "too" not in home.text and "Ada" not in home.text
    assert home.said[0].endswith("taken back there: emptied, as it was never shown.")
    page = home.page()
    assert "was removed" not in page and 'class="comment' not in page
    server.pages["/reply"] = entry("I am back.")
    home.fetch("/reply")
    assert ("I am back." in home.text) == (status == "pending"), "spam does not come back"
    home.fetch("/reply")
    assert home.said == ["1 mention looked at: 1 unchanged."]


@pytest.mark.parametrize("status", ["approved", "pending", "spam"])
@pytest.mark.parametrize("kind", ["like", "repost", "bookmark"])
def test_a_gesture_that_is_gone_never_leaves_a_place(
    home: Home, server: Server, kind: str, status: str
) -> None:
    server.pages["/gesture"] = entry("x", f'<a class="u-{kind}-of" href="{CALL}">the call</a>')
    home.fetch("/gesture")
    home.edit("status: pending", f"status: {status}")
    server.pages["/gesture"] = Reply("", 410)
    home.fetch("/gesture")
    assert f"kind: {kind}\n" in home.text and "Ada" not in home.text and home.text.endswith("---\n")
    page = home.page()
    assert "was removed" not in page and 'class="comment' not in page


@pytest.mark.parametrize("status", ["approved", "spam"])
def test_what_was_edited_here_stays_when_its_source_is_gone(
    home: Home, server: Server, status: str
) -> None:
    home.fetch("/reply")
    home.edit("Me <em>too</em>.", "Me too, as she told me.")
    home.edit("status: pending", f"status: {status}")
    before = home.text
    server.pages["/reply"] = Reply("", 410)
    assert home.fetch("/reply") == 0
    assert home.text == before and home.said[0].endswith("taken back there: kept your edit.")
    home.fetch("/reply")
    assert home.text == before and home.said == ["1 mention looked at: 1 gone."]
    server.pages["/reply"] = entry("I am back.")
    home.fetch("/reply")
    assert home.text == before


def test_a_source_that_is_lost_is_kept(home: Home, server: Server) -> None:
    home.fetch("/reply")
    before = home.text
    del server.pages["/reply"]
    assert home.fetch("/reply") == 0
    assert home.text == before and "kept, although its source answers 404" in home.said[0]


def test_a_source_that_was_never_here_and_is_gone_is_refused(home: Home, server: Server) -> None:
    server.pages["/gone"] = Reply("", 410)
    home.fetch("/gone", "/missing")
    assert home.files == []


def test_a_file_follows_its_source_and_waits_to_be_read_again(home: Home, server: Server) -> None:
    home.fetch("/reply")
    home.edit("status: pending", "status: approved")
    home.fetch("/reply")
    assert "status: approved" in home.text
    server.pages["/reply"] = entry("I thought again.")
    home.fetch("/reply")
    assert "I thought again." in home.text and "status: pending" in home.text
    assert "it waits for you again" in home.said[0]


def test_what_was_edited_here_stays(home: Home, server: Server) -> None:
    home.fetch("/reply")
    home.edit("Me <em>too</em>.", "Me too, too.")
    server.pages["/reply"] = entry("I thought again.")
    home.fetch("/reply")
    assert "Me too, too." in home.text and "edited here; left alone" in home.said[0]
    home.fetch("/reply")
    assert home.said == ["1 mention looked at: 1 unchanged."]


@pytest.mark.parametrize("status", ["spam", "removed"])
def test_what_was_put_aside_here_stays_there(home: Home, server: Server, status: str) -> None:
    home.fetch("/reply")
    home.edit("status: pending", f"status: {status}")
    server.pages["/reply"] = entry("Buy this.")
    home.fetch("/reply")
    assert f"status: {status}" in home.text and "Buy" not in home.text


def test_what_was_deleted_here_does_not_come_back(home: Home) -> None:
    home.fetch("/reply")
    home.files[0].unlink()
    home.fetch("/reply")
    assert home.files == [] and "deleted here, and left so" in home.said[0]


def test_a_file_that_no_state_knows_is_left_alone(home: Home, server: Server) -> None:
    home.fetch("/reply")
    home.edit("Me <em>too</em>.", "By hand.")
    home.state.unlink()
    home.fetch("/reply")
    assert "By hand." in home.text
    server.pages["/reply"] = entry("New.")
    home.fetch("/reply")
    assert "New." in home.text


def test_a_dry_run_writes_nothing(home: Home) -> None:
    assert home.fetch("/reply", dry_run=True) == 0
    assert home.files == [] and not home.state.exists()
    assert home.said[-1] == "1 mention looked at: 1 new. Nothing was written."


# -- what strangers write ----------------------------------------------------------------------------------

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>click</a>"


def test_nothing_that_runs_reaches_the_page(home: Home, server: Server) -> None:
    card = (
        '<div class="p-author h-card"><span class="p-name">&lt;script&gt;alert(1)&lt;/script&gt;"\'&gt;'
        '</span><a class="u-url" href="javascript:alert(1)">x</a><img class="u-photo" src="https://spy.example/">'
        '<a class="u-email" href="mailto:ada@secret.example">mail</a></div>'
    )
    server.pages["/evil"] = entry(f'{EVIL}<p onclick="alert(1)" style="x">Hello</p>', author=card)
    server.pages["/title"] = f"<title>{EVIL}</title><a href='{CALL}'>x</a>"
    home.fetch("/evil", "/title")
    page = home.page()
    assert "Hello" in page and page.count("alert(1)") > 1  # as text, which is what it is
    tags = [one for one in scan(page) if isinstance(one, Tag)]
    scripts = [one.text for one in scan(page) if isinstance(one, Raw) and one.of == "script"]
    telling = [text for text in scripts if "alert" in text]
    assert [json.loads(text)["@context"] for text in telling] == ["https://schema.org"]  # no program
    assert not [tag for tag in tags if {"onclick", "onerror", "style"} & set(tag.attributes)]
    assert "img" not in {tag.name for tag in tags}
    assert not [tag for tag in tags if tag.attributes.get("href", "").startswith("javascript")]
    assert "secret.example" not in page + "".join(path.read_text("utf-8") for path in home.files)
    assert "spy.example" not in page


def test_front_matter_cannot_be_broken_from_outside(home: Home, server: Server) -> None:
    name = "Ada\n---\nstatus: approved\n: {[#'\"\x85\x00&#x2028;"
    card = f'<a class="p-author h-card" href="https://ada.example/">{name}</a>'
    server.pages["/odd"] = entry("---\nstatus: approved\n---\nText", author=card)
    home.fetch("/odd")
    assert home.text.count("status: pending\n") == 1 and home.text.index(
        "status: pending"
    ) < home.text.index("Text")
    assert "Text" in home.page()


@pytest.mark.parametrize(
    ("author", "kept"),
    [
        ('<span class="p-author h-card">ada@secret.example</span>', "date:"),
        ('<span class="p-author h-card">ada at secret dot example</span>', "date:"),
        (f'<span class="p-author h-card">{"B" * 97} ada@secret.example</span>', f"author: {'B' * 97}\n"),
        ('<a class="p-author h-card" href="https://ada@secret.example/">A.</a>', "author: A.\ndate:"),
        ('<a class="u-author" href="https://ada.example/"></a>', "url: https://ada.example/\n"),
        (f'<span class="p-author">{"A" * 300}</span>', f"author: {'A' * 99}…\n"),
        ("", "source: webmention\n"),
    ],
)
def test_names_are_short_and_no_mail_addresses(home: Home, server: Server, author: str, kept: str) -> None:
    server.pages["/a"] = entry(author=author)
    home.fetch("/a")
    assert kept in home.text and "@" not in home.text


def test_a_long_text_is_cut_at_a_word(home: Home, server: Server) -> None:
    server.pages["/long"] = entry(f"<p>{'word ' * 2000}</p>")
    home.fetch("/long")
    body = home.text.rpartition("---\n")[2]
    assert 1900 < len(body) < 2010 and body.strip().endswith("word…")
    assert "format: text" in home.text and f"original: {server.url}/long" in home.text


@pytest.mark.parametrize("when", ["2999-01-01", "yesterday", "", "2026", "9" * 500])
def test_a_date_that_cannot_be_is_that_of_the_day_it_came(home: Home, server: Server, when: str) -> None:
    server.pages["/when"] = entry(more=f'<time class="dt-published" datetime="{when}">x</time>')
    home.fetch("/when")
    assert "date: '2026-11-21'\n" in home.text


def test_a_page_that_lies_about_its_encoding_is_read(home: Home, server: Server) -> None:
    body = entry("Café.").encode("latin-1")
    server.pages["/lie"] = Reply(body, kind="text/html; charset=utf-8")
    server.pages["/true"] = Reply(body, kind="text/html; charset=iso-8859-1")
    assert home.fetch("/lie", "/true") == 0
    texts = "".join(path.read_text("utf-8") for path in home.files)
    assert "Caf\ufffd." in texts and "Café." in texts
    home.page()


@pytest.mark.parametrize("times", ["<p>", "<b id=1>", "<div class=h-entry><div class=e-content>", "<a x='"])
def test_a_page_that_was_made_to_hurt_a_parser_is_read_in_time(
    home: Home, server: Server, times: str
) -> None:
    import time

    server.pages["/deep"] = f"<a href='{CALL}'>x</a>" + times * (1_000_000 // len(times))
    began = time.monotonic()
    assert home.fetch("/deep", seconds=10) == 0
    assert time.monotonic() - began < 60
    assert len(home.files) == 1


# -- the list ------------------------------------------------------------------------------------------


def test_both_forms_of_the_list_are_read(home: Home, server: Server) -> None:
    links = [
        {"source": f"{server.url}/reply", "target": CALL, "verified_date": "2026-11-03T10:00:00+00:00"}
    ]
    assert home.fetch_file(b"\xef\xbb\xbf" + json.dumps({"links": links}).encode()) == 0
    assert "Me <em>too</em>." in home.text


def test_entries_that_are_none_or_private_are_counted(home: Home, server: Server) -> None:
    children = [None, 3, {}, {"wm-source": 1, "wm-target": CALL},
                {"wm-source": "file:///x", "wm-target": CALL},
                {"wm-source": f"{server.url}/reply", "wm-target": CALL, "wm-private": True}]  # fmt: skip
    assert home.fetch_file(json.dumps({"children": children})) == 0
    assert home.files == [] and server.asked == []
    assert home.said == ["0 mentions looked at. 6 private, or without two web addresses."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"children": 1}',
        "[" * 100_000,
        '{"children": [' + "9" * 5000 + "]}",
        b"\xff\xfe\x00",
    ],
)
def test_a_file_that_is_no_list_is_refused(home: Home, text: str | bytes) -> None:
    with pytest.raises(Refusal, match=r"mentions\.json"):
        home.fetch_file(text)


def test_the_api_is_read_page_by_page_with_the_token_of_the_environment(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages |= {f"/reply{number}": entry() for number in range(5)}

    def api(asked: Asked) -> Reply:
        query = {name: value[0] for name, value in parse_qs(urlsplit(asked.path).query).items()}
        assert query.pop("token") == "secret&" and query.pop("domain") == "heard.example"
        start = int(query["page"]) * 2
        found = [
            {"wm-source": f"{server.url}/reply{n}", "wm-target": CALL}
            for n in range(start, min(start + 2, 5))
        ]
        return Reply(json.dumps({"children": found}), kind="application/json")

    monkeypatch.setenv("WEBMENTION_TOKEN", "secret&")
    for page in range(4):
        server.pages[f"/api?domain=heard.example&page={page}&per-page=100&token=secret%26"] = api
    changes = {"WEBMENTION_API": f"{server.url}/api?domain=heard.example"}
    assert home.run(changes) == 0
    assert len(home.files) == 5
    assert "secret" not in home.state.read_text("utf-8") + "".join(home.said)


def test_what_the_api_tells_of_no_more_is_looked_at_once_more(home: Home, server: Server) -> None:
    home.fetch("/reply")
    home.edit("status: pending", "status: approved")
    server.pages |= {"/api?page=0&per-page=100": Reply('{"children": []}'), "/reply": Reply("", 410)}
    assert home.run({"WEBMENTION_API": f"{server.url}/api"}) == 0
    assert "status: removed" in home.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Reply("", 401), "answers 401. Is WEBMENTION_TOKEN in the environment right?"),
        (Reply("", 500), "answers 500."),
        (Reply("<html>"), "is not valid JSON"),
        (Reply(b'{"children": [], "x": "' + b"x" * (6 << 20)), "sends more than 5 MiB"),
        (
            Reply(b'{"children": "caf\xe9"}', kind="application/json; charset=utf-8"),
            'has neither "children"',
        ),
    ],
)
def test_an_api_that_fails_is_a_sentence_without_the_token(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch, answer: Reply, words: str
) -> None:
    monkeypatch.setenv("WEBMENTION_TOKEN", "secret")
    server.pages["/api?page=0&per-page=100&token=secret"] = answer
    assert home.run({"WEBMENTION_API": f"{server.url}/api"}, seconds=5) == 4
    assert words in home.said[0] and "secret" not in home.said[0]


def test_without_an_api_or_a_file_there_is_nobody_to_ask(home: Home) -> None:
    with pytest.raises(Refusal, match="WEBMENTION_API is not set"):
        home.run()


def test_a_token_in_the_settings_is_refused(home: Home) -> None:
    with pytest.raises(Refusal, match="WEBMENTION_TOKEN"):
        home.run({"WEBMENTION_API": "https://webmention.example/api?token=secret"})


def test_without_mf2py_it_says_what_to_install(tmp_path: Path, server: Server) -> None:
    home = Home(tmp_path, server)
    (tmp_path / "mentions.json").write_text(
        json.dumps({"children": [{"wm-source": f"{server.url}/reply", "wm-target": CALL}]})
    )
    code = (
        "import sys; sys.modules['mf2py'] = None\n"
        "sys.argv = ['inv', '--search-root', sys.argv[1], *sys.argv[2:]]\n"
        "from invoke.main import program; program.run()"
    )
    words = [
        "webmention-fetch",
        "--path",
        home.content,
        "--file",
        tmp_path / "mentions.json",
        "--allow-private",
    ]
    given = [sys.executable, "-c", code, ROOT, *words, "--set", f'SITEURL="{SITE}"']
    done = subprocess.run(
        [*map(str, given)], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2 and 'pip install "heard[webmention]"' in done.stderr
    assert home.files == [] and "Traceback" not in done.stderr
