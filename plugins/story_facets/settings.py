"""Settings of the facet pages; their addresses are declared with the facets, in the kernel."""

from __future__ import annotations

from typing import Any

from ..stories.settings import Setting


def _positive(value: Any) -> str | None:
    return None if value > 0 else f"must be more than 0, not {value}"


FACET_LIST_SETTINGS = (
    Setting(
        "FACET_LIST_LENGTH",
        int,
        20,
        "Stories on a page of a list, where DEFAULT_PAGINATION does not say.",
        _positive,
    ),
)
