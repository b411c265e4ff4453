"""How a company answers, told fairly: by stage, with the number of stories behind each figure."""

from __future__ import annotations

from statistics import median

from msgspec import Struct

from heard.library.library import Card, Term


class AnswerTime(Struct, frozen=True):
    """The median of whole days from told to the first answer, over the stories that say both dates.

    `counted` are these stories, quickest first; `left_out` those that were answered but lack a date.
    """

    days: float | None
    counted: tuple[Card, ...] = ()
    left_out: tuple[Card, ...] = ()


def answer_time(term: Term) -> AnswerTime:
    """The answer time of a company. Nothing is ranked: one company is not held against another."""
    answers = [(card, *_days_to_answer(card)) for card in term.cards]
    timed = sorted((days, card.id, card) for card, _answered, days in answers if days is not None)
    return AnswerTime(
        median(days for days, _id, _card in timed) if timed else None,
        tuple(card for _days, _id, card in timed),
        tuple(card for card, answered, days in answers if answered and days is None),
    )


def _days_to_answer(card: Card) -> tuple[bool, int | None]:
    """Whether the company answered, and after how many days where both days are known."""
    told = None
    for event in card.ledger.events if card.ledger else ():
        if event.event == "told" and told is None:
            told = event.on
        elif event.event in ("answered", "promised", "changed"):
            if told is None and event.unprompted:
                return False, None  # nobody had to ask
            if told and event.on and told.has_day and event.on.has_day and told.first and event.on.first:
                return True, max(0, (event.on.first - told.first).days)
            return True, None
    return False, None
