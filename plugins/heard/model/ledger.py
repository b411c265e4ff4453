"""The ledger: what the events of an outcome come to, as of one day.

Two axes are kept apart. The *stage* says how far things went; *heard* is the teller's own judgement,
and no event of a company touches it. Everything here is a pure function of the outcome, the day,
and the days a company is given to reply.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter

from msgspec import Struct

from heard.model import vocabulary
from heard.model.records import Event, Outcome

ASKS = ("told", "chased", "reopened", "unheard")
"""Events after which it is the company's turn."""


class Ledger(Struct, frozen=True):
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
    return None if outcome is None else ledger_of(outcome, account_of(outcome), as_of, reply_days)


def ledger_of(outcome: Outcome, account: Account, as_of: date, reply_days: int = 30) -> Ledger:
    """The ledger of an outcome as of a day; `account` is what it comes to on whatever day."""
    events = outcome.events
    promises = tuple([events[at] for at in account.promises]) if account.promises else ()
    since = next(filter(None, [_day(events[at]) for at in account.waits_from]), None)
    deadline = _deadline(outcome, account, promises, reply_days)
    is_late = account.loop == "open" and deadline is not None and as_of > deadline
    return Ledger(
        word=account.word,
        stage=account.stage,
        heard=account.heard,
        loop="overdue" if is_late else account.loop,
        waiting_on=account.waiting_on,
        as_of=None if account.waiting_on == "nobody" else as_of,
        text=outcome.text,
        events=events,
        deadline=deadline,
        since=since,
        days=(as_of - since).days if since and since <= as_of else None,
        promises=promises,
        closed_reason=account.closed_reason,
        steps=account.steps,
    )


def account_of(outcome: Outcome) -> Account:
    """What an outcome comes to on whatever day."""
    has_words_only = outcome.word is None and not outcome.has_timeline
    return _account(has_words_only, tuple(map(_WITHOUT_DATES, outcome.events)))


_WITHOUT_DATES = attrgetter("event", "reason", "id", "fulfils")
_What = tuple[str, str | None, str | None, tuple[str, ...]]
"""An event without its dates: its word, the reason of a closing, its id and what it fulfils."""


class Account:
    """What the events of an outcome come to, on whatever day. Events are named by where they stand."""

    def __init__(self, has_words_only: bool, events: tuple[_What, ...]) -> None:
        names = [name for name, _reason, _id, _fulfils in events]
        self._names, self._has_words_only = names, has_words_only
        is_closed = names[-1:] == ["closed"]
        self.closed_reason = events[-1][1] if is_closed else None
        said = [name for name in names if name in ("heard", "unheard")]
        self.heard = said[-1] == "heard" if said else None
        """What the teller said last: heard, not heard, or nothing."""
        self.stage = self._stage()
        self.promises = _open_promises(events)
        """Promises that no later change discharged: by name where it names some, else all."""
        self.waiting_on = "nobody" if is_closed else self._waiting_on()
        self.waits_from = self._waits_from()
        """The events whose day the wait counts from: the first that has one."""
        self.last_ask = max((at for at, name in enumerate(names) if name in ASKS), default=None)
        self.loop = "closed" if is_closed else self._loop()
        """Whether the loop between teller and company is closed; an open one may be overdue."""
        self.steps = (
            "told" in names,
            "answered" in names or "promised" in names,
            bool(self.heard),
            "changed" in names,
        )
        self.word = self._word()
        """The word its teller would use: the first that fits."""

    def _stage(self) -> str:
        """The furthest stage reached. A change after a confirmation needs a new one to count as such."""
        names = self._names
        if "changed" in names:
            after = names[len(names) - 1 - names[::-1].index("changed") :]
            return "confirmed" if "confirmed" in after else "changed"
        if "answered" in names or "promised" in names:
            return "answered"
        if "heard" in names:
            return "heard"
        return "told" if "told" in names or "chased" in names else "untold"

    def _waiting_on(self) -> str:
        """Whose turn it is: nobody's, the company's or the teller's."""
        if self.stage == "untold":
            return "nobody"
        if self.promises:
            return "company"
        if self.stage == "confirmed":
            return "nobody"
        if self.stage == "changed":
            return "teller"
        if self._names[-1] in ("chased", "reopened", "unheard"):
            return "company"
        if self.stage == "answered" and self.heard is not False:
            return "nobody" if self.heard else "teller"
        return "company"

    def _waits_from(self) -> tuple[int, ...]:
        """The first promise that is still open, and what stands before it; else the first ask that nothing
        answered; else the last word spoken.
        """
        if self.waiting_on == "nobody":
            return ()
        if self.promises:  # an undated promise was given after what stands before it
            return tuple(range(self.promises[0], -1, -1))
        last = len(self._names) - 1
        if self.waiting_on == "company":
            asked = len(list(takewhile(ASKS.__contains__, reversed(self._names))))
            return (min(last, last + 1 - asked),)
        return (last,)

    def _loop(self) -> str:
        if self.stage == "untold":
            return "none"
        return "settled" if self.waiting_on == "nobody" else "open"

    def _word(self) -> str:
        if self._has_words_only:
            return vocabulary.IN_WORDS
        if self.closed_reason == "left":
            return "left"
        if self.stage in ("confirmed", "changed"):
            return self.stage
        if self.heard:
            return "heard"
        if self.stage == "answered":
            return "answered" if self.heard is None else "unheard"
        return "told" if self.stage != "untold" else "untold"


_account = lru_cache(maxsize=1 << 12)(Account)  # most outcomes are like many others


def _open_promises(events: tuple[_What, ...]) -> tuple[int, ...]:
    pending: list[int] = []
    for at, (name, _reason, _id, fulfils) in enumerate(events):
        if name == "promised":
            pending.append(at)
        elif name == "changed":
            pending = [promise for promise in pending if fulfils and events[promise][2] not in fulfils]
    return tuple(pending)


def _deadline(
    outcome: Outcome, account: Account, promises: tuple[Event, ...], reply_days: int
) -> date | None:
    """When an open promise falls due, or an answer to the last ask, at its latest day."""
    if account.waiting_on != "company":
        return None
    if due := [promise.due.last for promise in promises if promise.due and promise.due.last]:
        return min(due)
    asked = None if account.last_ask is None else _day(outcome.events[account.last_ask])
    try:
        return asked + timedelta(days=reply_days) if asked else None
    except OverflowError:  # beyond the year 9999 there is no deadline
        return None


def _day(event: Event) -> date | None:
    return event.on.last if event.on else None
