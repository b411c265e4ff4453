"""`heard comments-serve` and `heard comments-pull` with a real Isso that is asked over HTTP."""

from __future__ import annotations

import json
import re
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest
from conftest import ROOT, write_files
from helpers import READ_ONLY
from issoserver import PASSWORD, Isso, need_isso
from msgspec.structs import replace

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.sources.isso.pull import pull
from heard.conversation.sources.isso.serve import origins
from heard.library.command_context import CommandContext
from heard.text.exits import Refusal

SITE = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live") / "content"
    text = "---\ntitle: The bird\ndate: 2026-11-01\nid: the-bird\n---\n\nIt sang.\n"
    write_files(folder, {"stories/bird.md": text, "stories/b.md": text.replace("bird", "call")})
    return folder


@pytest.fixture(scope="module")
def isso(content: Path) -> Iterator[Isso]:
    found = Isso(content, "--site", SITE, port=8480)
    yield found
    found.stop()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@cache
def site_of(content: Path) -> CommandContext:
    """The site, read once: its stories do not change here."""
    changes = {"SITEURL": "https://heard.example", **READ_ONLY}
    return context_for(BuildRequest(ROOT / "pelicanconf.py", content, None, changes))


def pulled(content: Path, **wish: object) -> tuple[int, str]:
    said: list[str] = []
    context = replace(site_of(content), say=said.append)
    return pull(context, **wish), "\n".join(said)  # type: ignore[arg-type]


def comments_of(content: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(content.rglob("comments/*/*.md"))}


def test_a_comment_is_said_moderated_edited_deleted_and_each_time_pulled(isso: Isso, content: Path) -> None:
    first = isso.post("the-bird", "Such a *song*", author="Ada & Co", email="ada@secret.example")
    second = isso.post("the-bird", "Mine never sang.", author="Bob", parent=first)
    assert isso.ask("GET", "/?uri=the-bird&plain=1")["replies"] == [], "nothing is shown unread"
    assert pulled(content)[0] == 0
    assert [text.count("status: pending") for text in comments_of(content).values()] == [1, 1]

    assert "activated" in isso.moderate(first, "activate")
    assert "activated" in isso.moderate(second, "activate")
    isso.ask("PUT", f"/id/{first}", {"text": "Such a *long* song", "author": "Ada & Co"})
    code, told = pulled(content)
    assert code == 0 and "2 changed" in told
    one, two = comments_of(content).values()
    assert "author: Ada & Co\n" in one and one.endswith("\nSuch a *long* song\n") and "modified:" in one
    assert f"in_reply_to: isso-{first}\n" in two and "status: approved\n" in two

    isso.moderate(first, "delete")
    isso.ask("DELETE", f"/id/{second}")
    code, told = pulled(content)
    assert code == 0 and "2 removed" in told
    assert not any("song" in text or "Bob" in text for text in comments_of(content).values())
    assert "secret.example" not in "".join(
        path.read_text("utf-8") for path in content.parent.rglob("*") if path.suffix in (".md", ".json")
    )


def test_its_approved_comments_are_pulled_over_the_web(isso: Isso, content: Path) -> None:
    number = isso.post("/stories/the-call/", "Said at the address", author="Eve")
    answer = isso.post("/stories/the-call/", "An answer", parent=number)
    waiting = isso.post("/stories/the-call/", "Waits")
    isso.moderate(number, "activate")
    isso.moderate(answer, "activate")
    code, told = pulled(content, url=isso.url + "/")
    assert (code, "2 new" in told) == (0, True), told
    texts = [text for text in comments_of(content).values() if f"id: isso-{number}\n" in text]
    assert "Said at the address\n" in texts[0]
    assert "Nothing new" in pulled(content, url=isso.url)[1]
    assert "1 new" in pulled(content)[1], "the database also knows the one that waits"
    for one in (waiting, answer, number):
        isso.moderate(one, "delete")
    told = pulled(content, url=isso.url)[1]
    assert "pulled before are not in" in told and "Removed" not in told, "an absence proves nothing there"
    assert "3 removed" in pulled(content)[1]


def test_its_admin_page_opens_with_the_password_and_no_other(isso: Isso) -> None:
    assert "Pending (" not in isso.ask("POST", "/login/", "password=a+wrong+one")
    assert "Pending (" in isso.ask("POST", "/login/", urlencode({"password": PASSWORD}))
    assert any("ISSO_ADMIN_PASSWORD" in line for line in isso.said)
    assert not any(PASSWORD in line for line in isso.said), "a password of the environment is not shown"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [(SITE, SITE), ("http://127.0.0.1:8000", "http://127.0.0.1:8000"), ("https://evil.example", SITE)],
)
def test_only_pages_of_the_site_may_use_it(isso: Isso, origin: str, allowed: str) -> None:
    opener = build_opener(ProxyHandler({}))
    opener.addheaders = [("Origin", origin)]
    with pytest.raises(HTTPError) as caught:
        opener.open(isso.url + "/?uri=none-such&limit=x", timeout=20)
    with caught.value as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == allowed


