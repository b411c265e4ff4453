"""A build that is killed at any moment is made good by the next one."""

import shutil
import sys
from pathlib import Path

import pytest
import thrift
from conftest import ROOT, fresh_pelican, write_files
from factsites import FactsSite, without_times

sys.path.append(str(Path(__file__).parent))
from killing import is_killed
from named_edits import STORY

from heard.build.build import BuildRequest, build

STEP = thrift.amount(37, 1)
"""Of an edit's writes, how many apart are those before which it is killed."""
WHOLE_STEP = thrift.amount(31, 1)
MOST = 900
CONF = ROOT / "pelicanconf.py"
SMALL = {"HEARD_FEATURES": ["theming", "pages"], "THEME_STATIC_PATHS": []}
"""Settings that make few files."""
TOLD = """---
id: story-a
title: Story A
date: 2024-01-01
author: Ada
---

Text with ![a picture](../images/x.svg).
"""
ONE = {
    "stories/a.md": STORY.format("a", 1),
    "stories/b.md": STORY.format("b", 2),
    "pages/about.md": "---\ntitle: About\n---\n\nUs.\n",
    "images/x": "a picture",
    "images/deep/below/y.svg": "<svg/>",
}
OTHER = {
    "stories/a.md": STORY.format("a", 1).replace("Story a", "Another").replace("Text", "New text"),
    "stories/c.md": STORY.format("c", 3),
    "pages/help.md": "---\ntitle: Help\n---\n\nUs.\n",
    "images/x/z.svg": "<svg/>",
}
"""Files change, come and go; a file is where a folder was."""


def put(site, files):
    for name in site.names("."):
        if name not in files:
            (site.content / name).unlink()
    for folder in sorted(site.content.rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    for name, text in files.items():
        if name not in site.names(".") or site.read(name) != text:
            site.write(name, text)


@pytest.fixture
def site(tmp_path):
    return FactsSite(tmp_path)


def state(site):
    return site.tree(), without_times(site.store)


@pytest.mark.parametrize("is_taken_back", [False, True], ids=["goes on", "is taken back"])
def test_an_edit_killed_at_any_write_is_made_good(site, is_taken_back):
    made = []
    for files in (OTHER, ONE):
        put(site, files)
        tree, store, _problems = site.anew()
        made.append((tree, without_times(store)))
    site.build()
    assert state(site) == made[1]
    at, side, unkilled = 1, 1, 0
    while unkilled < 2:
        assert at < MOST
        side = 1 - side
        put(site, (OTHER, ONE)[side])
        unkilled = 0 if is_killed(at, site.build, site.folder) else unkilled + 1
        if is_taken_back:
            side = 1 - side
            put(site, (OTHER, ONE)[side])
        assert not site.build().whole
        assert site.tree() == made[side][0], f"after {at} writes"
        assert without_times(site.store) == made[side][1], f"after {at} writes"
        at += STEP
    assert at > 20


@pytest.fixture
def work(tmp_path):
    """Make a small site anew, as `heard build --whole` does."""
    changes = {"CACHE_PATH": str(tmp_path / "cache"), "MENUITEMS": (), **SMALL}
    write_files(tmp_path / "content", {"stories/a.md": TOLD, "images/x.svg": "<svg/>"})
    order = BuildRequest(CONF, tmp_path / "content", tmp_path / "output", changes, whole=True)

    def build_anew():
        said = []
        with fresh_pelican():
            assert build(order, said.append) == 0, "\n".join(said)

    return build_anew


@pytest.mark.parametrize("is_first", [True, False], ids=["the first", "a later one"])
def test_a_whole_build_killed_at_any_write_is_made_good(tmp_path, work, is_first):
    work()
    made = all_below(tmp_path)
    at, was_killed = 1, True
    while was_killed:
        assert at < MOST
        if is_first:
            shutil.rmtree(tmp_path / "cache")
            shutil.rmtree(tmp_path / "output")
        was_killed = is_killed(at, work, tmp_path)
        work()
        assert all_below(tmp_path) == made, f"after {at} writes"
        at += WHOLE_STEP
    assert at > 20


def all_below(folder):
    """Every file of a site, its output and what stands beside it, without what a build keeps."""
    found = (path for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts)
    return {path.relative_to(folder): path.read_bytes() for path in found}
