"""`heard comments-pull`: takes what an Isso holds home, as files that outlive it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from heard.content.layout import record_path
from heard.conversation.sources.addresses import StoryAddresses, addresses_of, plain_path
from heard.conversation.sources.isso.merge import STATE_FILE, Merge, load, save
from heard.conversation.sources.isso.snapshot import DATABASE, FOLDER, IssoError, read_api, read_database
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import write_whole
from heard.text.progress import progress_line
from heard.text.terminal import plural, shown, strip_control_chars

KINDS = ("new", "changed", "removed")


def pull(
    context: CommandContext,
    db: Path | None = None,
    url: str = "",
    dry_run: bool = False,
    deleted: bool = False,
) -> int:
    """Write what is new in a database or at the address of an Isso; the exit code. Raises Refusal.

    Without either it is the database that `heard comments-serve` keeps.
    """
    if url and db:
        raise Refusal("Give --db or --url, not both.")
    say, settings = context.say, context.settings
    state_path = record_path(context.content, settings, STATE_FILE)
    state = load(state_path)
    ids = context.library.ids
    addresses = addresses_of(context, str(settings.get("SITEURL") or ""), ids)
    database = db or record_path(context.content, settings, FOLDER) / DATABASE
    place = url.rstrip("/") or shown(database)
    try:
        with progress_line():
            snapshot = read_api(url, _threads(addresses, ids)) if url else read_database(database, place)
    except IssoError as error:
        why = strip_control_chars(str(error)).rstrip(".")
        say(f"{'' if url else f'{place} cannot be read: '}{why}. Nothing was changed.")
        return exits.BROKEN

    def story_of(thread: str) -> str | None:
        """Pages give Isso the id of the story; its own choice, from before, is the path of the page."""
        name = plain_path(thread)
        here = name.removeprefix(addresses.root.lstrip("/"))
        return name if name in ids else addresses.story_at(name) or addresses.story_at(here)

    changes = Merge(context, snapshot, state, story_of, deleted)
    try:
        if not dry_run:
            for step in changes.steps:
                if step.text is not None:
                    write_whole(context.content / step.source, step.text)
            if changes.state != state:
                save(state_path, changes.state)
    except OSError as error:
        say(f"{shown(Path(error.filename or context.content))} cannot be written: {error.strerror}.")
        return exits.BROKEN
    for line in report(changes, place, dry_run):
        say(strip_control_chars(line))
    return exits.FINE


def report(changes: Merge, place: str, dry_run: bool) -> Iterator[str]:
    """What a pull did, in lines."""
    for step in changes.steps:
        if step.text is not None:
            what = f" ({', '.join(step.what)})" if step.kind == "changed" else ""
            yield f"{step.kind.capitalize()}{what}: {step.source}"
    for step in changes.steps:
        if step.kind == "kept":
            yield f"Kept your edit of {', '.join(step.what)}: {step.source}"
        elif step.kind == "unreadable":
            yield f"Left out, because no file can hold it: {step.source}"
    for thread, (title, count) in sorted(changes.strangers.items()):
        name = f'"{thread}"' + (f" ({title})" if title else "")
        yield f"No story here has the thread {name}: {plural(count, 'comment')} stayed in Isso."
    counts = Counter(step.kind for step in changes.steps)
    if counts["away"]:
        yield f"{plural(counts['away'], 'comment')} whose file you took away stayed away."
    if counts["doubtful"]:
        yield (
            f"{plural(counts['doubtful'], 'comment')} pulled before are not in {place}; their files stay. "
            "If they were deleted there on purpose, add --deleted."
        )
    done = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
    if not done:
        yield f"Nothing new in {place}. Here already: {plural(changes.alike, 'comment')}."
    elif dry_run:
        yield f"It would be {done}. Nothing was written."
    else:
        yield f"{done}, {changes.alike} as before. Read the files, and commit them."


def _threads(addresses: StoryAddresses, ids: Collection[str]) -> list[str]:
    """The names that threads may have in Isso: an id as it stands, an address from slash to slash."""
    root = addresses.root.strip("/")
    names = {*ids, *addresses.stories, *(f"{root}/{path}".strip("/") for path in addresses.stories)}
    return sorted({spelled for name in names if name for spelled in (name, f"/{name}", f"/{name}/")})
