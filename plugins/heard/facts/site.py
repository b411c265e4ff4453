"""What templates ask of the site. Each answer has a key, and whoever renders can have the keys noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from heard.conversation.ties import Ties
from heard.feeds.groups import FeedLink
from heard.library.library import Card, Heading, Library, TermRef
from heard.links.connections import AllConnections
from heard.model.records import Comment, Lesson
from heard.pages.facets.views import Neighbours

Key = tuple[str, ...]
"""A question: its name, and what it is asked about."""
Context = Mapping[str, Any]


class PageLink(Struct, frozen=True):
    """A page of the owner's own; `title` is HTML."""

    title: str
    url: str


class Frame(Struct, frozen=True):
    """What stands on every page: where the menu leads, the feeds of the site, style sheet and scripts.

    Addresses are relative to the site, empty for no such page. `index_urls` are those of lists that hold
    something, by facet (`story`, `lesson`, `open` included), `link_urls` those of pages about links;
    `front_url` is where the name of the site leads, None where nothing is at its root; `scripts` have their
    addresses by name. `tells_experiences`: any story says what mattered, came of it or was learned.
    """

    index_urls: Mapping[str, str] = field(default_factory=dict)
    link_urls: Mapping[str, str] = field(default_factory=dict)
    front_url: str | None = ""
    subscribe_url: str = ""
    opml_url: str = ""
    pages: tuple[PageLink, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    stylesheet: str = ""
    scripts: Mapping[str, str] = field(default_factory=dict)
    tells_experiences: bool = False
    has_feeds: bool = False
    shows_replies: bool = False


FRAME_FIELDS = frozenset(Frame.__struct_fields__)


def frame_of(context: Context) -> Frame:
    """Return what stands on every page of a site."""
    given = {name: context[name] for name in FRAME_FIELDS if name in context}
    pages = tuple(PageLink(str(page.title), page.url) for page in context.get("pages", ()))
    has_feeds, shows_replies = "feed_plans" in context, "replies" in context
    return Frame(**{**given, "pages": pages, "has_feeds": has_feeds, "shows_replies": shows_replies})


def _card(context: Context, story_id: str) -> Card:
    library: Library = context["library"]
    return library.card(story_id)


def _languages(context: Context, story_id: str) -> tuple[Heading, ...]:
    library: Library = context["library"]
    return tuple(other.heading for other in library.languages(story_id))


def _of_views(name: str, default: Any) -> Callable[[Context, str], Any]:
    """Have the views of the library answer."""

    def answer(context: Context, story_id: str) -> Any:
        views = context.get("views")
        return getattr(views, name)(_card(context, story_id)) if views else default

    return answer


def _by(name: str) -> Callable[[Context, str], Any]:
    """Have a function of the context answer, where it has one, by the card of a story."""

    def answer(context: Context, story_id: str) -> Any:
        ask = context.get(name)
        return ask(_card(context, story_id)) if ask else None

    return answer


def _made_of_story_facts(context: Context, story_id: str) -> object:
    """What they are made of, which is there sooner."""
    return _card(context, story_id), context.get("threads", {}).get(story_id)


def _made_of_ties(context: Context, story_id: str) -> object:
    ties: AllConnections = context["connections"]
    return ties.mark(story_id)


def _pages(context: Context) -> Iterable[str]:
    library: Library = context["library"]
    return (*library.by_id, *library.hidden)


class Question(Struct, frozen=True):
    """What a template may ask: in words, for whoever asks why a page was made; how it is answered; about
    what there may be something to say; and what the answer is made of, where that is there sooner.
    """

    words: str
    answer: Callable[..., Any]
    abouts: Callable[[Context], Iterable[str | tuple[str, str]]]
    made_of: Callable[..., object] | None = None


def _in_table(
    words: str, name: str, default: Any, made_of: Callable[..., object] | None = None
) -> Question:
    """A question that a table of the context answers."""
    return Question(
        words,
        lambda context, *key: context.get(name, {}).get(key if len(key) > 1 else key[0], default),
        lambda context: context.get(name, {}),
        made_of,
    )


QUESTIONS: dict[str, Question] = {
    "frame": Question("what stands on every page", frame_of, lambda _context: [""]),
    "as_of": Question("the day", lambda context: context["library"].as_of, lambda _context: [""]),
    "languages": Question(
        "its other languages", _languages, lambda context: context["library"].translations
    ),
    "neighbours": Question("the story before or after it", _of_views("neighbours", Neighbours()), _pages),
    "series_of": Question(
        "the parts of its series",
        _of_views("series_of", ()),
        lambda context: (name for name in _pages(context) if _card(context, name).series),
    ),
    "ties": _in_table("what ties it to other stories", "connections", None, _made_of_ties),
    "conversation": _in_table("what was said under it", "conversations", None),
    "comment_ties": _in_table("what its comments lead to", "comment_ties", None),
    "comment_feeds": _in_table("the feeds of its comments", "comment_feeds", ()),
    "replies": _in_table("the company's replies", "replies", ()),
    "live_conversation": Question("its live comments", _by("live_conversation"), _pages),
    "story_facts": Question("what it tells machines", _by("story_facts"), _pages, _made_of_story_facts),
    "text": _in_table("its text", "text_marks", b""),
    "answer_time": _in_table("how the company answers", "answer_time", None),
    "feed_about": _in_table("where a feed stands", "feed_about", None),
    "feeds_of": _in_table("the feeds of a term", "feeds_of", ()),
}
"""Each question by its name."""
FRAME: Key = ("frame",)


class Site:
    """The site as templates see it: `site`, in every template and macro.

    It is made before templates are, and answers once `open` was called. Beside what stands here it has the
    fields of `Frame`, and a function for each of `QUESTIONS`.
    """

    def __init__(self) -> None:
        self._context: Context = {}
        self._frame: Frame | None = None
        self.note: Callable[[Key], object] | None = None
        """Is told the key of each question, where somebody wants to know."""

    def open(self, context: Context) -> None:
        """Answer from a context from now on."""
        self._context, self._frame = context, None

    def answer(self, key: Key) -> Any:
        """Return the answer to a question, without noting it."""
        if key == FRAME:
            if self._frame is None:
                self._frame = frame_of(self._context)
            return self._frame
        name, *about = key
        return QUESTIONS[name].answer(self._context, *about)

    def answers(self, name: str) -> Iterator[tuple[str, object]]:
        """Yield about what there may be something to say, and what that is made of."""
        question = QUESTIONS[name]
        for about in question.abouts(self._context):
            parts = (about,) if isinstance(about, str) else about
            made_of = (question.made_of or question.answer)(self._context, *filter(None, parts))
            yield " ".join(parts), made_of

    def asked(self, *key: str) -> None:
        """Note a question."""
        if self.note is not None:
            self.note(key)

    def _ask(self, *key: str) -> Any:
        self.asked(*key)
        return self.answer(key)

    def __deepcopy__(self, _memo: object) -> Site:
        return self  # settings are copied, and the site is one

    # -- what templates ask ---------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        """Return what stands on every page, or a function that asks a question.

        A question is asked about a card, a term or a name. Raises AttributeError for any other name.
        """
        if name in FRAME_FIELDS:
            return getattr(self._ask(*FRAME), name)
        if name in QUESTIONS:
            return lambda about: self._ask(name, *_key_of(about))
        raise AttributeError(name)

    @property
    def as_of(self) -> date:
        """The day of the build. A page that asks is made anew every day."""
        day: date = self._ask("as_of")
        return day

    def source_of(self, card: Card, lesson: Lesson) -> Comment | None:
        """The comment that a lesson was kept from."""
        ties: Ties | None = self.comment_ties(card)
        return ties.sources.get(lesson.id) if ties else None


def _key_of(about: Card | TermRef | str) -> Key:
    if isinstance(about, Card):
        return (about.id,)
    return (about.facet, about.slug) if isinstance(about, TermRef) else (about,)
