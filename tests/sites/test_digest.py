"""A digest of a real site, sent to a real mail server on this computer."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from conftest import ROOT, write_files

from heard.build.build import BuildRequest
from heard.cli.main import main
from heard.mail.digest import digest
from heard.text.exits import Refusal


@dataclass
class Inbox:
    """What the server took, and whom it refuses (with which answer)."""

    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    port: int = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if "data" in self.refused:
            return self.refused["data"]
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.letters += [(reader, found) for reader in envelope.rcpt_tos]
        return "250 OK"

    @property
    def readers(self) -> list[str]:
        return [reader for reader, _letter in self.letters]


def started(inbox: Inbox, **options: Any) -> Controller:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        inbox.port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=inbox.port, **options)
    server.start()
    return server


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    found = Inbox()
    server = started(found)
    yield found
    server.stop()


def story(title: str, date: str, keys: str = "", body: str = "I rang at nine.") -> str:
    name = title.lower().replace(" ", "-")
    return f"---\ntitle: {title}\ndate: {date}\nid: {name}\n{keys}\n---\n\n{body}\n"


ANSWERED = "timeline:\n  - {event: told, on: 2026-02-01}\n  - {event: answered, on: 2026-11-12}"
FORM = (
    "timeline:\n  - {event: told, on: 2026-03-01}\n"
    "  - {event: promised, on: 2026-03-09, what: a form, due: 2026-11-14}"
)
FILES: dict[str, str | bytes] = {
    "stories/new.md": story(
        "New refund", "2026-11-15", "values: [honesty]\noutcome: heard\nlesson: Ask twice."
    ),
    "stories/old.md": story("Old refund", "2026-02-01", "values: [honesty]\n" + ANSWERED),
    "stories/form.md": story("The form", "2026-03-01", "company: Northwind & Sons\n" + FORM),
    "stories/quiet.md": story("Quiet", "2008-03-31", "outcome: heard"),
    "stories/undated.md": story("Long ago", "undated", "outcome: heard"),
    "stories/draft.md": story("Zanzibar", "2026-11-20", "status: draft"),
}
UNSUBSCRIBE = "https://heard.example/off?reader={address}"


class Desk:
    """Sends digests of one content folder, and remembers what was said."""

    def __init__(self, folder: Path, inbox: Inbox | None = None) -> None:
        self.content, self.inbox = folder / "content", inbox
        self.output = folder / "look"
        self.state = folder / "data" / "digest.json"
        self.said: list[str] = []
        write_files(self.content, FILES)

    def digest(
        self, since: str = "", send: bool = True, to: str = "ada@example.org", **changes: Any
    ) -> int:
        self.said.clear()
        terms = changes.pop("terms", {})
        settings = {
            "MENUITEMS": (),
            "SITEURL": "https://heard.example",
            "DIGEST_FROM": "stories@heard.example",
            "DIGEST_UNSUBSCRIBE": UNSUBSCRIBE,
            **changes,
        }
        if self.inbox:
            server = {"host": "127.0.0.1", "port": self.inbox.port, "security": "none"}
            settings.setdefault("DIGEST_SMTP", server)
        order = BuildRequest(ROOT / "pelicanconf.py", self.content, None, settings)
        return digest(order, since, to.split(), send, self.output, self.said.append, **terms)


@pytest.fixture
def desk(tmp_path: Path, inbox: Inbox) -> Desk:
    return Desk(tmp_path, inbox)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def html_of(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


# -- what it tells ---------------------------------------------------------------------------------


TEXT = """\
Heard
https://heard.example/

What is new since 1 November 2026, as of 21 November 2026.

NEW STORIES

* New refund
  https://heard.example/stories/new-refund/
  15 November 2026

  I rang at nine.

  Values: Honesty.
  What came of it: Told, answered, heard.
  Lesson: Ask twice.

OUTCOMES THAT CHANGED

* Old refund
  https://heard.example/stories/old-refund/
  It was: told. Since 12 November 2026: answered.
  What came of it: Told, answered. It is the teller’s turn to say
  whether they were heard. It has been quiet for 9 days, as of 21
  November 2026.

OVERDUE

* The form
  https://heard.example/stories/the-form/
  Northwind & Sons has the next word. A promise was due by 14 November
  2026.
  Promised: a form.

