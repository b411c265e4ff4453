"""RSS 2.0 and Atom 1.0 on top of feedgenerator.

Sources: https://cyber.harvard.edu/rss/rss.html and its modules content, dc, slash, wfw, media; RFC 4287
(Atom), RFC 4685 (threads), RFC 5005 (archives), RFC 6721 (deleted entries), W3C WebSub (hub).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from functools import partial
from hashlib import sha256
from html import escape, unescape
from io import StringIO
from typing import Any
from urllib.parse import quote

from feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator
from msgspec import Struct

from heard.feeds.entries import FeedEntry, Image, Talk
from heard.library.identities import Tombstone

NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
THREADS = "http://purl.org/syndication/thread/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
RICH, SUMMARY, FULL = "rich", "summary", "full"
"""What RSS says of a story: its summary and its text, or one of the two as Pelican's feeds do."""
_URN_SIGNS = "()+,.:=@;$_!*'-%~"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_READ_AS_MARKUP = re.compile(r"&#?\w+;?|<(?=[A-Za-z/!?])")


class FeedFacts(Struct, frozen=True):
    """What a feed says of itself; Atom needs its `identity`.

    `links` are pairs of relation and address: hub, current, prev-archive, next-archive.
    """

    identity: str
    title: str
    description: str
    site: str
    url: str
    lang: str
    rights: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    is_archive: bool = False
    tombstones: tuple[Tombstone, ...] = ()
    text: str = RICH


NO_DATE = datetime(1990, 1, 1, tzinfo=UTC)
"""Atom demands a date of every entry; an undated story gets this one, which never moves. It is the first
day that the W3C's validator does not call implausible."""
HISTORY = "http://purl.org/syndication/history/1.0"

Known = dict[int, tuple[FeedEntry, dict[tuple[str, ...], str]]]
"""Entries as they were written, by the entry's `id`, then by the format, its amount of text, and the author
where that is the feed's. An entry that stands in a dozen feeds is written once."""


def written_once(known: Known, entry: FeedEntry, form: tuple[str, ...], write: Callable[[], str]) -> str:
    """What `write` makes of an entry in a format: that of the time before, if there was one."""
    # The entry is kept with its forms, so that its id stays its own.
    _entry, forms = known.setdefault(id(entry), (entry, {}))
    if form not in forms:
        forms[form] = write()
    return forms[form]


class Stable:
    """What RSS and Atom share: entries that are written once for all feeds, and dates from the content."""

    element: str
    """The name of an entry."""
    link: str
    """The name of a link."""
    items: list[dict[str, Any]]
    feed: dict[str, Any]
    item_attributes: Callable[[dict[str, Any]], dict[str, str]]
    add_item_elements: Callable[[Any, dict[str, Any]], None]

    def write_items(self, handler: Any) -> None:
        """Every entry, as it was written for the feed before."""
        for item in self.items:
            form = self.element, self.feed["text"], item["author_name"] or ""
            text = written_once(self.feed["known"], item["entry"], form, partial(self._written, item))
            handler.ignorableWhitespace(text)

    def _written(self, item: dict[str, Any]) -> str:
        text = StringIO()
        handler = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
        handler.startElement(self.element, self.item_attributes(item))
        self.add_item_elements(handler, item)
        handler.endElement(self.element)
        return text.getvalue()

    def latest_post_date(self) -> datetime:
        """The newest date of any entry, never the clock's."""
        return NO_DATE if self.is_undated() else super().latest_post_date()  # type: ignore[misc]

    def is_undated(self) -> bool:
        """Whether no entry has a date."""
        return not any(item["updateddate"] or item["pubdate"] for item in self.items)

    def write_links(self, handler: Any) -> None:
        """Hub and archives; RFC 5005 marks an archive as one."""
        for rel, href in self.feed["links"]:
            handler.addQuickElement(self.link, "", {"rel": rel, "href": href})
        if self.feed["is_archive"]:
            handler.addQuickElement("fh:archive", "", {"xmlns:fh": HISTORY})


