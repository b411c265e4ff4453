"""Which feeds there are: counted from the facets, limited, and never outside of their folder."""

from pathlib import PurePosixPath

import pytest
from feedsamples import entry, facts
from msgspec.structs import replace
from shelves import drop_unpublished, volume
from thrift import amount, steps

from heard.feeds.formats import atom, rss
from heard.feeds.jsonfeed import json_feed
from heard.feeds.plans import merge_plans, plan_feeds
from heard.feeds.settings import FEED_SETTINGS
from heard.library.library import Card, Library
from heard.model.records import Comment
from heard.text.dates import parse_moment

DEFAULTS = {setting.name: setting.default for setting in FEED_SETTINGS}
DEFAULTS |= {"FEED_MAX_ITEMS": 100}
RICH = drop_unpublished(
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


def test_there_is_one_feed_for_each_term_and_four_for_the_site():
    facets = ("value", "outcome", "company", "series", "teller", "tag", "category")
    terms = sum(len(RICH.facet(facet)) for facet in facets)
    assert len(names(RICH)) == 4 + terms == len(set(names(RICH)))


def test_no_two_feeds_share_a_file():
    files = [path for plan in plans(RICH, {"aaa": (comment(1),)}) for path in plan.files.values()]
    assert len(files) == len(set(files))


def test_a_site_without_stories_still_has_the_feeds_that_people_subscribe_to():
    found = [name for name in names(drop_unpublished()) if not name.startswith("outcome/")]
    assert found == ["all", "lessons", "outcomes", "open"]


def test_an_owner_chooses_the_feeds():
    assert names(RICH, FEED_NAMES=["lessons", "teller"]) == ["lessons", "teller/ada"]


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
    library = drop_unpublished(volume("aaa", f"values: ['{name}']"))
    files = [
        file for plan in plans(library) if plan.name.startswith("value/") for file in plan.files.values()
    ]
    assert len(files) == 3
    assert {str(PurePosixPath(file).parent) for file in files} == {"feeds/value"}


@pytest.fixture(scope="module")
def many() -> Library:
    """Stories of one value over twenty years."""
    card = drop_unpublished(volume("first", "values: [life]")).cards[0]
    days = [parse_moment(f"{2000 + n % 20}-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(MANY)]
    stories = [replace(card.story, id=f"s-{n}", date=day) for n, day in enumerate(days)]
    cards = [Card(story, card.url, card.ledger, card.values) for story in stories]
    cards.sort(key=lambda card: card.sort_key, reverse=True)
    small = drop_unpublished(
        *(volume(f"y{year}", f"date: {year}\nvalues: [life]") for year in range(2000, 2020))
    )
    value = replace(small.facet("value")[0], cards=tuple(cards))
    return replace(small, cards=tuple(cards), terms={"value": (value,)}, by_id={})


def test_the_feeds_of_many_stories_hold_the_newest(many):
    found = {plan.name: plan.sources for plan in plans(many)}
    assert found["all"] == found["value/life"] == many.cards[:100]


@pytest.mark.parametrize("size", [101, 199, 200, 201, MANY])
def test_the_archives_hold_all_stories_in_parts_of_a_hundred_from_the_oldest(many, size):
    cards = many.cards[-size:]
    archives = [plan for plan in plans(replace(many, cards=cards)) if plan.about == "archive"]
    assert [card.id for plan in archives for card in plan.sources] == [card.id for card in cards]
    assert [plan.number for plan in archives] == list(range(len(archives), 0, -1))
    assert {len(plan.sources) for plan in archives[1:]} == {100}
    assert archives[-1].sources == cards[-100:]


def test_there_is_no_archive_while_the_feed_of_all_holds_every_story(many):
    found = plans(replace(many, cards=many.cards[:100]))
    assert [plan for plan in found if plan.about == "archive"] == []
    assert found[0].older is None


def test_an_owner_may_want_all_of_many_in_one_feed(many):
    assert len(plans(many, FEED_MAX_ITEMS=None)[0].sources) == MANY


@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_twice_the_entries_are_twice_the_work(write):
    entries = [entry(identity=f"urn:story:s-{n}", content="<p>word</p>" * 10) for n in range(MANY)]
    half = steps(lambda: write(facts(), entries[: MANY // 2]))
    assert half > MANY
    assert steps(lambda: write(facts(), entries)) < 2.1 * half
    assert write(facts(), entries).count("urn:story:s-") == MANY


BLOG = drop_unpublished(
    volume("one", "date: 2024-01-01\nauthor: Ada\ncategory: News\ntags: [Alpha]"),
    volume("two", "date: 2024-02-01\nauthor: Bo\ncategory: Ada\ntags: [Alpha, open]"),
)
PELICANS = {
    "FEED_ATOM": "feeds/short.atom.xml",
    "FEED_ALL_RSS": "rss.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
    "TAG_FEED_ATOM": "feeds/tag.{slug}.atom.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
}


def pelicans(**settings) -> dict[str, list[str]]:
    """The files of Pelican's feeds and the stories in each."""
    merged, _problems = merge_plans(plans(BLOG, **settings))
    return {
        path: [card.id for card in plan.sources]
        for plan in merged
        if plan.about == "pelican"
        for path in plan.files.values()
    }


def test_pelican_s_settings_have_their_feeds():
    assert pelicans(**PELICANS) == {
        "feeds/short.atom.xml": ["two", "one"],
        "rss.xml": ["two", "one"],
        "feeds/news.atom.xml": ["one"],
        "feeds/ada.atom.xml": ["two"],
        "feeds/ada.rss.xml": ["one"],
        "feeds/bo.rss.xml": ["two"],
        "feeds/tag.alpha.atom.xml": ["two", "one"],
        "feeds/tag.open.atom.xml": ["two"],
        "feeds/all-en.atom.xml": ["two", "one"],
    }


def test_the_feed_of_a_language_is_in_lower_case_as_pelican_s_and_says_the_tag():
    blog = drop_unpublished(volume("one", "date: 2024-01-01\nlang: zh-TW"))
    (found,) = (plan for plan in plans(blog, **PELICANS) if plan.lang)
    assert (found.files, found.lang) == ({"ATOM": "feeds/all-zh-tw.atom.xml"}, "zh-TW")


@pytest.mark.parametrize("name", PELICANS)
@pytest.mark.parametrize("nothing", [None, "", False])
def test_a_setting_of_pelican_s_that_is_none_has_no_feed(name, nothing):
    without = pelicans(**{**PELICANS, name: nothing})
    assert without.keys() < pelicans(**PELICANS).keys()


def test_pelican_s_own_placeholders_may_stand_in_a_url_of_their_own():
    urls = {"TAG_FEED_ATOM_URL": "follow/{slug}", "FEED_ALL_RSS_URL": "https://feeds.example/blog"}
    found = {plan.name: plan.url(form) for plan in plans(BLOG, **PELICANS, **urls) for form in plan.files}
    assert [found["TAG_FEED open"], found["FEED_ALL"]] == ["follow/open", "https://feeds.example/blog"]


def test_a_feed_of_pelican_s_at_the_address_of_ours_is_ours_with_pelican_s_public_address():
    settings = {"FEED_ALL_RSS": "feeds/all.rss.xml", "FEED_ALL_RSS_URL": "rss"}
    settings |= {"CATEGORY_FEED_ATOM": "feeds/category/{slug}.atom.xml"}
    merged, problems = merge_plans(plans(BLOG, **settings))
    found = {plan.name: plan for plan in merged}
    assert (problems, pelicans(**settings)) == ([], {})
    assert (found["all"].url("RSS"), found["all"].url("ATOM")) == ("rss", "feeds/all.atom.xml")
    assert found["category/news"].url("ATOM") == "feeds/category/news.atom.xml"


def test_a_feed_whose_file_another_has_is_told_and_left_out():
    settings = {"CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml", "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml"}
    settings |= {"TAG_FEED_RSS": "feeds/./{slug}.rss.xml"}
    _merged, problems = merge_plans(plans(BLOG, **settings))
    assert [problem.message.partition("; ") for problem in problems] == [
        (f'"{path}" is the file of the feed "{first}"', "; ", f'the feed "{second}" is not written there.')
        for path, first, second in (
            ("feeds/ada.atom.xml", "CATEGORY_FEED ada", "AUTHOR_FEED ada"),
            ("feeds/./open.rss.xml", "open", "TAG_FEED open"),
        )
    ]
    assert pelicans(**settings)["feeds/ada.atom.xml"] == ["two"]


WRONG = {
    "TAG_FEED_ATOM": [
        "feeds/{name}.xml",
        "feeds/{slug.xml",
        "feeds/{}.xml",
        "../{slug}.xml",
        "/{slug}.xml",
    ],
    "FEEDS_URL": ["../{name}.{form}", "feeds/{name}.xml", "feeds/{form}", "{name}.{form}.{slug}", "{name"],
    "FEED_NAMES": [["al"], [7]],
    "FEED_FORMS": [["rdf"]],
    "STORY_FEED_IDS": ["tag", ""],
}


@pytest.mark.parametrize(("name", "value"), [(n, value) for n, values in WRONG.items() for value in values])
def test_a_setting_that_no_feed_could_follow_is_refused(name, value):
    (setting,) = [setting for setting in FEED_SETTINGS if setting.name == name]
    assert setting.check(value)


@pytest.mark.parametrize("setting", FEED_SETTINGS, ids=lambda setting: setting.name)
def test_every_default_is_right(setting):
    assert setting.check(setting.default) is None
