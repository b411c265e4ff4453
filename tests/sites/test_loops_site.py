"""What is still owed, as a reader finds it."""

import re

import pytest

from heard.pages.loops import generator


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


def test_a_long_list_goes_on_and_begins_with_the_longest_wait(site, monkeypatch):
    monkeypatch.setattr(generator, "LIST_LENGTH", 2)
    built = site(FILES)
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


def test_without_an_address_there_is_no_page_of_open_loops(site):
    built = site(FILES, OPEN_URL=None)
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
