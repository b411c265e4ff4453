"""Settings of the live comments from Isso."""

from __future__ import annotations

from heard.settings import Setting

ISSO_FOLDER, ISSO_STATE, DATABASE = "data/isso", "data/isso.json", "comments.db"
"""The folder of the local Isso, what was pulled from it, and the name of its database."""


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ISSO_FOLDER",
        str,
        ISSO_FOLDER,
        "The folder of the local Isso and its database, beside the content folder; never commit it.",
    ),
    Setting(
        "ISSO_STATE_FILE",
        str,
        ISSO_STATE,
        "What `heard comments-pull` took, beside the content folder; commit it with the comments.",
    ),
)
