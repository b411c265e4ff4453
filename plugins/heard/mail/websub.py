"""`heard websub-ping`: tells a WebSub hub which feeds changed since it was last told.

Source: W3C WebSub (section 4: a feed names its hub and itself; publishers tell their hub of a change,
for which all hubs take `hub.mode=publish` and `hub.url`). Readers' programs then get the news at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request
from xml.etree import ElementTree

from msgspec import Struct, convert

from heard.build.addresses import host_of, is_loopback, one_line
from heard.build.build import BuildRequest, Say
from heard.build.run import read_quietly
from heard.content.layout import record_path
from heard.conversation.sources.safe_http import TO_NAMED
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import read_state, refusing, write_state
from heard.text.terminal import plural, shown

STATE_FILE = "websub.json"
VERSION = 1
ATOM = "{http://www.w3.org/2005/Atom}"
_JSON_FEED = "https://jsonfeed.org/version/"
TIMEOUT = 15
"""Seconds that a hub may stay silent."""
AGENT = "Heard (heard websub-ping)"


class Feed(Struct, frozen=True):
    """One feed: its file below the output, its own address (`rel="self"`), the hash of its bytes."""

    path: str
    url: str
    hubs: tuple[str, ...]
    sha256: str


class HubError(Exception):
    """The hub did not take a feed; it may take another one."""


def ping(order: BuildRequest, dry_run: bool = False, say: Say = print) -> int:
    """Tell the hub of every feed that changed; 1 when it refuses one. The next call tries those again."""
    settings = read_quietly(order.conf, order.overrides())
    hub = _hub(settings)
    output = Path(settings["OUTPUT_PATH"])
    feeds = _feeds(output, hub)
    path = record_path(settings["PATH"], settings, STATE_FILE)
    known: dict[str, str] = {}
    with suppress(Refusal):  # without a file that can be read it is told everything again: no harm done
        known = read_state(path, VERSION, lambda content: convert(content["feeds"], dict[str, str])) or {}
    changed = [feed for feed in feeds if known.get(feed.url) != feed.sha256]
    if not changed:
        say(f"None of {plural(len(feeds), 'feed')} has changed since {hub} was told.")
        return exits.FINE
    if dry_run:
        for feed in changed:
            say(f"{feed.url} ({feed.path})")
        say(f"{plural(len(changed), 'feed')} of {len(feeds)} changed. Nothing was sent to {hub}.")
        return exits.FINE
    _check_addresses(changed, hub)
    digests = {feed.url: known[feed.url] for feed in feeds if feed.url in known}
    refused = 0
    try:
        for feed in changed:
            try:
                publish(hub, feed.url)
            except HubError as error:
                refused += 1
                say(f"Refused: {feed.url}: {error}")
            except (OSError, ValueError) as error:  # nobody is there: no other feed will do better
                refused = len(changed)
                reason = getattr(error, "reason", error)
                say(f"Refused: {feed.url}: {one_line(str(reason)) or type(error).__name__}.")
                break
            else:
                digests[feed.url] = feed.sha256
                say(f"Told: {feed.url}")
    finally:
        with refusing(path):
            write_state(path, VERSION, {"feeds": dict(sorted(digests.items()))})
    done = len(changed) - refused
    say(f"{hub} was told of {plural(done, 'feed')} of {len(changed)} that changed.")
    return exits.CONTENT if refused else exits.FINE


def _hub(settings: Mapping[str, Any]) -> str:
    hub = str(settings.get("FEED_WEBSUB_HUB") or "")
    if not hub:
        raise Refusal("FEED_WEBSUB_HUB is not set, so there is no hub to tell.")
    if not hub.startswith(("https://", "http://")) or not host_of(hub):
        raise Refusal(f"FEED_WEBSUB_HUB is {hub!r}: it must be the https:// address of a hub.")
    return hub


def _feeds(output: Path, hub: str) -> list[Feed]:
    """The feeds that name this hub: it may refuse any other, and nobody would ask it for one."""
    if not output.is_dir():
        raise Refusal(f"There is no built site in {shown(output)}/: run heard build first.")
    feeds = [feed for feed in feeds_in(output) if hub in feed.hubs]
    if not feeds:
        hint = "Build it again, with FEED_WEBSUB_HUB set."
        raise Refusal(f"No feed in {shown(output)}/ names the hub {hub}. {hint}")
    return feeds


def _check_addresses(feeds: list[Feed], hub: str) -> None:
    """A hub fetches the feed from its address. Raises Refusal where only this computer could."""
    lost = [feed for feed in feeds if not host_of(feed.url) or is_loopback(host_of(feed.url))]
    if lost and not is_loopback(host_of(hub)):
        hint = "Build with --conf publishconf.py, or set SITEURL."
        raise Refusal(
            f'{lost[0].path} says that it is at "{lost[0].url}", where no hub can fetch it. {hint}'
        )


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
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError:
        return {}
    links: dict[str, list[str]] = {}
    head = root.find("channel") if root.tag == "rss" else root if root.tag == f"{ATOM}feed" else None
    for link in head.iterfind(f"{ATOM}link") if head is not None else ():
        links.setdefault(link.get("rel", "alternate"), []).append(link.get("href", ""))
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


def publish(hub: str, feed: str) -> None:
    """Tell a hub that a feed changed; one that moved is not followed, as it would hear nothing.

    Raises HubError, and OSError or ValueError where it is not there.
    """
    form = urlencode({"hub.mode": "publish", "hub.url": feed}).encode("ascii")
    request = Request(hub, form, {"User-Agent": AGENT}, method="POST")
    try:
        with TO_NAMED.open(request, timeout=TIMEOUT):
            pass
    except HTTPError as error:
        with error:
            said = one_line(error.read(300).decode("utf-8", "replace"))
        where = error.headers.get("Location", "")
        moved = f" It has moved to {one_line(where)}." if where and 300 <= error.code < 400 else ""
        raise HubError(f"{error.code} {one_line(str(error.reason))}. {said}{moved}".strip()) from error
