"""Feeds: the newest stories as RSS 2.0 and Atom 1.0, full text, each under an identity that no edit
of title, slug, date or domain changes.
"""


def register() -> None:
    """Connect this part alone to Pelican, with the library that every part stands on."""
    from heard import plugin

    plugin.register()
