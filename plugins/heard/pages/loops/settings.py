"""Settings of the loops."""

from __future__ import annotations

from heard.library.facets import address_setting

LOOP_SETTINGS = (
    address_setting("OPEN", "open/", "the open loops; the overdue ones and the calendar are below"),
)
