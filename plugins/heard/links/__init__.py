"""Links: stories that know each other.

Wiki-links, typed relations with their inverses, mentions with the sentence that holds them, related
stories with the reason in words, two-sided reading, loose ends, and a map.
"""


def register() -> None:
    """Connect this part alone to Pelican, with the library that every part stands on."""
    from heard import plugin

    plugin.register()
