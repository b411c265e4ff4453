"""`heard comments-pull`: takes what an Isso holds home, as files that outlive it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from heard.content.layout import beside_content
from heard.conversation.comment_folder import folder_name, stored_comments
from heard.conversation.sources.isso.api import ApiError, read_api
from heard.conversation.sources.isso.database import DatabaseError, read_database
from heard.conversation.sources.isso.merge import Here, Plan, Step, plan
from heard.conversation.sources.isso.settings import DATABASE, ISSO_FOLDER, ISSO_STATE
from heard.conversation.sources.isso.snapshot import Snapshot
from heard.conversation.sources.isso.state import load, save
from heard.conversation.sources.isso.threads import keys_of, to_ask_for
from heard.library.command_context import CommandContext
from heard.library.identities import Identity
from heard.library.identity_file import read_identities
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import write_whole
from heard.text.terminal import plural, shown, strip_control_chars

KINDS = (("new", "new"), ("changed", "changed"), ("removed", "removed"))


@dataclass(frozen=True, slots=True)
class PullOptions:
    """What was asked for: a database, or the address of an Isso; neither means the one that
    `heard comments-serve` keeps.
    """

    database: Path | None = None
    url: str = ""
    dry_run: bool = False
    deleted: bool = False


def pull(errand: CommandContext, options: PullOptions) -> int:
    """Write what is new, report it; the exit code. Raises Refusal."""
    say = errand.say
    state_path = beside_content(errand.content, str(errand.settings.get("ISSO_STATE_FILE") or ISSO_STATE))
    state = load(state_path, shown(state_path))
    site_path = urlsplit(str(errand.settings.get("SITEURL") or "")).path
    keys = keys_of(errand.library, _recorded(errand), site_path)
    try:
        place, snapshot = _read(errand, options, keys)
    except (ApiError, DatabaseError) as error:
        why = strip_control_chars(str(error)).rstrip(".")
        place = "" if options.url else f"{_place(errand, options)} cannot be read: "
        say(f"{place}{why}. Nothing was changed.")
        return exits.BROKEN
    here = Here(
        stored_comments(errand.content, errand.settings),
        keys,
        folder_name(errand.settings),
        _zone(str(errand.settings.get("TIMEZONE") or "UTC")),
        errand.today,
    )
    found = plan(snapshot, state, here, options.deleted)
    try:
        if not options.dry_run:
            _write(errand.content, found)
            if found.state != state:
                save(state_path, found.state)
    except OSError as error:
        say(f"{shown(Path(error.filename or errand.content))} cannot be written: {error.strerror}.")
        return exits.BROKEN
    for line in report(found, place, options.dry_run):
        say(strip_control_chars(line))
    return exits.FINE


def report(found: Plan, place: str, dry_run: bool) -> list[str]:
    """What a pull did, in lines."""
    lines = [f"{_word(step)}: {step.source}" for step in found.steps if step.text is not None]
    for step in found.steps:
        if step.kind == "kept":
            lines.append(f"Kept your edit of {', '.join(step.what)}: {step.source}")
        elif step.kind == "unreadable":
            lines.append(f"Left out, because no file can hold it: {step.source}")
    for thread, title, count in found.strangers:
        name = f'"{thread}"' + (f" ({title})" if title else "")
        lines.append(f"No story here has the thread {name}: {plural(count, 'comment')} stayed in Isso.")
    counts = Counter(step.kind for step in found.steps)
    if counts["away"]:
        lines.append(f"{plural(counts['away'], 'comment')} whose file you took away stayed away.")
    if counts["doubtful"]:
        lines.append(
            f"{plural(counts['doubtful'], 'comment')} pulled before are not in {place}; their files stay. "
            "If they were deleted there on purpose, add --deleted."
        )
    done = [f"{counts[kind]} {word}" for kind, word in KINDS if counts[kind]]
    if not done:
        return [*lines, f"Nothing new in {place}. Here already: {plural(found.alike, 'comment')}."]
    if dry_run:
        return [*lines, f"It would be {', '.join(done)}. Nothing was written."]
    return [*lines, f"{', '.join(done)}, {found.alike} as before. Read the files, and commit them."]


def _word(step: Step) -> str:
    what = f" ({', '.join(step.what)})" if step.kind == "changed" else ""
    return step.kind.capitalize() + what


def _read(errand: CommandContext, options: PullOptions, keys: dict[str, str]) -> tuple[str, Snapshot]:
    if options.url and options.database:
        raise Refusal("Give --db or --url, not both.")
    place = _place(errand, options)
    if options.url:
        return place, read_api(options.url, to_ask_for(keys))
    return place, read_database(_database(errand, options), place)


def _place(errand: CommandContext, options: PullOptions) -> str:
    return options.url.rstrip("/") if options.url else shown(_database(errand, options))


def _database(errand: CommandContext, options: PullOptions) -> Path:
    folder = beside_content(errand.content, str(errand.settings.get("ISSO_FOLDER") or ISSO_FOLDER))
    return options.database or folder / DATABASE


def _recorded(errand: CommandContext) -> dict[str, Identity]:
    """Former addresses, where they are recorded; a record that is broken is told by the build."""
    name = str(errand.settings.get("STORY_IDS_FILE") or "")
    return dict(read_identities(beside_content(errand.content, name), name)[0] or {}) if name else {}


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _write(content: Path, found: Plan) -> None:
    for step in found.steps:
        if step.text is not None:
            write_whole(content / step.source, step.text)
