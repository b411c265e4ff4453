"""Checking an outcome: which events may follow which, and what each must say; and what replies do to it.

The rules stand in the table below, one line an event; every breach is a problem with its own code and the
line of the event. Nothing is corrected: what a company is said to have done must be what the teller
wrote.

A company's reply answers, promises or changes – and is never "heard". It stands under the story in any
case. What it makes happen must fit what the teller wrote: nobody can answer after the teller closed the
matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from heard.content.fields import Reading
from heard.model import vocabulary
from heard.model.ledger import derive
from heard.model.records import Event, Outcome, Reply
from heard.text.dates import Moment
from heard.text.names import did_you_mean
from heard.text.problems import Problem

_ADDED = ("channel", "what", "due", "evidence", "fulfils")
"""What a reply adds to an event that the teller told of as well, where that was not said."""


class Rule(Struct, frozen=True):
    """What an event needs: an earlier event (`or unprompted`), and fields, with what is wrong without."""

    needs: str = ""
    unprompted: bool = False
    required: Mapping[str, tuple[str, str]] = field(default_factory=dict)


RULES = {
    "told": Rule(),
    "answered": Rule("told", True),
    "heard": Rule("told", True),
    "unheard": Rule("told", True),
    "promised": Rule(
        "told",
        True,
        {
            "what": ("promise-what", "A promise must say what was promised."),
            "due": ("promise-due", "A promise must say when it is due."),
        },
    ),
    "chased": Rule("told"),
    "changed": Rule("told", True, {"what": ("change-what", "A change must say what changed.")}),
    "confirmed": Rule("changed"),
    "closed": Rule(required={"reason": ("reason-missing", "Closing must say why.")}),
    "reopened": Rule("closed"),
}


def short_form(word: str, story_date: Moment) -> tuple[Event, ...]:
    """The events one outcome word stands for; only `told` is dated, and only to the day."""
    return tuple(
        Event(
            event=name,
            by=vocabulary.EVENT_SPEAKER[name],
            on=story_date if name == "told" and story_date.has_day else None,
            reason="left" if name == "closed" else None,
        )
        for name in vocabulary.SHORT_FORMS[word]
    )


def check_timeline(
    reading: Reading,
    events: tuple[Event, ...],
    as_of: date,
    refused: Mapping[int, Collection[str]] = MappingProxyType({}),
    reply: str | None = None,
) -> None:
    """Note every rule that a timeline breaks.

    Of `events` those that `reply` made happen are checked, by default those of the story's own file; the
    others count as what came before. `refused` names, by the line of an event, the fields whose values were
    refused: one slip is told once.
    """
    before: list[Event] = []
    for event in events:
        if event.reply == reply:
            wrong = refused.get(event.line, ())
            _check_speaker(reading, event)
            _check_order(reading, event, before)
            _check_required(reading, event, wrong)
            _check_dates(reading, event, before, as_of)
            _check_fulfils(reading, event, before)
        before.append(event)


def other_word(outcome: Outcome, as_of: date) -> str | None:
    """What a timeline comes to, where that is not what the word beside it says."""
    if not (outcome.word and outcome.has_timeline):
        return None
    ledger = derive(Outcome(events=outcome.events, has_timeline=True), as_of)
    return ledger.word if ledger and ledger.word != outcome.word else None


def _check_speaker(reading: Reading, event: Event) -> None:
    right = vocabulary.EVENT_SPEAKER[event.event]
    if event.by == right:
        return
    if event.event in ("heard", "unheard"):
        message = f'Only the teller can say "{event.event}".'
        reading.note("heard-by-company", event.line, message, "Remove `by`, or use `answered`.")
    else:
        message = f'"{event.event}" is said by the {right}, not by the {event.by}.'
        reading.note("event-speaker", event.line, message, "Remove `by`.")


def _check_order(reading: Reading, event: Event, before: list[Event]) -> None:
    names = [earlier.event for earlier in before]
    closed = bool(names) and names[-1] == "closed"
    if closed and event.event != "reopened":
        message = f'"{event.event}" stands after "closed".'
        reading.note("after-closed", event.line, message, "Only `reopened` may follow.")
        return
    if event.event == "reopened" and not closed:
        reading.note("not-closed", event.line, "Nothing is closed that could be reopened.")
        return
    rule = RULES[event.event]
    is_unprompted = rule.unprompted and any(one.unprompted for one in (event, *before))
    if not rule.needs or rule.needs in names or is_unprompted:
        return
    if rule.needs == "told":
        hint = "Put `event: told` before it"
        hint += ", or `unprompted: true` if the company moved first." if rule.unprompted else "."
        reading.note("not-told", event.line, f'"{event.event}", but nothing was told yet.', hint)
    elif rule.needs == "changed":
        message = "There is no change yet that could be confirmed."
        reading.note("nothing-changed", event.line, message, "Put `event: changed` before it.")


def _check_required(reading: Reading, event: Event, wrong: Collection[str]) -> None:
    for name, (code, message) in RULES[event.event].required.items():
        if getattr(event, name) is None and name not in wrong:
            reading.note(code, event.line, message, f"Add `{name}`.")
    if event.event == "changed" and event.what and not event.evidence:
        message = "A change without evidence is only somebody's word."
        hint = "Add `evidence`: a link, or how one can see it."
        reading.note("change-evidence", event.line, message, hint, severity="warning")


def _check_dates(reading: Reading, event: Event, before: list[Event], as_of: date) -> None:
    if event.on is None or event.on.first is None:
        return
    if event.on.first > as_of:
        message = f'"{event.event}" is dated {event.on.text}, after today ({as_of.isoformat()}).'
        reading.note("event-future", event.line, message, "Only what happened is an event.")
    for earlier in reversed(before):  # all of them: "in March" between two days hides nothing
        if earlier.on and earlier.on.is_dated and certainly_before(event.on, earlier.on):
            message = (
                f'"{event.event}" ({event.on.text}) stands after "{earlier.event}" ({earlier.on.text}).'
            )
            reading.note("event-order", event.line, message, "Put events in the order of time.")
            return


def certainly_before(one: Moment, other: Moment) -> bool:
    """Whether `one` certainly lies before `other`; two clock times are compared to the second."""
    comparable = one.at and other.at and (one.at.tzinfo is None) == (other.at.tzinfo is None)
    if comparable and one.at and other.at:
        return one.at < other.at
    return one.last is not None and other.first is not None and one.last < other.first


def _check_fulfils(reading: Reading, event: Event, before: list[Event]) -> None:
    if event.fulfils and event.event != "changed":
        message = f'"{event.event}" cannot fulfil a promise.'
        reading.note("fulfils-unknown", event.line, message, "Only `changed` can.")
        return
    promises = [earlier.id for earlier in before if earlier.event == "promised" and earlier.id]
    for name in event.fulfils:
        if name not in promises:
            hint = did_you_mean(name, promises) or "Give the promise an `id`."
            reading.note("fulfils-unknown", event.line, f'There is no promise "{name}" before.', hint)


def with_replies(
    reading: Reading, outcome: Outcome | None, replies: Iterable[Reply], as_of: date
) -> Outcome | None:
    """An outcome with the events of replies in their places; what is wrong with some of them is noted."""
    for reply in replies:
        before = outcome or Outcome()
        events = before.events
        for event in _events(reply, before.events):
            events = _placed(events, event, before.has_timeline)
        checked = Reading(reply.source)
        check_timeline(checked, events, as_of, reply=reply.id)
        wrong = next((problem for problem in checked.problems if problem.severity == "error"), None)
        if wrong is None:
            outcome = replace(before, events=events, has_timeline=True)
        else:
            message = f"the reply is shown, but it is no step of what came of the story: {wrong.message}"
            hint = "Only the teller can reopen." if wrong.code == "after-closed" else wrong.hint
            line = reply.line_of_change
            reading.problems.append(Problem("reply-step", reply.source, line, message, hint, "warning"))
    return outcome


def without_replies(outcome: Outcome | None, replies: Iterable[Reply]) -> Outcome | None:
    """An outcome without what replies made happen, which turned out to be to another story.

    What the teller told of as well stays, as the teller's.
    """
    if outcome is None:
        return None
    told = Event(event="told", by="teller")
    made = [event for reply in replies for before in ((), (told,)) for event in _events(reply, before)]
    events = tuple(replace(event, reply=None) for event in outcome.events if event not in made)
    if not (events or outcome.word or outcome.text):
        return None
    return replace(outcome, events=events, has_timeline=outcome.has_timeline and bool(events))


def _events(reply: Reply, before: tuple[Event, ...]) -> tuple[Event, ...]:
    """What a reply comes to: an answer, and a promise or a change where it names one."""
    answer = Event(
        event="answered",
        by="company",
        on=reply.date,
        channel=reply.channel,
        unprompted=not any(event.event == "told" for event in before),
        line=reply.line_of_change,
        reply=reply.id,
    )
    more = replace(answer, channel=None, what=reply.what)
    if reply.change == "made":
        made = replace(more, event="changed", evidence=reply.evidence, fulfils=reply.fulfils)
        return (answer, made)
    if reply.change == "planned" and reply.due:
        return (answer, replace(more, event="promised", due=reply.due))
    return (answer,)


def _placed(events: tuple[Event, ...], new: Event, has_timeline: bool) -> tuple[Event, ...]:
    """The events with a new one: as one that the teller told of already, else in the order of time.

    It is the same one when the timeline has it on that date, or when the outcome is one word, whose
    events have no date.
    """
    for at, event in enumerate(events):
        same_day = event.on is not None and new.on is not None and event.on.text == new.on.text
        undated = event.on is None and not has_timeline
        if event.event == new.event and event.reply is None and (same_day or undated):
            more = {name: getattr(event, name) or getattr(new, name) for name in _ADDED}
            told = replace(event, on=new.on, reply=new.reply, **more)
            return (*events[:at], told, *events[at + 1 :])
    at = len(events)
    while at and new.on is not None:
        earlier = events[at - 1].on
        if earlier is None or not certainly_before(new.on, earlier):
            break
        at -= 1
    return (*events[:at], new, *events[at:])
