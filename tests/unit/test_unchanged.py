"""When a build is known to have nothing to do, before Pelican is loaded."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from heard.build import unchanged

TOLD = ["Nothing has changed."]
NEWER = "content/stories/a.md", "theme/a.html", "data/ids.json"


class Noted:
    """A folder with a settings file, of which a build was noted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.conf = folder, folder / "pelicanconf.py"
        self.settings = {
            "PATH": str(folder / "content"),
            "THEME": str(folder / "theme"),
            "THEME_TEMPLATES_OVERRIDES": [],
            "STORY_DATA_PATH": "data",
            "TIMEZONE": "UTC",
        }
        for name in ("content/stories/a.md", "theme/a.html", "data/ids.json", "output/index.html"):
            self.write(name, "a")
        self.write("pelicanconf.py", "SITENAME = 'A'\n")

    def write(self, name: str, text: str, age: float = 60) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        os.utime(path, (time.time() - age,) * 2)

    def note(self, began: float = 0) -> None:
        asked = unchanged.asked_for(self.conf, [])
        unchanged.note(asked, began or time.time(), self.settings, self.folder / "output", TOLD, 1)

    def told_again(self, *words: str) -> tuple[list[str], int] | None:
        return unchanged.told_again(unchanged.asked_for(self.conf, words))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Noted:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    # The code is watched as well; here it is a folder that nobody else writes.
    monkeypatch.setattr(unchanged, "_PACKAGE", packages)
    # So are an owner's modules; here they would be whatever tests before this one have loaded.
    monkeypatch.setattr(unchanged, "_own_modules", list)
    return Noted(tmp_path)


def test_what_was_told_is_told_again_with_its_exit_code(site: Noted) -> None:
    site.note()
    assert site.told_again() == (TOLD, 1)


@pytest.mark.parametrize("name", NEWER)
def test_a_changed_file_means_a_build(site: Noted, name: str) -> None:
    site.note()
    site.write(name, "b", age=30)
    assert site.told_again() is None


def test_a_new_file_means_a_build(site: Noted) -> None:
    site.note()
    site.write("content/stories/b.md", "b")
    assert site.told_again() is None


def test_other_settings_mean_a_build(site: Noted) -> None:
    site.note()
    site.write("pelicanconf.py", "SITENAME = 'B'\n")
    assert site.told_again() is None


def test_settings_that_are_written_anew_and_say_the_same_mean_none(site: Noted) -> None:
    site.note()
    site.write("pelicanconf.py", "SITENAME = 'A'  # as ever\n")
    assert site.told_again() == (TOLD, 1)


def test_another_question_means_a_build(site: Noted) -> None:
    site.note()
    assert site.told_again("--set", "SITENAME='B'") is None


def test_an_installed_package_means_a_build(site: Noted) -> None:
    site.note()
    packages = site.folder / "site-packages"
    (packages / "pelican-9.dist-info").mkdir()
    os.utime(packages, (1, 1))
    assert site.told_again() is None


def test_an_output_folder_that_is_gone_means_a_build(site: Noted) -> None:
    site.note()
    (site.folder / "output").rename(site.folder / "elsewhere")
    assert site.told_again() is None


def test_the_next_day_means_a_build(site: Noted) -> None:
    site.note(began=time.time() - 86_400)
    assert site.told_again() is None


def test_what_was_saved_while_a_build_began_is_looked_at_again(site: Noted) -> None:
    site.write("content/stories/a.md", "b", age=0)
    site.note()
    assert site.told_again() is None
