"""A message that went through a mail server becomes a comment on a page, once it was read."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from conftest import ROOT, build, write_files

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


def test_a_message_is_added_built_moderated_and_seen(tmp_path: Path, letter: Path) -> None:
    content = tmp_path / "content"
    write_files(content, {"stories/bird.md": STORY})

    unasked = inv("comment-add", letter, "--path", content, "--set", "MENUITEMS=[]")
    assert unasked.returncode == 2 and "--yes writes it without asking" in unasked.stderr
    assert not list(content.rglob("comments/*/*.md"))

    done = inv("comment-add", letter, "--yes", "--path", content, "--set", "MENUITEMS=[]")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A comment on “The bird” (the-bird)" in done.stdout
    assert "    – > Tell us." in done.stdout, "what was cut is shown"
    (file,) = content.rglob("comments/*/*.md")
    text = file.read_text("utf-8")
    assert "author: Zoë Byron\n" in text and "status: pending\n" in text
    assert not any(secret in text for secret in ("secret.example", "@", "127.0.0.1", "Tell us", "wrote"))

    first = build(content, tmp_path / "first", MENUITEMS=())
    assert "Mine sang" not in first.page("stories/the-bird/")

    name = f"the-bird/mail-{file.stem.rpartition('mail-')[2]}"
    listed = inv("moderate", "--list", "--path", content, "--set", "MENUITEMS=[]")
    assert listed.returncode == 0 and name in listed.stdout
    assert inv("moderate", "--path", content, "--set", "MENUITEMS=[]").returncode == 2, (
        "nobody is here to ask"
    )
    assert inv("moderate", "--approve", name, "--path", content, "--set", "MENUITEMS=[]").returncode == 0

    second = build(content, tmp_path / "second", MENUITEMS=())
    page = second.page("stories/the-bird/")
    assert "Zoë Byron" in page and "Mine sang, too – *every* morning." in page, "text is text, not Markdown"
    assert "&lt;b&gt;Truly&lt;/b&gt;" in page
    assert second.log == []

    again = inv("comment-add", letter, "--path", content, "--set", "MENUITEMS=[]")
    assert again.returncode == 0 and "is here already" in again.stdout


def inv(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a task as a person does, without anybody at the keyboard."""
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
