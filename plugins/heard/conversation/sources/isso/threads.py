"""To which story a thread of Isso belongs.

Pages give Isso the story's id. Threads from before – Isso's own choice is the path of the page – are
known by the addresses that the story has or once had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

from heard.library.library import Library


def keys_of(library: Library, recorded: Mapping[str, Iterable[str]], site_path: str = "") -> dict[str, str]:
    """Every name that a thread of a story may have, with the story's id.

    `site_path` is the path of SITEURL. Where two stories claim one name, an id goes before an address,
    and an address of today before one of the past.
    """
    found: dict[str, str] = {}
    root = site_path.strip("/")
    here = library.ids

    def add(address: str, story_id: str) -> None:
        plain = _plain(address)
        found[plain] = story_id
        if root:
            found[f"{root}/{plain}"] = story_id

    for story_id in sorted(here & recorded.keys()):
        for address in recorded[story_id]:
            add(address, story_id)
    for card in sorted(library.pages, key=lambda card: card.id):
        add(card.url, card.id)
    for story_id in sorted(here):
        found[story_id] = story_id
    found.pop("", None)
    return found


def story_of(thread: str, keys: Mapping[str, str]) -> str | None:
    """The story of a thread, or None."""
    return keys.get(_plain(thread))


def to_ask_for(keys: Iterable[str]) -> list[str]:
    """The names as Isso would have them: an id as it stands, an address from slash to slash."""
    return sorted({name for key in keys for name in ((key, f"/{key}", f"/{key}/"))})


def _plain(thread: str) -> str:
    try:
        path = unquote(urlsplit(thread.strip()).path)
    except ValueError:
        path = thread
    return path.removesuffix("index.html").strip("/")
