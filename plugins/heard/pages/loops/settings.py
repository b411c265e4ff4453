"""Settings of the loops."""

from __future__ import annotations

from heard.library.facets import address_settings
from heard.settings import Setting, positive

LOOP_SETTINGS = (
    *address_settings("OPEN", "open/", "the open loops"),
    *address_settings("OVERDUE", "open/overdue/", "the overdue loops"),
    *address_settings("DEADLINES", "open/deadlines.ics", "the calendar of deadlines"),
    Setting("OPEN_LIST_LENGTH", int, 50, "Open loops on a page of their list.", positive),
)
