"""Dates: every spelling, every refusal, and what must hold for all of them."""

import email.utils
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.text.dates import UNDATED, UNDATED_SORT, DateError, day_moment, in_zone, parse_moment

SPELLINGS = [
    # written, precision, first, last, canonical
    ("2008", "year", "2008-01-01", "2008-12-31", "2008"),
    ("2008-02", "month", "2008-02-01", "2008-02-29", "2008-02"),
    ("2009-02", "month", "2009-02-01", "2009-02-28", "2009-02"),
    ("2008-03-31", "day", "2008-03-31", "2008-03-31", "2008-03-31"),
    (" 2008-03-31 ", "day", "2008-03-31", "2008-03-31", "2008-03-31"),
    ("2008-03-31 14:05", "minute", "2008-03-31", "2008-03-31", "2008-03-31T14:05"),
    ("2008-03-31 9:05", "minute", "2008-03-31", "2008-03-31", "2008-03-31T09:05"),
    ("2008-03-31T14:05", "minute", "2008-03-31", "2008-03-31", "2008-03-31T14:05"),
    ("2008-03-31 14:05:09", "second", "2008-03-31", "2008-03-31", "2008-03-31T14:05:09"),
    ("2008-03-31T14:05:09.123", "second", "2008-03-31", "2008-03-31", "2008-03-31T14:05:09"),
    ("2008-03-31T14:05Z", "minute", "2008-03-31", "2008-03-31", "2008-03-31T14:05Z"),
    ("2008-03-31 14:05 -0400", "minute", "2008-03-31", "2008-03-31", "2008-03-31T14:05-04:00"),
    ("2008-03-31 14:05-0400", "minute", "2008-03-31", "2008-03-31", "2008-03-31T14:05-04:00"),
    ("2015-03-11 11:25:36 -0400", "second", "2015-03-11", "2015-03-11", "2015-03-11T11:25:36-04:00"),
    ("2008-03-31T14:05:09+01:00", "second", "2008-03-31", "2008-03-31", "2008-03-31T14:05:09+01:00"),
    ("2008/2010", "interval", "2008-01-01", "2010-12-31", "2008/2010"),
    ("2008-03/2008-05-02", "interval", "2008-03-01", "2008-05-02", "2008-03/2008-05-02"),
    ("2008-03-31 / 2008-04-02", "interval", "2008-03-31", "2008-04-02", "2008-03-31/2008-04-02"),
]


@pytest.mark.parametrize(("written", "precision", "first", "last", "canonical"), SPELLINGS)
def test_a_spelling_keeps_its_precision(written, precision, first, last, canonical):
    moment = parse_moment(written)
    found = (moment.precision, str(moment.first), str(moment.last), moment.text)
    assert found == (precision, first, last, canonical)


@pytest.mark.parametrize("written", ["undated", "Undated", " UNDATED "])
def test_undated_is_a_date_without_days(written):
    assert parse_moment(written) == UNDATED


REFUSALS = [
    ("Mar10", '"Mar10" has no year'),
    ("March 10", '"March 10" has no year'),
    ("10 March 2008", '"10 March 2008" is not a date'),
    ("2024-13-45", "there is no month 13"),
    ("2024-00", "there is no month 00"),
    ("2024-02-30", "2024-02 has 29 days, not 30"),
    ("2024-02-00", "2024-02 has 29 days, not 00"),
    ("2024-2-3", '"2024-2-3" is not a date'),
    ("31.03.2008", '"31.03.2008" is not a date'),
    ("03/31/2008", '"03/31/2008" is not a date'),
    ("2008-03-31 24:00", "there is no time 24:00"),
    ("2008-03-31 12:60", "there is no time 12:60"),
    ("2008-03-31 12:00 +1500", "there is no time zone +1500"),
    ("2008-03-31 12:00 +0175", "there is no time zone +0175"),
    ("2010/2008", "the interval 2010/2008 ends before it begins"),
    ("2008/2009/2010", '"2008/2009/2010" is not a date'),
    ("undated/2008", '"undated/2008" is not a date'),
    ("0999", "the year 0999 is too early to be meant"),
    ("0000", "the year 0000 is too early to be meant"),
    ("", "the date is empty"),
    ("yesterday", '"yesterday" is not a date'),
    ("2008-03-31 noon", '"2008-03-31 noon" is not a date'),
    ("1206921600", '"1206921600" is not a date'),
    ("２００８", '"２００８" is not a date'),
    ("٢٠٠٨-٠٣", '"٢٠٠٨-٠٣" is not a date'),
    ("2008-03-31\n12:00", '"2008-03-31\n12:00" is not a date'),
    ("x" * 60, f'"{"x" * 39}…" is not a date'),
]


@pytest.mark.parametrize(("written", "reason"), REFUSALS)
def test_anything_else_is_refused_with_a_reason(written, reason):
    with pytest.raises(DateError) as refused:
        parse_moment(written)
    assert str(refused.value) == reason


