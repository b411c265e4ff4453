"""What changed after a story was told: its outcome, step by step, and the day it became overdue.

Feeds and mails announce these by themselves, so that a story is never announced twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from heard.library.library import Card, Library
from heard.model.ledger import derive
from heard.model.records import Event, Outcome
from heard.text.dates import Moment


class OutcomeChange(Struct, frozen=True):
    """A story's outcome became another word by an event that is dated.

    `before` and `word` are words of `words.OUTCOME_WORDS`; `identity` never changes as long as the
    event keeps its date.
    """

    card: Card
    before: str
    word: str
    event: Event
    on: Moment
    turn: int = 1
    """1, unless the same word came back within the same date, as in a month of ups and downs."""

    @property
    def identity(self) -> str:
        """The permanent name of this change."""
        name = f"{self.card.story.identity}:outcome:{self.on.text}:{self.word}"
        return name if self.turn == 1 else f"{name}:{self.turn}"


class BecameOverdue(Struct, frozen=True):
    """A loop whose deadline passed; `on` is the day after the deadline, which no later build moves."""

    card: Card
    deadline: date

    @property
    def on(self) -> date:
        """The first day on which it is overdue."""
        return self.deadline + timedelta(days=1)

    @property
    def identity(self) -> str:
        """The permanent name; a new deadline is a new one."""
        return f"{self.card.story.identity}:overdue:{self.deadline.isoformat()}"


def outcome_changes(card: Card) -> Iterator[OutcomeChange]:
    """Each change of the word a story is filed under, in the order of its timeline.

    The first word belongs to the story itself. An undated event has no place in time and is not told.
    """
    outcome = card.story.outcome
    if card.ledger is None or outcome is None or not outcome.has_timeline:
        return
    before = ""
    turns: Counter[tuple[str, str]] = Counter()
    for end in range(1, len(outcome.events) + 1):
        events = outcome.events[:end]
        ledger = derive(Outcome(events=events, has_timeline=True), date.min)  # a word needs no day
        word = ledger.word if ledger else ""
        event = events[-1]
        if before and word != before and event.on and event.on.is_dated:
            turns[event.on.text, word] += 1
            yield OutcomeChange(card, before, word, event, event.on, turns[event.on.text, word])
        before = word


def all_outcome_changes(library: Library) -> tuple[OutcomeChange, ...]:
    """The outcome changes of all listed stories, newest first."""
    found = [change for card in library.cards for change in outcome_changes(card)]
    found.sort(key=lambda change: (change.on.sort_time(), change.identity), reverse=True)
    return tuple(found)


def all_overdue(library: Library) -> tuple[BecameOverdue, ...]:
    """The loops that are overdue, the one that became so last first."""
    found = [
        BecameOverdue(card, card.ledger.deadline)
        for card in library.cards
        if card.ledger and card.ledger.overdue and card.ledger.deadline
    ]
    found.sort(key=lambda overdue: (overdue.deadline, overdue.identity), reverse=True)
    return tuple(found)