class RssFeed(Stable, Rss201rev2Feed):
    """RSS 2.0 with the full text in `content:encoded`."""

    element, link = "item", "atom:link"

    def rss_attributes(self) -> dict[str, str]:
        """The namespaces of all entries, declared once."""
        return {**super().rss_attributes(), **NAMESPACES}

    def add_root_elements(self, handler: Any) -> None:
        """What the feed says of itself, and its links."""
        super().add_root_elements(_Between(handler, _without_date) if self.is_undated() else handler)
        self.write_links(handler)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """One entry: author, categories with their facet, pictures, comments, full text."""
        # feedgenerator's categories have no domain, and its dc:creator repeats the namespace.
        super().add_item_elements(handler, {**item, "author_name": None, "categories": ()})
        if item["author_name"]:
            handler.addQuickElement("dc:creator", plain_in_rss(item["author_name"]))
        for category in item["terms"]:
            handler.addQuickElement("category", plain_in_rss(category.name), {"domain": category.domain})
        # The text before the pictures: programs take the first description they find for the text.
        if self.feed["text"] == RICH:
            handler.addQuickElement("content:encoded", item["content"])
        for image in item["images"]:
            _write_media(handler, image)
        talk: Talk | None = item["talk"]
        if talk:
            handler.addQuickElement("comments", talk.page)
            handler.addQuickElement("slash:comments", str(talk.count))
            if talk.rss:
                handler.addQuickElement("wfw:commentRss", talk.rss)