days = st.dates(min_value=date(1001, 1, 1), max_value=date(9999, 12, 31))
offsets = st.sampled_from(["", "Z", "+01:00", " -0400", "+0530", "-12:00", " +14:00"])


@st.composite
def spellings(draw):
    """Any valid spelling of one point in time."""
    day = draw(days).isoformat()
    form = draw(st.sampled_from(["year", "month", "day", "minute", "second"]))
    if form in ("year", "month", "day"):
        return day[: {"year": 4, "month": 7, "day": 10}[form]]
    clock = draw(st.times()).isoformat()[: 5 if form == "minute" else 8]
    return f"{day}{draw(st.sampled_from('T '))}{clock}{draw(offsets)}"


@given(spellings())
def test_the_canonical_spelling_means_the_same(written):
    moment = parse_moment(written)
    assert parse_moment(moment.text) == moment


@given(spellings())
def test_the_first_day_is_never_after_the_last(written):
    moment = parse_moment(written)
    assert moment.first <= moment.last


@given(spellings(), spellings())
def test_what_ends_before_another_begins_sorts_before_it(one, other):
    a, b = parse_moment(one), parse_moment(other)
    if a.last < b.first:
        assert a.sort_time() < b.sort_time()


@given(spellings())
def test_an_undated_story_sorts_before_every_dated_one(written):
    assert UNDATED.sort_time() == UNDATED_SORT < parse_moment(written).sort_time()


@given(spellings(), spellings())
def test_two_points_make_an_interval_or_a_refusal(one, other):
    try:
        moment = parse_moment(f"{one}/{other}")
    except DateError:
        assert parse_moment(one).sort_time() > parse_moment(other).sort_time()
    else:
        assert (moment.first, moment.last) == (parse_moment(one).first, parse_moment(other).last)


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_a_refusal(text):
    try:
        moment = parse_moment(text)
    except DateError as refused:
        assert str(refused)
    else:
        assert moment.is_dated or moment == UNDATED


@pytest.mark.parametrize("written", ["2008", "2008-03", "undated", "2008-03-01/2008-03-02"])
def test_days_cannot_be_counted_from_a_date_without_a_day(written):
    assert not parse_moment(written).has_day


@pytest.mark.parametrize("written", ["2008-03-31", "2008-03-31 12:00", "2008-03-31T12:00:01Z"])
def test_days_can_be_counted_from_a_day(written):
    assert parse_moment(written).has_day


def test_an_offset_is_kept_for_feeds_and_left_out_of_sorting():
    moment = parse_moment("2015-03-11 11:25 -0400")
    assert moment.as_datetime().utcoffset() == timedelta(hours=-4)
    assert moment.sort_time() == datetime(2015, 3, 11, 11, 25)


def test_a_calendar_day_is_the_moment_of_its_spelling():
    assert day_moment(date(2008, 3, 31)) == parse_moment("2008-03-31")


@pytest.mark.parametrize(
    ("zone", "written", "said"),
    [
        ("Europe/Amsterdam", "1850-01-02", "1850-01-02T00:00:00+00:20"),
        ("Europe/Amsterdam", "1930-06-01T12:30", "1930-06-01T12:30:00+01:20"),
        ("Europe/Amsterdam", "2024-05-01", "2024-05-01T00:00:00+02:00"),
        ("America/New_York", "1850", "1850-01-01T00:00:00-04:56"),
        ("Africa/Monrovia", "1960-02-03", "1960-02-03T00:00:00-00:44"),
        ("Asia/Kolkata", "1850-05", "1850-05-01T00:00:00+05:53"),
        ("Europe/London", "1840", "1840-01-01T00:00:00-00:01"),
        ("Pacific/Apia", "1850", "1850-01-01T00:00:00+12:33"),
        ("Asia/Kathmandu", "1001-01-01", "1001-01-01T00:00:00+05:41"),
        ("UTC", "1850", "1850-01-01T00:00:00+00:00"),
    ],
)
def test_a_moment_has_an_offset_in_whole_minutes(zone, written, said):
    moment = in_zone(parse_moment(written).as_datetime(), ZoneInfo(zone))
    assert moment.isoformat() == said
    assert email.utils.parsedate_to_datetime(email.utils.format_datetime(moment)) == moment


@pytest.mark.parametrize(
    ("one", "other", "is_before"),
    [
        ("2008", "2009", True),
        ("2008-03", "2008-03-31", False),
        ("2008-03-31", "2008-04-01", True),
        ("2008-03-31 14:05", "2008-03-31 14:06", True),
        ("2008-03-31 14:05 +0200", "2008-03-31 14:04 +0100", True),
        # Where one side alone has an offset, nobody knows what day the other has at that hour.
        ("2008-03-31 23:00 +0200", "2008-04-01", False),
        ("2008-03-31 23:00 +0200", "2008-04-02", True),
        ("undated", "2008", False),
        ("2008", "undated", False),
    ],
)
def test_a_moment_is_before_another_only_where_that_is_sure(one, other, is_before):
    assert parse_moment(one).is_before(parse_moment(other)) is is_before
