"""Sends digests, and notes in a file at once who was sent what, so that nothing is sent twice.

The file is a log: one entry a message, with what it told and which readers' servers took it. A reader
stands in it as a digest of the address, not as the address, because the file may be committed.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, convert, field, to_builtins

from heard.build.addresses import address_of
from heard.build.build import Say
from heard.library.library import Library
from heard.mail import smtp
from heard.mail.digest_entries import Digest, all_identities
from heard.mail.digest_mail import List, MailTemplates, Parts, compose
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import read_state, write_state
from heard.text.terminal import plural, shown

_NOBODY = Address("", "nobody", "localhost")
"""Stands as the sender of a digest that is only looked at."""
STATE_FILE = "digest.json"
VERSION = 1


class Sending(Struct, frozen=True):
    """One message, to all whose servers took it. Without `told` it only says where a reader stands."""

    on: date
    choice: str
    told: tuple[str, ...]
    readers: tuple[str, ...]


class State(Struct, frozen=True):
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
        readers: dict[tuple[date, str, tuple[str, ...]], dict[str, None]] = {}
        for one in (*self.sendings, sending):
            readers.setdefault((one.on, one.choice, one.told), {}).update(dict.fromkeys(one.readers))
        sendings = (Sending(*told, tuple(names)) for told, names in readers.items())
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


class Group(Struct, frozen=True):
    """Readers who stand at the same place, and so get the same."""

    digest: Digest
    readers: tuple[Address, ...] = ()


class Ledger(Struct):
    """The state and its file. It grows with every message that a server took."""

    path: Path
    state: State
    begun: bool = False

    def note(
        self, told: Digest, reader: str, waiting: Mapping[str, Digest], present: Sequence[str]
    ) -> None:
        """Write down one message. Raises OSError.

        With the first one the places of all who still wait are noted, too: a reader whose server
        refuses must not stand where the others will.
        """
        sending = Sending(told.as_of, told.choice.key, told.identities, (reader_of(reader),))
        self.state = self.state.with_sending(sending, present)
        if not self.begun:
            for address, other in waiting.items():
                place = Sending(other.since, other.choice.key, (), (reader_of(address),))
                self.state = self.state.with_sending(place, ())
        self.begun = True
        save(self.path, self.state)


def send_all(
    groups: Sequence[Group], library: Library, settings: Mapping[str, Any], ledger: Ledger, say: Say
) -> int:
    """Send each reader's message; the exit code. Raises Refusal before anything is sent."""
    server, mailing = smtp.server_of(settings), Mailing(settings)
    waiting = {reader.addr_spec: group.digest for group in groups for reader in group.readers}
    if not waiting:
        raise Refusal("There is nobody to send to: name readers in DIGEST_TO, or with --to.")
    letters = {
        reader.addr_spec: mailing.message(group.digest, reader)[1].as_bytes()
        for group in groups
        for reader in group.readers
    }
    present = all_identities(library)

    def accepted(reader: str) -> None:
        told = waiting.pop(reader)
        ledger.note(told, reader, waiting, present)
        say(f"Sent to {reader}: {plural(told.total, 'entry')}.")

    try:
        check_writable(ledger.path)
        refused = smtp.deliver(server, mailing.list.sender.addr_spec, letters, accepted)
    except OSError as error:
        say(f"{shown(ledger.path)} cannot be written: {error.strerror}. Nothing more was sent.")
        return exits.BROKEN
    for reader, reason in refused.items():
        say(f"Not sent to {reader}: {reason}.")
    if refused:
        say(f"{len(refused)} of {len(letters)} not sent. The same command tries those again.")
    return exits.BROKEN if refused else exits.FINE


class Mailing:
    """Makes what one reader gets, by the settings."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        given = settings["DIGEST_UNSUBSCRIBE"]
        leaving = tuple(one for one in ([given] if isinstance(given, str) else given) if one)
        sender = address_of(settings["DIGEST_FROM"]) if settings["DIGEST_FROM"] else _NOBODY
        self.list = List(sender, str(settings["SITENAME"]), str(settings["SITEURL"]), leaving)
        self._templates = MailTemplates(settings)
        self._zone = ZoneInfo(str(settings.get("TIMEZONE", "UTC")))

    def message(self, digest: Digest, reader: Address | None) -> tuple[Parts, EmailMessage]:
        """What one reader gets. Raises Refusal where the theme cannot give it."""
        parts = self._templates.parts(digest, self.list.ways_out(reader)[0])
        now = datetime.now(self._zone).replace(microsecond=0)
        return parts, compose(digest, parts, self.list, reader, now)
