"""Settings of the loops."""

from __future__ import annotations

from typing import Any

from ..stories.facets import address_settings
from ..stories.settings import Setting


def _positive(value: Any) -> str | None:
    return None if value > 0 else f"must be more than 0, not {value}"


LOOP_SETTINGS = (
    *address_settings("OPEN", "open/", "the open loops"),
    *address_settings("OVERDUE", "open/overdue/", "the overdue loops"),
    *address_settings("DEADLINES", "open/deadlines.ics", "the calendar of deadlines"),
    Setting("OPEN_LIST_LENGTH", int, 50, "Open loops on a page of their list.", _positive),
)
