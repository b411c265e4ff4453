"""What is recorded, and what is never forgotten."""

from datetime import date, timedelta

import pytest
from helpers import TODAY
from hypothesis import given
from hypothesis import strategies as st
from records import FIRST, entry, published, recorded

from heard.library.identities import brought_up_to_date, marked_as_removed, tombstones
from heard.library.identity_file import parse_identities, text_of


def updated(before, *stories):
    return brought_up_to_date(before, stories, TODAY)


def told(steps):
    return [(step.kind, step.id, step.before, step.address) for step in steps]


def test_a_new_story_is_recorded_with_its_identity_its_day_and_its_address():
    found, steps = updated({}, published("call", "/a/", "guid: old-guid"))
    assert found == {"call": entry("call", "/a/", identity="old-guid", first=TODAY)}
    assert told(steps) == [("recorded", "call", "", "/a/")]


def test_a_recorded_story_that_did_not_change_is_no_step():
    before = recorded(entry("call"))
    assert updated(before, published("call")) == (before, ())


def test_a_new_address_comes_last_and_the_former_one_stays():
    found, steps = updated(recorded(entry("call", "/a/")), published("call", "/b/"))
    assert found["call"].addresses == ("/a/", "/b/")
    assert told(steps) == [("moved", "call", "/a/", "/b/")]


def test_a_story_that_goes_back_to_an_address_has_it_once():
    found, _steps = updated(recorded(entry("call", "/a/", "/b/")), published("call", "/a/"))
    assert found["call"].addresses == ("/b/", "/a/")


def test_another_identity_is_not_recorded_over_the_first():
    found, _steps = updated(recorded(entry("call")), published("call", "/b/", "guid: other"))
    assert found["call"].identity == "urn:story:call"


def test_an_identity_that_another_story_has_is_not_recorded_twice():
    before = recorded(entry("call", identity="same"))
    found, steps = updated(before, published("fall", keys="guid: same"))
    assert (found, steps) == (before, ())


def test_what_is_not_published_is_not_recorded():
    stories = (published("call", keys="status: draft"), published("fall", keys="date: 2027"))
    assert updated({}, *stories) == ({}, ())


def test_a_story_that_is_gone_stays_recorded():
    before = recorded(entry("call"))
    assert updated(before) == (before, ())


def test_a_story_taken_back_has_the_day_and_keeps_it():
    marked, steps = marked_as_removed(recorded(entry("call")), "call", TODAY)
    assert marked["call"].removed == TODAY
    assert told(steps) == [("removed", "call", "", "/stories/call/")]
    assert marked_as_removed(marked, "call", TODAY + timedelta(days=1)) == (marked, ())


def test_a_story_that_comes_back_is_not_removed_any_more():
    found, steps = updated(recorded(entry("call", removed=FIRST)), published("call"))
    assert found["call"].removed is None
    assert told(steps) == [("restored", "call", "", "/stories/call/")]


@pytest.mark.parametrize(("days", "count"), [(0, 1), (90, 1), (91, 0), (-1, 0)])
def test_feeds_tell_a_removal_for_ninety_days(days, count):
    record = recorded(entry("call", "/a/", "/b/", removed=TODAY - timedelta(days=days)))
    found = tombstones(record, (), TODAY)
    assert len(found) == count
    assert all((one.identity, one.address) == ("urn:story:call", "/b/") for one in found)


def test_a_story_that_is_here_again_has_no_tombstone():
    assert tombstones(recorded(entry("call", removed=TODAY)), ("call",), TODAY) == ()


def test_tombstones_are_newest_first():
    record = recorded(
        entry("one", removed=TODAY - timedelta(days=2)),
        entry("two", removed=TODAY),
        entry("six", removed=TODAY),
    )
    assert [one.identity[10:] for one in tombstones(record, (), TODAY)] == ["six", "two", "one"]


# -- laws over many edits ------------------------------------------------------------------------

SLUGS = st.sampled_from([f"/{name}/" for name in "abcd"])
EDITS = st.lists(st.dictionaries(st.sampled_from(["one", "two", "six"]), SLUGS), max_size=8)


@given(EDITS)
def test_no_edit_forgets_an_id_an_identity_or_an_address(edits):
    before = {}
    for edit in edits:
        after, _steps = updated(before, *(published(name, address) for name, address in edit.items()))
        assert all(after[name].addresses[-1] == address for name, address in edit.items())
        for name, one in before.items():
            assert after[name].identity == one.identity and after[name].first == one.first
            assert set(one.addresses) <= set(after[name].addresses)
        assert updated(after, *(published(n, a) for n, a in edit.items())) == (after, ())
        before = after


@given(EDITS, st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_what_is_written_is_read_again(edits, day):
    found = {}
    for edit in edits:
        stories = [published(name, address) for name, address in edit.items()]
        found, _steps = updated(found, *stories)
    for name in sorted(found)[:1]:
        found, _steps = marked_as_removed(found, name, day)
    assert parse_identities(text_of(found).encode(), "x") == (found, [])
