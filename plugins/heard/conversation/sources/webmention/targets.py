"""Which story an address of this site belongs to, now or before it moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from heard.conversation.sources.recorded import recorded_addresses
from heard.library.command_context import CommandContext


@dataclass(frozen=True, slots=True)
class Targets:
    """The addresses of all stories: `host` and `root` of the site, and `stories` from paths to ids."""

    host: str
    root: str
    stories: Mapping[str, str]

    def story(self, url: str) -> str | None:
        """The id of the story at an address of either scheme, with or without a fragment; or None."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or parts.netloc.casefold() != self.host:
            return None
        path = unquote(parts.path)
        return self.stories.get(_key(path.removeprefix(self.root))) if path.startswith(self.root) else None

    def is_here(self, url: str) -> bool:
        """Whether an address lies on this site."""
        try:
            return urlsplit(url).netloc.casefold() == self.host
        except ValueError:
            return False


def targets_of(context: CommandContext, site: str) -> Targets:
    """The addresses of the stories in the library, and those that the record of identities remembers."""
    parts = urlsplit(site)
    stories: dict[str, str] = {}
    for story_id, addresses in recorded_addresses(context).items():
        if story_id in context.library.by_id:
            stories.update({_key(address): story_id for address in addresses})
    for languages in context.library.translations.values():
        stories.update({_key(card.url): card.id for card in languages if card.id in context.library.by_id})
    stories.update({_key(card.url): card.id for card in context.library.by_id.values()})
    return Targets(parts.netloc.casefold(), f"{parts.path.rstrip('/')}/", stories)


def _key(path: str) -> str:
    return path.strip("/").removesuffix("index.html").rstrip("/").casefold()
