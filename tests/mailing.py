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
from conftest import _templates as templates
from invoke.context import Context
from invoke.exceptions import Exit
from pelican.plugins.story_desk.build import Order
from pelican.plugins.story_desk.digest import Wish, digest
from pelican.plugins.story_desk.exits import Refusal


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
            "JINJA_ENVIRONMENT": {"bytecode_cache": templates},
            **changes,
        }
        if self.inbox:
            server = {"host": "127.0.0.1", "port": self.inbox.port, "security": "none"}
            settings.setdefault("DIGEST_SMTP", server)
        order = Order(ROOT / "pelicanconf.py", self.content, None, settings)
        return digest(order, Wish(since, terms, to.split(), send, self.output), self.said.append)


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
