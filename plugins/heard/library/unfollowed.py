"""Settings of Pelican that are not followed here, or not everywhere; what an owner sets so is told.

Templates of the owner's own still have what Pelican gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heard.text.problems import Problem

_KEPT = "what was read is kept for the next build anyway"
_LISTS = "every list and feed begins with its newest story"
_DATES = "dates are shown in the theme's own words (THEME_STRINGS)"
_NOT_SHOWN = "this theme shows nothing of it"
ANYWHERE = {"CACHE_CONTENT": _KEPT, "LOAD_CONTENT_CACHE": _KEPT}
"""Why each is not followed, whatever the theme."""
IN_THE_THEME = {
    "ARTICLE_ORDER_BY": f"{_LISTS}; only `articles` in templates of yours are in this order",
    "NEWEST_FIRST_ARCHIVES": f"{_LISTS}; only `dates` in templates of yours are in this order",
    "DEFAULT_ORPHANS": "lists are filled from the oldest story, and none of their pages is short",
    "DEFAULT_DATE_FORMAT": _DATES,
    "DATE_FORMATS": _DATES,
    "TYPOGRIFY": "it sets bodies only; titles and summaries are shown as they are written",
    "DISQUS_SITENAME": 'a conversation there is shown by COMMENTS_PROVIDER = "disqus"',
    **dict.fromkeys(
        ("LINKS", "SOCIAL", "GITHUB_URL", "TWITTER_USERNAME", "ANALYTICS", "GOOGLE_ANALYTICS", "PIWIK_URL"),
        _NOT_SHOWN,
    ),
}
"""Why each is not followed where pages are made by a theme for stories."""


def unfollowed(
    reasons: Mapping[str, str], settings: Mapping[str, Any], usual: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield a hint for the settings that an owner has changed; `usual` are Pelican's defaults."""
    names_of: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        given, default = settings.get(name), usual.get(name)
        is_replaced = name == "DISQUS_SITENAME" and settings.get("COMMENTS_PROVIDER") == "disqus"
        if given != default and (given or default) and not is_replaced:
            names_of.setdefault(reason, []).append(name)
    for reason, names in names_of.items():
        message = f"{', '.join(names)}: {reason}."
        yield Problem("setting-unfollowed", "settings", 0, message, severity="hint")
