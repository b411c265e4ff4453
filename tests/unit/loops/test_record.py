"""How a company answers: the median of days, and from which stories it comes."""

import pytest
from helpers import timeline
from hypothesis import given
from hypothesis import strategies as st
from shelves import drop_unpublished, ids, volume

from heard.pages.loops.record import answer_time


def story(name: str, *events: tuple[str, str] | str):
    """A story of one company; an event is its name, or name and day."""
    extra = {
        "promised": {"what": "a form", "due": "2030"},
        "changed": {"what": "a form", "evidence": "seen"},
    }
    records = []
    for one in events:
        word, day = one if isinstance(one, tuple) else (one, None)
        record = {"event": word, **({"on": day} if day else {}), **extra.get(word, {})}
        records.append(record | ({"unprompted": "true"} if not records and word != "told" else {}))
    return volume(name, f"company: Northwind\n{timeline(*records)}")


def after(name: str, days: int):
    """A story answered so many days after it was told, in May 2026."""
    return story(name, ("told", "2026-05-01"), ("answered", f"2026-05-{1 + days:02}"))


def time_of(*volumes):
    return answer_time(drop_unpublished(*volumes).term("company", "northwind"))


MEDIANS = [([3], 3), ([1, 9], 5), ([2, 3], 2.5), ([0, 4, 20], 4), ([0], 0)]


@pytest.mark.parametrize(("days", "middle"), MEDIANS)
def test_the_median_of_whole_days(days, middle):
    assert time_of(*(after(f"story-{at}", n) for at, n in enumerate(days))).days == middle


def test_the_stories_behind_it_are_named_quickest_first():
    assert ids(time_of(after("slow", 9), after("quick", 1), after("also", 1)).counted) == [
        "also",
        "quick",
        "slow",
    ]


FIRST_ANSWERS = {
    "an answer": (("answered", "2026-05-03"), 2),
    "a promise": (("promised", "2026-05-03"), 2),
    "a change": (("changed", "2026-05-03"), 2),
}


@pytest.mark.parametrize(("event", "days"), FIRST_ANSWERS.values(), ids=FIRST_ANSWERS)
def test_an_answer_is(event, days):
    assert time_of(story("one", ("told", "2026-05-01"), event)).days == days


def test_the_first_answer_counts():
    events = [("told", "2026-05-01"), ("answered", "2026-05-03"), ("answered", "2026-05-30")]
    assert time_of(story("one", *events)).days == 2


def test_the_first_telling_counts():
    events = [
        ("told", "2026-05-01"),
        ("chased", "2026-05-04"),
        ("told", "2026-05-08"),
        ("answered", "2026-05-10"),
    ]
    assert time_of(story("one", *events)).days == 9


LEFT_OUT = {
    "without a day of the answer": (("told", "2026-05-01"), "answered"),
    "without a day of the telling": ("told", ("answered", "2026-05-03")),
    "told in a month": (("told", "2026-05"), ("answered", "2026-06-03")),
}


@pytest.mark.parametrize("events", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_story_that_was_answered_is_left_out_where_it_is(events):
    time = time_of(story("one", *events))
    assert (time.days, ids(time.counted), ids(time.left_out)) == (None, [], ["one"])


def test_a_story_that_nobody_answered_is_neither_counted_nor_left_out():
    time = time_of(story("one", ("told", "2026-05-01")), volume("two", "company: Northwind"))
    assert (time.days, time.counted, time.left_out) == (None, (), ())


@given(st.lists(st.integers(0, 27), min_size=1, max_size=9))
def test_the_median_lies_between_the_quickest_and_the_slowest(days):
    time = time_of(*(after(f"story-{at}", n) for at, n in enumerate(days)))
    assert min(days) <= time.days <= max(days) and len(time.counted) == len(days)


def test_a_company_that_moved_before_it_was_told_had_nothing_to_answer():
    time = time_of(story("one", ("answered", "2026-05-03"), ("told", "2026-05-04")))
    assert (time.days, ids(time.counted), ids(time.left_out)) == (None, [], [])
