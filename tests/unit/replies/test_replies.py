"""What replies do to a ledger: they answer, promise and change, and nobody hears by them."""

from __future__ import annotations

from datetime import date

import pytest
from helpers import yaml_file
from hypothesis import given
from hypothesis import strategies as st

from heard.content.front_matter import read_source
from heard.content.parser import Rules, parse_story
from heard.content.timeline import without_replies
from heard.model.ledger import derive
from heard.model.records import Reply
from heard.text.dates import parse_moment

TODAY = date(2026, 11, 21)


def reply(on="2026-06-01", **facts):
    name = facts.pop("id", "r1")
    return Reply(
        name, "refund-2024", f"replies/refund-2024/{name}.md", parse_moment(on), "Words.", "x", **facts
    )


def read(keys, *replies):
    source = read_source(yaml_file(keys).encode())
    return parse_story(source, "stories/refund.md", Rules(as_of=TODAY), None, {"refund-2024": replies})


def events(keys, *replies):
    """The events of a story with these replies, those of a reply with its id."""
    story, reading = read(keys, *replies)
    assert story is not None, [str(problem) for problem in reading.problems]
    found = story.outcome.events if story.outcome else ()
    return [f"{event.event}:{event.reply}" if event.reply else event.event for event in found]


TOLD = "timeline:\n  - {on: 2026-01-01, event: told}"
PLANNED = {"change": "planned", "what": "A ramp", "due": parse_moment("2027-01-01")}
MADE = {"change": "made", "what": "A ramp", "evidence": "I saw it"}


@pytest.mark.parametrize(
    ("keys", "facts", "expected"),
    [
        (TOLD, {}, ["told", "answered:r1"]),
        (TOLD, PLANNED, ["told", "answered:r1", "promised:r1"]),
        (TOLD, MADE, ["told", "answered:r1", "changed:r1"]),
        (TOLD, {"change": "planned", "what": "A ramp"}, ["told", "answered:r1"]),
        ("", {}, ["answered:r1"]),
        ("outcome: He laughed.", {}, ["answered:r1"]),
        ("outcome: told", {}, ["told", "answered:r1"]),
        ("outcome: heard", {}, ["told", "answered:r1", "heard"]),
        ("outcome: confirmed", MADE, ["told", "answered:r1", "changed:r1", "confirmed"]),
    ],
)
def test_a_reply_takes_its_place(keys, facts, expected):
    assert events(keys, reply(**facts)) == expected


def test_the_teller_can_confirm_what_a_reply_changed():
    keys = f"{TOLD}\n  - {{on: 2026-07-01, event: confirmed}}"
    assert events(keys, reply(**MADE)) == ["told", "answered:r1", "changed:r1", "confirmed"]


def test_without_the_reply_there_is_nothing_to_confirm():
    keys = f"{TOLD}\n  - {{on: 2026-07-01, event: confirmed}}"
    assert [problem.code for problem in read(keys)[1].problems] == ["nothing-changed"]


def test_an_event_that_the_teller_wrote_down_stays_one():
    keys = f"{TOLD}\n  - {{on: 2026-06-01, event: answered, note: By hand.}}"
    story, _ = read(keys, reply(channel="email"))
    answered = story.outcome.events[1]
    assert len(story.outcome.events) == 2
    assert (answered.reply, answered.note, answered.channel) == ("r1", "By hand.", "email")


def test_after_the_teller_closed_a_reply_is_no_step():
    keys = f"{TOLD}\n  - {{on: 2026-02-01, event: closed, reason: left}}"
    story, reading = read(keys, reply())
    assert [event.event for event in story.outcome.events] == ["told", "closed"]
    assert str(reading.problems[0]) == (
        "replies/refund-2024/r1.md:1: reply-step the reply is shown, but it is no step of what came of the "
        'story: "answered" stands after "closed". Only the teller can reopen.'
    )


def test_the_word_of_the_outcome_may_be_that_before_or_after_the_reply():
    for word in ("told", "answered"):
        story, reading = read(f"outcome: {word}\n{TOLD}", reply())
        assert story is not None and reading.problems == []
    assert [p.code for p in read(f"outcome: heard\n{TOLD}", reply())[1].problems] == ["outcome-disagrees"]


def test_a_promise_in_a_reply_becomes_overdue():
    story, _ = read(TOLD, reply(**{**PLANNED, "due": parse_moment("2026-08-01")}))
    ledger = derive(story.outcome, TODAY)
    assert ledger.overdue and ledger.deadline == date(2026, 8, 1)


DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 1)).map(str)
FACTS = st.sampled_from([{}, MADE, PLANNED, {"change": "planned", "what": "A ramp"}])
OWN = st.lists(st.tuples(DAYS, st.sampled_from(["chased", "unheard", "answered"])), max_size=4).map(sorted)


@given(OWN, st.lists(st.tuples(DAYS, FACTS), max_size=3))
def test_no_reply_ever_says_heard_and_none_breaks_a_story(own, given_replies):
    lines = [f"  - {{on: {day}, event: {name}}}" for day, name in own]
    keys = "\n".join(["timeline:", "  - {on: 2024-12-01, event: told}", *lines])
    replies = [reply(day, id=f"r{n}", **facts) for n, (day, facts) in enumerate(given_replies)]
    replies.sort(key=lambda one: one.date.sort_time())
    alone, _ = read(keys)
    story, reading = read(keys, *replies)
    assert story is not None and not reading.failed
    before, after = (derive(one.outcome, TODAY) for one in (alone, story))
    assert before.heard is after.heard
    assert [e.event for e in story.outcome.events if e.event in ("heard", "unheard")] == [
        name for _day, name in own if name == "unheard"
    ]
    days = [event.on.first for event in story.outcome.events if event.on]
    assert days == sorted(days)


OWN = {
    "nothing": "",
    "a word": "outcome: answered",
    "a sentence": "outcome: They called back.",
    "a timeline": f"{TOLD}\n  - {{on: 2026-07-01, event: heard}}",
    "the answer itself": f"{TOLD}\n  - {{on: 2026-06-01, event: answered}}",
}


@pytest.mark.parametrize("keys", OWN.values(), ids=OWN)
def test_what_a_reply_made_happen_can_be_taken_away(keys):
    replies = (reply(change="made", what="New forms"), reply("2026-06-02", id="r2"))
    plain = read(keys)[0].outcome
    found = without_replies(read(keys, *replies)[0].outcome, replies)
    facts = [
        [(event.event, event.reply) for event in one.events] if one else None for one in (found, plain)
    ]
    assert facts[0] == facts[1]
