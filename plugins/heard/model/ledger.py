"""The ledger: what the events of an outcome come to, as of one day.

Two axes are kept apart. The *stage* says how far things went; *heard* is the teller's own judgement,
and no event of a company touches it. Everything here is a pure function of the outcome, the day,
and the days a company is given to reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from heard.model import vocabulary
from heard.model.records import Event, Outcome
from heard.text.dates import Moment

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
    events = outcome.events
    stage = stage_of(events)
    heard = heard_of(events)
    closed = _closed_by(events)
    promises = open_promises(events)
    waiting_on = _waiting_on(events, stage, heard, closed, promises)
    deadline = _deadline(events, waiting_on, promises, reply_days)
    since = _since(events, waiting_on, promises)
    word = _word(outcome, stage, heard, closed)
    return Ledger(
        word=word,
        stage=stage,
        heard=heard,
        loop=_loop(stage, closed, waiting_on, deadline, as_of),
        waiting_on=waiting_on,
        as_of=None if waiting_on == "nobody" else as_of,
        text=outcome.text,
        events=events,
        deadline=deadline,
        since=since,
        days=(as_of - since).days if since and since <= as_of else None,
        promises=promises,
        closed_reason=closed.reason if closed else None,
        steps=_steps(events),
    )


def stage_of(events: tuple[Event, ...]) -> str:
    """The furthest stage reached. A change after a confirmation needs a new one to count as such."""
    names = [event.event for event in events]
    if "changed" in names:
        after = names[len(names) - 1 - names[::-1].index("changed") :]
        return "confirmed" if "confirmed" in after else "changed"
    if "answered" in names or "promised" in names:
        return "answered"
    if "heard" in names:
        return "heard"
    return "told" if "told" in names or "chased" in names else "untold"


def heard_of(events: tuple[Event, ...]) -> bool | None:
    """What the teller said last: heard, not heard, or nothing."""
    for event in reversed(events):
        if event.event in ("heard", "unheard"):
            return event.event == "heard"
    return None


def open_promises(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Promises that no later change discharged: by name where it names some, else all."""
    pending: list[Event] = []
    for event in events:
        if event.event == "promised":
            pending.append(event)
        elif event.event == "changed":
            pending = [p for p in pending if event.fulfils and p.id not in event.fulfils]
    return tuple(pending)


def _closed_by(events: tuple[Event, ...]) -> Event | None:
    return events[-1] if events and events[-1].event == "closed" else None


def _waiting_on(
    events: tuple[Event, ...],
    stage: str,
    heard: bool | None,
    closed: Event | None,
    promises: tuple[Event, ...],
) -> str:
    if stage == "untold" or closed:
        return "nobody"
    if promises:
        return "company"
    if stage == "confirmed":
        return "nobody"
    if stage == "changed":
        return "teller"
    if events[-1].event in ("chased", "reopened", "unheard"):
        return "company"
    if stage == "answered" and heard is not False:
        return "nobody" if heard else "teller"
    return "company"


def _deadline(
    events: tuple[Event, ...], waiting_on: str, promises: tuple[Event, ...], reply_days: int
) -> date | None:
    if waiting_on != "company":
        return None
    due = [promise.due.last for promise in promises if promise.due and promise.due.last]
    if due:
        return min(due)
    last = _last_ask(events)
    try:
        return last + timedelta(days=reply_days) if last else None
    except OverflowError:  # beyond the year 9999 there is no deadline
        return None


def _last_ask(events: tuple[Event, ...]) -> date | None:
    """The latest day of the last told, chased, reopened or unheard."""
    for event in reversed(events):
        if event.event in ASKS:
            return _day(event.on)
    return None


def _since(events: tuple[Event, ...], waiting_on: str, promises: tuple[Event, ...]) -> date | None:
    """The day the wait began.

    The day of the first promise that is still open, or of the last dated event before it; else the
    first ask that nothing answered; else the last word spoken.
    """
    if waiting_on == "nobody" or not events:
        return None
    if promises:  # an undated promise was given after what stands before it
        until = events[: events.index(promises[0]) + 1]
        days = (_day(event.on) for event in reversed(until))
        return next((day for day in days if day), None)
    began = events[-1]
    if waiting_on == "company":
        for event in reversed(events):
            if event.event not in ASKS:
                break
            began = event
    return _day(began.on)


def _day(moment: Moment | None) -> date | None:
    return moment.last if moment else None


def _loop(stage: str, closed: Event | None, waiting_on: str, deadline: date | None, as_of: date) -> str:
    if closed:
        return "closed"
    if stage == "untold":
        return "none"
    if waiting_on == "nobody":
        return "settled"
    if waiting_on == "company" and deadline is not None and as_of > deadline:
        return "overdue"
    return "open"


def _word(outcome: Outcome, stage: str, heard: bool | None, closed: Event | None) -> str:
    """The word its teller would use: the first that fits."""
    if outcome.word is None and not outcome.has_timeline:
        return vocabulary.IN_WORDS
    if closed and closed.reason == "left":
        return "left"
    if stage in ("confirmed", "changed"):
        return stage
    if heard:
        return "heard"
    if stage == "answered":
        return "answered" if heard is None else "unheard"
    return "told" if stage != "untold" else "untold"


def _steps(events: tuple[Event, ...]) -> tuple[bool, bool, bool, bool]:
    names = {event.event for event in events}
    return (
        "told" in names,
        bool(names & {"answered", "promised"}),
        bool(heard_of(events)),
        "changed" in names,
    )
