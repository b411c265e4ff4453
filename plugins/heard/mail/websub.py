"""`heard websub-ping`: tells a WebSub hub which feeds changed since it was last told.

Source: W3C WebSub (section 4: a feed names its hub and itself; publishers tell their hub of a change,
for which all hubs take `hub.mode=publish` and `hub.url`). Readers' programs then get the news at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heard.build.addresses import host_of, is_loopback
from heard.build.build import BuildRequest, Say
from heard.build.run import read_quietly
from heard.content.layout import record_path
from heard.mail.websub_feeds import Feed, feeds_in
from heard.mail.websub_hub import HubError, publish
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import refusing, write_state
from heard.text.terminal import plural, shown

STATE_FILE = "websub.json"
VERSION = 1


def ping(order: BuildRequest, dry_run: bool = False, say: Say = print) -> int:
    """Tell the hub of every feed that changed; 1 when it refuses one. The next call tries those again."""
    settings = read_quietly(order.conf, order.overrides())
    hub = _hub(settings)
    output = Path(settings["OUTPUT_PATH"])
    feeds = _feeds(output, hub)
    path = record_path(settings["PATH"], settings, STATE_FILE)
    known = _load(path)
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
                if error.is_final:
                    refused = len(changed)
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


def _load(path: Path) -> dict[str, str]:
    """What the hub knows. Without a readable file it is told everything again, which does no harm."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return {str(url): str(digest) for url, digest in content["feeds"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
