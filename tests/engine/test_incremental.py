"""An incremental build is a clean build, byte for byte, whatever was edited before it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from engine_edits import STOCK_EDITS, STORY_EDITS, Edit
from engine_sites import THEMES, Blog, differing, tree
from hypothesis import HealthCheck, given, settings
from jinja2 import UndefinedError
from pelican.plugins.build_engine.build import Build
from pelican.writers import FileOverwriteFailedError

EXAMPLES = int(os.environ.get("ENGINE_EXAMPLES", "6"))
"""So many sequences of edits in an ordinary run of the tests; set it to 300 to be thorough."""
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


def apply(blog: Blog, edit: Edit) -> None:
    for name, text in edit.files.items():
        path = blog.content / name
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    blog.settings.update(edit.settings)


def follow(blog: Blog, edits: list[Edit], beside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build after each edit; each time the tree must be that of a clean build without the engine."""
    for number, edit in enumerate(edits):
        apply(blog, edit)
        if edit.today:
            monkeypatch.setenv("STORY_TODAY", edit.today)
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
        assert differing(tree(blog.output), clean) == [], (number, edit, report.rendered)


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


@thorough
@given(edits=STORY_EDITS)
def test_a_site_of_stories_after_any_edits_is_as_if_built_anew(tmp_path, monkeypatch, edits):
    monkeypatch.setenv("STORY_TODAY", "2026-11-21")
    folder = new_folder(tmp_path)
    (folder / "theme-overrides").mkdir()
    given_ = {
        "MENUITEMS": (),
        "THEME": str(ROOT / "theme"),
        "PLUGIN_PATHS": [str(ROOT / "plugins")],
        "THEME_TEMPLATES_OVERRIDES": [str(folder / "theme-overrides")],
        "ENGINE_FORK_FROM": 1,
        "ENGINE_WORKERS": 1,
    }
    blog = Blog(folder, given_, ROOT / "pelicanconf.py")
    story = "---\ntitle: S{0}\ndate: 2024-01-01\nvalues: [care]\noutcome: heard\nlesson: Ask.\n"
    story += "---\n\nText {0}.\n"
    blog.write({f"stories/{name}.md": story.format(name) for name in "abc"})
    follow(blog, edits, True, monkeypatch)


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
