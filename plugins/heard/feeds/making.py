"""Entries in the making: what goes into each, and its content through a template, once a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heard.feeds.bodies import absolute_links, pictures_in
from heard.feeds.entries import FeedEntry, Scene, Talk, entry_of, key_of
from heard.feeds.formats import Known
from heard.feeds.plans import CommentOn, FeedPlan, Source
from heard.library.changes import BecameOverdue, OutcomeChange
from heard.library.library import Card, LessonEntry
from heard.library.outputs import Body
from heard.library.spelling import spelled

TEMPLATES = {
    Card: ("feed_item", "card"),
    LessonEntry: ("lesson_item", "entry"),
    CommentOn: ("comment_item", "on"),
    OutcomeChange: ("outcome_item", "change"),
    BecameOverdue: ("overdue_item", "overdue"),
}
"""The template of an entry and the name of its variable."""
ITEM_TEMPLATES = tuple(name for name, _variable in TEMPLATES.values())


class Entries:
    """An entry is rendered once, shared by every feed and format that holds it, and let go after the last.

    `render` renders a template, if the theme has it; `address` makes the address of a feed from its file;
    `sizes` are the bytes of files of the site, by address.
    """

    def __init__(
        self,
        render: Callable[[str, Mapping[str, Any]], str | None],
        context: Mapping[str, Any],
        scene: Scene,
        plans: Mapping[str, FeedPlan],
        sizes: Mapping[str, int],
        address: Callable[[str], str],
    ) -> None:
        self._render, self._context, self._scene, self._plans = render, context, scene, plans
        self._sizes, self._address = sizes, address
        self._entries: dict[tuple[str, str], FeedEntry] = {}
        self._marks: dict[tuple[str, str], bytes] = {}
        self.known: Known = {}
        # In how many files that are not made yet an entry stands. Few stories stand in many: most are
        # needed for the feed of their year alone, and all of them together would fill the memory.
        self._left: Counter[tuple[str, str]] = Counter()
        for plan in plans.values():
            for one in plan.sources:
                self._left[key_of(one)] += len(plan.files)

    def mark(self, source: Source) -> bytes:
        """Return the mark of all of the site that an entry is made from."""
        key = key_of(source)
        if key not in self._marks:
            parts = source, self._body(source), self._talk(source), self._files(source)
            self._marks[key] = spelled(parts)
        return self._marks[key]

    def _body(self, source: Source) -> Body | None:
        """A story's own text."""
        body: Body | None = self._context["bodies"][source.id] if isinstance(source, Card) else None
        return body

    def _files(self, source: Source) -> tuple[int, ...]:
        """The bytes of the pictures of a story, where they are known before its text is at hand."""
        pictures = self._context.get("pictures", {}).get(source.id, ()) if isinstance(source, Card) else ()
        return tuple(self._sizes.get(address, 0) for address in pictures)

    def entry(self, source: Source) -> FeedEntry:
        """The entry that announces something."""
        key = key_of(source)
        if key not in self._entries:
            content = self._content(source)
            images = pictures_in(content, self._scene.site, self._sizes) if isinstance(source, Card) else ()
            self._entries[key] = entry_of(source, content, self._scene, images, self._talk(source))
        elif body := self._body(source):
            body.ask()
        return self._entries[key]

    def done(self, sources: Iterable[Source]) -> None:
        """A feed was made of these: let go of the entries that no other will hold."""
        for key in map(key_of, sources):
            self._left[key] -= 1
            if not self._left[key] and (entry := self._entries.pop(key, None)):
                self.known.pop(id(entry), None)

    def _content(self, source: Source) -> str:
        """The HTML of an entry with absolute links; of a story the full text, opened by what came of it."""
        body = self._body(source)
        card = source if isinstance(source, Card) else source.card
        name, variable = TEMPLATES[type(source)]
        remark = source.comment if isinstance(source, CommentOn) else None
        given: dict[str, Any] = {variable: source, "card": card, "content": body or "", "comment": remark}
        html = self._render(name, given)
        if html is None:  # another theme: the text itself is what matters
            html = body.__html__() if body else card.story.summary
        return absolute_links(html, f"{self._scene.site}{card.url}")

    def _talk(self, source: Source) -> Talk | None:
        """The conversation of a story that has one."""
        if not isinstance(source, Card) or not (plan := self._plans.get(f"comments/{source.id}")):
            return None
        feeds = {form: self._address(path) for form, path in plan.files.items()}
        page = f"{self._scene.site}{source.url}#comments"
        count = len(self._context["comments"][source.id])
        return Talk(count, page, feeds.get("RSS", ""), feeds.get("ATOM", ""))
