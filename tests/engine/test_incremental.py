"""An incremental build is a clean build, byte for byte, whatever was edited before it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from engine_edits import STOCK_EDITS, Edit, apply
from engine_sites import THEMES, Blog, differing, tree
from engine_story_edits import BASE, NAMED, STORY_EDITS, TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from pelican.writers import FileOverwriteFailedError
from thrift import amount, slow

from heard.engine.build import Build

EXAMPLES = int(os.environ.get("ENGINE_EXAMPLES", amount(2, 12)))
"""So many sequences of edits; set it to 300 to be thorough."""
BY_THEMSELVES = re.compile(r"theme/[\w.]+\.(css|js)|_redirects|moved\.txt|feeds/[\w.]+\.opml").fullmatch
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 100,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def follow(blog: Blog, edits: list[Edit], beside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build after each edit; each time the tree must be that of a clean build without the engine."""
    for number, edit in enumerate(edits):
        change(blog, edit, monkeypatch)
        again = blog.beside if beside else blog.build
        try:
            clean = blog.clean()
        except (FileOverwriteFailedError, UndefinedError):
            # Two posts at one address, or a template that asks for what is not there: the engine stops,
            # too, at the one or the other where there are both.
            with pytest.raises((FileOverwriteFailedError, UndefinedError)):
                again()
            continue
        report = again()
        found = tree(blog.output)
        wrong = differing(found, clean) if beside else mistakes(found, clean)
        assert wrong == [], (number, edit, report.rendered)


def change(blog: Blog, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(edit, blog.content)
    blog.settings.update(edit.settings)
    if edit.today:
        monkeypatch.setenv("STORY_TODAY", edit.today)


def mistakes(found: dict[str, bytes], clean: dict[str, bytes]) -> list[str]:
    """Where what was built in place is not what a clean build writes.

    Of a file that a plugin writes by itself nobody knows whether it may go.
    """
    return [name for name in differing(found, clean) if name in clean or not BY_THEMSELVES(name)]


def new_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "content").mkdir(parents=True)
    return folder


@thorough
@given(edits=STOCK_EDITS)
def test_a_stock_blog_after_any_edits_is_as_if_built_anew(tmp_path, monkeypatch, edits):
    folder = new_folder(tmp_path)
    (folder / "theme-overrides").mkdir()
    given_: dict[str, Any] = {
        "SITENAME": "Stock",
        "SITEURL": "https://blog.example",
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "TAG_FEED_RSS": "feeds/{slug}.rss.xml",
        "AUTHOR": "Ida",
        "PLUGINS": [],
        "THEME": str(THEMES / "simple"),
        "THEME_TEMPLATES_OVERRIDES": [str(folder / "theme-overrides")],
        "DEFAULT_PAGINATION": 2,
        "ENGINE_FORK_FROM": 1,
        "ENGINE_WORKERS": 1,
        "ARTICLE_PATHS": ["posts"],
    }
    blog = Blog(folder, given_)
    blog.write(
        {
            f"posts/{name}.md": f"Title: T{name}\nDate: 2024-01-01\nTags: red\n\nText {name}.\n"
            for name in "abc"
        }
    )
    follow(blog, edits, False, monkeypatch)


def story_site(tmp_path: Path) -> Blog:
    folder = new_folder(tmp_path)
    (folder / "over").mkdir()
    shutil.copytree(ROOT / "theme", folder / "theme")
    given_ = {
        "MENUITEMS": (),
        "THEME": str(folder / "theme"),
        "PLUGIN_PATHS": [str(ROOT / "plugins")],
        "THEME_TEMPLATES_OVERRIDES": [str(folder / "over")],
        "ENGINE_FORK_FROM": 1,
        "ENGINE_WORKERS": 1,
    }
    return Blog(folder, given_, ROOT / "pelicanconf.py").write(BASE)


@thorough
@given(edits=STORY_EDITS, beside=st.booleans())
def test_a_site_of_stories_after_any_edits_is_as_if_built_anew(tmp_path, monkeypatch, edits, beside):
    monkeypatch.setenv("STORY_TODAY", TODAY)
    follow(story_site(tmp_path), edits, beside, monkeypatch)


@slow
@pytest.mark.parametrize("family", NAMED)
def test_each_edit_of_a_site_of_stories_shows_as_in_a_site_built_anew(tmp_path, monkeypatch, family):
    monkeypatch.setenv("STORY_TODAY", TODAY)
    blog = story_site(tmp_path)
    in_place = blog.folder / "in-place"
    before: dict[str, bytes] = {}
    for name, edit in {"nothing": Edit(), **NAMED[family]}.items():
        change(blog, edit, monkeypatch)
        clean = blog.clean()
        assert clean != before, f"{name}: nobody sees it"
        report = blog.beside()
        assert differing(tree(blog.output), clean) == [], (name, report.rendered)
        report = blog.build(output=in_place)
        assert mistakes(tree(in_place), clean) == [], (name, report.rendered)
        before = clean


def test_a_build_beside_that_is_lost_at_its_very_end_is_as_if_it_had_not_been(stock, monkeypatch):
    def lost(_build: Build) -> None:
        raise KeyboardInterrupt

    stock.beside()
    stock.write({"posts/p1.md": "Title: Edited\nDate: 2024-01-09\n\nAnother text.\n"})
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Build, "end", lost)
        stock.build(output=stock.folder / "lost", ENGINE_PREVIOUS=str(stock.output))
    stock.beside()
    assert differing(tree(stock.output), stock.clean()) == []
