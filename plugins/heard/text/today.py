"""The one function that knows what day it is.

Everything that depends on today asks here, so that a build can be repeated: first `STORY_TODAY`
from the environment (YYYY-MM-DD), then `SOURCE_DATE_EPOCH` (reproducible-builds.org), then the clock
in the site's time zone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from heard.text.exits import Refusal


class TodayError(Refusal):
    """`STORY_TODAY` or `SOURCE_DATE_EPOCH` is set to something that is no day."""


def today(timezone_name: str = "UTC", environ: Mapping[str, str] | None = None) -> date:
    """The day on which this build takes place. Raises TodayError for an unreadable setting."""
    env = os.environ if environ is None else environ
    if given := env.get("STORY_TODAY"):
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise TodayError(f'STORY_TODAY is "{given}", which is not a day (YYYY-MM-DD).') from None
    if epoch := env.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):
            raise TodayError(f'SOURCE_DATE_EPOCH is "{epoch}", which is not a number of seconds.') from None
    return datetime.now(ZoneInfo(timezone_name)).date()
