"""The ledger: what the events of an outcome come to, as of one day.

Two axes are kept apart. The *stage* says how far things went; *heard* is the teller's own judgement,
and no event of a company touches it. Everything here is a pure function of the outcome, the day,
and the days a company is given to reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile

from heard.model import vocabulary
from heard.model.records import Event, Outcome

ASKS = ("told", "chased", "reopened", "unheard")
"""Events after which it is the company's turn."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What came of a story as of one day.

    `word` is what it is filed under (a word of `vocabulary.OUTCOME_WORDS`, or `in-words`).
    `stage` is a word of `vocabulary.STAGES`; `heard` is True, False, or None when the teller has not said.
    `loop` is none · open · overdue · settled · closed; `waiting_on` is nobody · company · teller.
    `since` is the day from which the wait counts, `days` the days since then as of `as_of`, which is None
    where nobody waits: such a story is the same on every day, and so are the pages that show it.
    `steps` are the four dots: whether told, answered, heard, changed happened.
    """

    word: str
    stage: str
    heard: bool | None
    loop: str
    waiting_on: str
    as_of: date | None
    text: str | None = None
    events: tuple[Event, ...] = ()
    deadline: date | None = None
    since: date | None = None
    days: int | None = None
    promises: tuple[Event, ...] = ()
    closed_reason: str | None = None
    steps: tuple[bool, bool, bool, bool] = (False, False, False, False)

    @property
    def overdue(self) -> bool:
        """Whether the company is waited for and the deadline has passed."""
        return self.loop == "overdue"

    @property
    def changed_not_heard(self) -> bool:
        """Something changed although the teller says that nobody heard."""
        return self.heard is False and self.stage in ("changed", "confirmed")

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the next step."""
        return self.loop in ("open", "overdue")


def derive(outcome: Outcome | None, as_of: date, reply_days: int = 30) -> Ledger | None:
    """The ledger of an outcome as of a day; None for a story that tells of no outcome."""
    if outcome is None:
        return None
    account = _Account(outcome)
    names = {event.event for event in outcome.events}
    deadline, since = account.deadline(reply_days), account.since
    return Ledger(
        word=account.word,
        stage=account.stage,
        heard=account.heard,
        loop=account.loop(deadline, as_of),
        waiting_on=account.waiting_on,
        as_of=None if account.waiting_on == "nobody" else as_of,
        text=outcome.text,
        events=outcome.events,
        deadline=deadline,
        since=since,
        days=(as_of - since).days if since and since <= as_of else None,
        promises=account.promises,
        closed_reason=account.closed.reason if account.closed else None,
        steps=(
            "told" in names,
            bool(names & {"answered", "promised"}),
            bool(account.heard),
            "changed" in names,
        ),
    )


class _Account:
    """What the events of an outcome come to, on whatever day."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._events = events = outcome.events
        self.closed = events[-1] if events and events[-1].event == "closed" else None
        said = [event.event for event in events if event.event in ("heard", "unheard")]
        self.heard = said[-1] == "heard" if said else None
        """What the teller said last: heard, not heard, or nothing."""

    @cached_property
    def stage(self) -> str:
        """The furthest stage reached. A change after a confirmation needs a new one to count as such."""
        names = [event.event for event in self._events]
        if "changed" in names:
            after = names[len(names) - 1 - names[::-1].index("changed") :]
            return "confirmed" if "confirmed" in after else "changed"
        if "answered" in names or "promised" in names:
            return "answered"
        if "heard" in names:
            return "heard"
        return "told" if "told" in names or "chased" in names else "untold"

    @cached_property
    def promises(self) -> tuple[Event, ...]:
        """Promises that no later change discharged: by name where it names some, else all."""
        pending: list[Event] = []
        for event in self._events:
            if event.event == "promised":
                pending.append(event)
            elif event.event == "changed":
                pending = [p for p in pending if event.fulfils and p.id not in event.fulfils]
        return tuple(pending)

    @cached_property
    def waiting_on(self) -> str:
        """Whose turn it is: nobody's, the company's or the teller's."""
        if self.stage == "untold" or self.closed:
            return "nobody"
        if self.promises:
            return "company"
        if self.stage == "confirmed":
            return "nobody"
        if self.stage == "changed":
            return "teller"
        if self._events[-1].event in ("chased", "reopened", "unheard"):
            return "company"
        if self.stage == "answered" and self.heard is not False:
            return "nobody" if self.heard else "teller"
        return "company"

    def deadline(self, reply_days: int) -> date | None:
        """When an open promise falls due, or an answer to the last ask, at its latest day."""
        if self.waiting_on != "company":
            return None
        if due := [promise.due.last for promise in self.promises if promise.due and promise.due.last]:
            return min(due)
        asks = [_day(event) for event in self._events if event.event in ASKS]
        try:
            return asks[-1] + timedelta(days=reply_days) if asks and asks[-1] else None
        except OverflowError:  # beyond the year 9999 there is no deadline
            return None

    @cached_property
    def since(self) -> date | None:
        """The day the wait began.

        The day of the first promise that is still open, or of the last dated event before it; else the
        first ask that nothing answered; else the last word spoken.
        """
        if self.waiting_on == "nobody" or not self._events:
            return None
        if self.promises:  # an undated promise was given after what stands before it
            until = self._events[: self._events.index(self.promises[0]) + 1]
            return next((day for day in map(_day, reversed(until)) if day), None)
        began = self._events[-1]
        if self.waiting_on == "company":
            for event in takewhile(lambda event: event.event in ASKS, reversed(self._events)):
                began = event
        return _day(began)

    def loop(self, deadline: date | None, as_of: date) -> str:
        """Whether the loop between teller and company is closed."""
        if self.closed:
            return "closed"
        if self.stage == "untold":
            return "none"
        if self.waiting_on == "nobody":
            return "settled"
        return "overdue" if deadline is not None and as_of > deadline else "open"

    @property
    def word(self) -> str:
        """The word its teller would use: the first that fits."""
        if self._outcome.word is None and not self._outcome.has_timeline:
            return vocabulary.IN_WORDS
        if self.closed and self.closed.reason == "left":
            return "left"
        if self.stage in ("confirmed", "changed"):
            return self.stage
        if self.heard:
            return "heard"
        if self.stage == "answered":
            return "answered" if self.heard is None else "unheard"
        return "told" if self.stage != "untold" else "untold"


def _day(event: Event) -> date | None:
    return event.on.last if event.on else None
