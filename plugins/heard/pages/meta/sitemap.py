"""The sitemap: an index of parts, each at most a thousand addresses, numbered from the oldest story.

A part that is full never changes again but for a story in it. Source: https://www.sitemaps.org/protocol.html;
`lastmod` is a W3C datetime (https://www.w3.org/TR/NOTE-datetime), which may be a year or a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import starmap
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgspec import Struct

from heard.library.library import Card
from heard.text.dates import Moment

PART_LENGTH = 1000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SAFE = "/:?#[]@!$&'()*+,;=%~"


class Place(Struct, frozen=True):
    """One address, relative to the site, and when what stands there last changed; empty if unknown."""

    url: str
    changed: str = ""


def changed_on(moments: Iterable[Moment | None], as_of: date) -> str:
    """Return the latest of some moments that is not to come, as precisely as it is known; else empty."""
    past = [moment for moment in moments if moment and moment.first and moment.first <= as_of]
    if not past:
        return ""
    latest = max(past, key=lambda moment: (moment.sort_time(), moment.text))
    day = latest.first
    if latest.precision == "interval" and latest.last:
        day = min(latest.last, as_of)
    if day is None:
        return ""
    text = day.isoformat()
    return {"year": text[:4], "month": text[:7]}.get(latest.precision, text)


def moments_of(card: Card, comments: Iterable[Moment | None] = ()) -> list[Moment | None]:
    """Return all dates at which the page of a story changed: told, edited, an event, a comment."""
    outcome = card.story.outcome
    events = [event.on for event in outcome.events] if outcome else []
    return [card.story.date, card.story.modified, *events, *comments]


def parts_of(name: str, places: Sequence[Place]) -> dict[str, tuple[Place, ...]]:
    """Cut places into parts by their file; the first part holds the oldest."""
    return {
        f"sitemaps/{name}-{number + 1}.xml": tuple(places[start : start + PART_LENGTH])
        for number, start in enumerate(range(0, len(places), PART_LENGTH))
    }


def part_text(places: Iterable[Place], site: str) -> str:
    """Return one part as XML. `site` is the address of the site with a slash at the end."""
    return _xml("urlset", "url", places, site)


def index_text(parts: Mapping[str, Iterable[Place]], site: str) -> str:
    """Return the index of all parts as XML."""
    changes = {name: max((place.changed for place in places), default="") for name, places in parts.items()}
    return _xml("sitemapindex", "sitemap", starmap(Place, changes.items()), site)


def robots_text(site: str) -> str:
    """Return a robots.txt that allows everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {urljoin(site, 'sitemap.xml')}\n"


def _xml(name: str, entry_name: str, places: Iterable[Place], site: str) -> str:
    root = Element(name, xmlns=NAMESPACE)
    for place in places:
        entry = SubElement(root, entry_name)
        SubElement(entry, "loc").text = quote(urljoin(site, place.url), safe=SAFE)
        if place.changed:
            SubElement(entry, "lastmod").text = place.changed
    indent(root, "")
    return tostring(root, encoding="unicode", xml_declaration=True).replace("'", '"', 4) + "\n"
