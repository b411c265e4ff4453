"""Sites for the tests of the build engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from engine_sites import THEMES, Blog, stock_files


@pytest.fixture
def stock(tmp_path: Path) -> Blog:
    """A blog of Pelican's own: two markups, the classic theme, static files, feeds."""
    settings = {
        "SITEURL": "https://blog.example",
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
        "AUTHOR": "Ida",
        "PLUGINS": [],
        "THEME": str(THEMES / "notmyidea"),
        "DEFAULT_PAGINATION": 3,
    }
    return Blog(tmp_path, settings).write(stock_files())


@pytest.fixture
def heard(tmp_path: Path) -> Blog:
    """A small site of stories, as the demo site is set up."""
    settings = {"MENUITEMS": (), "THEME": str(ROOT / "theme"), "PLUGIN_PATHS": [str(ROOT / "plugins")]}
    return Blog(tmp_path, settings, ROOT / "pelicanconf.py")
