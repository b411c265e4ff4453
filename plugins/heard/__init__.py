"""Heard: a Pelican plugin and a theme for customer-experience stories.

`PLUGINS = ["heard"]` in a settings file gives a site everything; `HEARD_FEATURES` or the names of parts
(`heard.links`, `heard.feeds` …) give it less. Importing this package imports nothing else.
"""

import sys
from importlib.util import find_spec
from pathlib import Path


def register() -> None:
    """Connect all features to Pelican, and make the package importable for processes started later."""
    folder = str(Path(__file__).resolve().parent.parent)
    if folder not in sys.path:
        sys.path.append(folder)
    from heard import plugin

    plugin.register()


def register_part() -> None:
    """Connect a part that stands alone in PLUGINS, with the library that every part stands on."""
    from heard import plugin

    plugin.register()


def theme() -> str:
    """Return the folder of the theme, for THEME: that of this checkout, else the installed one."""
    here = Path(__file__).resolve().parent
    beside = here.parent.parent / "theme"
    if here.parent.name == "plugins" and (beside / "theme.toml").is_file():
        return str(beside)
    pelican = find_spec("pelican")
    folders = list(pelican.submodule_search_locations or ()) if pelican else []
    return str(Path(folders[0] if folders else here, "themes", "heard"))
