"""Dates as Pelican blogs spell them are read where they have one meaning, and refused otherwise."""

import pytest
from dateutil.parser import parse
from helpers import problems_of, story_of
from hypothesis import given
from hypothesis import strategies as st

from heard.text.dates import DateError, moment_of

ONE_MEANING = {
    "2024/01/04": "2024-01-04",
    "2024.1.4": "2024-01-04",
    "2024_01_04": "2024-01-04",
    "20240104": "2024-01-04",
    "2024/1/4 10:00": "2024-01-04T10:00",
    "Fri, 05 Jan 2024 10:00": "2024-01-05T10:00",
    "Fri, 05 Jan 2024 10:00:11 +0200": "2024-01-05T10:00:11+02:00",
    "5 January 2024": "2024-01-05",
    "January 5th, 2024 3pm": "2024-01-05T15:00",
    "13/05/2024": "2024-05-13",
    "2010-12-03 10:20:11.123": "2010-12-03T10:20:11",
    "2010-12-03 10:20 PM": "2010-12-03T22:20",
    "2024-05-17 10:00 CET": "2024-05-17T10:00",
    "2024-05-17": "2024-05-17",
    "2024-05": "2024-05",
    "undated": "",
}


@pytest.mark.parametrize(("text", "moment"), ONE_MEANING.items(), ids=ONE_MEANING)
def test_a_date_with_one_meaning_is_read(text, moment):
    assert moment_of(text).text == moment


NO_MEANING = (
    "01/04/2024|05.04.2024|Mar10|May 2024|10:30|2024/13/01|2024-02-30|Sat|tomorrow|12|1 2 3|"
    "2024-05-17 25:00|2024-05-17 (draft)|2024-01-01 - 2024-02-01|5 Jan 2024 6 Feb|"
    "2024-05-17 10:00 UTC+02:00|202415|"
).split("|")


@pytest.mark.parametrize("text", NO_MEANING)
def test_a_date_with_another_meaning_or_none_is_refused(text):
    with pytest.raises(DateError):
        moment_of(text)


@given(
    st.datetimes(), st.sampled_from(("%d %B %Y %H:%M", "%Y/%m/%d %H:%M", "%a, %d %b %Y %H:%M", "%Y.%m.%d"))
)
def test_what_is_read_is_what_pelican_reads(day, form):
    if day.year > 1000:
        text = day.strftime(form)
        assert moment_of(text).as_datetime() == parse(text).replace(second=0, microsecond=0)


def test_only_the_dates_of_pelican_have_such_spellings():
    story = story_of("date: 17 May 2024\nmodified: 2024/05/18")
    assert (story.date.text, story.modified.text) == ("2024-05-17", "2024-05-18")
    assert "is not a date" in problems_of("first_published: {site: A, on: 17 May 2024}")[0]
