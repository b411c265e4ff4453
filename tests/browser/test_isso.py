"""The whole way of a comment: said in the page, read by a moderator, seen live, pulled into a file, and
still there when its server and its database are gone.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, build, write_files
from issoserver import PASSWORD, Isso

from heard.cli.main import main

WAIT = 30_000
STORY = "---\ntitle: The bird\ndate: 2026-11-01\nid: the-bird\n---\n\nIt sang.\n"
CALL = "---\ntitle: The call\ndate: 2026-11-02\nid: the-call\n---\n\nIt rang.\n"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a site and the folder that it is served from."""
    folder = tmp_path / "site"
    folder.mkdir()
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def isso(tmp_path: Path, served: tuple[str, Path]) -> Iterator[Isso]:
    write_files(tmp_path / "content", {"stories/bird.md": STORY, "stories/call.md": CALL})
    found = Isso(tmp_path / "content", "--site", served[0], port=8580)
    yield found
    found.stop()


def publish(content: Path, folder: Path, address: str, **settings: object) -> None:
    """Build, and put the result where it is served."""
    output = content.parent / "built"
    build(
        content, output, SITEURL=address, MENUITEMS=(),
        unchecked="a page with a live conversation has a script, which has its own tests", **settings,
    )  # fmt: skip
    shutil.rmtree(folder)
    shutil.move(output, folder)
    (folder / "favicon.ico").write_bytes(b"")


@pytest.fixture
def pull(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], str]:
    """Take home what Isso holds; what the command says."""
    monkeypatch.chdir(ROOT)

    def run() -> str:
        capsys.readouterr()
        code = main(["comments-pull", "--path", str(tmp_path / "content"), "--set", "MENUITEMS=[]"])
        said = capsys.readouterr()
        assert code == 0, said.out + said.err
        return said.out

    return run


def text_without_scripts(browser, address: str) -> str:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/stories/the-bird/")
    text: str = page.inner_text("main")
    context.close()
    return text


def test_a_comment_outlives_its_server(browser, served, isso, pull, tmp_path, monkeypatch) -> None:
    # Isso dates comments by the clock: what is said now must not lie in this site's future.
    monkeypatch.setenv("STORY_TODAY", (date.today() + timedelta(days=1)).isoformat())
    assert os.environ["STORY_TODAY"]
    address, folder = served
    content = tmp_path / "content"
    live = {"COMMENTS_PROVIDER": "isso", "COMMENTS_OPTIONS": {"host": isso.url}}
    publish(content, folder, address, **live)
    context = browser.new_context()
    errors: list[str] = []

    # A reader says something in the page.
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/stories/the-bird/")
    page.locator("[data-live=isso] button").first.click()
    box = page.locator(".isso-postbox").first
    box.wait_for(timeout=WAIT)
    box.locator(".isso-textarea").fill("Mine sang, *too*.\n\nEvery morning.")
    box.locator("input[name=author]").fill("Zoë & Co")
    box.locator("input[name=email]").fill("zoe@secret.example")
    box.locator("input[type=submit]").first.click()
    page.get_by_text("Every morning.").wait_for(timeout=WAIT)
    assert "awaiting" in page.locator("#isso-thread").inner_text() or "moderation" in page.content()

    # Nobody else sees it; in its file it waits.
    other = browser.new_context().new_page()
    other.goto(f"{address}/stories/the-bird/")
    other.locator("[data-live=isso] button").first.click()
    other.locator(".isso-postbox").first.wait_for(timeout=WAIT)
    assert "Every morning." not in other.inner_text("main")
    assert "1 new" in pull()
    (file,) = content.rglob("comments/*/*.md")
    assert "status: pending" in file.read_text("utf-8")

    # The writer moderates it on Isso's own page.
    admin = context.new_page()
    admin.goto(f"{isso.url}/admin/")
    admin.locator("input[name=password]").fill(PASSWORD)
    admin.locator("input[name=password]").press("Enter")
    admin.locator("text=Pending (1)").click()
    admin.get_by_text("Validate").first.click()
    admin.wait_for_timeout(500)
    admin.reload()
    admin.locator("text=Valid (1)").wait_for(timeout=WAIT)

    # It is seen live, and pulled.
    other.reload()
    other.locator("[data-live=isso] button").first.click()
    other.get_by_text("Every morning.").wait_for(timeout=WAIT)
    assert other.locator(".isso-comment em").inner_text() == "too"
    assert "1 changed" in pull()
    assert "Nothing new" in pull()
    assert file.parent.name == "the-bird" and re.fullmatch(r"\d{4}-\d\d-\d\d-isso-1", file.stem)
    text = file.read_text("utf-8")
    assert "author: Zoë & Co\n" in text and text.endswith("---\n\nMine sang, *too*.\n\nEvery morning.\n")
    assert "secret" not in text and "127.0.0.1" not in text

    # The next build shows it without a script …
    publish(content, folder, address, **live)
    with_server = text_without_scripts(browser, address)
    assert "Zoë & Co" in with_server and "Mine sang, too." in with_server

    # … and when the server and its database are gone, no reader misses a word.
    assert isso.stop() == 0
    shutil.rmtree(tmp_path / "data" / "isso")
    publish(content, folder, address, **live)
    assert text_without_scripts(browser, address) == with_server
    publish(content, folder, address)
    alone = text_without_scripts(browser, address)
    assert "Zoë & Co" in alone and "Mine sang, too." in alone and "Every morning." in alone
    page.goto(f"{address}/stories/the-bird/")
    assert page.get_by_text("Every morning.").count() == 1
    assert errors == []
    context.close()
    other.context.close()
