"""What a company's replies do to the ledger of a story: they answer, promise or change – and never "heard".

A reply stands under the story in any case. What it makes happen must fit what the teller wrote: nobody can
answer after the teller closed the matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from heard.content.fields import Reading
from heard.content.timeline import certainly_before, check_timeline
from heard.model.records import Event, Outcome, Reply
from heard.text.problems import Problem

_ADDED = ("channel", "what", "due", "evidence", "fulfils")
"""What a reply adds to an event that the teller told of as well, where that was not said."""


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
            return (*events[:at], _joined(event, new), *events[at + 1 :])
    at = len(events)
    while at and new.on is not None:
        earlier = events[at - 1].on
        if earlier is None or not certainly_before(new.on, earlier):
            break
        at -= 1
    return (*events[:at], new, *events[at:])


def _joined(told: Event, new: Event) -> Event:
    """What the teller wrote of an event stays; the reply adds what was not said."""
    return replace(
        told,
        on=new.on,
        reply=new.reply,
        **{name: getattr(told, name) or getattr(new, name) for name in _ADDED},
    )
