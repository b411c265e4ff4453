"""The theme's words as feeds need them: titles, groups, outcomes, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from heard.library.library import TermRef
from heard.text.placeholders import fill_placeholders

SITE = "site"


class FeedStrings(Struct, frozen=True):
    """Words of the theme's catalogue; empty for a theme without one.

    `texts` are shapes of titles with places in braces, `menu` the headings of groups, `outcomes` how an
    outcome is called in public, `months` and `day` the parts and the shape of a date.
    """

    texts: Mapping[str, Any] = field(default_factory=dict)
    menu: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    months: Sequence[str] = ()
    day_shape: str = ""

    def filled(self, name: str, default: str, **values: str) -> str:
        """A text with its places filled, each once."""
        return " ".join(fill_placeholders(str(self.texts.get(name, default)), values).split())

    def group(self, name: str) -> str:
        """The heading of a group of feeds."""
        return self.filled(SITE, SITE) if name == SITE else str(self.menu.get(name, name))

    def term(self, ref: TermRef) -> str:
        """A term's name; outcomes are called as everywhere else on the site."""
        return self.outcomes.get(ref.slug, ref.name) if ref.facet == "outcome" else ref.name

    def day(self, day: date) -> str:
        """A day in words, or as ISO 8601 writes it."""
        if len(self.months) != 12 or not self.day_shape:
            return day.isoformat()
        month = self.months[day.month - 1]
        return fill_placeholders(self.day_shape, {"day": day.day, "month": month, "year": day.year})
