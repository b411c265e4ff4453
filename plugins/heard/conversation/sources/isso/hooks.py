"""Where live comments listen to Pelican: only for their settings."""

from __future__ import annotations

from heard.conversation.sources.isso.settings import ISSO_SETTINGS

SETTINGS = ISSO_SETTINGS
