"""Dates as people know them: a year, a month, a day, a minute, an interval, or none.

A `Moment` remembers how precise its writer was. Pages show exactly that precision, sorting uses
the earliest moment, deadlines the latest. The spellings are those of ISO 8601, extended by a space
in place of the `T` and before the offset; everything else is refused, because a date that is
guessed (`Mar10` as March of this year) is worse than none.
"""

from __future__ import annotations

import re
import warnings
from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from dateutil.parser import parse
from msgspec import Struct

UNDATED_SORT = datetime(1000, 1, 1)
"""Where an undated story stands for software that insists on a date: before all others."""

_PART = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?"
    r"(?: ?(?P<offset>Z|[+-]\d{2}:?\d{2}))?)?)?)?",
    re.ASCII,  # digits of other scripts would stand in `datetime` attributes, which take none
)
_YEAR_FIRST = re.compile(r"(\d{4})([/._-]?)(\d{1,2})\2(\d{1,2})(?!\d)(?P<rest>.*)", re.DOTALL)
_CLOCK = re.compile(
    r"[\sT,]*(?:\d{1,2}(?::\d{2}){0,2}(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_TWO_SIGNS = re.compile(r"(?:GMT|UTC)\s*[+-]", re.IGNORECASE)
"""Some take the sign for east, dateutil for west."""
_DAYS = (datetime(2000, 1, 1), datetime(2001, 12, 31, 23, 59))
"""What dateutil fills in where something is missing; a whole date is the same with either."""


class DateError(ValueError):
    """A text that is no date; the message says what is wrong with it, without the place."""


class Moment(Struct, frozen=True):
    """A point or stretch of time with the precision its writer gave.

    `precision` is one of `year`, `month`, `day`, `minute`, `second`, `interval`, `none`.
    `first` and `last` are the first and the last calendar day it can mean (None when undated).
    `at` is the clock time where one was given, with its offset where one was given.
    `text` is the canonical spelling, a valid value of HTML's `datetime` (empty when undated).
    """

    precision: str
    first: date | None = None
    last: date | None = None
    at: datetime | None = None
    start: Moment | None = None
    end: Moment | None = None
    text: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether there is any date at all."""
        return self.first is not None

    @property
    def has_day(self) -> bool:
        """Whether the day is known, so that days can be counted from it."""
        return self.precision in ("day", "minute", "second")

    def is_before(self, other: Moment) -> bool:
        """Whether it surely lies before another one, at the precision of both."""
        mine, others = self.at and self.at.tzinfo, other.at and other.at.tzinfo
        if self.at and other.at and (mine is None) == (others is None):
            return self.at < other.at
        if self.last is None or other.first is None:
            return False
        # Of one day, the hours are not the same everywhere: an offset on one side leaves a day of doubt.
        doubt = timedelta(days=1 if (mine is None) != (others is None) else 0)
        return other.first - self.last > doubt

    def sort_time(self) -> datetime:
        """The earliest moment it can mean, as a naive datetime in its own clock."""
        if self.at is not None:
            return self.at.replace(tzinfo=None)
        if self.first is None:
            return UNDATED_SORT
        return datetime.combine(self.first, time.min)

    def as_datetime(self) -> datetime:
        """The earliest moment, with its offset where one was given: what stands for it in Pelican."""
        return self.at if self.at is not None else self.sort_time()


UNDATED = Moment("none")


def parse_moment(text: str) -> Moment:
    """Read one date. Raises DateError with a reason that a writer can act on."""
    text = text.strip()
    if text.lower() == "undated":
        return UNDATED
    if "/" in text and text.count("/") == 1:
        left, right = (part.strip() for part in text.split("/"))
        if _PART.fullmatch(left) and _PART.fullmatch(right):
            return _interval(left, right)
    match = _PART.fullmatch(text)
    if match is None:
        raise DateError(_why_not(text))
    return _from_match(match)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A clock time with the offset of a zone, in whole minutes.

    Before zones were agreed on, places kept the time of their sun: Amsterdam's was ahead by 19 minutes and
    32 seconds, which no date in a feed can say. The clock time stays; the offset is rounded.
    """
    offset = moment.replace(tzinfo=zone).utcoffset() or timedelta()
    minutes = round(offset / timedelta(minutes=1))
    return moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))


