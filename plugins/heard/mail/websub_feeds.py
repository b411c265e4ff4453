"""The feeds of a built site: where each says that it is, which hubs it names, and what it holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_JSON_FEED = "https://jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: its file below the output, its own address (`rel="self"`), the hash of its bytes."""

    path: str
    url: str
    hubs: tuple[str, ...]
    sha256: str


def feeds_in(output: Path) -> list[Feed]:
    """All RSS, Atom and JSON feeds below a folder that say where they are, in the order of their files."""
    found = []
    for path in sorted([*output.rglob("*.xml"), *output.rglob("*.json")]):
        links = _json_links(path) if path.suffix == ".json" else _xml_links(path)
        if links.get("self"):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(output).as_posix()
            found.append(Feed(name, links["self"][0], tuple(links.get("hub", ())), digest))
    return found


def _xml_links(path: Path) -> dict[str, list[str]]:
    """The links in the head of an RSS or Atom feed, by relation; nothing for other files."""
    links: dict[str, list[str]] = {}
    depth = 0
    try:
        for event, element in ElementTree.iterparse(path, ("start", "end")):
            if event == "end":
                depth -= 1
                continue
            depth += 1
            if depth == 1 and element.tag not in ("rss", f"{ATOM}feed"):
                return {}
            if element.tag in ("item", f"{ATOM}entry"):
                break  # the head of a feed ends here
            if element.tag == f"{ATOM}link" and depth <= 3:
                links.setdefault(element.get("rel", "alternate"), []).append(element.get("href", ""))
    except ElementTree.ParseError:
        return {}
    return links


def _json_links(path: Path) -> dict[str, list[str]]:
    try:
        given: Any = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    if not isinstance(given, dict) or not str(given.get("version", "")).startswith(_JSON_FEED):
        return {}
    hubs = [hub.get("url", "") for hub in given.get("hubs") or () if isinstance(hub, dict)]
    return {"self": [str(given.get("feed_url") or "")], "hub": list(map(str, hubs))}
