"""Who was sent what, in a file, so that nothing is sent twice.

The file is a log: one entry a message, with what it told and which readers' servers took it. A reader
stands in it as a digest of the address, not as the address, because the file may be committed.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import convert, to_builtins

from heard.text.files import read_state, write_state

STATE_FILE = "digest.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Sending:
    """One message, to all whose servers took it. Without `told` it only says where a reader stands."""

    on: date
    choice: str
    told: tuple[str, ...]
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """All messages so far, and the day on which each identity was first there (None: from the start)."""

    sendings: tuple[Sending, ...] = ()
    appeared: Mapping[str, date | None] = field(default_factory=dict)

    @property
    def has_begun(self) -> bool:
        """Whether anything was ever sent."""
        return bool(self.sendings)

    def last(self, choice: str, reader: str | None) -> date | None:
        """The day up to which a reader knows everything. One who is new begins where the others stand."""
        own = [sent.on for sent in self._of(choice) if reader in sent.readers]
        return max(own or [sent.on for sent in self._of(choice)], default=None)

    def told(self, choice: str, reader: str | None = None) -> frozenset[str]:
        """The identities that a reader was sent; without a reader, that anybody was."""
        sendings = (s for s in self._of(choice) if reader is None or reader in s.readers)
        return frozenset(identity for sent in sendings for identity in sent.told)

    def with_sending(self, sending: Sending, present: Iterable[str]) -> State:
        """The state after a server took a message; `present` are all identities of that day.

        Readers of one message share one entry.
        """
        day = sending.on if self.has_begun else None
        appeared = {**dict.fromkeys(present, day), **self.appeared}
        sendings = list(self.sendings)
        for at, known in enumerate(sendings):
            if (known.on, known.choice, known.told) == (sending.on, sending.choice, sending.told):
                readers = dict.fromkeys((*known.readers, *sending.readers))
                sendings[at] = replace(known, readers=tuple(readers))
                break
        else:
            sendings.append(sending)
        return State(tuple(sendings), appeared)

    def _of(self, choice: str) -> list[Sending]:
        return [sending for sending in self.sendings if sending.choice == choice]


def reader_of(address: str) -> str:
    """How a reader stands in the file."""
    return hashlib.sha256(address.casefold().encode()).hexdigest()[:20]


def load(path: Path) -> State:
    """The state in a file; an empty one where there is no file. Raises Refusal for one that is broken."""

    def make(content: dict[str, Any]) -> State:
        sendings = convert(content["sendings"], tuple[Sending, ...])
        return State(sendings, convert(content["appeared"], dict[str, date | None]))

    return read_state(path, VERSION, make) or State()


def save(path: Path, state: State) -> None:
    """Write the state whole or not at all. Raises OSError."""
    write_state(path, VERSION, to_builtins(state))


def check_writable(path: Path) -> None:
    """Raise OSError unless `save` will be able to write: what cannot be noted must not be sent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent):
        pass
    if path.exists():
        with path.open("a"):
            pass