class AtomFeed(Stable, Atom1Feed):
    """Atom 1.0 with the full text in `content`."""

    element, link = "entry", "link"

    def add_root_elements(self, handler: Any) -> None:
        """What the feed says of itself, its links, and what was taken back."""
        super().add_root_elements(_Between(handler, _titles_as_html))
        self.write_links(handler)
        for stone in self.feed["tombstones"]:
            when = datetime.combine(stone.removed, time.min, tzinfo=UTC).isoformat()
            attributes = {"xmlns:at": TOMBSTONES, "ref": atom_id(stone.identity), "when": when}
            handler.addQuickElement("at:deleted-entry", "", attributes)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """One entry, with categories that name their facet, and its conversation."""
        super().add_item_elements(_Between(handler, _titles_as_html), {**item, "categories": ()})
        for category in item["terms"]:
            attributes = {"term": category.name, "scheme": category.domain}
            handler.addQuickElement("category", "", attributes)
        talk: Talk | None = item["talk"]
        if talk and talk.atom:
            attributes = {
                "xmlns:thr": THREADS,
                "rel": "replies",
                "type": "application/atom+xml",
                "href": talk.atom,
                "thr:count": str(talk.count),
            }
            handler.addQuickElement("link", "", attributes)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The language of an entry."""
        return {**super().item_attributes(item), "xml:lang": item["lang"]}


class _Between:
    """Stands between feedgenerator and the XML, to change elements that it writes by itself."""

    def __init__(self, handler: Any, add: Callable[..., None]) -> None:
        self._handler = handler
        self.addQuickElement = partial(add, handler.addQuickElement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)


def _without_date(write: Callable[..., None], name: str, *rest: Any) -> None:
    """Leave `lastBuildDate` out: a feed without a dated entry has none to tell."""
    if name != "lastBuildDate":
        write(name, *rest)


def _titles_as_html(write: Callable[..., None], name: str, text: str | None = None, *rest: Any) -> None:
    """Declare a title that looks like markup as HTML, and escape it: no program can take it amiss."""
    if name in ("title", "subtitle", "rights") and text and plain_in_rss(text) != text:
        write(name, escape(text, quote=False), {"type": "html"})
    else:
        write(name, text, *rest)


def plain_in_rss(text: str) -> str:
    """Return a text that says the same to programs that take it for HTML.

    RSS does not say whether a title is text or HTML, and programs differ. What HTML would take for a tag
    or a reference is escaped once more, so that no name becomes markup anywhere; other text (`R&D`) is the
    same either way and stays as it is.
    """

    def escaped(match: re.Match[str]) -> str:
        return escape(match[0]) if match[0] == "<" or unescape(match[0]) != match[0] else match[0]

    return _READ_AS_MARKUP.sub(escaped, text)


def atom_id(identity: str) -> str:
    """Return an identity as Atom demands it, a valid IRI (RFC 4287, 4.2.6).

    A guid of another platform may be any text; a URN holds no slash (RFC 2141, 2.2).
    """
    if not _ABSOLUTE.fullmatch(identity):
        return f"urn:story:guid:{quote(identity, safe='')}"
    return quote(identity, safe=_URN_SIGNS) if identity.lower().startswith("urn:") else identity


def told_apart(moment: datetime, identity: str) -> datetime:
    """Return a moment with a fraction of a second that follows from the identity alone.

    Programs sort and compare entries by `updated`, and the W3C's validator warns of two that are equal. A
    story says its day or its minute; the fraction is nobody's claim, and no other story changes it.
    """
    if moment.microsecond:
        return moment
    return moment.replace(microsecond=int(sha256(identity.encode()).hexdigest()[:12], 16) % 1_000_000)


def _write_media(handler: Any, image: Image) -> None:
    attributes = {"url": image.url, "medium": "image"}
    if image.length:
        attributes |= {"type": image.type, "fileSize": str(image.length)}
    handler.startElement("media:content", attributes)
    if image.alt:
        handler.addQuickElement("media:title", image.alt, {"type": "plain"})
    handler.endElement("media:content")


def _written(
    kind: type[Any], facts: FeedFacts, entries: Sequence[FeedEntry], known: Known | None = None
) -> str:
    is_atom = kind is AtomFeed
    plain = str if is_atom else plain_in_rss
    feed = kind(
        title=plain(facts.title),
        link=facts.site,
        description=plain(facts.description),
        subtitle=facts.description if is_atom else None,
        language=facts.lang,
        feed_url=facts.url,
        feed_guid=facts.identity,
        feed_copyright=facts.rights,
        text=facts.text,
        links=facts.links,
        is_archive=facts.is_archive,
        tombstones=facts.tombstones,
        known={} if known is None else known,
    )
    for entry in entries:
        feed.add_item(**_facts_of(entry, facts, is_atom))
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue()


rss, atom = partial(_written, RssFeed), partial(_written, AtomFeed)
"""A feed as RSS 2.0 and as Atom 1.0; `known` is shared by all feeds of a site."""


def _facts_of(entry: FeedEntry, facts: FeedFacts, is_atom: bool) -> dict[str, Any]:
    enclosures = [Enclosure(i.url, str(i.length), i.type) for i in entry.images if i.length]
    summary: str | None = escape(entry.summary, quote=False)  # both formats read it as HTML
    if is_atom and not entry.summary.strip():
        summary = None
    updated = entry.updated or (NO_DATE if is_atom else None)
    return {
        "title": entry.title if is_atom else plain_in_rss(entry.title),
        "link": entry.link,
        "description": entry.content if facts.text == FULL else summary,
        "content": entry.content,
        "author_name": entry.author or (facts.title if is_atom else None),
        "pubdate": entry.published,
        "updateddate": told_apart(updated, entry.identity) if is_atom and updated else updated,
        "unique_id": atom_id(entry.identity) if is_atom else entry.identity,
        "unique_id_is_permalink": False,
        # RSS allows one enclosure; Atom any number.
        "enclosures": enclosures if is_atom else enclosures[:1],
        "terms": entry.categories,
        "images": entry.images,
        "talk": entry.talk,
        "lang": entry.lang,
        "entry": entry,
    }
