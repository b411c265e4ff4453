"""Sends digests, and notes at once what a server took, so that nothing is sent twice."""

from __future__ import annotations

import os
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

PASSWORD = "DIGEST_SMTP_PASSWORD"
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
    mailing, server = list_of(settings), _server(settings)
    waiting = {reader.addr_spec: group.digest for group in groups for reader in group.readers}
    if not waiting:
        raise Refusal("There is nobody to send to: name readers in DIGEST_TO, or with --to.")
    templates, letters = MailTemplates(settings), []
    for group in groups:
        for reader in group.readers:
            _parts, message = message_for(group.digest, mailing, reader, templates, settings)
            letters.append(smtp.Letter(mailing.sender.addr_spec, reader.addr_spec, message.as_bytes()))
    present = all_identities(library)

    def accepted(letter: smtp.Letter) -> None:
        told = waiting.pop(letter.reader)
        ledger.note(told, letter.reader, waiting, present)
        say(f"Sent to {letter.reader}: {plural(told.total, 'entry')}.")

    try:
        check_writable(ledger.path)
        failures = smtp.deliver(server, letters, accepted)
    except OSError as error:
        say(f"{shown(ledger.path)} cannot be written: {error.strerror}. Nothing more was sent.")
        return exits.BROKEN
    for failure in failures:
        say(f"Not sent to {failure.letter.reader}: {failure.reason}.")
    if failures:
        say(f"{len(failures)} of {len(letters)} not sent. The same command tries those again.")
    return exits.BROKEN if failures else exits.FINE


def message_for(
    digest: Digest,
    mailing: List,
    reader: Address | None,
    templates: MailTemplates,
    settings: Mapping[str, Any],
) -> tuple[Parts, EmailMessage]:
    """What one reader gets. Raises Refusal where the theme cannot give it."""
    parts = templates.parts(digest, mailing.ways_out(reader)[0])
    now = datetime.now(ZoneInfo(str(settings.get("TIMEZONE", "UTC")))).replace(microsecond=0)
    return parts, compose(digest, parts, mailing, reader, now)


def list_of(settings: Mapping[str, Any]) -> List:
    """Who sends, and how a reader leaves, by the settings."""
    given = settings["DIGEST_UNSUBSCRIBE"]
    leaving = tuple(one for one in ([given] if isinstance(given, str) else given) if one)
    sender = address_of(settings["DIGEST_FROM"]) if settings["DIGEST_FROM"] else _NOBODY
    return List(sender, str(settings["SITENAME"]), str(settings["SITEURL"]), leaving)


def _server(settings: Mapping[str, Any]) -> smtp.Server:
    if not settings["DIGEST_SMTP"] or not settings["DIGEST_FROM"]:
        raise Refusal("--send needs DIGEST_SMTP and DIGEST_FROM in the settings.")
    server = smtp.server_of(settings["DIGEST_SMTP"], os.environ.get(PASSWORD, ""))
    if server.user and not server.password:
        raise Refusal(f"DIGEST_SMTP has a user, so the environment needs {PASSWORD}.")
    return server
