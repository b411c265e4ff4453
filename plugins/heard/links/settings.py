"""Settings of the links."""

from __future__ import annotations

import re
from typing import Any

from heard.library.facets import address_setting
from heard.settings import Setting


def _patterns(value: Any) -> str | None:
    for pattern in value:
        try:
            found = re.compile(pattern)
        except (re.error, TypeError) as error:
            return f"holds {pattern!r}, which is not a regular expression ({error})"
        if "target" not in found.groupindex:
            return f"holds {pattern!r}, which has no group (?P<target>…)"
    return None


LINK_SETTINGS = (
    Setting(
        "STORY_LINK_PATTERNS",
        (list, tuple),
        [],
        "Regular expressions with a group `target` for references in other generators' spelling.",
        _patterns,
    ),
    address_setting("SIDES", "sides/", "the stories told from two sides; each pair is below"),
    address_setting("LOOSE_ENDS", "loose-ends/", "references to what is not here"),
    address_setting("MAP", "map/", "the map of stories and values"),
)
