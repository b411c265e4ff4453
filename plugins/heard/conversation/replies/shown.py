"""A reply as a page shows it, and the lessons that may come from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from heard.content.parts import lesson_line, named, not_verbatim
from heard.library.library import Card
from heard.model.records import Reply
from heard.text.names import did_you_mean
from heard.text.problems import Problem

PREFIX = "reply:"


class ShownReply(Struct, frozen=True):
    """A reply with its words as HTML that is safe to show."""

    reply: Reply
    content: str

    @property
    def id(self) -> str:
        """Its permanent name within the story."""
        return self.reply.id


def lesson_problems(
    cards: Iterable[Card], replies: Mapping[str, tuple[ShownReply, ...]]
) -> Iterator[Problem]:
    """Lessons that name a reply which is not there, or quote it wrongly."""
    for card in cards:
        by_id = {shown.id: shown for shown in replies.get(card.id, ())}
        for ref in card.lessons:
            lesson = ref.lesson
            if not lesson.source.startswith(PREFIX):
                continue
            name = lesson.source.removeprefix(PREFIX)
            if name not in by_id:
                message = f'{named(lesson)} comes from "{name}", which is no reply to this story.'
                hint, line = did_you_mean(name, sorted(by_id)), lesson_line(card.story)
                yield Problem("lesson-reply", card.story.source, line, message, hint)
            elif wrong := not_verbatim(card.story, lesson, by_id[name].content, f'reply "{name}"'):
                yield wrong
