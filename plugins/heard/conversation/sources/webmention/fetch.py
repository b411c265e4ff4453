"""`heard webmention-fetch`: the webmentions that a service received, looked at and kept as comment files.

Source: W3C Webmention 3.2.2 and 3.2.4. Whatever the service says, each source is fetched: it must really
link to a story of this site, and what it says is read from the page itself. A source that is gone, or
that has no link here any more, leaves an empty comment: in its place where it was shown, unseen elsewhere.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from heard.conversation.comment_file import write_comment
from heard.conversation.comment_folder import source_of
from heard.conversation.sources.addresses import StoryAddresses, addresses_of
from heard.conversation.sources.webmention.feed import Claim, FeedError, read_api, read_file
from heard.conversation.sources.webmention.keep import Case, StoredMention, comment_id, keep, take_back
from heard.conversation.sources.webmention.pages import site_address
from heard.conversation.sources.webmention.safe_http import Answer, Client, FetchError
from heard.conversation.sources.webmention.safe_text import is_short, one_line
from heard.conversation.sources.webmention.source import links_here, read_source
from heard.conversation.sources.webmention.state import State, load_state
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import refusing
from heard.text.progress import clear, progress_line, show
from heard.text.terminal import plural

AGENT = "Heard (Webmention verification)"
TOKEN = "WEBMENTION_TOKEN"
AT_ONCE = 8
"""Sources that are asked at the same time."""
QUIET = ("unchanged", "here already", "gone")
UNREACHED = "not reached, tried again next time"


def fetch(
    context: CommandContext,
    file: Path | None = None,
    dry_run: bool = False,
    allow_private: bool = False,
    seconds: float = 15,
) -> int:
    """Look at every mention and keep what is true; 4 where the list or a source cannot be had.

    `file` is a list in place of the API's.
    """
    site = site_address(context.settings, allow_private)
    targets = addresses_of(context, site, context.library.by_id)
    state = load_state(context)
    client = Client(AGENT, seconds, allow_private=allow_private)
    try:
        claims, unusable = read_file(file) if file else _from_api(context, client)
    except FeedError as error:
        if file:
            raise Refusal(str(error)) from error
        context.say(str(error))
        return exits.BROKEN
    cases, elsewhere = _cases(claims, targets, context, state, all_known=file is None)
    counts: Counter[str] = Counter()
    with progress_line(), ThreadPoolExecutor(AT_ONCE) as pool:
        show("asking the pages that mention this site", 0, len(cases))
        answers = pool.map(lambda case: _ask(client, case.claim.source), cases)
        for number, (case, answer) in enumerate(zip(cases, answers, strict=True), 1):
            show("asking the pages that mention this site", number, len(cases))
            mention = _judge(context, case, answer, targets)
            counts[re.split("[:;]", mention.word)[0]] += 1
            if mention.word not in QUIET:
                clear()
                context.say(f"{one_line(case.claim.source)} -> {case.story_id}: {mention.word}.")
            if not dry_run:
                _carry_out(context, case, mention, state)
    if not dry_run:
        state.save()
    context.say(_summary(counts, unusable, elsewhere, dry_run))
    return exits.BROKEN if counts[UNREACHED] else exits.FINE


def _from_api(context: CommandContext, client: Client) -> tuple[list[Claim], int]:
    address = str(context.settings.get("WEBMENTION_API") or "")
    if not address:
        raise Refusal("WEBMENTION_API is not set, so there is nobody to ask. Set it, or give --file.")
    return read_api(client, address, os.environ.get(TOKEN, ""))


def _cases(
    claims: list[Claim], targets: StoryAddresses, context: CommandContext, state: State, all_known: bool
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
        path = source_of(context.settings, story_id, comment_id(claim.source))
        cases.setdefault(path, Case(path, claim, state.received.get(path)))
    for path, known in sorted(state.received.items()) if all_known else ():
        if path not in cases and not known.gone:
            cases[path] = Case(path, Claim(known.source, known.target), known)
    return list(cases.values()), elsewhere


def _ask(client: Client, source: str) -> Answer | FetchError:
    try:
        return client.get(source)
    except FetchError as error:
        return error


def _judge(
    context: CommandContext, case: Case, answer: Answer | FetchError, targets: StoryAddresses
) -> StoredMention:
    """What to do with a mention, by what its source answered."""

    def is_ours(url: str) -> bool:
        return targets.story(url) == case.story_id

    known = case.known
    if isinstance(answer, FetchError):
        word = "refused" if answer.is_final else UNREACHED
        return StoredMention(f"{word}: {str(answer).rstrip('.')}", known)
    if answer.is_busy:
        return StoredMention(f"{UNREACHED}: {answer.status}", known)
    if answer.is_fine and links_here(answer, is_ours):
        return keep(context, case, read_source(answer, is_ours))
    is_whole = not answer.cut and is_short(answer.text)
    if answer.status == 410 or (answer.is_fine and is_whole):
        if known:
            return take_back(context, case)
        why = "it does not link here" if answer.is_fine else "its source is gone"
    elif answer.is_fine:
        why = "the part of it that was read does not link here"
    else:
        why = f"its source answers {answer.status}"
        if known:  # a page that is lost is not one that was taken back
            return StoredMention(f"kept, although {why}", known)
    return StoredMention(f"refused: {why}", known)


def _carry_out(context: CommandContext, case: Case, mention: StoredMention, state: State) -> None:
    if mention.comment is not None:
        with refusing(context.content / case.path):
            write_comment(context.content, mention.comment)
    if mention.record is not None and mention.record != case.known:
        state.received[case.path] = mention.record
        state.save()  # at once, with the file that it tells of


def _summary(counts: Mapping[str, int], unusable: int, elsewhere: int, dry_run: bool) -> str:
    parts = "; ".join(f"{number} {word}" for word, number in sorted(counts.items()))
    text = f"{plural(sum(counts.values()), 'mention')} looked at{': ' if parts else ''}{parts}."
    if elsewhere:
        text += f" {elsewhere} not about a story of this site, or from it."
    if unusable:
        text += f" {unusable} private, or without two web addresses."
    return f"{text} Nothing was written." if dry_run else text
