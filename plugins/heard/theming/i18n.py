"""Functions for templates: fill the interface texts, spell numbers, set capitals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from heard.text.placeholders import fill_placeholders

Strings = Mapping[str, Any]


def fill(text: str, /, **values: object) -> str:
    """A text of the catalogue with its `{name}` places filled; other braces stay.

    When a value is markup (a link made by a macro), the text and all other values are escaped, and the
    result is markup too.
    """
    is_markup = isinstance(text, Markup) or any(isinstance(v, Markup) for v in values.values())
    shape: Callable[[object], str] = escape if is_markup else str
    parts = fill_placeholders(shape(text), values, shape)
    return Markup(parts) if is_markup else parts


def number_words(catalogue: Strings, number: int) -> str:
    """A number below 100 as the catalogue spells it, if it does; else in digits."""
    spelled = catalogue.get("numbers", {})
    ones, tens = spelled.get("ones", []), spelled.get("tens", [])
    if 0 <= number < len(ones):
        return str(ones[number])
    ten, one = divmod(number, 10)
    if 0 < number < 100 and ten < len(tens) and tens[ten]:
        return f"{tens[ten]}{spelled.get('joiner', '-')}{ones[one]}" if one else str(tens[ten])
    return f"{number:,}"


def plain_data(value: Any) -> Any:
    """The catalogue with lists as tuples, so that no template can change it."""
    if isinstance(value, Mapping):
        return {key: plain_data(one) for key, one in value.items()}
    return tuple(plain_data(one) for one in value) if isinstance(value, list) else value
