"""What strangers write in mentions, and the lists that name these, are read with care."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from conftest import ROOT
from hostile import page_wrongs
from loopback import Asked, Reply, Server, serving
from webmentions import CALL, SITE, Home, entry

from heard.text.exits import Refusal


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        found.pages["/reply"] = entry()
        yield found


@pytest.fixture
def home(tmp_path: Path, server: Server) -> Home:
    return Home(tmp_path, server)


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
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    telling = [one.text for one in tree.iter("script") if "alert" in (one.text or "")]
    assert [json.loads(text)["@context"] for text in telling] == ["https://schema.org"]  # no program
    assert list(page_wrongs(page)) == []
    assert not any("style" in one.attrib or one.tag == "img" for one in tree.iter())
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


def test_a_page_with_more_tags_than_are_read_is_not_called_one_without_a_link(
    home: Home, server: Server
) -> None:
    server.pages["/many"] = "<p>word</p>" * 20_000 + f"<a href='{CALL}'>x</a>"
    assert home.fetch("/many", seconds=10) == 0
    assert home.said[0].endswith("refused: the part of it that was read does not link here.")


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
