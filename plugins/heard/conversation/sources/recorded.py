"""The addresses that the record of identities remembers, for what comes in under a former one."""

from __future__ import annotations

from heard.content.layout import record_path
from heard.library.command_context import CommandContext
from heard.library.identity_file import IDS_FILE, read_identities


def recorded_addresses(context: CommandContext) -> dict[str, tuple[str, ...]]:
    """All addresses of each recorded story, by its id.

    A broken record is the matter of `heard check`; here it only means fewer addresses.
    """
    recorded, _problems = read_identities(
        record_path(context.content, context.settings, IDS_FILE), IDS_FILE
    )
    return {story_id: entry.addresses for story_id, entry in (recorded or {}).items()}
