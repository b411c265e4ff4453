"""One story told again while all else stays: what its page shows before the library is built anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from heard.library.library import Library
from heard.model.records import Story

RETOLD = ("title", "summary", "summary_given", "reading_minutes", "lines")
"""Fields of a story that nothing is worked out from: pages take them from the story when they show it."""


def retell(library: Library, content: Any, fresh: Any) -> tuple[str, ...]:
    """Put a story that was read again in the place of the one in the library.

    Only if nothing differs that the library is built from. Returns the names of metadata that are taken
    over (`ENGINE_REFRESH` of the build engine). Call it only where the library is used for one page.
    """
    before, after = getattr(content, "story", None), getattr(fresh, "story", None)
    if not isinstance(before, Story) or not isinstance(after, Story):
        return ()
    if replace(after, **{name: getattr(before, name) for name in RETOLD}) != before:
        return ()
    content.story = after
    # The card is the same object wherever it stands, and this library is about to be thrown away.
    object.__setattr__(library.card(after.id), "story", after)
    return ("story",)
