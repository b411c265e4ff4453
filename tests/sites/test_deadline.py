"""A deadline passes: the day of the deadline and the day after differ in what shows the story, no more."""

import re

import pytest


def story(name: str, keys: str, date: str = "2026-10-01") -> str:
    return f"---\ntitle: The {name}\ndate: {date}\nid: {name}\n{keys}\n---\n\nI rang about the {name}.\n"


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


LATE = (
    "outcome: told\ncompany: Northwind\nvalues: [honesty]\nlesson: Ask.\nauthor: Ada\ntags: [x]\n"
    "series: Winter"
)
PASSING: dict[str, str | bytes] = {
    "stories/late.md": story("late", LATE),
    "stories/heard.md": story(
        "heard", LATE.replace("told", "heard").replace("Winter", "Summer"), "2026-09-01"
    ),
    "stories/done.md": story("done", "outcome: confirmed\nvalues: [life]\nseries: Summer", "2026-08-01"),
}
ROWS = {
    "archive/2026/index.html",
    "companies/northwind/index.html",
    "lessons/index.html",
    "lessons/late/index.html",
    "outcomes/told/index.html",
    "series/winter/index.html",
    "tags/x/index.html",
    "tellers/ada/index.html",
    "values/honesty/index.html",
}
"""Pages that show the story in a row, which says how long it has waited."""
OWN = {"stories/the-late/index.html"}
FEEDS = {"feeds/open.rss.xml", "feeds/open.atom.xml", "feeds/open.json"}
LISTS = {"index.html", "open/index.html", "open/overdue/index.html", "subscribe/index.html", *FEEDS}
"""Home counts the wait of the longest open loops; the others are about what is open, or count that."""


@pytest.fixture(scope="module")
def days(shared_site):
    """The site on the day of its only deadline, and on the day after."""
    trees = []
    for day in ("2026-10-31", "2026-11-01"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORY_TODAY", day)
            trees.append(shared_site(PASSING).tree())
    return trees


def test_a_passed_deadline_changes_what_shows_the_story_and_nothing_else(days):
    before, after = days
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert changed == ROWS | OWN | LISTS


@pytest.mark.parametrize("path", sorted(ROWS))
def test_a_row_changes_in_its_count_of_days_only(days, path):
    before, after = (tree[path].decode("utf-8") for tree in days)
    assert before.replace("30 days", "31 days").replace("31 October 2026", "1 November 2026") == after


def test_the_story_says_that_it_is_overdue_from_the_day_after(days):
    told = ["1 day overdue" in text(tree["stories/the-late/index.html"].decode()) for tree in days]
    assert told == [False, True]


def test_the_overdue_page_has_the_story_from_the_day_after(days):
    assert ["The late" in tree["open/overdue/index.html"].decode() for tree in days] == [False, True]


def test_the_feed_of_what_is_overdue_has_one_item_from_the_day_after(days):
    assert [tree["feeds/open.rss.xml"].decode().count("<item>") for tree in days] == [0, 1]


def test_the_calendar_does_not_change(days):
    assert days[0]["open/deadlines.ics"] == days[1]["open/deadlines.ics"]


def test_no_feed_of_stories_announces_the_story_again(days):
    feeds = [path for path in days[0] if path.startswith("feeds/") and path not in FEEDS]
    assert [path for path in feeds if days[0][path] != days[1][path]] == []
