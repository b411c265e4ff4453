"""Settings of the comments."""

from __future__ import annotations

from heard.conversation.providers import check_email, check_provider
from heard.settings import Setting

COMMENT_SETTINGS = (
    Setting("COMMENTS_PATH", str, "comments", "The folder of the comments, below the content folder."),
    Setting(
        "COMMENTS_PROVIDER",
        str,
        "none",
        "Who holds the live conversation: none, isso, giscus, utterances, disqus, remark42 or mastodon.",
        check_provider,
    ),
    Setting(
        "COMMENTS_OPTIONS",
        dict,
        {},
        'What the provider has to be told: {"host": "https://comments.example.org"}.',
    ),
    Setting("COMMENTS_EMAIL", str, "", "The address for replies by mail; empty for none.", check_email),
)