def day_moment(day: date) -> Moment:
    """The moment of one calendar day."""
    return Moment("day", day, day, text=day.isoformat())


def minute_moment(at: datetime, zone: tzinfo) -> Moment:
    """A time to the minute, in a zone and with its offset; undated where no calendar has it."""
    try:
        return parse_moment(at.astimezone(zone).isoformat(timespec="minutes"))
    except (DateError, OverflowError, ValueError):
        return UNDATED


def clock_text(at: datetime) -> str:
    """A time by the clock in our spelling; midnight stands for the day."""
    return at.isoformat(" ", "seconds" if at.second else "minutes").removesuffix(" 00:00")


def _interval(left: str, right: str) -> Moment:
    start, end = parse_moment(left), parse_moment(right)
    latest = end.sort_time() if end.at else datetime.combine(end.last or date.max, time.max)
    if start.sort_time() > latest:
        raise DateError(f"the interval {left}/{right} ends before it begins")
    return Moment("interval", start.first, end.last, None, start, end, text=f"{start.text}/{end.text}")


def _from_match(match: re.Match[str]) -> Moment:
    year, month, day = match["year"], match["month"], match["day"]
    number = int(year)
    if number < 1001:
        raise DateError(f"the year {year} is too early to be meant")
    if month is None:
        return Moment("year", date(number, 1, 1), date(number, 12, 31), text=year)
    if not 1 <= int(month) <= 12:
        raise DateError(f"there is no month {month}")
    days = monthrange(number, int(month))[1]
    if day is None:
        first = date(number, int(month), 1)
        return Moment("month", first, first.replace(day=days), text=f"{year}-{month}")
    if not 1 <= int(day) <= days:
        raise DateError(f"{year}-{month} has {days} days, not {day}")
    on = date(number, int(month), int(day))
    if match["hour"] is None:
        return day_moment(on)
    return _with_clock(match, on)


def _with_clock(match: re.Match[str], on: date) -> Moment:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise DateError(f"there is no time {match['hour']}:{match['minute']}")
    clock = datetime.combine(on, time(hour, minute, second))
    precision = "minute" if match["second"] is None else "second"
    text = clock.isoformat(timespec="minutes" if precision == "minute" else "seconds")
    offset = match["offset"]
    if offset is None:
        return Moment(precision, on, on, clock, text=text)
    with suppress(ValueError):
        placed = clock.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
        if abs(placed.utcoffset() or timedelta()) < timedelta(hours=15):
            suffix = "Z" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}"
            return Moment(precision, on, on, placed, text=text + suffix)
    raise DateError(f"there is no time zone {offset}")


def _why_not(text: str) -> str:
    shown = text if len(text) <= 40 else text[:39] + "…"
    if not text:
        return "the date is empty"
    if re.fullmatch(r"[A-Za-z]{3,9}[ .]?\d{1,2}", text):
        return f'"{shown}" has no year'
    return f'"{shown}" is not a date'


def moment_of(text: str) -> Moment:
    """Read a date in our spelling, or in another of Pelican blogs: `2024/05/17`, `17 May 2024 10:00 +0200`.

    Pelican takes what dateutil makes of a text, and fills in the day of the build where something is
    missing. Here it has to mean one date on any day. Raises DateError for any other.
    """
    try:
        return parse_moment(text)
    except DateError as error:
        found = _whole_date(text.strip())
        with suppress(DateError):
            return parse_moment(clock_text(found) if found else "")
        raise error from None


def _whole_date(text: str) -> datetime | None:
    """The one moment that a text can mean on any day, or None."""
    if _TWO_SIGNS.search(text):
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, sign, month, day, rest = match.groups()
        if not _CLOCK.fullmatch(rest) or (not sign and len(month + day) < 4):
            return None
        text = f"{year}-{month:0>2}-{day:0>2}{rest}"
    orders = (False,) if match else (False, True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names of time zones, which Pelican ignores, too
            found = {parse(text, default=day, dayfirst=order) for day in _DAYS for order in orders}
    except (ValueError, OverflowError, TypeError):
        return None
    days = {moment.date() for moment in found}
    return min(found).replace(microsecond=0) if len(days) == 1 else None
