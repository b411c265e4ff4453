"""Each kind of edit shows, and leaves output and store as a build from nothing makes them."""

import shutil
import sys
from pathlib import Path

import pytest
import thrift
from conftest import ROOT
from factsites import FactsSite, assert_as_anew

sys.path.append(str(Path(__file__).parent))
from named_edits import BASE, NAMED, apply

USUAL = ("reply", "tie", "hidden", "file", "theme")
"""What random edits make least of."""
WHOLE = (
    *("words of the language", "other words", "words as they were"),
    *("before a story", "before all"),
)
"""Beside other settings, what everything is made anew for."""


@pytest.fixture
def site(tmp_path):
    shutil.copytree(ROOT / "theme", tmp_path / "theme")
    found = FactsSite(
        tmp_path,
        THEME=str(tmp_path / "theme"),
        THEME_TEMPLATES_OVERRIDES=[str(tmp_path / "over")],
        STORY_DATA_PATH=str(tmp_path / "data"),
    )
    for name, text in BASE.items():
        found.write(name, text)
    found.build()
    return found


@pytest.mark.parametrize("family", thrift.amount(USUAL, tuple(NAMED)))
def test_each_edit_shows_and_all_is_as_in_a_build_from_nothing(site, family):
    before = site.tree()
    for name, edit in NAMED[family].items():
        apply(edit, site)
        report = site.build()
        assert bool(report.whole) == (name in WHOLE or bool(edit.settings)), f"{name}: {report.whole}"
        after = site.tree()
        assert after != before, f"{name} shows nowhere"
        assert_as_anew(site, name)
        before = after
