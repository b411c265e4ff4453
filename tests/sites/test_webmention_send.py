"""What a story links to is told of it: once for every version, and once more when the link is gone."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, build, write_files
from helpers import READ_ONLY
from loopback import Asked, Reply, Server, serving

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.sources.webmention.send import send
from heard.text.exits import Refusal

SITE = "https://heard.example"
CALL = f"{SITE}/stories/the-call/"


def story(body: str, keys: str = "") -> str:
    return f"---\nid: the-call\ntitle: The call\ndate: 2024-01-01\n{keys}---\n\n{body}\n"


class Home:
    """A site that is built and sent from."""

    def __init__(self, folder: Path) -> None:
        self.content, self.output = folder / "content", folder / "output"
        self.state = folder / "data" / "webmentions.json"
        self.said: list[str] = []

    def write(self, **files: str) -> None:
        write_files(self.content, {f"stories/{name}.md": text for name, text in files.items()})
        build(self.content, self.output, SITEURL=SITE, MENUITEMS=(), DELETE_OUTPUT_DIRECTORY=True)

    def send(self, **wish: Any) -> int:
        self.said.clear()
        changes = {"SITEURL": SITE, **READ_ONLY, **wish.pop("changes", {})}
        order = BuildRequest(ROOT / "pelicanconf.py", self.content, self.output, changes)
        context = context_for(order, self.said.append)
        return send(context, **{"allow_private": True, "seconds": 1, **wish})

    def sent(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.state.read_text("utf-8"))["sent"]
        return found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        found.pages |= {
            "/post": Reply("A post", headers=[("Link", "</endpoint?for=posts>; rel=webmention")]),
            "/endpoint?for=posts": Reply("", 202),
            "/plain": "A page without an endpoint",
        }
        yield found


def test_a_link_is_told_once(home: Home, server: Server) -> None:
    home.write(call=story(f"As [they]({server.url}/post) said, and [again]({server.url}/post)."))
    assert home.send() == 0
    assert [one.form for one in server.posts()] == [{"source": CALL, "target": f"{server.url}/post"}]
    assert server.posts()[0].path == "/endpoint?for=posts"
    assert server.posts()[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Webmention" in server.asked[0].headers["User-Agent"]
    assert home.said[-1] == "1 link: 1 sent."
    asked = len(server.asked)
    assert home.send() == 0
    assert len(server.asked) == asked
    assert home.said == ["No link is new or changed; nothing was sent."]


def test_a_changed_text_is_told_again_and_a_build_alone_is_not(home: Home, server: Server) -> None:
    home.write(call=story(f"[They]({server.url}/post) said."))
    home.send()
    home.write(other="---\nid: other\ntitle: Other\ndate: 2024-01-03\n---\n\n[[the-call]]\n")
    home.send()
    assert len(server.posts()) == 1
    home.write(call=story(f"[They]({server.url}/post) said so."))
    assert home.send() == 0
    assert len(server.posts()) == 2 and "(changed)" in home.said[0]


def test_a_link_that_is_gone_is_told_once_more(home: Home, server: Server) -> None:
    home.write(call=story(f"[They]({server.url}/post) said."))
    home.send()
    home.write(call=story("They said."))
    assert home.send() == 0
    assert len(server.posts()) == 2 and "(taken back)" in home.said[0]
    assert home.sent() == {}
    home.send()
    assert len(server.posts()) == 2


def test_a_story_that_is_gone_is_told_once_more(home: Home, server: Server) -> None:
    home.write(call=story(f"[They]({server.url}/post) said."), other=story("x").replace("call", "other"))
    home.send()
    (home.content / "stories" / "call.md").unlink()
    home.write()
    assert home.send() == 0
    assert server.posts()[1].form == {"source": CALL, "target": f"{server.url}/post"}
    assert home.sent() == {}


BROKEN = "---\nid: the-call\ntitle: [The call\ndate: 2024-01-01\n---\n\nx\n"


def other(keys: str = "") -> str:
    return story("x", keys).replace("call", "other")


def test_a_story_with_a_mistake_is_not_taken_back(home: Home, server: Server) -> None:
    home.write(call=story(f"[They]({server.url}/post) said."), other=other())
    home.send()
    before = home.sent()
    write_files(home.content, {"stories/call.md": BROKEN})
    build(home.content, home.output, SITEURL=SITE, MENUITEMS=(), DELETE_OUTPUT_DIRECTORY=True)
    for wish in ({}, {"dry_run": True}, {"again": True}):
        assert home.send(**wish) == 0
        assert len(server.posts()) == 1 and home.sent() == before
        assert home.said[0] == (
            f"{CALL} -> {server.url}/post: left alone, as there is a mistake in stories/call.md: "
            "heard check says which."
        )
    home.write(call=story(f"[They]({server.url}/post) said."))
    home.send()
    assert len(server.posts()) == 1, "nothing has changed"


def test_a_draft_is_taken_back_although_another_story_has_a_mistake(home: Home, server: Server) -> None:
    link = f"[They]({server.url}/post) said."
    home.write(call=story(link), other=other(), third=other().replace("other", "third"))
    home.send()
    draft = {"call": story(link, "status: draft\n"), "third": BROKEN.replace("call", "third")}
    write_files(home.content, {f"stories/{name}.md": text for name, text in draft.items()})
    build(home.content, home.output, SITEURL=SITE, MENUITEMS=(), DELETE_OUTPUT_DIRECTORY=True)
    assert home.send() == 0
    assert len(server.posts()) == 2 and "(taken back)" in home.said[0] and home.sent() == {}


def test_a_page_whose_file_nobody_noted_waits_until_there_is_no_mistake(home: Home, server: Server) -> None:
    home.write(call=story(f"[They]({server.url}/post) said."), other=other())
    home.send()
    state = json.loads(home.state.read_text("utf-8"))
    del state["sent"][CALL][f"{server.url}/post"]["file"]
    home.state.write_text(json.dumps(state), "utf-8")
    write_files(home.content, {"stories/call.md": BROKEN})
    home.send()
    assert len(server.posts()) == 1 and "a mistake in stories/call.md" in home.said[0]


def test_a_story_whose_file_moved_is_known_by_the_new_one(home: Home, server: Server) -> None:
    home.write(call=story(f"[They]({server.url}/post) said."), other=other())
    home.send()
    (home.content / "stories" / "call.md").unlink()
    home.write(moved=story(f"[They]({server.url}/post) said."))
    home.send()
    assert home.sent()[CALL][f"{server.url}/post"]["file"] == "stories/moved.md"
    assert len(server.posts()) == 1


def test_a_link_that_comes_back_is_new(home: Home, server: Server) -> None:
    for body in (f"[They]({server.url}/post) said.", "They said.", f"[They]({server.url}/post) said."):
        home.write(call=story(body))
        home.send()
    assert len(server.posts()) == 3


def test_only_links_of_the_storys_own_text_count(home: Home, server: Server) -> None:
    """Comments, navigation, files of the site and links to itself are not what a story points at."""
    write_files(
        home.content,
        {
            "comments/the-call/1.md": f"---\nauthor: Ada\ndate: 2024-01-02\n---\n\n[x]({server.url}/c)\n",
        },
    )
    body = f"[a]({CALL}) [b](/values/) [c](#comments) <ada@heard.example> [e]({server.url}/post)"
    keys = f"first_published: {{site: Elsewhere, url: '{server.url}/first'}}\n"
    home.write(call=story(body, keys))
    home.send(dry_run=True)
    assert home.said == [
        f"{CALL} -> {server.url}/post (new)",
        "1 link to tell of. Nothing was sent.",
    ]
    assert server.asked == [] and not home.state.exists()


def test_links_in_html_that_is_written_badly_are_found(home: Home, server: Server) -> None:
    home.write(
        call=story(f"<div><span><b><a href='{server.url}/post'>x</a></div>\n\n<p>[y]({server.url}/plain)")
    )
    home.send(dry_run=True)
    assert f"{CALL} -> {server.url}/post (new)" in home.said


def test_one_that_fails_stops_no_other_and_is_tried_again(home: Home, server: Server) -> None:
    answers = [Reply("", 503), Reply("", 429), Reply("", 201)]
    server.pages["/busy"] = Reply("", headers=[("Link", "<take>; rel=webmention")])
    server.pages["/take"] = lambda _asked: answers.pop(0)
    home.write(call=story(f"[a]({server.url}/busy) [b]({server.url}/post)"))
    assert home.send() == 4
    assert home.said[-1] == "2 links: 1 sent, 1 failed, tried again next time."
    assert home.send() == 4
    assert home.send() == 0
    assert len(server.posts("/take")) == 3 and len(server.posts("/endpoint?for=posts")) == 1
    assert home.sent()[CALL][f"{server.url}/busy"]["status"] == 201


def test_one_that_always_fails_is_left_after_five_calls(home: Home, server: Server) -> None:
    server.pages["/busy"] = Reply("", 500)
    home.write(call=story(f"[a]({server.url}/busy)"))
    assert [home.send() for _ in range(6)] == [4, 4, 4, 4, 4, 0]
    assert server.gets("/busy") == 5


def test_what_refuses_for_good_is_not_asked_again_before_the_text_changes(
    home: Home, server: Server
) -> None:
    server.pages["/endpoint?for=posts"] = Reply("no such page", 400)
    home.write(call=story(f"[a]({server.url}/post) [b]({server.url}/plain) [c]({server.url}/missing)"))
    assert home.send() == 0
    assert home.said[-1] == "3 links: 2 take none, 1 refused."
    asked = len(server.asked)
    home.send()
    assert len(server.asked) == asked
    home.send(again=True)
    assert len(server.asked) == 2 * asked
    home.write(call=story(f"[a]({server.url}/post) [b]({server.url}/plain) [c]({server.url}/missing)!"))
    home.send()
    assert len(server.asked) == 3 * asked


def test_again_does_not_bother_those_who_know(home: Home, server: Server) -> None:
    home.write(call=story(f"[a]({server.url}/post)"))
    home.send()
    home.send(again=True)
    assert len(server.posts()) == 1


def test_servers_that_hang_or_are_not_there_are_a_sentence(home: Home, server: Server) -> None:
    import time

    server.raw["/slow"] = lambda _handler: time.sleep(2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
        home.write(call=story(f"[b]({nobody}) [c]({server.url}/slow) [a]({server.url}/post)"))
        assert home.send() == 4
    assert f"{CALL} -> {server.url}/slow (new): no answer within 1 seconds." in home.said
    assert len(home.said) == 4


def test_a_host_that_is_silent_is_asked_once_a_call(home: Home, server: Server) -> None:
    import time

    server.raw |= {f"/{n}": lambda _handler: time.sleep(2) for n in range(3)}
    home.write(call=story(" ".join(f"[{n}]({server.url}/{n})" for n in range(3))))
    assert home.send() == 4
    assert len(server.asked) == 1


def test_private_hosts_are_not_asked_without_the_flag(home: Home, server: Server) -> None:
    home.write(call=story(f"[a]({server.url}/post)"))
    assert home.send(allow_private=False) == 0
    assert server.asked == []
    assert home.said[0].endswith("127.0.0.1 is no host of the public internet.")


def test_an_endpoint_that_moved_is_followed(home: Home, server: Server) -> None:
    server.pages["/endpoint?for=posts"] = Reply("", 308, [("Location", "/moved")])
    server.pages["/moved"] = Reply("", 201)
    home.write(call=story(f"[a]({server.url}/post)"))
    home.send()
    assert server.posts("/moved")[0].form == {"source": CALL, "target": f"{server.url}/post"}


# -- pingback ------------------------------------------------------------------------------------------

FAULT = (
    "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{}</int></value>"
    "</member><member><name>faultString</name><value><string>So there</string></value></member></struct>"
    "</value></fault></methodResponse>"
)
THANKS = "<methodResponse><params><param><value>Thanks</value></param></params></methodResponse>"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (THANKS, "sent as a pingback."),
        (FAULT.format(48), "sent as a pingback."),
        (FAULT.format(17), "refused the pingback: 17 So there"),
        ("<html>", "refused the pingback: the answer is no XML-RPC."),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + THANKS, "refused the pingback: the answer is no XML-RPC."),
        (Reply("", 404), "refused the pingback: 404."),
    ],
)
def test_a_page_without_webmention_gets_a_pingback(
    home: Home, server: Server, answer: str | Reply, words: str
) -> None:
    server.pages["/old"] = Reply("An old blog", headers=[("X-Pingback", f"{server.url}/xmlrpc")])
    server.pages["/xmlrpc"] = answer
    home.write(call=story(f"[a]({server.url}/old)"))
    assert home.send() == 0
    assert home.said[0] == f"{CALL} -> {server.url}/old (new): {words}"
    (asked,) = server.posts()
    assert b"<methodName>pingback.ping</methodName>" in asked.body and CALL.encode() in asked.body
    assert asked.headers["Content-Type"] == "text/xml"


def test_webmention_comes_before_pingback(home: Home, server: Server) -> None:
    links = [("X-Pingback", f"{server.url}/xmlrpc"), ("Link", "</take>; rel=webmention")]
    server.pages |= {"/both": Reply("", headers=links), "/take": ""}
    home.write(call=story(f"[a]({server.url}/both)"))
    home.send()
    assert [one.path for one in server.posts()] == ["/take"]


# -- refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "http://localhost:8000", "http://127.0.0.1", "nonsense"])
def test_a_site_that_nobody_finds_is_refused(home: Home, server: Server, address: str) -> None:
    home.write(call=story(f"[a]({server.url}/post)"))
    with pytest.raises(Refusal, match="SITEURL"):
        home.send(allow_private=False, changes={"SITEURL": address})
    assert server.asked == []


def test_a_site_that_was_built_for_another_address_is_refused(home: Home, server: Server) -> None:
    home.write(call=story(f"[a]({server.url}/post)"))
    with pytest.raises(Refusal, match="was built for https://heard"):
        home.send(changes={"SITEURL": "https://other.example"})


def test_without_a_built_site_there_is_nothing_to_send(home: Home) -> None:
    write_files(home.content, {"stories/a.md": story("x")})
    with pytest.raises(Refusal, match="run heard build first"):
        home.send()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 2}', '{"version": 1, "sent": {"a": {"b": {"digest": 1}}}}']
)
def test_a_broken_state_sends_nothing(home: Home, server: Server, text: str) -> None:
    home.write(call=story(f"[a]({server.url}/post)"))
    home.state.parent.mkdir()
    home.state.write_text(text, "utf-8")
    with pytest.raises(Refusal, match="cannot be read"):
        home.send()
    assert server.asked == [] and home.state.read_text("utf-8") == text


def test_what_was_sent_is_noted_at_once(home: Home, server: Server) -> None:
    """A call that breaks off in the middle has told what it told."""

    def interrupted(_asked: Asked) -> Reply:
        assert home.sent()[CALL][f"{server.url}/post"]["result"] == "sent"
        return Reply("")

    server.pages["/second"] = interrupted
    home.write(call=story(f"[a]({server.url}/post) [b]({server.url}/second)"))
    assert home.send() == 0


def test_pages_say_where_mentions_are_taken(tmp_path: Path) -> None:
    endpoint = "https://webmention.example/heard.example/webmention?a=b&c=d"
    write_files(tmp_path / "content", {"stories/a.md": story("x")})
    with_it = {"WEBMENTION_ENDPOINT": endpoint, "PINGBACK_ENDPOINT": "https://webmention.example/xmlrpc"}
    told = build(tmp_path / "content", tmp_path / "a", MENUITEMS=(), **with_it).page("stories/the-call/")
    assert (
        '<link rel="webmention" href="https://webmention.example/heard.example/webmention?a=b&amp;c=d">'
        in told
    )
    assert '<link rel="pingback" href="https://webmention.example/xmlrpc">' in told
    silent = build(tmp_path / "content", tmp_path / "b", MENUITEMS=()).page("stories/the-call/")
    assert "webmention" not in silent and "pingback" not in silent
