"""Pages: lists by value, outcome and lesson, open loops, and what a story page tells machines."""


def register() -> None:
    """Connect this part alone to Pelican, with the library that every part stands on."""
    from heard import plugin

    plugin.register()
