"""What holds for every timeline that the rules allow, whatever happened in it."""

from datetime import date, timedelta

from helpers import TODAY
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from heard.content.fields import Reading
from heard.content.timeline import check_timeline, short_form
from heard.model.ledger import derive
from heard.model.records import Event, Outcome
from heard.model.vocabulary import CLOSED_REASONS, EVENT_SPEAKER, EVENTS, OUTCOME_WORDS, STAGES
from heard.text.dates import day_moment

BY_COMPANY = tuple(name for name in EVENTS if EVENT_SPEAKER[name] == "company")


def is_allowed(events) -> bool:
    reading = Reading("story.md")
    check_timeline(reading, tuple(events), TODAY)
    return not reading.failed


@st.composite
def events_named(draw, names=EVENTS, day=None):
    """One event with all it must say."""
    name = draw(st.sampled_from(names))
    return Event(
        event=name,
        by=EVENT_SPEAKER[name],
        on=day_moment(day) if day else None,
        what="a new form" if name in ("promised", "changed") else None,
        evidence="https://example.org" if name == "changed" else None,
        due=day_moment(draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))) if name == "promised" else None,
        reason=draw(st.sampled_from(CLOSED_REASONS)) if name == "closed" else None,
        unprompted=name in BY_COMPANY and draw(st.booleans()),
    )


@st.composite
def timelines(draw):
    """A timeline that the rules allow: random steps, of which the forbidden ones are left out."""
    events: list[Event] = []
    day = draw(st.dates(date(2015, 1, 1), date(2025, 1, 1)))
    for _ in range(draw(st.integers(1, 8))):
        step = draw(events_named(day=day if draw(st.booleans()) else None))
        if is_allowed([*events, step]):
            events.append(step)
            day += timedelta(days=draw(st.integers(0, 60)))
    return tuple(events)


def ledger_of(events, as_of=TODAY):
    ledger = derive(Outcome(events=tuple(events), has_timeline=True), as_of)
    assert ledger is not None
    return ledger


@given(timelines(), events_named(BY_COMPANY))
def test_no_company_can_say_that_it_heard(events, step):
    assert ledger_of([*events, step]).heard is ledger_of(events).heard


@given(timelines())
def test_a_story_is_filed_under_one_of_the_words(events):
    assert ledger_of(events).word in OUTCOME_WORDS


@given(timelines())
def test_nobody_is_waited_for_exactly_when_nothing_is_open(events):
    ledger = ledger_of(events)
    assert (ledger.waiting_on == "nobody") == (ledger.loop in ("none", "settled", "closed"))


@given(timelines(), events_named(BY_COMPANY))
def test_a_company_never_leaves_a_loop_closed_or_reopened(events, step):
    if is_allowed([*events, step]):
        assert ledger_of([*events, step]).loop != "closed"


@given(timelines())
def test_overdue_is_a_day_after_the_deadline_and_the_company_s_turn(events):
    ledger = ledger_of(events)
    late = ledger.deadline is not None and ledger.deadline < TODAY
    assert ledger.overdue == (ledger.waiting_on == "company" and late)


@given(timelines(), st.integers(0, 4000))
def test_time_alone_changes_nothing_but_overdue_and_days(events, later):
    now, then = ledger_of(events), ledger_of(events, TODAY + timedelta(days=later))
    passing = {"as_of": TODAY, "days": None, "loop": now.loop}
    assert structs.replace(then, **passing) == structs.replace(now, **passing)


@given(timelines())
def test_the_stage_never_goes_back_but_for_a_new_change(events):
    stages = [STAGES.index(ledger_of(events[:end]).stage) for end in range(1, len(events) + 1)]
    for before, after, step in zip(stages, stages[1:], events[1:], strict=False):
        assert after >= before or step.event == "changed"


@given(timelines())
def test_a_closed_loop_has_no_deadline(events):
    ledger = ledger_of(events)
    if ledger.loop == "closed":
        assert ledger.deadline is None


@given(timelines())
def test_open_promises_are_promises_of_the_timeline(events):
    assert set(ledger_of(events).promises) <= {e for e in events if e.event == "promised"}


@given(st.sampled_from(OUTCOME_WORDS), st.dates(date(2000, 1, 1), TODAY))
def test_the_short_form_is_a_timeline_that_the_rules_allow(word, day):
    needed = {"what": "a new form", "evidence": "seen"}
    events = [
        replace(event, **needed) if event.event == "changed" else event
        for event in short_form(word, day_moment(day))
    ]
    assert is_allowed(events)
