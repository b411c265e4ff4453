"""Settings of the comments."""

from __future__ import annotations

from ..stories.settings import Setting

COMMENT_SETTINGS = (
    Setting("COMMENTS_PATH", str, "comments", "The folder of the comments, below the content folder."),
)
