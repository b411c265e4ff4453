"""What an entry says of a story and of a lesson, and which names it keeps."""

from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from shelves import drop_unpublished, volume

from heard.feeds.entries import Scene, entry_of
from heard.feeds.feedstrings import FeedStrings

STRINGS = FeedStrings(texts={}, outcomes={"unheard": "answered, not heard"})
SCENE = Scene("https://heard.example/blog/", ZoneInfo("Europe/Zurich"), STRINGS)


def story(keys: str):
    return entry_of(drop_unpublished(volume("call", keys)).cards[0], "<p>x</p>", SCENE)


def lesson(keys: str):
    return entry_of(
        drop_unpublished(volume("call", f"lesson: Ask twice.\n{keys}")).lessons[0], "<p>x</p>", SCENE
    )


EDITS = ["title: Other", "date: 1999", "slug: other", "modified: 2025-01-01", "outcome: heard"]


@pytest.mark.parametrize("keys", EDITS)
@pytest.mark.parametrize("entry", [story, lesson])
def test_an_edit_leaves_the_identity_as_it_is(entry, keys):
    assert entry(keys).identity == entry("").identity


def test_a_story_that_moved_in_keeps_the_name_it_had():
    assert story("guid: 'https://old.example/?p=12'").identity == "https://old.example/?p=12"


def test_a_lesson_is_its_own_title():
    assert lesson("title: The call").title == "Ask twice."


def test_a_lesson_is_dated_by_its_story():
    assert lesson("date: 2024-05-01").published.isoformat() == "2024-05-01T00:00:00+02:00"


def test_an_outcome_is_a_category_in_the_words_of_the_site():
    assert "answered, not heard" in [category.name for category in story("outcome: unheard").categories]


def test_category_and_tags_are_named_as_they_are_written():
    entry = story("category: small talk\ntags: [alpha, Node.js, ALPHA]")
    assert [category.name for category in entry.categories] == ["small talk", "alpha", "Node.js"]


def test_a_change_makes_an_entry_updated_and_leaves_its_day():
    entry = story("date: 2024-05-01\nmodified: 2025-06-01")
    assert (entry.published.year, entry.updated.year) == (2024, 2025)


@pytest.mark.parametrize("entry", [story, lesson])
def test_a_change_is_never_before_the_publication(entry):
    found = entry("date: 2024-05-01 14:00\nmodified: 2024-05-01")
    assert found.updated == found.published


def test_a_story_of_the_time_before_time_zones_has_an_offset_that_feeds_can_say():
    scene = Scene("https://heard.example/", ZoneInfo("Europe/Amsterdam"), STRINGS)
    entry = entry_of(drop_unpublished(volume("call", "date: 1850-01-02")).cards[0], "<p>x</p>", scene)
    assert entry.published.isoformat() == "1850-01-02T00:00:00+00:20"


def test_an_undated_story_has_no_moment():
    assert story("date: undated").published is None


def test_links_stand_below_the_site():
    assert story("").link == "https://heard.example/blog/stories/call/"


def test_what_no_xml_can_hold_is_in_no_field():
    """Other readers hand over what an entity of theirs stood for."""
    found = volume("call", "author: Ada")
    told = replace(found.story, title="A\x0cB", summary="C\x0cD\ud800")
    entry = entry_of(drop_unpublished(replace(found, story=told)).cards[0], "<p>E\x01F</p>", SCENE)
    assert (entry.title, entry.summary, entry.content) == ("AB", "CD\ufffd", "<p>EF</p>")
