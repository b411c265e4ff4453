"""Texts of a catalogue with places in braces: `{company} owes an answer`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping


def fill_placeholders(text: str, values: Mapping[str, object], shape: Callable[[object], str] = str) -> str:
    """A text with its `{name}` places filled, each value put into `shape`; other braces stay.

    One pass, so that a value that looks like a place stays what it is.
    """
    places = re.compile("|".join(re.escape("{" + name + "}") for name in values) or "(?!)")
    return places.sub(lambda place: shape(values[place[0][1:-1]]), text)
