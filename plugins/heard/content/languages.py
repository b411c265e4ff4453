"""Language tags as HTML, feeds and addresses need them, however a writer or a system spells them.

Source: RFC 5646 (BCP 47), 2.1 (form) and 2.1.1 (case); POSIX.1-2017, 8.2 (`en_US.UTF-8@euro`).
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)
_POSIX_END = re.compile(r"(?:\.[\w-]+)?(?:@\w+)?")


def language_tag(text: str) -> str | None:
    """The tag that a text means, in its usual case: en-US for `en_us` or `en_US.UTF-8`; None for none."""
    name = re.split("[.@]", text, maxsplit=1)[0]
    if not _POSIX_END.fullmatch(text[len(name) :]):
        return None
    parts = name.lower().replace("_", "-").split("-")
    if not _TAG.fullmatch("-".join(parts)):
        return None
    single = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))
    tail = parts[1:single]  # what follows a single letter stays in lower case
    return "-".join([parts[0], *map(_usual_case, tail), *parts[single:]])


def _usual_case(part: str) -> str:
    """A script as Latn, a country as US, anything else in lower case."""
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part


def settle_language(settings: MutableMapping[str, Any]) -> None:
    """Write the language of a site as a tag; one that is none stays."""
    given = settings["DEFAULT_LANG"]
    settings["DEFAULT_LANG"] = language_tag(str(given)) or given
