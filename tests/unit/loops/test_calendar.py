"""The calendar of deadlines, line by line as RFC 5545 wants it."""

import re
from datetime import date

import pytest
from helpers import TODAY
from hypothesis import given
from hypothesis import strategies as st
from shelves import drop_unpublished, volume

from heard.library.loops import Deadline
from heard.pages.loops.calendar import CalendarDay, write_calendar
from heard.pages.loops.generator import calendar_day

URL = "https://heard.example/stories/refund/"
NOTED = date(2026, 5, 6)
DAY = CalendarDay("refund.answer@story", date(2026, 12, 31), NOTED, "An answer", "From a story", URL)
CONTENT_LINE = re.compile(r"[A-Z-]+(?:;[A-Z-]+=[^;:,\"]+)*:[^\x00-\x08\x0a-\x1f\x7f]*")
"""3.1: name, parameters, and a value without control characters but the tab."""


def write(*days: CalendarDay, name: str = "Heard") -> bytes:
    return write_calendar(name, days).encode("utf-8")


def unfolded(octets: bytes) -> list[str]:
    """The content lines: a line that begins with a blank belongs to the one before (3.1)."""
    return octets.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def values(octets: bytes, name: str) -> list[str]:
    """The values of a property, with their parameters, text unescaped (3.3.11)."""
    found = [line for line in unfolded(octets) if re.match(rf"{name}[;:]", line)]
    spelt = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
    return [re.sub(r"\\.", lambda m: spelt[m[0]], line[len(name) + 1 :]) for line in found]


def test_a_deadline_is_an_all_day_event():
    assert unfolded(write(DAY))[6:-1] == [
        "BEGIN:VEVENT",
        "UID:refund.answer@story",
        "DTSTAMP:20260506T000000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:An answer",
        "DESCRIPTION:From a story",
        "URL:https://heard.example/stories/refund/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def test_a_calendar_says_what_it_is_and_who_made_it():
    assert unfolded(write()) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Heard//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Heard",
        "END:VCALENDAR",
    ]


def test_the_last_day_there_is_has_no_day_after():
    day = CalendarDay("a@story", date.max, NOTED, "An answer", "", URL)
    assert values(write(day), "DTEND") == []


ESCAPED = [
    ("a, b; c", r"a\, b\; c"),
    ("a\\b", r"a\\b"),
    ("a\nb", r"a\nb"),
    ("a\r\nb\rc", r"a\nb\nc"),
    ("a: “b”", "a: “b”"),
]


@pytest.mark.parametrize(("text", "written"), ESCAPED)
def test_signs_that_mean_something_are_escaped(text, written):
    assert f"SUMMARY:{written}" in unfolded(write(CalendarDay("a@story", DAY.day, NOTED, text, "", URL)))


# -- laws ---------------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n,;\\:é漢😀"), max_size=300
)
DAYS = st.builds(
    CalendarDay, st.just("a@story"), *[st.dates(date(1001, 1, 1))] * 2, TEXTS, TEXTS, st.just(URL)
)


@given(st.lists(DAYS, max_size=3), TEXTS)
def test_every_line_ends_in_carriage_return_and_line_feed(days, name):
    octets = write(*days, name=name)
    assert octets.endswith(b"\r\n") and not re.search(rb"[^\r]\n|\r[^\n]", octets)


@given(st.lists(DAYS, max_size=3), TEXTS)
def test_no_line_has_more_than_75_octets(days, name):
    assert max(map(len, write(*days, name=name).split(b"\r\n"))) <= 75


@given(st.lists(DAYS, max_size=3), TEXTS)
def test_no_character_is_cut(days, name):
    for line in write(*days, name=name).split(b"\r\n"):
        line.decode("utf-8")


@given(st.lists(DAYS, max_size=3), TEXTS)
def test_every_line_is_a_content_line(days, name):
    assert all(CONTENT_LINE.fullmatch(line) for line in unfolded(write(*days, name=name)))


@given(DAYS)
def test_a_text_is_read_as_it_was_meant(day):
    assert values(write(day), "SUMMARY") == [day.summary]


# -- deadlines of stories -------------------------------------------------------------------------------

STRINGS = {"answer": "{company} owes an answer: {what}", "promise": "{company} promised: {what}"}


def event(keys: str = "company: Northwind", what: str | None = None, url: str = "") -> CalendarDay:
    card = drop_unpublished(volume("refund", keys, url=url)).card("refund")
    return calendar_day(Deadline(card, DAY.day, what), "https://heard.example/blog/", STRINGS, TODAY)


NOTED_ON = {
    "date: 2026-03-04": date(2026, 3, 4),
    "date: 2026-03-04 23:59:59 -1200": date(2026, 3, 4),
    "date: 2026-03-04\nmodified: 2026-04-01": date(2026, 4, 1),
    "date: 2026-03-04\nmodified: 2099-01-01": date(2026, 3, 4),
    "date: 2099-01-01": date(1970, 1, 1),
    "date: undated": date(1970, 1, 1),
    "date: 2026": date(2026, 1, 1),
    "date: 1002": date(1002, 1, 1),
}


@pytest.mark.parametrize(("keys", "noted"), NOTED_ON.items())
def test_a_deadline_was_noted_with_its_story_never_in_the_future(keys, noted):
    stamp = f"DTSTAMP:{noted.year:04}{noted:%m%d}T000000Z"
    assert event(keys).noted == noted
    assert stamp in unfolded(write(event(keys)))


def test_an_answer_that_is_owed_names_the_story():
    assert event().summary == "Northwind owes an answer: refund"


def test_a_promise_is_named():
    assert event(what="a refund").summary == "Northwind promised: a refund"


def test_a_company_without_name_is_the_company():
    assert event("x_a: b").summary == "the company owes an answer: refund"


def test_an_event_leads_to_its_story():
    assert event().url == "https://heard.example/blog/stories/refund/"


def test_an_address_of_other_letters_is_percent_encoded():
    assert event(url="stories/café/").url == "https://heard.example/blog/stories/caf%C3%A9/"


def test_two_promises_of_one_day_are_two_events():
    assert event(what="a refund").uid != event(what="a letter").uid


def test_a_new_title_is_the_same_event():
    assert event("title: New\ncompany: Northwind").uid == event().uid
