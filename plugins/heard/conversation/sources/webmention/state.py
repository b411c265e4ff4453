"""What was sent and what was received, in one file that the owner commits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, convert, field, to_builtins

from heard.content.layout import record_path
from heard.library.command_context import CommandContext
from heard.text.files import read_state, refusing, write_state

STATE_FILE = "webmentions.json"
VERSION = 1


class Sent(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How telling one target of one page ended, for the text with this digest.

    `result` is `sent`, `none`, `refused` or `failed`.
    `told` says that the receiver took an earlier version, so that it must hear when the link is gone.
    `file` is that of the story, below the content folder.
    """

    digest: str
    result: str
    status: int = 0
    endpoint: str = ""
    tries: int = 1
    told: bool = False
    file: str = ""

    @property
    def was_taken(self) -> bool:
        """Whether the receiver took this version or an earlier one."""
        return self.told or self.result == "sent"


class Received(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What became a comment file: from where, a digest of what the source said, and one of the file.

    `target` is the address that the source links to; `gone` says that the source took it back,
    `put_aside` that somebody here had done so before: it does not come back.
    """

    source: str
    target: str
    remote: str
    written: str
    gone: bool = False
    put_aside: bool = False


class State(Struct, frozen=True):
    """Both halves: `sent` by page and target, `received` by the path of the comment file."""

    path: Path
    sent: dict[str, dict[str, Sent]] = field(default_factory=dict)
    received: dict[str, Received] = field(default_factory=dict)

    def save(self) -> None:
        """Write the file whole. Raises Refusal where that fails."""
        sent = {page: targets for page, targets in self.sent.items() if targets}
        halves = {"sent": sent, "received": self.received}
        with refusing(self.path):
            write_state(
                self.path,
                VERSION,
                {name: to_builtins(half, order="deterministic") for name, half in halves.items()},
            )


def load_state(context: CommandContext) -> State:
    """The state of a site; an empty one where there is no file. Raises Refusal for a broken one."""
    path = record_path(context.content, context.settings, STATE_FILE)

    def make(content: dict[str, Any]) -> State:
        sent = convert(content["sent"], dict[str, dict[str, Sent]])
        return State(path, sent, convert(content["received"], dict[str, Received]))

    return read_state(path, VERSION, make) or State(path)
