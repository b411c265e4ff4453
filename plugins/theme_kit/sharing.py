"""What many pages show alike is rendered once: a story's line stands in ten lists and is always the same.

A macro that is imported without the context of a page depends on its arguments and on what is global for
the whole run, so one call with the same arguments can serve every page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2.runtime import Macro

_BY_VALUE = (str, int, bool, float, type(None))
Shared = Callable[..., str]


def sharing() -> Shared:
    """A function for the templates of one run: `shared(macro, …)` gives what `macro(…)` gives.

    Arguments are told apart by value if they are texts or numbers, else by being the same object: the
    cards and ledgers of a library live as long as the run and never change.
    """
    kept: dict[tuple[object, ...], tuple[tuple[Any, ...], str]] = {}

    def shared(macro: Macro, *given: Any) -> str:
        # Each generator of Pelican compiles its own copy of a macro; file and name tell which it is.
        where = macro._func.__code__.co_filename
        key = (where, macro.name, *(one if isinstance(one, _BY_VALUE) else id(one) for one in given))
        found = kept.get(key)
        if found is None:
            found = kept[key] = (given, macro(*given))  # the arguments too: an id counts while they live
        return found[1]

    return shared
