"""`heard webmention-fetch`: the webmentions that a service received, looked at and kept as comment files.

Source: W3C Webmention 3.2.2 and 3.2.4. Whatever the service says, each source is fetched: it must really
link to a story of this site, and what it says is read from the page itself. A source that is gone, or
that has no link here any more, leaves an empty comment: in its place where it was shown, unseen elsewhere.
What somebody here decided stays: a status, a text that was edited, a file that was deleted.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from heard.conversation.comment_file import CommentFile, comment_text, write_comment
from heard.conversation.comment_folder import bare, is_emptied, source_of, stored_from
from heard.conversation.sources.addresses import StoryAddresses, addresses_of
from heard.conversation.sources.safe_http import Answer, Client, FetchError, is_short, one_line
from heard.conversation.sources.webmention.feed import Claim, FeedError, read_api, read_file
from heard.conversation.sources.webmention.pages import site_address
from heard.conversation.sources.webmention.source import Said, links_here, moment_of, read_source
from heard.conversation.sources.webmention.state import Received, State, load_state
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.dates import day_moment
from heard.text.exits import Refusal
from heard.text.files import refusing
from heard.text.progress import clear, progress_line, show
from heard.text.terminal import plural

AGENT = "Heard (Webmention verification)"
TOKEN = "WEBMENTION_TOKEN"
AT_ONCE = 8
"""Sources that are asked at the same time."""
QUIET = ("unchanged", "here already", "gone")
PLATFORM = "webmention"
UNREACHED = "not reached, tried again next time"


class Case(Struct, frozen=True):
    """One mention to look at: its comment file, and what is known of it."""

    path: str
    claim: Claim
    known: Received | None = None

    @property
    def story_id(self) -> str:
        """The story that it mentions."""
        return PurePosixPath(self.path).parent.name


class StoredMention(Struct, frozen=True):
    """What became of a mention: a word for people, and what the state shall remember of it."""

    word: str
    record: Received | None
    comment: CommentFile | None = None
    """What is to be written; None where nothing is."""


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
    address = str(context.settings.get("WEBMENTION_API") or "")
    if not file and not address:
        raise Refusal("WEBMENTION_API is not set, so there is nobody to ask. Set it, or give --file.")
    try:
        token = os.environ.get(TOKEN, "")
        claims, unusable = read_file(file) if file else read_api(client, address, token)
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
                if mention.comment is not None:
                    with refusing(context.content / case.path):
                        write_comment(context.content, mention.comment)
                if mention.record not in (None, case.known):
                    state.received[case.path] = mention.record
                    state.save()  # at once, with the file that it tells of
    if not dry_run:
        state.save()
    context.say(_summary(counts, unusable, elsewhere, dry_run))
    return exits.BROKEN if counts[UNREACHED] else exits.FINE


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


def comment_id(source: str) -> str:
    """The id of a mention: that of its source, whatever it says today."""
    return f"wm-{hashlib.sha256(source.partition('#')[0].encode()).hexdigest()[:12]}"


def keep(context: CommandContext, case: Case, said: Said) -> StoredMention:
    """What to do with a source that links here."""
    known, now = case.known, _comment_now(context, case)
    fresh = _comment(context, case, said)
    record = Received(case.claim.source, case.claim.target, said.digest, digest_of(fresh))
    if now is None:
        if (context.content / case.path).exists():
            return StoredMention("left alone: its file cannot be read", known)
        if known and not known.gone:
            return StoredMention("deleted here, and left so", known)
        return StoredMention("new", record, fresh)
    as_it_is = replace(record, written=digest_of(now))
    if known is None:  # a file that no state tells of is somebody's own
        return StoredMention("here already", as_it_is)
    if known.gone:
        if not is_emptied(now):
            return StoredMention("restored here, and left so", known)
        if known.put_aside:
            return StoredMention(f"{now.status} here, and left so", as_it_is)
        return StoredMention("back again", record, fresh)
    if known.remote == said.digest:
        return StoredMention("unchanged", known)
    seen = replace(known, remote=said.digest)
    if now.status in ("spam", "removed"):
        return StoredMention(f"{now.status} here, and left so", seen)
    if digest_of(now) != known.written:
        return StoredMention("changed there, but edited here; left alone", seen)
    # What was approved was another text: nobody gets words onto the page that no one here has read.
    date = fresh.date if said.date else now.date
    changed = replace(fresh, date=date, parent=now.parent, told_as=now.told_as)
    word = "changed there; it waits for you again" if now.status == "approved" else "changed there"
    return StoredMention(word, replace(record, written=digest_of(changed)), changed)


def take_back(context: CommandContext, case: Case) -> StoredMention:
    """What to do with a known mention whose source is gone, or has no link here any more."""
    assert case.known is not None
    known, now = case.known, _comment_now(context, case)
    if known.gone or now is None:
        return StoredMention("gone", replace(known, gone=True))
    gone = replace(known, gone=True, put_aside=now.status in ("spam", "removed"))
    if digest_of(now) != known.written:
        return StoredMention("taken back there: kept your edit", gone)
    rest = bare(now)
    word = "removed" if rest.status == "removed" else "emptied, as it was never shown"
    return StoredMention(f"taken back there: {word}", gone, rest)


def digest_of(comment: CommentFile) -> str:
    """A digest of what a comment says; its status is a matter of whoever looks after the site."""
    text = comment_text(replace(comment, status="pending", parent=None, told_as=None, unattributed=False))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _comment_now(context: CommandContext, case: Case) -> CommentFile | None:
    """The comment that is there now; None where there is none, or none that can be read."""
    stored = stored_from(context.content / case.path, case.path)
    return stored.comment if stored else None


def _comment(context: CommandContext, case: Case, said: Said) -> CommentFile:
    dates = (moment_of(said.date), moment_of(case.claim.received), day_moment(context.today))
    modified = moment_of(said.modified)
    return CommentFile(
        id=comment_id(case.claim.source),
        story_id=case.story_id,
        source=case.path,
        author=said.author,
        date=next(one for one in dates if one and one.first and one.first <= context.today),
        body=said.body,
        url=said.url,
        modified=modified if modified and modified.first and modified.first <= context.today else None,
        kind=said.kind,
        format=said.format,
        platform=PLATFORM,
        original=case.claim.source,
        status="pending",
    )


def _summary(counts: Mapping[str, int], unusable: int, elsewhere: int, dry_run: bool) -> str:
    parts = "; ".join(f"{number} {word}" for word, number in sorted(counts.items()))
    text = f"{plural(sum(counts.values()), 'mention')} looked at{': ' if parts else ''}{parts}."
    if elsewhere:
        text += f" {elsewhere} not about a story of this site, or from it."
    if unusable:
        text += f" {unusable} private, or without two web addresses."
    return f"{text} Nothing was written." if dry_run else text
