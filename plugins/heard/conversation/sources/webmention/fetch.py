"""`heard webmention-fetch`: the webmentions that a service received, looked at and kept as comment files.

Source: W3C Webmention 3.2.2 and 3.2.4. Whatever the service says, each source is fetched: it must really
link to a story of this site, and what it says is read from the page itself. A source that is gone, or
that has no link here any more, leaves an empty comment: in its place where it was shown, unseen elsewhere.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heard.conversation.comment_folder import folder_name
from heard.conversation.sources.webmention.feed import Claim, FeedError, read_api, read_file
from heard.conversation.sources.webmention.keep import MentionStore, StoredMention, keep, take_back, write
from heard.conversation.sources.webmention.pages import site_address
from heard.conversation.sources.webmention.safe_http import Answer, Client, FetchError
from heard.conversation.sources.webmention.safe_text import one_line
from heard.conversation.sources.webmention.settings import WEBMENTION_STATE
from heard.conversation.sources.webmention.source import links_here, read_source
from heard.conversation.sources.webmention.state import Received, State, load_state
from heard.conversation.sources.webmention.targets import Targets, targets_of
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.exits import Refusal

AGENT = "Heard (Webmention verification)"
TOKEN = "WEBMENTION_TOKEN"
AT_ONCE = 8
"""Sources that are asked at the same time."""
QUIET = ("unchanged", "here already", "gone")


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What is asked for: a file in place of the API; only to say what would be done; private hosts too."""

    file: Path | None = None
    dry_run: bool = False
    allow_private: bool = False
    seconds: float = 15


@dataclass(frozen=True, slots=True)
class Case:
    """One mention to look at: where it would be kept, and what is known of it."""

    path: str
    story_id: str
    claim: Claim
    known: Received | None = None


def fetch(errand: CommandContext, options: FetchOptions) -> int:
    """Look at every mention and keep what is true; 4 where the list or a source cannot be had."""
    site = site_address(errand.settings, options.allow_private)
    state = load_state(errand.content, errand.settings.get("WEBMENTION_STATE_FILE") or WEBMENTION_STATE)
    client = Client(AGENT, options.seconds, allow_private=options.allow_private)
    try:
        claims, wrong = _claims(errand, options, client)
    except FeedError as error:
        if options.file:
            raise Refusal(str(error)) from error
        errand.say(str(error))
        return exits.BROKEN
    shelf = MentionStore(
        errand.content,
        folder_name(errand.settings),
        errand.today,
        errand.settings.get("DEFAULT_LANG") or "en",
    )
    targets = targets_of(errand, site)
    cases, elsewhere = _cases(claims, targets, shelf, state, all_known=options.file is None)
    counts: dict[str, int] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda case: _ask(client, case.claim.source), cases)
        for case, answer in zip(cases, answers, strict=True):
            kept = _judge(case, answer, targets, shelf)
            word = kept.word.partition(":")[0].partition(";")[0]
            counts[word] = counts.get(word, 0) + 1
            if kept.word not in QUIET:
                errand.say(f"{one_line(case.claim.source)} -> {case.story_id}: {kept.word}.")
            if not options.dry_run:
                _carry_out(case, kept, shelf, state)
    if not options.dry_run:
        state.save()
    errand.say(_summary(counts, len(cases), wrong, elsewhere, options.dry_run))
    return exits.BROKEN if counts.get(UNREACHED) else exits.FINE


UNREACHED = "not reached, tried again next time"


def _claims(errand: CommandContext, options: FetchOptions, client: Client) -> tuple[list[Claim], int]:
    if options.file:
        return read_file(options.file)
    address = str(errand.settings.get("WEBMENTION_API") or "")
    if not address:
        raise Refusal("WEBMENTION_API is not set, so there is nobody to ask. Set it, or give --file.")
    return read_api(client, address, os.environ.get(TOKEN, ""))


def _cases(
    claims: list[Claim], targets: Targets, shelf: MentionStore, state: State, all_known: bool
) -> tuple[list[Case], int]:
    """What to look at, one a comment file, and how many claims are not about a story of this site.

    With the API these are also the mentions it tells of no more: it may have heard that they are gone.
    """
    cases: dict[str, Case] = {}
    elsewhere = 0
    for claim in claims:
        story_id = targets.story(claim.target)
        if story_id is None or targets.is_here(claim.source):
            elsewhere += 1
            continue
        path = shelf.path(story_id, claim.source)
        cases.setdefault(path, Case(path, story_id, claim, state.received.get(path)))
    for path, known in sorted(state.received.items()) if all_known else ():
        if path not in cases and not known.gone:
            claim = Claim(known.source, known.target)
            cases[path] = Case(path, Path(path).parent.name, claim, known)
    return list(cases.values()), elsewhere


def _ask(client: Client, source: str) -> Answer | FetchError:
    try:
        return client.get(source)
    except FetchError as error:
        return error


def _judge(case: Case, answer: Answer | FetchError, targets: Targets, shelf: MentionStore) -> StoredMention:
    """What to do with a mention, by what its source answered."""
    known = case.known

    def is_ours(url: str) -> bool:
        return targets.story(url) == case.story_id

    if isinstance(answer, FetchError):
        if answer.is_final:
            return StoredMention(f"refused: {str(answer).rstrip('.')}", known)
        return StoredMention(f"{UNREACHED}: {str(answer).rstrip('.')}", known)
    if answer.status == 410:
        return (
            take_back(shelf, case.path, known)
            if known
            else StoredMention("refused: its source is gone", None)
        )
    if answer.status == 429 or answer.status >= 500:
        return StoredMention(f"{UNREACHED}: {answer.status}", known)
    if not answer.is_fine:
        if known:  # a page that is lost is not one that was taken back
            return StoredMention(f"kept, although its source answers {answer.status}", known)
        return StoredMention(f"refused: its source answers {answer.status}", None)
    if not links_here(answer, is_ours):
        if known and not answer.cut:
            return take_back(shelf, case.path, known)
        why = "the part of it that was read does not link here" if answer.cut else "it does not link here"
        return StoredMention(f"refused: {why}", known)
    claim = case.claim
    said = read_source(answer, is_ours)
    return keep(shelf, case.path, known, claim.source, claim.target, said, claim.received)


def _carry_out(case: Case, kept: StoredMention, shelf: MentionStore, state: State) -> None:
    if kept.comment is not None:
        try:
            write(shelf, kept.comment)
        except OSError as error:
            raise Refusal(f"{case.path} cannot be written: {error.strerror}.") from error
    if kept.record is not None and kept.record != case.known:
        state.received[case.path] = kept.record
        state.save()  # at once, with the file that it tells of


def _summary(counts: dict[str, int], total: int, wrong: int, elsewhere: int, dry_run: bool) -> str:
    parts: list[Any] = [f"{number} {word}" for word, number in sorted(counts.items())]
    said = f"{total:,} mention{'' if total == 1 else 's'} looked at"
    text = f"{said}{': ' if parts else ''}{'; '.join(parts)}."
    if elsewhere:
        text += f" {elsewhere} not about a story of this site, or from it."
    if wrong:
        text += f" {wrong} private, or without two web addresses."
    return f"{text} Nothing was written." if dry_run else text
