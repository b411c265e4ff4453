"""What is still owed, as a reader finds it; and what a day changes when a deadline passes."""

import re

import pytest


def story(name: str, keys: str, date: str = "2026-10-01") -> str:
    return f"---\ntitle: The {name}\ndate: {date}\nid: {name}\n{keys}\n---\n\nI rang about the {name}.\n"


def timeline(*events: str) -> str:
    return "timeline:\n" + "\n".join(f"  - {{event: {event}}}" for event in events)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def answered(day: int) -> str:
    """Told on the first of January, answered on a later day of it."""
    return "company: Northwind\n" + timeline(
        "told, on: 2026-01-01", f"answered, on: 2026-01-0{day}", "heard"
    )


FILES: dict[str, str | bytes] = {
    "stories/new.md": story("new", "outcome: told\ncompany: Northwind", "2026-11-18"),
    "stories/old.md": story("old", "outcome: told\ncompany: Northwind", "2026-02-01"),
    "stories/form.md": story(
        "form",
        timeline(
            "told, on: 2026-03-01",
            "promised, on: 2026-03-09, what: 'a form, at last', due: 2026-12-24",
            "promised, on: 2026-03-09, what: a letter, due: 2026-12-24",
        ),
    ),
    "stories/mine.md": story("mine", timeline("told, on: 2026-04-01", "answered, on: 2026-05-01")),
    "stories/dateless.md": story("dateless", "outcome: told", "undated"),
    "stories/settled.md": story("settled", answered(3)),
    "stories/swift.md": story("swift", answered(2)),
    "stories/vague.md": story("vague", "company: Northwind\n" + timeline("told", "answered", "heard")),
}


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES)


def groups(page: str) -> dict[str, list[str]]:
    """The titles of each group of a list."""
    parts = re.findall(
        r'<section class="group" aria-labelledby="group-(\w+)">(.*?)</section>', page, re.DOTALL
    )
    return {name: re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a>", part) for name, part in parts}


def test_open_loops_stand_under_who_has_the_next_word_with_the_longest_wait_first(built):
    assert groups(built.page("open/")) == {
        "company": ["The old", "The form", "The new"],
        "teller": ["The mine"],
        "undated": ["The dateless"],
    }


def test_a_wait_is_said_in_days_as_of_a_day(built):
    assert "3 days as of 21 November 2026 The new" in text(built.page("open/"))


def test_a_promise_is_named_where_it_is_owed(built):
    assert "Promised: a letter" in text(built.page("open/"))


def test_the_page_of_what_is_overdue_has_it_alone(built):
    page = built.page("open/overdue/")
    assert re.findall(r"<h2[^>]*><a[^>]*>(.*?)</a>", page) == ["The old"]


def test_a_long_list_goes_on_and_begins_with_the_longest_wait(site):
    built = site(FILES, OPEN_LIST_LENGTH=2)
    pages = [groups(built.page(url)) for url in ("open/", "open/page/2/", "open/page/3/")]
    assert pages == [
        {"company": ["The old", "The form"]},
        {"company": ["The new"], "teller": ["The mine"]},
        {"undated": ["The dateless"]},
    ]


def test_a_company_s_time_to_answer_is_the_median_with_its_stories(built):
    record = re.search(
        r"<details>\s*<summary>[^<]*1\.5 days.*?</details>", built.page("companies/northwind/"), re.DOTALL
    )
    assert re.findall(r'href="/stories/([^/]+)/"', record[0]) == ["the-swift", "the-settled"]


def test_a_site_without_loops_says_so(site):
    built = site({"stories/settled.md": FILES["stories/settled.md"]})
    assert "Nothing is open." in text(built.page("open/"))
    assert "Nothing is overdue, as of 21 November 2026." in text(built.page("open/overdue/"))


def test_addresses_left_empty_are_no_pages(site):
    built = site(FILES, OPEN_SAVE_AS="", OVERDUE_SAVE_AS="", DEADLINES_SAVE_AS="")
    assert [path for path in built.tree() if path.startswith("open/")] == []


# -- the calendar -----------------------------------------------------------------------------------------


def calendar(built) -> list[dict[str, str]]:
    lines = built.tree()["open/deadlines.ics"].decode("utf-8").replace("\r\n ", "").split("\r\n")
    events = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    return [dict(line.split(":", 1) for line in event.splitlines() if ":" in line) for event in events]


def test_the_calendar_has_every_deadline(built):
    assert [(event["DTSTART;VALUE=DATE"], event["SUMMARY"]) for event in calendar(built)] == [
        ("20260303", "Northwind owes an answer: The old"),
        ("20261218", "Northwind owes an answer: The new"),
        ("20261224", r"the company promised: a form\, at last"),
        ("20261224", "the company promised: a letter"),
    ]


def test_no_two_events_of_the_calendar_share_an_identity(built):
    assert len({event["UID"] for event in calendar(built)}) == 4


def test_the_calendar_leads_to_the_site(site):
    built = site(FILES, SITEURL="https://heard.example/blog")
    assert calendar(built)[0]["URL"] == "https://heard.example/blog/stories/the-old/"


def test_a_promise_for_the_last_day_there_is_does_not_stop_a_build(site):
    keys = timeline("told, on: 2026-03-01", "promised, on: 2026-03-09, what: a form, due: 9999-12-31")
    assert calendar(site({"stories/form.md": story("form", keys)}))[0]["DTSTART;VALUE=DATE"] == "99991231"


# -- a deadline passes ------------------------------------------------------------------------------------

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
LISTS = {"index.html", "open/index.html", "open/overdue/index.html", "feeds/open.rss.xml"}
"""Home counts the wait of the longest open loops; the others are about what is open."""


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
    feeds = [path for path in days[0] if path.startswith("feeds/") and path != "feeds/open.rss.xml"]
    assert [path for path in feeds if days[0][path] != days[1][path]] == []
