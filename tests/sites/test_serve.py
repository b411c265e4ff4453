from __future__ import annotations

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from served import GOOD, PATIENCE, Serving, assert_as_built_anew, story, wait

from heard.dev.server import SiteServer, State, open_server, with_script
from heard.dev.watch import is_source


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    found = Serving(tmp_path_factory.mktemp("serving"), 8000)
    yield found
    found.stop()


# -- the whole of it, in order --------------------------------------------------------------------


def test_a_page_is_served_with_the_script_and_a_draft_is_shown(serving: Serving) -> None:
    status, page = serving.get("/stories/the-call/")
    assert status == 200
    assert "It rang." in page
    assert f'<script id="heard-desk" data-build="{serving.first["build"]}" ' in page
    assert page.index("It rang.") < page.index("heard-desk") < page.index("</body>")
    assert "Not yet." in serving.get("/stories/early/")[1]
    assert serving.first["problems"] == []


def test_links_lead_to_this_server_and_what_is_missing_to_the_sites_own_page(
    serving: Serving,
) -> None:
    assert f"{serving.url}/feeds/all.atom.xml" in serving.get("/feeds/all.atom.xml")[1]
    status, page = serving.get("/nowhere/")
    assert status == 404
    assert "heard-desk" in page
    with urllib.request.urlopen(serving.url + "/stories/the-call", timeout=PATIENCE) as answer:
        assert answer.url == f"{serving.url}/stories/the-call/"


def test_a_save_is_an_event_and_a_new_page(serving: Serving) -> None:
    serving.save("stories/call.md", GOOD.replace("It rang.", "It rang twice."))
    event = serving.events.get(timeout=PATIENCE)
    assert event["build"] > serving.first["build"]
    assert "It rang twice." in serving.get("/stories/the-call/")[1]


def test_a_mistake_is_shown_on_the_page_which_stays_and_is_gone_once_mended(
    serving: Serving,
) -> None:
    serving.save("stories/call.md", GOOD.replace("2008-03-31", "Mar10"))
    (problem,) = serving.events.get(timeout=PATIENCE)["problems"]
    assert problem["severity"] == "error"
    assert problem["path"].endswith("content/stories/call.md")
    assert problem["line"] == 4
    assert serving.get("/stories/the-call/")[0] == 200
    serving.save("stories/call.md", GOOD)
    assert serving.events.get(timeout=PATIENCE)["problems"] == []


def test_settings_that_break_keep_the_last_good_site(serving: Serving) -> None:
    conf = serving.content.parent / "pelicanconf.py"
    good = conf.read_text("utf-8")
    conf.write_text(good + "\nSTORY_REPLY_DAYS = 'x'\n", "utf-8")
    event = serving.events.get(timeout=PATIENCE)
    assert [problem["code"] for problem in event["problems"]] == ["setting-wrong"]
    assert f'data-build="{event["build"]}"' in serving.get("/stories/the-call/")[1]
    conf.write_text(good, "utf-8")
    assert serving.events.get(timeout=PATIENCE)["problems"] == []


def test_after_many_saves_what_is_served_is_a_site_built_anew(serving: Serving) -> None:
    for number in range(3):
        serving.save("stories/call.md", GOOD.replace("It rang.", f"It rang {number} times. [[early]]"))
        serving.save("stories/early.md", story("early", f"at {number}"))
        serving.save(f"stories/new-{number}.md", story(f"new-{number}", "anew"))
        wait(lambda number=number: f"It rang at {number}." in serving.get("/stories/early/")[1])
    (serving.content / "stories/new-1.md").unlink()
    wait(lambda: serving.get("/stories/new-1/")[0] == 404)
    assert_as_built_anew(serving)


def test_a_plugin_of_the_owners_that_is_saved_counts(serving: Serving) -> None:
    plugin = serving.folder / "extra" / "loud.py"
    plugin.parent.mkdir()
    text = (
        "from pelican import signals\n"
        "def name(pelican):\n    pelican.settings['SITENAME'] = 'Louder'\n"
        "def register():\n    signals.initialized.connect(name)\n"
    )
    plugin.write_text(text, "utf-8")
    conf = serving.folder / "pelicanconf.py"
    good = conf.read_text("utf-8")
    conf.write_text(
        f"{good}\nPLUGIN_PATHS += [{str(plugin.parent)!r}]\nPLUGINS = [*PLUGINS, 'loud']\n", "utf-8"
    )
    wait(lambda: "Louder" in serving.get("/stories/the-call/")[1])
    plugin.write_text(text.replace("Louder", "Loudest"), "utf-8")
    serving.save("stories/call.md", GOOD.replace("It rang.", "It rang loudly."))
    wait(lambda: "It rang loudly." in serving.get("/stories/the-call/")[1])
    assert "Loudest" in serving.get("/stories/the-call/")[1]
    conf.write_text(good, "utf-8")
    wait(lambda: "Loudest" not in serving.get("/stories/the-call/")[1])
    assert_as_built_anew(serving)


