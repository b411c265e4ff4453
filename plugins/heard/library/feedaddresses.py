"""Where our feeds stand: one pattern for all of them.

The pages of a site must know this, too, which is why it is not among the feeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENDINGS = {"RSS": "rss.xml", "ATOM": "atom.xml", "JSON": "json"}
"""What `{form}` in FEEDS_URL becomes for each format."""
OPML = "opml"


def feed_files(settings: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the file of each format of one feed; empty where an owner wants none of its kind."""
    pattern = settings.get("FEEDS_URL")
    if not pattern or name.partition("/")[0] not in settings["FEED_NAMES"]:
        return {}
    forms = [form for form in ENDINGS if form.lower() in settings["FEED_FORMS"]]
    return {form: pattern.format(name=name, form=ENDINGS[form]) for form in forms}


def opml_file(settings: Mapping[str, Any]) -> str:
    """Return the file with the list of all feeds, or an empty text where there are none of ours."""
    pattern = settings.get("FEEDS_URL")
    return pattern.format(name="index", form=OPML) if pattern else ""