def test_its_folder_keeps_itself_out_of_git(isso: Isso, content: Path) -> None:
    folder = content.parent / "data" / "isso"
    subprocess.run(["git", "init", "-q", content.parent], check=True)
    listed = subprocess.run(
        ["git", "-C", content.parent, "status", "--porcelain", "-uall"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert (folder / "comments.db").is_file() and "comments.db" not in listed.stdout
    assert PASSWORD not in (folder / "isso.cfg").read_text("utf-8")


def test_a_port_that_is_taken_is_told_and_the_next_one_is_used(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    need_isso()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        second = Isso(tmp_path / "content", port=port, ISSO_ADMIN_PASSWORD="")
        try:
            told = "\n".join(second.said)
            assert f"Port {port} is taken, so Isso is on {second.url.rpartition(':')[2]}." in told
            assert re.search(r"/admin/ – the password is [\w-]{16}\.", told)
            shown = re.search(r"COMMENTS_OPTIONS=(\{.*?\})'", told)
            assert shown and json.loads(shown[1]) == {"host": second.url}
        finally:
            code = second.stop()
        assert code == 0 and second.said[-1] == "Ended."
        assert second.said[0].startswith(f"Port {port} is taken"), "nothing of what Isso loads"
        assert not re.search("INFO|mistune", told, re.IGNORECASE)


def test_it_says_where_it_is_and_nothing_of_what_it_loads_or_is_asked(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = Isso(tmp_path / "content", port=port)
    try:
        quiet.ask("GET", "/?uri=the-bird&plain=1")
    finally:
        quiet.stop()
    begins = ("Isso is at ", "New ones wait at ", "To see it: ", "heard comments-pull ", "", "Ended.")
    assert len(quiet.said) == len(begins), quiet.said
    assert all(line.startswith(begin) for line, begin in zip(quiet.said, begins, strict=True)), quiet.said


def test_an_isso_that_is_away_or_is_none_is_told_in_words(content: Path, isso: Isso) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code, told = pulled(content, url=f"http://127.0.0.1:{port}/")
    assert code == 4 and "Nothing was changed." in told
    assert told.startswith(f"http://127.0.0.1:{port} cannot be reached: ") and told.count("cannot be") == 1
    code, told = pulled(content, url=isso.url + "/js")
    assert code == 4 and "404" in told


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x", "x", "http://", "http://[::1", "http://a b:80/", "http://127.0.0.1:abc/",
        "http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://:80/", "http://a/\x1b[2J",
    ],
)  # fmt: skip
def test_an_address_that_nobody_can_ask_is_refused_first(content: Path, url: str) -> None:
    with pytest.raises(Refusal, match=r"must be the http\(s\):// address of an Isso") as told:
        pulled(content, url=url)
    assert "\x1b" not in str(told.value)


@pytest.mark.parametrize(
    "answer",
    [
        b"Nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 two OK\r\n\r\n",
        b"",
    ],
)
def test_a_server_that_answers_garbage_is_told_in_words(content: Path, answer: bytes) -> None:
    class Garbage(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            self.rfile.read(int(re.search(rb"(?i)content-length: (\d+)", head)[1]))  # type: ignore[index]
            self.wfile.write(answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Garbage) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            code, told = pulled(content, url=url)
        finally:
            server.shutdown()
    assert code == 4 and told.startswith(url) and told.endswith("Nothing was changed.")
    assert told.count(url) == 1


def test_a_database_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    need_isso()
    (tmp_path / "text.db").write_text("This is a text and no database. " * 50, "utf-8")
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), "comments-serve"]
    done = subprocess.run(
        [*command, "--path", str(tmp_path), "--db", str(tmp_path / "text.db"), "--port", "8490"],
        cwd=tmp_path, capture_output=True, check=False, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "text.db cannot be used by Isso: file is not a database." in done.stderr


def test_addresses_of_the_site_are_asked_for_as_they_must_be() -> None:
    assert origins("https://heard.example/blog", ("http://127.0.0.1:9/x/",)) == (
        "http://127.0.0.1:9", "http://127.0.0.1:8000", "http://localhost:8000", "https://heard.example",
    )  # fmt: skip
    for wrong in ("heard.example", "http://a\n[admin]", "file:///x"):
        with pytest.raises(Refusal, match="is no address of a site"):
            origins(wrong, ())


def test_without_isso_the_extra_is_named(tmp_path: Path) -> None:
    """In a process that cannot find it, as on a computer without it."""
    code = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda n, *a: None if n == 'isso' else real(n, *a)\n"
        f"import sys; sys.path.insert(0, {str(ROOT / 'plugins')!r})\n"
        "from heard.conversation.sources.isso.serve import serve\n"
        "from heard.text.exits import Refusal\n"
        "try: serve({'PATH': '.'})\n"
        "except Refusal as refusal: print(refusal)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, encoding="utf-8"
    )
    assert 'pip install "heard[comments]"' in done.stdout
