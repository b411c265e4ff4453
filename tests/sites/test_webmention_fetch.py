"""What others say of a story comes home as a file – once it is certain that they said it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Reply, Server, serving
from webmentions import CALL, SITE, Home, entry


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


def test_a_page_may_say_what_it_likes_in_data_that_nobody_sees(home: Home, server: Server) -> None:
    server.pages["/data"] = entry("Liked.", f'<data class="u-like-of" value="{CALL}"></data>')
    home.fetch("/data")
    assert "kind: like\n" in home.text


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
