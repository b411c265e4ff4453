"""Dates as Pelican blogs spell them: `2024/05/17`, `17 May 2024`, `Fri, 17 May 2024 10:00 +0200`.

Pelican takes what dateutil makes of a text, and fills in the day of the build where something is missing.
Here a spelling is taken that can be read in one way only, on any day.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from datetime import datetime

from dateutil.parser import parse

from heard.text.dates import DateError, Moment, parse_moment

_YEAR_FIRST = re.compile(r"(\d{4})([/._-]?)(\d{1,2})\2(\d{1,2})(?!\d)(?P<rest>.*)", re.DOTALL)
_CLOCK = re.compile(
    r"[\sT,]*(?:\d{1,2}(?::\d{2}){0,2}(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_TWO_SIGNS = re.compile(r"(?:GMT|UTC)\s*[+-]", re.IGNORECASE)
"""Some take the sign for east, dateutil for west."""
_DAYS = (datetime(2000, 1, 1), datetime(2001, 12, 31, 23, 59))
"""What dateutil fills in where something is missing; a whole date is the same with either."""


def moment_of(text: str) -> Moment:
    """Read a date in our spelling, or in another that has one meaning. Raises DateError for any other."""
    try:
        return parse_moment(text)
    except DateError as error:
        found = _read(text.strip())
        if found is None:
            raise
        with suppress(DateError):
            return parse_moment(
                found.isoformat(" ", "seconds" if found.second else "minutes").removesuffix(" 00:00")
            )
        raise error from None


def _read(text: str) -> datetime | None:
    """The one moment that a text can mean, or None."""
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
