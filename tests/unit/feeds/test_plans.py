"""Which feeds there are: counted from the facets, limited, and never outside of their folder."""

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from feedsamples import entry, facts
from pelican.plugins.stories.dates import parse_moment
from pelican.plugins.stories.library import Library
from pelican.plugins.stories.model import Comment
from pelican.plugins.story_feeds.formats import atom, rss
from pelican.plugins.story_feeds.jsonfeed import json_feed
from pelican.plugins.story_feeds.plans import plan_feeds
from pelican.plugins.story_feeds.settings import FEED_SETTINGS
from shelves import shelve, volume
from thrift import amount, steps

DEFAULTS = {setting.name: setting.default for setting in FEED_SETTINGS}
DEFAULTS |= {"FEED_MAX_ITEMS": 100, "FEED_ALL_ATOM": "feeds/all.atom.xml"}
RICH = shelve(
    volume("aaa", "date: 2024\nvalues: [life, honesty]\nauthor: Ada\ntags: [x, y]\noutcome: heard"),
    volume("bbb", "date: 2023\nvalues: [life]\nauthor: Ada\ncompany: Northwind\noutcome: told"),
    volume("ccc", "date: undated\nseries: Winter\ncategory: Trains\nlesson: Ask."),
)

MANY = amount(1_000, 10_000)


def plans(library: Library, comments=None, **settings):
    return plan_feeds(library, {**DEFAULTS, **settings}, comments or {})


def names(library: Library, comments=None, **settings) -> list[str]:
    return [plan.name for plan in plans(library, comments, **settings)]


def comment(number: int, day: str = "2024-01-01") -> Comment:
    return Comment(f"c{number}", "Bo", parse_moment(day), "<p>Yes.</p>")


def test_there_is_one_feed_for_each_term_and_year_and_four_for_the_site():
    facets = ("value", "outcome", "company", "series", "teller", "tag", "category", "year")
    terms = sum(len(RICH.facet(facet)) for facet in facets)
    assert len(names(RICH)) == 4 + terms == len(set(names(RICH)))


def test_no_two_feeds_share_a_file():
    files = [path for plan in plans(RICH, {"aaa": (comment(1),)}) for path in plan.files.values()]
    assert len(files) == len(set(files))


def test_a_site_without_stories_still_has_the_feeds_that_people_subscribe_to():
    found = [name for name in names(shelve()) if not name.startswith("outcome/")]
    assert found == ["all", "lessons", "outcomes", "open"]


def test_an_owner_chooses_the_facets():
    assert [name for name in names(RICH, FEED_FACETS=["teller"]) if "/" in name] == [
        "archive/2024", "archive/2023", "archive/undated", "teller/ada",
    ]  # fmt: skip


def test_a_combination_holds_the_stories_of_a_value_with_that_outcome():
    found = {plan.name: plan for plan in plans(RICH, FEED_COMBINATIONS=[("life", "told")])}
    assert [card.id for card in found["value/life--told"].sources] == ["bbb"]


def test_a_combination_of_a_value_nobody_names_is_no_feed():
    assert names(RICH, FEED_COMBINATIONS=[("peace", "told")]) == names(RICH)


def test_without_comments_there_is_no_feed_of_them():
    assert [name for name in names(RICH, {"aaa": ()}) if "comments" in name] == []


def test_comments_have_a_feed_of_the_site_and_one_of_each_story():
    comments = {"bbb": (comment(1),), "aaa": (comment(2), comment(3))}
    assert [n for n in names(RICH, comments) if "comments" in n] == [
        "comments",
        "comments/aaa",
        "comments/bbb",
    ]


def test_the_newest_comment_is_the_first():
    comments = {"bbb": (comment(1, "2024-03"),), "aaa": (comment(2, "2024-01"), comment(3, "2024-05"))}
    found = {plan.name: plan for plan in plans(RICH, comments)}
    assert [on.comment.id for on in found["comments"].sources] == ["c3", "c1", "c2"]


def test_comments_on_a_story_that_is_gone_are_told_nowhere():
    assert names(RICH, {"gone": (comment(1),)}) == names(RICH)


PATHS = ["../../etc/passwd", "/etc/passwd", "..", "a/b/c", "C:\\x", ".htaccess", "index.html", "x\\..\\y"]


@pytest.mark.parametrize("name", PATHS)
def test_a_value_named_like_a_path_has_its_feed_in_the_folder_of_values(name):
    library = shelve(volume("aaa", f"values: ['{name}']"))
    files = [
        file for plan in plans(library) if plan.name.startswith("value/") for file in plan.files.values()
    ]
    assert len(files) == 3
    assert {str(PurePosixPath(file).parent) for file in files} == {"feeds/value"}


@pytest.fixture(scope="module")
def many() -> Library:
    """Stories of one value over twenty years."""
    card = shelve(volume("first", "values: [life]")).cards[0]
    days = [parse_moment(f"{2000 + n % 20}-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(MANY)]
    cards = [replace(card, story=replace(card.story, id=f"s-{n}", date=day)) for n, day in enumerate(days)]
    cards.sort(key=lambda card: card.sort_key, reverse=True)
    small = shelve(*(volume(f"y{year}", f"date: {year}\nvalues: [life]") for year in range(2000, 2020)))
    years = tuple(
        replace(term, cards=tuple(c for c in cards if c.story.date.text.startswith(term.slug)))
        for term in small.facet("year")
    )
    value = replace(small.facet("value")[0], cards=tuple(cards))
    return replace(small, cards=tuple(cards), terms={"value": (value,), "year": years}, by_id={})


def test_the_feeds_of_many_stories_hold_the_newest(many):
    found = {plan.name: plan.sources for plan in plans(many)}
    assert found["all"] == found["value/life"] == many.cards[:100]


def test_the_archives_of_many_stories_hold_all_of_them(many):
    archives = [plan for plan in plans(many) if plan.about == "archive"]
    assert [card.id for plan in archives for card in plan.sources] == [card.id for card in many.cards]


def test_an_owner_may_want_all_of_many_in_one_feed(many):
    assert len(plans(many, FEED_MAX_ITEMS=None)[0].sources) == MANY


@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_twice_the_entries_are_twice_the_work(write):
    entries = [entry(identity=f"urn:story:s-{n}", content="<p>word</p>" * 10) for n in range(MANY)]
    half = steps(lambda: write(facts(), entries[: MANY // 2]))
    assert half > MANY
    assert steps(lambda: write(facts(), entries)) < 2.1 * half
    assert write(facts(), entries).count("urn:story:s-") == MANY