--\x20
You get this mail because your address is on the list of Heard.
Leave the list:
https://heard.example/off?reader=ada%40example.org
"""


def test_a_digest_tells_of_new_stories_changed_outcomes_and_overdue_loops(desk: Desk, inbox: Inbox) -> None:
    assert desk.digest("2026-11-01") == 0
    ((reader, letter),) = inbox.letters
    assert reader == "ada@example.org"
    assert letter["Subject"] == "Heard: 1 new story, 1 outcome changed, 1 loop overdue"
    assert text_of(letter) == TEXT
    assert desk.said == ["Sent to ada@example.org: 3 entries."]


def test_the_html_says_the_same_with_styles_on_its_elements_and_loads_nothing(
    desk: Desk, inbox: Inbox
) -> None:
    desk.digest("2026-11-01")
    html = html_of(inbox.letters[0][1])
    assert "<style" not in html and "<script" not in html and "<img" not in html
    assert not re.search(r"<link\b|url\(|@import", html)
    bare = [tag for tag in re.findall(r"<(?:h1|h2|h3|p|body)\b[^>]*>", html) if "style=" not in tag]
    assert bare == []
    links = re.findall(r'href="([^"]*)"', html)
    assert len(links) == 5 and all(link.startswith("https://heard.example/") for link in links)
    assert "Northwind &amp; Sons" in html
    plain = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for words in ("New refund", "It was: told.", "Promised: a form.", "Lesson: Ask twice."):
        assert words in plain


def test_the_headers_let_a_mail_program_leave_the_list_with_one_click(desk: Desk, inbox: Inbox) -> None:
    mailto = "mailto:off@heard.example?subject={address}"
    desk.digest("2026-11-01", DIGEST_UNSUBSCRIBE=[UNSUBSCRIBE, mailto])
    letter = inbox.letters[0][1]
    assert letter["List-Unsubscribe"] == (
        "<https://heard.example/off?reader=ada%40example.org>, "
        "<mailto:off@heard.example?subject=ada%40example.org>"
    )
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"] == "<digest.heard.example>"
    assert letter["From"] == "Heard <stories@heard.example>"
    assert letter["To"] == "ada@example.org"
    assert letter["Date"].datetime.tzinfo is not None
    assert letter["Message-ID"].endswith("@heard.example>")


def test_a_draft_is_in_no_mail_even_where_drafts_are_shown(desk: Desk, inbox: Inbox) -> None:
    desk.digest("2026-11-01", STORY_SHOW_DRAFTS=True)
    assert "Zanzibar" not in inbox.letters[0][1].as_string()


@pytest.mark.parametrize(
    ("terms", "titles"),
    [
        ({"value": ["Honesty"]}, {"New refund", "Old refund"}),
        ({"company": ["northwind-sons"]}, {"The form"}),
        ({"outcome": ["heard"], "company": ["Northwind & Sons"]}, {"New refund", "The form"}),
    ],
)
def test_chosen_terms_narrow_it(
    desk: Desk, inbox: Inbox, terms: dict[str, list[str]], titles: set[str]
) -> None:
    assert desk.digest("2026-11-01", terms=terms) == 0
    text = text_of(inbox.letters[0][1])
    assert set(re.findall(r"^\* (.*)", text, re.MULTILINE)) == titles
    assert "Only what belongs to" in " ".join(text.split())


def test_an_unknown_term_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(Refusal, match='Did you mean "honesty"'):
        desk.digest("2026-11-01", terms={"value": ["honsty"]})


# -- nothing twice ---------------------------------------------------------------------------------


def test_nothing_is_sent_twice(desk: Desk, inbox: Inbox) -> None:
    assert desk.digest("2026-11-01") == 0
    assert desk.digest("2026-11-01") == 0
    assert desk.said == ["Nothing new since 2026-11-01, as of 2026-11-21. Nothing was sent."]
    assert desk.digest() == 0
    assert len(inbox.letters) == 1


def test_the_next_one_tells_only_what_came_since(
    desk: Desk, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.digest("2026-11-01")
    write_files(
        desk.content,
        {
            "stories/next.md": story("Next", "2026-11-25"),
            "stories/backdated.md": story("Backdated", "2008-05-01"),
            "stories/sometime.md": story("Sometime", "undated"),
            "stories/new.md": story("New refund", "2026-11-15", "slug: another-address"),
        },
    )
    monkeypatch.setenv("STORY_TODAY", "2026-11-28")
    assert desk.digest() == 0
    text = text_of(inbox.letters[1][1])
    assert re.findall(r"^\* (.*)", text, re.MULTILINE) == ["Next", "Backdated", "Sometime"]
    assert "What is new since 21 November 2026, as of 28 November 2026." in text


def test_a_story_published_later_on_the_day_of_a_digest_is_in_the_next_one(
    desk: Desk, inbox: Inbox
) -> None:
    desk.digest("2026-11-01")
    write_files(desk.content, {"stories/late.md": story("Late", "2026-11-21")})
    desk.digest()
    assert re.findall(r"^\* (.*)", text_of(inbox.letters[1][1]), re.MULTILINE) == ["Late"]


def test_another_choice_of_terms_has_its_own_memory(desk: Desk, inbox: Inbox) -> None:
    desk.digest("2026-11-01")
    with pytest.raises(Refusal, match="--since DATE is needed"):
        desk.digest(terms={"value": ["honesty"]})
    desk.digest("2026-11-01", terms={"value": ["honesty"]})
    assert len(inbox.letters) == 2


def test_a_refused_reader_gets_it_next_time_and_the_others_do_not(desk: Desk, inbox: Inbox) -> None:
    inbox.refused["bob@example.org"] = "450 Try later"
    everybody = "ada@example.org bob@example.org cyd@example.org"
    assert desk.digest("2026-11-01", to=everybody) == 4
    assert inbox.readers == ["ada@example.org", "cyd@example.org"]
    assert "Not sent to bob@example.org: 450 Try later." in desk.said
    inbox.refused.clear()
    assert desk.digest(to=everybody) == 0
    assert inbox.readers == ["ada@example.org", "cyd@example.org", "bob@example.org"]
    assert text_of(inbox.letters[2][1]) == TEXT.replace("ada%40", "bob%40")


def test_what_no_server_took_is_not_noted(desk: Desk, inbox: Inbox) -> None:
    inbox.refused["data"] = "554 No"
    assert desk.digest("2026-11-01") == 4
    assert not desk.state.exists()
    inbox.refused.clear()
    assert desk.digest("2026-11-01") == 0


def test_a_server_that_is_not_there_is_a_sentence_and_exit_code_4(desk: Desk, inbox: Inbox) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = {"host": "127.0.0.1", "port": free.getsockname()[1], "security": "none"}
        assert desk.digest("2026-11-01", DIGEST_SMTP=server) == 4
    assert desk.said[0].startswith("Not sent to ada@example.org: 127.0.0.1:")
    assert not desk.state.exists()


def test_a_broken_state_stops_everything(desk: Desk, inbox: Inbox) -> None:
    desk.state.parent.mkdir()
    desk.state.write_text("{", "utf-8")
    with pytest.raises(Refusal, match=r"digest\.json cannot be read"):
        desk.digest("2026-11-01")
    assert inbox.letters == []


def test_what_cannot_be_noted_is_not_sent(desk: Desk, inbox: Inbox) -> None:
    assert desk.digest("2026-11-01", STORY_DATA_PATH="/proc/no-such-folder") == 4
    assert "cannot be written" in desk.said[0]
    assert inbox.letters == []


def test_the_state_holds_identities_and_no_address(desk: Desk) -> None:
    desk.digest("2026-11-01")
    text = desk.state.read_text("utf-8")
    assert "ada" not in text and "example.org" not in text
    (sending,) = json.loads(text)["sendings"]
    assert sending["told"] == [
        "urn:story:new-refund",
        "urn:story:old-refund:outcome:2026-11-12:answered",
        "urn:story:the-form:overdue:2026-11-14",
    ]


# -- looking without sending -----------------------------------------------------------------------


def test_without_send_it_is_written_and_nothing_is_sent_or_noted(desk: Desk, inbox: Inbox) -> None:
    assert desk.digest("2026-11-01", send=False) == 0
    assert sorted(path.name for path in desk.output.iterdir()) == [
        "digest.eml",
        "digest.html",
        "digest.txt",
    ]
    found = message_from_bytes((desk.output / "digest.eml").read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert text_of(found) == (desk.output / "digest.txt").read_text("utf-8") == TEXT
    assert "  new: New refund (2026-11-15)" in desk.said
    assert "  told → answered: Old refund (2026-11-12)" in desk.said
    assert "  overdue: The form (since 2026-11-15)" in desk.said
    assert inbox.letters == []
    assert not desk.state.exists()


def test_a_look_needs_no_reader_and_no_server(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert (
        desk.digest("2026-11-01", send=False, to="", DIGEST_FROM="", SITEURL="http://localhost:8000") == 0
    )
    assert any("good for a look only" in line for line in desk.said)
    assert any("DIGEST_FROM is not set" in line for line in desk.said)


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"SITEURL": ""}, "SITEURL is empty"),
        ({"SITEURL": "http://localhost:8000"}, "which only this computer can open"),
        ({"DIGEST_FROM": ""}, "--send needs DIGEST_SMTP and DIGEST_FROM"),
        ({"DIGEST_SMTP": {}}, "--send needs DIGEST_SMTP and DIGEST_FROM"),
        ({"DIGEST_SMTP": {"host": "mail.example", "user": "u"}}, "needs DIGEST_SMTP_PASSWORD"),
        ({"to": ""}, "nobody to send to"),
        ({"to": "ada"}, "'ada' is not a mail address"),
        ({"since": "yesterday"}, "--since yesterday: write a day as YYYY-MM-DD"),
        ({"since": ""}, "--since DATE is needed"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is(
    desk: Desk, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], message: str
) -> None:
    monkeypatch.delenv("DIGEST_SMTP_PASSWORD", raising=False)
    with pytest.raises(Refusal, match=re.escape(message)):
        desk.digest(**{"since": "2026-11-01", **changes})
    assert inbox.letters == []
    assert not desk.state.exists()


def test_without_the_plugin_there_is_nothing_to_tell_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.content / "stories" / "undated.md").unlink()  # Pelican by itself knows no such date
    with pytest.raises(Refusal, match="PLUGINS does not name heard"):
        desk.digest("2026-11-01", PLUGINS=[], THEME="simple", DEFAULT_CATEGORY="misc")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DIGEST_FROM", "ada@example.org\r\nBcc: x@example.org", "line break"),
        ("DIGEST_TO", ["ada@example.org", "bob"], "'bob' is not a mail address"),
        ("DIGEST_SMTP", {"hots": "x"}, 'Did you mean "host"'),
        ("DIGEST_SMTP", {"host": "x", "security": "ssl"}, "none, starttls, tls"),
        ("DIGEST_SMTP", {"host": "x", "port": "25"}, "needs a whole number"),
        ("DIGEST_SMTP", {"host": "mail.example", "security": "none", "user": "u"}, "for all to read"),
        ("DIGEST_UNSUBSCRIBE", "javascript:alert(1)", "must begin with https:// or mailto:"),
        ("DIGEST_UNSUBSCRIBE", "https://x.example/{address}>\r\nBcc: x", "holds what no address holds"),
    ],
)
def test_a_wrong_setting_is_exit_code_2_with_the_reason(
    desk: Desk, name: str, value: Any, words: str
) -> None:
    assert desk.digest("2026-11-01", **{name: value}) == 2
    assert any("setting-wrong" in line and name in line and words in line for line in desk.said), desk.said


def test_no_value_of_a_site_or_story_adds_a_header(desk: Desk, inbox: Inbox) -> None:
    evil = "x\r\nBcc: everybody@example.org\r\n\r\nHello"
    write_files(
        desk.content,
        {
            "stories/new.md": story(
                '"a\\r\\nBcc: everybody@example.org"', "2026-11-15", f"values: [{json.dumps(evil)}]"
            ).replace("id: ", "x_id: ")
        },
    )
    assert desk.digest("2026-11-01", SITENAME=evil, terms={"value": [evil]}) == 0
    ((reader, letter),) = inbox.letters
    assert reader == "ada@example.org"
    assert "Bcc" not in letter and letter["From"].addresses[0].addr_spec == "stories@heard.example"
    assert letter.is_multipart() and len(list(letter.iter_parts())) == 2


# -- the line to the server ------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_password_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)

    inbox = Inbox()
    server = started(inbox, authenticator=check, auth_required=True, auth_require_tls=False)
    try:
        desk = Desk(tmp_path, inbox)
        settings = {"host": "127.0.0.1", "port": inbox.port, "security": "none", "user": "heard"}
        monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "wrong")
        assert desk.digest("2026-11-01", DIGEST_SMTP=settings) == 4
        assert "535" in desk.said[0] and "wrong" not in " ".join(desk.said)
        monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "right")
        assert desk.digest("2026-11-01", DIGEST_SMTP=settings) == 0
    finally:
        server.stop()
    assert (b"heard", b"right") in seen
    assert inbox.readers == ["ada@example.org"]


def test_nothing_is_sent_over_a_line_that_is_less_safe_than_asked_for(desk: Desk, inbox: Inbox) -> None:
    settings = {"host": "127.0.0.1", "port": inbox.port, "security": "starttls"}
    assert desk.digest("2026-11-01", DIGEST_SMTP=settings) == 4
    assert "STARTTLS" in desk.said[0]
    assert inbox.letters == []


def test_the_command_takes_several_terms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path)
    site = ["--conf", str(ROOT / "pelicanconf.py"), "--path", str(desk.content)]
    terms = ["--value", "honesty", "--company", "Northwind & Sons", "--output", str(desk.output)]
    assert main(["digest", "--since", "2026-11-01", *terms, *site]) == 0
    assert "new: New refund" in capsys.readouterr().out
    assert main(["digest", "--since", "x", *site]) == 2
