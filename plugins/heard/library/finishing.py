"""The last pass over a finished page: its addresses encoded or relative, where the site wants that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heard.library.encoded import EncodedPages
from heard.library.relative import RelativePages

ENCODES = "encodes_addresses"
"""The name in the context that says whether any address of the site has to be encoded."""


def finished(text: str, save_as: str, context: Mapping[str, Any]) -> str:
    """Return a page as it is written to the file `save_as`."""
    if context["STORY_RELATIVE"]:
        text = RelativePages(context["SITEURL"])(text, save_as)
    if context.get(ENCODES):
        text = EncodedPages(context["SITEURL"].rstrip("/"))(text, save_as)
    return text
