"""A message that went through a mail server becomes a comment on a page, once it was read."""

from __future__ import annotations

import io
import smtplib
import socket
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from conftest import ROOT, build, write_files

from heard.cli.main import main

STORY = "---\ntitle: The bird\ndate: 2026-11-01\nid: the-bird\n---\n\nIt sang.\n"


class Inbox:
    """Saves what it is sent, as a mail program saves a message."""

    def __init__(self, file: Path) -> None:
        self.file = file

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        received = f"Received: from [{session.peer[0]}] by mail.heard.example\r\n".encode()
        self.file.write_bytes(
            b"Return-Path: <%s>\r\n" % envelope.mail_from.encode() + received + envelope.content
        )
        return "250 OK"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A message as Gmail writes it, sent over SMTP and saved."""
    message = EmailMessage()
    message["From"] = "Zoë Byron <zoe@secret.example>"
    message["To"] = "Stories <stories@heard.example>"
    message["Subject"] = "Re: The bird [the-bird]"
    message["Date"] = "Thu, 19 Nov 2026 20:15:30 -0500"
    message["Message-ID"] = "<sent@secret.example>"
    message["In-Reply-To"] = "<earlier@heard.example>"
    quoted = "On Thu, 19 Nov 2026 at 10:11, Stories <stories@heard.example>\nwrote:\n\n> Tell us.\n"
    message.set_content(f"Mine sang, too – *every* morning.\n<b>Truly</b>.\n\n{quoted}")
    message.add_alternative("<p>Mine sang, too.</p>", subtype="html")
    file = tmp_path / "message.eml"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(Inbox(file), hostname="127.0.0.1", port=port, decode_data=False)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as connection:
            connection.send_message(message)
    finally:
        server.stop()
    return file


@pytest.fixture
def heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the site, without anybody at the keyboard: exit code, output, errors."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main((*map(str, words), "--path", str(tmp_path / "content"), "--set", "MENUITEMS=[]"))
        return code, *capsys.readouterr()

    return run


def test_a_message_is_added_built_moderated_and_seen(
    tmp_path: Path, letter: Path, heard: Callable[..., tuple[int, str, str]]
) -> None:
    content = tmp_path / "content"
    write_files(content, {"stories/bird.md": STORY})

    code, _said, refusal = heard("comment-add", letter)
    assert code == 2 and "--yes writes it without asking" in refusal
    assert not list(content.rglob("comments/*/*.md"))

    code, said, errors = heard("comment-add", letter, "--yes")
    assert code == 0, said + errors
    assert "A comment on “The bird” (the-bird)" in said
    assert "    – > Tell us." in said, "what was cut is shown"
    (file,) = content.rglob("comments/*/*.md")
    text = file.read_text("utf-8")
    assert "author: Zoë Byron\n" in text and "status: pending\n" in text
    assert not any(secret in text for secret in ("secret.example", "@", "127.0.0.1", "Tell us", "wrote"))

    first = build(content, tmp_path / "first", MENUITEMS=())
    assert "Mine sang" not in first.page("stories/the-bird/")

    name = f"the-bird/mail-{file.stem.rpartition('mail-')[2]}"
    code, said, _errors = heard("moderate", "--list")
    assert code == 0 and name in said
    assert heard("moderate")[0] == 2, "nobody is here to ask"
    assert heard("moderate", "--approve", name)[0] == 0

    second = build(content, tmp_path / "second", MENUITEMS=())
    page = second.page("stories/the-bird/")
    assert "Zoë Byron" in page and "Mine sang, too – *every* morning." in page, "text is text, not Markdown"
    assert "&lt;b&gt;Truly&lt;/b&gt;" in page
    assert second.log == []

    code, said, _errors = heard("comment-add", letter)
    assert code == 0 and "is here already" in said
