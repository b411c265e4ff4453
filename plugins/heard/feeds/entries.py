"""What a feed says of one thing: pure facts, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, tzinfo
from typing import Any
from urllib.parse import urljoin

from feedgenerator import get_tag_uri
from msgspec import Struct, field
from msgspec.structs import replace

from heard.content.front_matter import CONTROL
from heard.feeds.feedstrings import FeedStrings
from heard.feeds.plans import CommentOn, Source
from heard.library.changes import BecameOverdue, OutcomeChange
from heard.library.library import Card, LessonEntry, TermRef
from heard.text.dates import Moment, in_zone


class Category(Struct, frozen=True):
    """A term of a story: its name and, as `domain` or `scheme`, the page of its facet."""

    name: str
    domain: str


class Image(Struct, frozen=True):
    """A picture of the body. `length` in bytes and `type` are known for files of the site only."""

    url: str
    alt: str = ""
    type: str = ""
    length: int = 0


class Talk(Struct, frozen=True):
    """The conversation under a story: how many comments, where they stand, and their feeds.

    `rss` and `atom` are empty where there is no such feed.
    """

    count: int
    page: str
    rss: str = ""
    atom: str = ""


class FeedEntry(Struct, frozen=True):
    """One entry. `identity` never changes; `published` is None for an undated story."""

    identity: str
    title: str
    link: str
    summary: str
    content: str
    author: str
    lang: str
    published: datetime | None
    updated: datetime | None
    categories: tuple[Category, ...] = ()
    images: tuple[Image, ...] = ()
    talk: Talk | None = None


class Scene(Struct, frozen=True):
    """What all entries of a site share: its absolute address, ending in a slash, and its time zone.

    `strings` are the theme's words for titles. `has_pelican_ids` keeps the identities that Pelican gave;
    `query` is appended to the links of stories.
    """

    site: str
    zone: tzinfo
    strings: FeedStrings = field(default_factory=FeedStrings)
    has_pelican_ids: bool = False
    query: str = ""

    def identity(self, card: Card) -> str:
        """The identity of a story's entry: its guid, else by its id or, as Pelican does, its address."""
        published = self.moment(card.story.date)
        if card.story.guid or not self.has_pelican_ids or published is None:
            return card.story.identity
        return str(get_tag_uri(urljoin(self.site, card.url), published))

    def moment(self, moment: Moment | None) -> datetime | None:
        """The earliest moment with an offset: its own, else that of the site."""
        if moment is None or not moment.is_dated:
            return None
        found = moment.as_datetime()
        return found if found.tzinfo else in_zone(found, self.zone)


def key_of(source: Source) -> tuple[str, str]:
    """What makes a source one: entries with the same key are rendered once."""
    if isinstance(source, LessonEntry):
        return "lesson", f"{source.card.id}:{source.ref.lesson.id}"
    if isinstance(source, OutcomeChange | BecameOverdue):
        return "change", source.identity
    if isinstance(source, CommentOn):
        return "comment", f"{source.card.id}:{source.comment.id}"
    return "story", source.id


def entry_of(
    source: Source,
    content: str,
    scene: Scene,
    images: tuple[Image, ...] = (),
    talk: Talk | None = None,
) -> FeedEntry:
    """The entry of a source; `content` is its HTML with absolute links."""
    card = source if isinstance(source, Card) else source.card
    published = scene.moment(card.story.date)
    base = FeedEntry(
        identity=scene.identity(card),
        title=card.title,
        link=urljoin(scene.site, card.url),
        summary=card.story.summary,
        content=content,
        author=", ".join(teller.name for teller in card.tellers),
        lang=card.story.lang,
        published=published,
        # It is never before the publication.
        updated=max(filter(None, (scene.moment(card.story.modified), published)), default=None),
        categories=tuple(_categories(card, scene)),
        images=images,
        talk=talk,
    )
    made = replace(base, **_what_differs(source, base, scene))
    texts = {name: writable(getattr(made, name)) for name in ("title", "summary", "content", "author")}
    return replace(made, **texts)


def writable(text: str) -> str:
    """A text without what no XML can hold: control characters; half of a pair becomes U+FFFD.

    Bodies bring them along as `&#12;`, comments from wherever they come.
    """
    return CONTROL.sub("", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _what_differs(source: Source, base: FeedEntry, scene: Scene) -> dict[str, Any]:
    """What is said of a lesson, a change or a comment in place of what is said of its story."""
    if isinstance(source, Card):
        return {"link": base.link + scene.query}
    card, text = source.card, scene.strings.filled
    if isinstance(source, LessonEntry):
        lesson = source.ref.lesson
        name = f"{card.story.identity}:lesson:{lesson.id}"
        return {
            "identity": name,
            "title": lesson.text,
            "link": urljoin(scene.site, source.ref.url or card.url),
        }
    if isinstance(source, CommentOn):
        comment = source.comment
        nobody = ("unattributed", "Unattributed") if comment.unattributed else ("anonymous", "Anonymous")
        author = comment.author or text(*nobody)
        name = f"{card.story.identity}:comment:{comment.id}"
        title = text("comment", "{author}: {title}", author=author, title=card.title)
        more = {
            "link": f"{base.link}#comment-{comment.id}",
            "summary": "",
            "author": author,
            "categories": (),
        }
        moment = scene.moment(comment.date)
    elif isinstance(source, OutcomeChange):
        word = scene.strings.outcomes.get(source.word, source.word)
        name, more = source.identity, {}
        title = text("outcome", "{title}: {word}", title=card.title, word=word)
        moment = scene.moment(source.on)
    else:
        deadline = scene.strings.day(source.deadline)
        name, more = source.identity, {}
        title = text("overdue", "{title}: {deadline}", title=card.title, deadline=deadline)
        moment = in_zone(datetime.combine(source.on, time.min), scene.zone)
    return {"identity": name, "title": title, "published": moment, "updated": moment, **more}


def _categories(card: Card, scene: Scene) -> Iterable[Category]:
    """The terms of a story, by the names that pages show; category and tags as they are written.

    Programs that filter a feed know these two as Pelican writes them.
    """
    refs: list[TermRef] = [ref.term for ref in card.values]
    refs += [ref for ref in (card.outcome, card.company) if ref]
    named = [(ref, scene.strings.term(ref)) for ref in refs]
    if card.category:
        named.append((card.category, card.story.category or card.category.name))
    if card.series:
        named.append((card.series.term, scene.strings.term(card.series.term)))
    named += zip(card.tags, card.tag_names, strict=True)
    for ref, name in named:
        folder = ref.url.rstrip("/").rsplit("/", 1)[0] + "/" if "/" in ref.url.rstrip("/") else ""
        yield Category(name, urljoin(scene.site, folder))
