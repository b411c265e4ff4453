"""Sends digests, and notes at once what a server took, so that nothing is sent twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from heard.build.addresses import address_of
from heard.build.build import Say
from heard.library.library import Library
from heard.mail import smtp
from heard.mail.digest_entries import Digest, all_identities
from heard.mail.digest_mail import List, Parts, compose
from heard.mail.digest_pages import MailTemplates
from heard.mail.digest_state import Sending, State, check_writable, reader_of, save
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.terminal import plural, shown

_NOBODY = Address("", "nobody", "localhost")
"""Stands as the sender of a digest that is only looked at."""


@dataclass(frozen=True, slots=True)
class Group:
    """Readers who stand at the same place, and so get the same."""

    digest: Digest
    readers: tuple[Address, ...] = ()


@dataclass(slots=True)
class Ledger:
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
