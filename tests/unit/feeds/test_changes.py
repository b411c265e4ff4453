"""What is told after a story was: outcomes step by step, and the day on which a loop became overdue."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from helpers import timeline
from shelves import drop_unpublished, volume

from heard.feeds.entries import Scene, entry_of
from heard.library.changes import all_outcome_changes, all_overdue

SCENE = Scene("https://heard.example/", ZoneInfo("Europe/Zurich"))


def events(*pairs: tuple[str, str]) -> str:
    """A timeline of events on their days."""
    return timeline(*({"event": name, "on": on} for name, on in pairs))


def told(keys: str) -> list[tuple[str, str]]:
    """The word and day of each change of one story, newest first."""
    return [
        (change.word, change.on.text)
        for change in all_outcome_changes(drop_unpublished(volume("call", keys)))
    ]


STEPS = events(("told", "2024-01-01"), ("answered", "2024-02-01"), ("heard", "2024-03"))


def test_each_change_is_told_but_for_the_first_word_which_is_the_story_s():
    assert told(STEPS) == [("heard", "2024-03"), ("answered", "2024-02-01")]


def test_an_outcome_in_one_word_never_changes():
    assert told("outcome: heard") == []


def test_an_undated_event_is_not_told():
    assert told(
        timeline({"event": "told", "on": "2024"}, "answered", {"event": "heard", "on": "2025"})
    ) == [("heard", "2025")]


def test_an_event_that_changes_no_word_is_not_told():
    assert told(events(("told", "2024-01-01"), ("told", "2024-02-01"))) == []


def test_changes_of_all_stories_stand_newest_first():
    found = all_outcome_changes(
        drop_unpublished(
            volume("aaa", events(("told", "2024-01-01"), ("answered", "2024-05-01"))),
            volume("bbb", events(("told", "2024-01-01"), ("answered", "2024-06-01"))),
        )
    )
    assert [change.card.id for change in found] == ["bbb", "aaa"]


def entries(keys: str) -> list:
    library = drop_unpublished(volume("call", keys))
    return [entry_of(change, "<p>x</p>", SCENE) for change in all_outcome_changes(library)]


def test_a_change_is_dated_by_its_event():
    assert entries(STEPS)[1].published.isoformat() == "2024-02-01T00:00:00+01:00"


@pytest.mark.parametrize(
    "keys", ["title: Other", "date: 2011", "modified: 2026-01-01", "slug: other", "lesson: A."]
)
def test_a_later_edit_of_the_story_does_not_move_or_rename_a_change(keys):
    def said(keys: str) -> list[tuple]:
        return [(entry.identity, entry.published, entry.updated) for entry in entries(keys)]

    assert said(f"{keys}\n{STEPS}") == said(STEPS)


def test_two_changes_never_share_an_identity_even_within_one_month():
    days = [(word, "2024-02") for word in ("told", "heard", "unheard", "heard")]
    found = all_outcome_changes(drop_unpublished(volume("call", events(*days))))
    assert len({change.identity for change in found}) == len(found) == 3


def overdue(keys: str, as_of: date) -> list:
    library = drop_unpublished(volume("call", keys), as_of=as_of)
    return [entry_of(one, "<p>x</p>", SCENE) for one in all_overdue(library)]


LATE = "date: 2026-10-01\noutcome: told"
"""The reply is due by 31 October."""


@pytest.mark.parametrize(("day", "count"), [(date(2026, 10, 31), 0), (date(2026, 11, 1), 1)])
def test_a_loop_is_told_from_the_day_after_its_deadline(day, count):
    assert len(overdue(LATE, day)) == count


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2027, 1, 1), date(2031, 5, 5)])
def test_an_overdue_loop_is_dated_the_day_after_its_deadline_whenever_the_site_is_built(day):
    assert overdue(LATE, day)[0].published.isoformat() == "2026-11-01T00:00:00+01:00"


def test_an_overdue_loop_keeps_its_identity():
    days = (date(2026, 11, 1), date(2031, 5, 5))
    assert len({overdue(LATE, day)[0].identity for day in days}) == 1
