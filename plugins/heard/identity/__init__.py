"""Identity: what was once published keeps its name in feeds, and every address it ever had leads to it.

Made from `data/ids.json` and the stories of the site, after Pelican has read them and after all pages are
written. A build only reads the file; `heard ids` writes it.
"""


def register() -> None:
    """Connect this part alone to Pelican, with the library that every part stands on."""
    from heard import plugin

    plugin.register()
