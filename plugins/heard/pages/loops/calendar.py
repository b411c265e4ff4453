"""Deadlines as a calendar that any program can subscribe to.

Source: RFC 5545 (iCalendar). Lines end in CRLF and are folded at 75 octets (3.1), text is escaped (3.3.11),
an all-day event has a DATE and the day after as its exclusive end (3.6.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from heard.text.files import unix_lines

PRODUCT = "-//Heard//Deadlines//EN"
LINE = 75
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class CalendarDay(Struct, frozen=True):
    """One all-day event; `uid` never changes, `noted` is the day it was written down."""

    uid: str
    day: date
    noted: date
    summary: str
    description: str
    url: str


def write_calendar(name: str, days: Sequence[CalendarDay]) -> str:
    """The calendar as text with CRLF line ends.

    DTSTAMP is the day a deadline was noted, not the clock's: the same stories give the same bytes. It says
    when an event was written down (3.8.7.2), so it never lies in the future, as a deadline does.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}",
            f"DTSTAMP:{day.noted.year:04}{day.noted:%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
            *_end(day.day),
            f"SUMMARY:{_text(day.summary)}",
            f"DESCRIPTION:{_text(day.description)}",
            f"URL:{day.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _end(day: date) -> list[str]:
    """The day after; left out after the last day there is, where a DATE alone means one day (3.6.1)."""
    return [f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"] if day < date.max else []


def _text(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line ends escaped."""
    return unix_lines(text).translate(ESCAPED)


def _folded(line: str) -> list[str]:
    """A content line in pieces of at most 75 octets, never cutting a character."""
    pieces, piece, room = [], "", LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = " ", LINE - 1
        piece += character
        room -= size
    return [*pieces, piece]
