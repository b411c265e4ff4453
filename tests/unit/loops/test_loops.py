"""Open loops: who has the next word, in which order they stand, and when one is overdue."""

from datetime import date, timedelta

import pytest
from helpers import TODAY, timeline
from hypothesis import given
from hypothesis import strategies as st
from shelves import drop_unpublished, ids, volume

from heard.library.loops import deadlines, find_loops

TOLD = date(2026, 10, 1)
DEADLINE = TOLD + timedelta(days=30)


def told(name: str, day: str, word: str = "told"):
    """A story told on a day, with what came of it in one word."""
    return volume(name, f"date: {day}\noutcome: {word}")


def answered(name: str, day: str):
    """A story in which the teller has the next word since a day."""
    return volume(name, timeline({"event": "told", "on": "2020-01-01"}, {"event": "answered", "on": day}))


def promised(name: str, *promises: tuple[str, str]):
    """A story with open promises: what, and by when."""
    events = [{"event": "promised", "what": what, "due": due} for what, due in promises]
    return volume(name, timeline({"event": "told", "on": "2026-01-01"}, *events))


MIXED = (
    told("new", "2026-11-20"),
    told("old", "2020-01-01"),
    told("same", "2020-01-01"),
    answered("yours", "2026-03-01"),
    answered("long-yours", "2026-02-01"),
    told("no-day", "2020"),
    volume("never", "date: undated\noutcome: told"),
    told("settled", "2020-01-01", "heard"),
    told("closed", "2020-01-01", "left"),
    told("silent", "2020-01-01", "untold"),
    volume("nothing"),
)
GROUPS = {
    "company": ["old", "same", "new"],
    "teller": ["long-yours", "yours"],
    "undated": ["never", "no-day"],
    "overdue": ["old", "same"],
}


@pytest.mark.parametrize(("group", "expected"), GROUPS.items())
def test_a_group_begins_with_the_longest_wait(group, expected):
    assert ids(getattr(find_loops(drop_unpublished(*MIXED)), group)) == expected


def test_every_open_loop_is_counted_once():
    assert find_loops(drop_unpublished(*MIXED)).total == 7


@given(st.permutations(MIXED))
def test_the_order_of_files_makes_no_difference(volumes):
    assert find_loops(drop_unpublished(*volumes)) == find_loops(drop_unpublished(*MIXED))


def test_overdue_loops_begin_with_the_earliest_deadline():
    late = promised("late", ("a form", "2026-05-01"))
    later = promised("later", ("a form", "2026-04-01"))
    assert ids(find_loops(drop_unpublished(late, later)).overdue) == ["later", "late"]


def test_a_site_without_loops_has_none():
    assert find_loops(drop_unpublished(volume("nothing"))).total == 0


DAYS = [(DEADLINE - timedelta(days=1), []), (DEADLINE, []), (DEADLINE + timedelta(days=1), ["late"])]


@pytest.mark.parametrize(("today", "overdue"), DAYS)
def test_a_loop_is_overdue_from_the_day_after_its_deadline(today, overdue):
    loops = find_loops(drop_unpublished(told("late", TOLD.isoformat()), as_of=today))
    assert ids(loops.overdue) == overdue


def test_an_overdue_loop_still_waits_for_the_company():
    library = drop_unpublished(told("late", TOLD.isoformat()), as_of=DEADLINE + timedelta(days=1))
    assert ids(find_loops(library).company) == ["late"]


# -- deadlines ----------------------------------------------------------------------------------------


def due(*volumes, as_of: date = TODAY) -> list[tuple[str, str, str | None]]:
    found = deadlines(drop_unpublished(*volumes, as_of=as_of))
    return [(one.card.id, one.day.isoformat(), one.what) for one in found]


def test_a_story_that_waits_has_the_deadline_of_its_last_ask():
    assert due(told("late", TOLD.isoformat())) == [("late", DEADLINE.isoformat(), None)]


def test_every_open_promise_has_its_own_deadline():
    one = promised("one", ("a form", "2027-05-01"), ("a letter", "2027-03-01"))
    assert due(one) == [("one", "2027-03-01", "a letter"), ("one", "2027-05-01", "a form")]


def test_deadlines_of_many_stories_begin_with_the_earliest():
    found = due(told("bbb", "2026-10-02"), told("ccc", "2026-10-01"), told("aaa", "2026-10-02"))
    assert [story_id for story_id, _day, _what in found] == ["ccc", "aaa", "bbb"]


def test_a_promise_for_a_month_is_due_on_its_last_day():
    assert due(promised("one", ("a form", "2027-02"))) == [("one", "2027-02-28", "a form")]


NO_DEADLINE = [
    answered("yours", "2026-03-01"),
    volume("never", "date: undated\noutcome: told"),
    told("settled", "2020-01-01", "heard"),
    told("closed", "2020-01-01", "left"),
    volume("nothing"),
]


@pytest.mark.parametrize("story", NO_DEADLINE, ids=lambda one: one.story.id)
def test_where_no_company_owes_a_dated_word_there_is_no_deadline(story):
    assert due(story) == []


def test_a_deadline_is_the_same_whatever_day_it_is():
    story = told("late", TOLD.isoformat())
    assert due(story, as_of=DEADLINE) == due(story, as_of=DEADLINE + timedelta(days=400))
