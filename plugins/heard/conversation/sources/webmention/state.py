"""What was sent and what was received, in one file that the owner commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from heard.content.layout import record_path
from heard.library.command_context import CommandContext
from heard.text.files import read_state, refusing, write_state

STATE_FILE = "webmentions.json"
VERSION = 1
_Record = TypeVar("_Record", "Sent", "Received")


@dataclass(frozen=True, slots=True)
class Sent:
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


@dataclass(frozen=True, slots=True)
class Received:
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


@dataclass(slots=True, frozen=True)
class State:
    """Both halves: `sent` by page and target, `received` by the path of the comment file."""

    path: Path
    sent: dict[str, dict[str, Sent]] = field(default_factory=dict)
    received: dict[str, Received] = field(default_factory=dict)

    def know_files(self, files: Mapping[str, str]) -> None:
        """Note where the stories of pages lie today: one with a mistake is told by its file alone."""
        for page, file in files.items():
            targets = self.sent.get(page, {})
            targets.update({target: replace(sent, file=file) for target, sent in targets.items()})

    def save(self) -> None:
        """Write the file whole. Raises Refusal where that fails."""
        sent = {
            page: {target: _plain(one) for target, one in sorted(targets.items())}
            for page, targets in sorted(self.sent.items())
            if targets
        }
        received = {path: _plain(one) for path, one in sorted(self.received.items())}
        with refusing(self.path):
            write_state(self.path, VERSION, {"sent": sent, "received": received})


def load_state(context: CommandContext) -> State:
    """The state of a site; an empty one where there is no file. Raises Refusal for a broken one."""
    path = record_path(context.content, context.settings, STATE_FILE)

    def make(content: dict[str, Any]) -> State:
        sent = {
            str(page): {str(target): _record(Sent, one) for target, one in targets.items()}
            for page, targets in content["sent"].items()
        }
        received = {str(file): _record(Received, one) for file, one in content["received"].items()}
        return State(path, sent, received)

    return read_state(path, VERSION, make) or State(path)


def _plain(record: Sent | Received) -> dict[str, Any]:
    """The fields that are not as they mostly are."""
    defaults = {one.name: one.default for one in fields(record)}
    return {name: value for name, value in asdict(record).items() if value != defaults[name]}


def _record(kind: type[_Record], fields_of_record: Mapping[str, Any]) -> _Record:
    record = kind(**fields_of_record)
    for one in fields(record):
        value = getattr(record, one.name)
        if type(value).__name__ != one.type:
            raise ValueError(f"{one.name} is {value!r}")
    return record
