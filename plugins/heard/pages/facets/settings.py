"""Settings of the facet pages; their addresses are declared with the facets, in `library`."""

from __future__ import annotations

from heard.settings import Setting, positive

FACET_LIST_SETTINGS = (
    Setting(
        "FACET_LIST_LENGTH",
        int,
        20,
        "Stories on a page of a list, where DEFAULT_PAGINATION does not say.",
        positive,
    ),
)
