"""The addresses that the record of identities remembers, for what comes in under a former one."""

from __future__ import annotations

from heard.content.layout import beside_content
from heard.library.command_context import CommandContext
from heard.library.identity_file import read_identities


def recorded_addresses(errand: CommandContext) -> dict[str, tuple[str, ...]]:
    """All addresses of each recorded story, by its id.

    A broken record is the matter of `heard check`; here it only means fewer addresses.
    """
    name = str(errand.settings.get("STORY_IDS_FILE") or "")
    recorded = read_identities(beside_content(errand.content, name), name)[0] if name else None
    return {story_id: entry.addresses for story_id, entry in (recorded or {}).items()}