def test_a_second_server_takes_the_next_port_and_ctrl_c_ends_it_cleanly(
    serving: Serving, tmp_path: Path
) -> None:
    taken = int(serving.url.rpartition(":")[2])
    second = Serving(tmp_path, taken)
    try:
        assert second.url != serving.url
    finally:
        assert second.stop() == 0
    second.until("Ended.")


def test_a_server_goes_on_from_what_the_last_one_built(tmp_path: Path) -> None:
    first = Serving(tmp_path, 8300)
    first.stop()
    again = Serving(tmp_path, int(first.url.rpartition(":")[2]))
    try:
        assert "It rang." in again.get("/stories/the-call/")[1]
        assert_as_built_anew(again)
    finally:
        assert again.stop() == 0


# -- its parts ------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SiteServer]:
    found = open_server(8200)
    for name in ("old", "new"):
        (tmp_path / name / "deep").mkdir(parents=True)
    (tmp_path / "new" / "index.html").write_text("<body>new</body>", "utf-8")
    (tmp_path / "old" / "index.html").write_text("<body>old</body>", "utf-8")
    (tmp_path / "old" / "kept.html").write_text("<p>kept", "utf-8")
    (tmp_path / "new" / "feed.xml").write_text("<feed/>", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    found.show(State(7, (tmp_path / "new", tmp_path / "old")))
    threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield found
    found.ended = True
    found.shutdown()
    found.server_close()


def ask(server: SiteServer, path: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)
    connection.request(method, path)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.getheaders()}
    connection.close()
    return found


def test_a_page_that_the_newest_build_lacks_comes_from_the_older_one(server: SiteServer) -> None:
    assert ask(server, "/")[1].startswith("<body>new<script")
    assert ask(server, "/kept.html")[1].startswith("<p>kept<script")


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/deep/../../secret.txt", "/..%5csecret.txt"]
)
def test_nothing_outside_the_site_is_served(server: SiteServer, path: str) -> None:
    status, body, _headers = ask(server, path)
    assert status == 404
    assert "secret" not in body


def test_only_pages_get_the_script_and_nothing_is_kept_by_the_browser(server: SiteServer) -> None:
    status, body, headers = ask(server, "/feed.xml")
    assert (status, body) == (200, "<feed/>")
    assert headers["cache-control"] == "no-store"


def test_a_question_for_the_head_gets_no_body(server: SiteServer) -> None:
    status, body, headers = ask(server, "/", "HEAD")
    assert (status, body) == (200, "")
    assert int(headers["content-length"]) > 100


def test_a_redirect_never_leads_to_another_computer(server: SiteServer, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "elsewhere.example"
    folder.mkdir()
    (folder / "index.html").write_text("x", "utf-8")
    for path in ("/elsewhere.example", "//elsewhere.example", "///elsewhere.example"):
        assert ask(server, path)[2]["location"] == "/elsewhere.example/"


def test_a_taken_port_leads_to_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = open_server(port)
        found.server_close()
    assert port < found.server_port <= port + 50


def test_the_script_goes_before_the_end_of_the_body_or_to_the_end() -> None:
    assert with_script(b"<BODY>x</BODY></html>", "<s {{BUILD}}>", 3) == b"<BODY>x<s 3></BODY></html>"
    assert with_script(b"<p>x", "<s {{BUILD}}>", 3) == b"<p>x<s 3>"


def test_a_page_is_known_by_everything_but_its_style_sheets() -> None:
    def page(sheet: bytes, text: bytes = b"x") -> bytes:
        body = b'<link rel="stylesheet" href="/theme/' + sheet + b'.css"><body>' + text + b"</body>"
        return with_script(body, "{{PAGE}}", 1).partition(b"<body>")[2]

    assert page(b"one") == page(b"other")
    assert page(b"one") != page(b"one", b"y")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("stories/call.md", True),
        ("stories/.call.md.swp", False),
        ("stories/call.md~", False),
        ("stories/#call.md#", False),
        (".git/index", False),
        ("stories/.#call.md", False),
        ("stories/._call.md", False),
        ("stories/call.md.bak", False),
        ("images/Thumbs.db", False),
        ("stories/#1 in line.md", True),
        ("stories/__pycache__/x.pyc", False),
    ],
)
def test_an_editors_leavings_are_no_change(tmp_path: Path, name: str, counts: bool) -> None:
    assert is_source(tmp_path / name, [tmp_path]) is counts
