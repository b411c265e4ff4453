"""Where webmentions listen to Pelican: only for their settings."""

from __future__ import annotations

from heard.conversation.sources.webmention.settings import WEBMENTION_SETTINGS

SETTINGS = WEBMENTION_SETTINGS
