"""Which story an address of this site belongs to, now or before it moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from heard.content.layout import record_path
from heard.library.command_context import CommandContext
from heard.library.identity_file import IDS_FILE, read_identities


class StoryAddresses(Struct, frozen=True):
    """The addresses of stories: `host` and `root` of the site, and `stories` from paths to ids."""

    host: str
    root: str
    stories: Mapping[str, str]

    def story(self, url: str) -> str | None:
        """The id of the story at an address of either scheme, with or without a fragment; or None."""
        if not self.is_here(url) or urlsplit(url).scheme not in ("http", "https"):
            return None
        path = unquote(urlsplit(url).path)
        return self.story_at(path.removeprefix(self.root)) if path.startswith(self.root) else None

    def story_at(self, path: str) -> str | None:
        """The id of the story at a path below the root of the site, or None."""
        plain = plain_path(path)
        return self.stories.get(plain) or self.stories.get(plain.casefold())

    def is_here(self, url: str) -> bool:
        """Whether an address lies on this site."""
        try:
            return urlsplit(url).netloc.casefold() == self.host
        except ValueError:
            return False


def addresses_of(context: CommandContext, site: str, ids: Collection[str]) -> StoryAddresses:
    """The addresses of these stories, today and in the record of identities; `site` is SITEURL.

    An address of today goes before one of the past. A broken record is the matter of `heard check`; here it
    only means fewer addresses.
    """
    library = context.library
    record = record_path(context.content, context.settings, IDS_FILE)
    recorded, _problems = read_identities(record, IDS_FILE)
    former = [(address, one) for one, entry in (recorded or {}).items() for address in entry.addresses]
    cards = (*(card for languages in library.translations.values() for card in languages), *library.pages)
    both = (*former, *((card.url, card.id) for card in cards))
    stories = {plain_path(address): story_id for address, story_id in both if story_id in ids}
    parts = urlsplit(site)
    in_any_case = {path.casefold(): story_id for path, story_id in stories.items()}
    return StoryAddresses(parts.netloc.casefold(), f"{parts.path.rstrip('/')}/", {**in_any_case, **stories})


def plain_path(address: str) -> str:
    """The path of an address as it is typed, without slashes around it."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        path = address
    return path.strip("/").removesuffix("index.html").strip("/")
