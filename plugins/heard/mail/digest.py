"""`heard digest`: what is new, as one mail – written to be looked at, or sent to everybody on the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from email.headerregistry import Address
from pathlib import Path
from typing import Any

from heard.build.addresses import AddressError, address_of, host_of, is_loopback
from heard.build.build import BuildRequest, Say
from heard.build.contexts import as_published, dry_run
from heard.build.report import as_text
from heard.build.run import Run, Settings
from heard.content.layout import record_path
from heard.library.library import Library
from heard.mail.digest_entries import Choice, Digest, choose, select
from heard.mail.digest_send import STATE_FILE, Group, Ledger, Mailing, State, load, reader_of, send_all
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.terminal import plural, shown

FOLDER = "build/digest"


def digest(
    order: BuildRequest,
    since: str = "",
    to: Sequence[str] = (),
    send: bool = False,
    output: Path | None = None,
    say: Say = print,
    **terms: Sequence[str],
) -> int:
    """Write the digest into a folder, or send it; the exit code. `terms` are those asked for, by facet."""
    first_day = _day(since)
    result = _read(order, send, say)
    if result.stopped:
        for line in as_text(result.problems):
            say(line)
        return result.exit_code
    settings, library = result.settings, result.settings.get("STORY_LIBRARY")
    if not isinstance(library, Library):
        raise Refusal("There are no stories to tell of: PLUGINS does not name heard.")
    if result.problems.left_out:
        say(f"{plural(len(result.problems.left_out), 'file')} left out because of errors: see heard check.")
    choice = choose(library, terms)
    readers = _readers(to or settings["DIGEST_TO"])
    path = record_path(settings["PATH"], settings, STATE_FILE)
    state = load(path)
    groups = tuple(_groups(library, choice, first_day, state, readers))
    full = tuple(group for group in groups if group.digest.total)
    if not full:
        day = min(group.digest.since for group in groups)
        say(f"Nothing new since {day}, as of {library.as_of}. Nothing was sent.")
        return exits.FINE
    if send:
        return send_all(full, library, settings, Ledger(path, state), say)
    return _write(full, settings, output or order.conf.absolute().parent / FOLDER, say)


def _read(order: BuildRequest, send: bool, say: Say) -> Run:
    """Build the site into nowhere, for its settings and its library. Raises Refusal.

    Links in a mail are complete, and must lead somewhere for its reader.
    """

    def prepare(settings: Settings) -> None:
        as_published(settings)
        site = str(settings.get("SITEURL", ""))
        if host_of(site) and not is_loopback(host_of(site)):
            return
        here = f'SITEURL is "{site}", which only this computer can open' if site else "SITEURL is empty"
        if send:
            raise Refusal(f"{here}, so no link would work. Send with --conf publishconf.py.")
        say(f"{here}: the links of this digest are good for a look only.")

    return dry_run(order, prepare)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"--since {text}: write a day as YYYY-MM-DD.") from None


def _readers(addresses: Sequence[str]) -> tuple[Address, ...]:
    """Each reader once. Raises Refusal."""
    readers: dict[str, Address] = {}
    for text in addresses:
        try:
            address = address_of(text)
        except AddressError as error:
            raise Refusal(f"--to: {error}.") from error
        readers.setdefault(address.addr_spec.casefold(), address)
    return tuple(readers.values())


def _groups(
    library: Library, choice: Choice, since_day: date | None, state: State, readers: Sequence[Address]
) -> Iterator[Group]:
    """The digests, each with those who get it; without readers, what nobody was sent."""
    places: dict[tuple[date, frozenset[str]], list[Address]] = {}
    for reader in readers or (None,):
        name = reader_of(reader.addr_spec) if reader else None
        since = since_day or state.last(choice.key, name)
        if since is None:
            raise Refusal("--since DATE is needed for the first digest of these terms.")
        those = places.setdefault((since, state.told(choice.key, name)), [])
        those += [reader] if reader else []
    appeared = state.appeared if state.has_begun else None
    for (since, sent), those in places.items():
        yield Group(select(library, choice, since, sent, appeared), tuple(those))


def _write(groups: Sequence[Group], settings: Mapping[str, Any], folder: Path, say: Say) -> int:
    """Write the first digest to look at, and say what is in it."""
    found, reader = groups[0].digest, next(iter(groups[0].readers), None)
    parts, message = Mailing(settings).message(found, reader)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "digest.eml").write_bytes(message.as_bytes())
    (folder / "digest.txt").write_text(parts.text, "utf-8")
    (folder / "digest.html").write_text(parts.html, "utf-8")
    for line in _contents(found):
        say(line)
    if not settings["DIGEST_FROM"]:
        say("DIGEST_FROM is not set: the sender, and where to leave the list, are made up.")
    for other in groups[1:]:
        news = plural(other.digest.total, "entry")
        say(f"{plural(len(other.readers), 'more reader')}: {news} since {other.digest.since}.")
    say(f"Wrote digest.eml, digest.txt and digest.html into {shown(folder)}/. Nothing was sent.")
    return exits.FINE


def _contents(digest: Digest) -> Iterator[str]:
    yield f"Since {digest.since}, as of {digest.as_of}, {digest.choice.key}:"
    for card in digest.stories:
        yield f"  new: {card.title} ({card.story.date.text or 'undated'})"
    for news in digest.outcomes:
        yield f"  {news.before} → {news.change.word}: {news.card.title} ({news.change.on.text})"
    for late in digest.overdue:
        yield f"  overdue: {late.card.title} (since {late.on})"
