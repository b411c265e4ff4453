"""A content folder to which saved messages are added, and messages for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from msgspec.structs import replace

from heard.conversation.comment_file import CommentFile
from heard.conversation.comment_folder import stored_comments
from heard.conversation.sources.mail.add import add
from heard.library.command_context import CommandContext

STORIES: dict[str, str | bytes] = {
    "stories/bird.md": "---\ntitle: The bird\ndate: 2026-11-01\nid: the-bird\n---\n\nIt sang.\n",
    "stories/call.md": "---\ntitle: The call\ndate: 2026-11-02\nid: the-call\n---\n\nIt rang.\n",
}
HEAD = (
    "From: Ada Byron <ada@secret.example>\r\nTo: stories@heard.example\r\n"
    "Subject: Re: The bird [the-bird]\r\nDate: Thu, 19 Nov 2026 20:15:30 -0500\r\n"
    "Message-ID: <one@secret.example>\r\nMIME-Version: 1.0\r\n"
)
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"


@dataclass
class Desk:
    """A content folder, and messages that are added to it."""

    context: CommandContext
    said: list[str] = field(default_factory=list)

    def add(
        self, message: str | bytes | EmailMessage, ask: Callable[[str], str] | None = None, **wish: Any
    ) -> int:
        octets = (
            message
            if isinstance(message, bytes)
            else bytes(message)
            if isinstance(message, EmailMessage)
            else message.encode()
        )
        file = self.context.content.parent / "message.eml"
        file.write_bytes(octets)
        self.said.clear()
        wish.setdefault("yes", ask is None)
        return add(replace(self.context, say=self.said.append), file, **wish, ask=ask)

    @property
    def told(self) -> str:
        return "\n".join(self.said)

    @property
    def comments(self) -> list[CommentFile]:
        return [one.comment for one in stored_comments(self.context.content, {})]

    @property
    def only(self) -> CommentFile:
        (found,) = self.comments
        return found


def message(**parts: Any) -> EmailMessage:
    found = EmailMessage()
    found["From"] = "Ada Byron <ada@secret.example>"
    found["Subject"] = "Re: The bird [the-bird]"
    found["Message-ID"] = "<parts@secret.example>"
    found["Date"] = "Thu, 19 Nov 2026 20:15:30 -0500"
    if "text" in parts:
        found.set_content(parts["text"])
    if "html" in parts:
        add_html = found.add_alternative if "text" in parts else found.set_content
        add_html(parts["html"], subtype="html")
    return found
