"""Which loops are open, and in which order a page shows them."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from heard.library.library import Card, Library
from heard.model.ledger import Ledger


class OpenLoops(Struct, frozen=True):
    """Stories in which somebody owes the next word.

    `company` and `teller` are dated, the longest wait first; `undated` are those of which nobody can say
    since when, by id. `overdue` are among `company`, the earliest deadline first.
    """

    company: tuple[Card, ...] = ()
    teller: tuple[Card, ...] = ()
    undated: tuple[Card, ...] = ()
    overdue: tuple[Card, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.company) + len(self.teller) + len(self.undated)


class Deadline(Struct, frozen=True):
    """A day by which a company owes something; `what` is the promise, None for a plain answer."""

    card: Card
    day: date
    what: str | None = None


def find_loops(library: Library) -> OpenLoops:
    """The open loops of a library, as of its day."""
    waiting = [(card, card.ledger) for card in library.cards if card.ledger and card.ledger.is_open]
    dated = sorted(
        ((card, ledger) for card, ledger in waiting if ledger.since is not None),
        key=lambda pair: (pair[1].since, pair[0].id),
    )
    overdue = [(card, ledger) for card, ledger in waiting if ledger.overdue]
    overdue.sort(key=lambda pair: (pair[1].deadline or date.max, pair[0].id))
    return OpenLoops(
        company=tuple(card for card, ledger in dated if ledger.waiting_on == "company"),
        teller=tuple(card for card, ledger in dated if ledger.waiting_on == "teller"),
        undated=tuple(sorted((c for c, ledger in waiting if ledger.since is None), key=lambda c: c.id)),
        overdue=tuple(card for card, _ledger in overdue),
    )


def deadlines(library: Library) -> tuple[Deadline, ...]:
    """Every deadline that still runs or has passed unanswered, the earliest first.

    Each open promise has its own; a story without promises has that of its last ask.
    """
    found: list[Deadline] = []
    for card in library.cards:
        ledger = card.ledger
        if ledger and ledger.waiting_on == "company":
            found += _of_promises(card, ledger) or _of_ask(card, ledger)
    found.sort(key=lambda deadline: (deadline.day, deadline.card.id, deadline.what or ""))
    return tuple(found)


def _of_promises(card: Card, ledger: Ledger) -> list[Deadline]:
    return [
        Deadline(card, promise.due.last, promise.what)
        for promise in ledger.promises
        if promise.due and promise.due.last
    ]


def _of_ask(card: Card, ledger: Ledger) -> list[Deadline]:
    return [Deadline(card, ledger.deadline)] if ledger.deadline else []
