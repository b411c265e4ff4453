"""Comments: the conversation under a story, kept in files that the writer owns.

Reads `comments/<story-id>/*.md` below the content folder, cleans their HTML, and hands pages and feeds
the approved ones, threaded.
"""


def register() -> None:
    """Connect this part alone to Pelican, with the library that every part stands on."""
    from heard import plugin

    plugin.register()
