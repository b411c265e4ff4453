"""What a feed says of one thing: pure facts, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, tzinfo
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

    def title(self, name: str, default: str, **values: str) -> str:
        """A title in the words of the theme."""
        return self.strings.filled(name, default, **values)


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
    if isinstance(source, Card):
        made = _of_story(source, content, scene, images, talk)
    else:
        made = replace(_told_by(source, scene), content=content)
    return replace(
        made,
        title=writable(made.title),
        summary=writable(made.summary),
        content=writable(made.content),
        author=writable(made.author),
    )


def writable(text: str) -> str:
    """A text without what no XML can hold: control characters; half of a pair becomes U+FFFD.

    Bodies bring them along as `&#12;`, comments from wherever they come.
    """
    return CONTROL.sub("", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _told_by(source: Source, scene: Scene) -> FeedEntry:
    """The entry of a lesson, a change or a comment, still without its content."""
    assert not isinstance(source, Card)
    card = source.card
    base = FeedEntry(
        identity="",
        title="",
        link=urljoin(scene.site, card.url),
        summary=card.story.summary,
        content="",
        author=_authors(card),
        lang=card.story.lang,
        published=None,
        updated=None,
        categories=tuple(_categories(card, scene)),
    )
    if isinstance(source, LessonEntry):
        return _of_lesson(source, base, scene)
    if isinstance(source, OutcomeChange):
        word = scene.strings.outcomes.get(source.word, source.word)
        title = scene.title("outcome", "{title}: {word}", title=card.title, word=word)
        return _dated(base, source.identity, title, scene.moment(source.on))
    if isinstance(source, BecameOverdue):
        deadline = scene.strings.day(source.deadline)
        title = scene.title("overdue", "{title}: {deadline}", title=card.title, deadline=deadline)
        moment = in_zone(datetime.combine(source.on, time.min), scene.zone)
        return _dated(base, source.identity, title, moment)
    return _of_comment(source, base, scene)


def _dated(base: FeedEntry, name: str, title: str, moment: datetime | None) -> FeedEntry:
    return replace(base, identity=name, title=title, published=moment, updated=moment)


def _of_lesson(source: LessonEntry, base: FeedEntry, scene: Scene) -> FeedEntry:
    story, lesson = source.card.story, source.ref.lesson
    entry = _dated(base, f"{story.identity}:lesson:{lesson.id}", lesson.text, scene.moment(story.date))
    link = urljoin(scene.site, source.ref.url or source.card.url)
    return replace(entry, link=link, updated=_later(scene.moment(story.modified), entry.published))


def _of_comment(source: CommentOn, base: FeedEntry, scene: Scene) -> FeedEntry:
    card, comment = source.card, source.comment
    nobody = ("unattributed", "Unattributed") if comment.unattributed else ("anonymous", "Anonymous")
    author = comment.author or scene.strings.filled(*nobody)
    title = scene.title("comment", "{author}: {title}", author=author, title=card.title)
    name = f"{card.story.identity}:comment:{comment.id}"
    entry = _dated(base, name, title, scene.moment(comment.date))
    link = f"{base.link}#comment-{comment.id}"
    return replace(entry, link=link, summary="", author=author, categories=())


def _of_story(
    card: Card, content: str, scene: Scene, images: tuple[Image, ...], talk: Talk | None
) -> FeedEntry:
    story = card.story
    published = scene.moment(story.date)
    return FeedEntry(
        identity=scene.identity(card),
        title=story.title,
        link=urljoin(scene.site, card.url) + scene.query,
        summary=story.summary,
        content=content,
        author=_authors(card),
        lang=story.lang,
        published=published,
        updated=_later(scene.moment(story.modified), published),
        categories=tuple(_categories(card, scene)),
        images=images,
        talk=talk,
    )


def _later(modified: datetime | None, published: datetime | None) -> datetime | None:
    """When an entry was last changed, which is never before it was published."""
    return max((moment for moment in (modified, published) if moment), default=None)


def _authors(card: Card) -> str:
    return ", ".join(teller.name for teller in card.tellers)


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
