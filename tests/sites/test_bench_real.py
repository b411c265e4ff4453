"""A few posts of another generator, built by stock Pelican, with the engine, and by Heard."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from real_posts import LEFT_OUT, POSTS, write_posts  # noqa: E402
from thrift import slow  # noqa: E402

from bench import real_run, real_sites  # noqa: E402

pytestmark = slow
"""The bench builds every site four times; its parts are tested in `unit/bench`."""


def measured(tmp_path):
    posts = write_posts(tmp_path / "blog" / "posts", {**POSTS, **LEFT_OUT})
    code = real_run.bench_real(posts, 1, tmp_path / "out", say=lambda text: None, keep=tmp_path / "kept")
    (path,) = (tmp_path / "kept").iterdir()
    return code, path.read_text("utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    return folder, *measured(folder)


def test_every_scenario_is_measured_and_the_trees_are_equal(whole):
    _folder, code, text = whole
    found = json.loads(text)["real"]
    assert (found["folder"], found["posts"]) == ("blog/posts", 4)
    sites = found["sites"]
    assert list(sites) == ["pelican", "pelican+engine", "heard"]
    assert {tuple(site["runs"]) for site in sites.values()} == {("clean", "nothing", "body", "title")}
    assert sites["pelican+engine"]["trees"] == {"equal": True, "compared": 5, "wrong": []}
    assert sites["heard"]["trees"] == {"equal": True, "compared": 2, "wrong": []}
    assert code == 0
    assert sites["pelican"]["made"] == sites["pelican+engine"]["made"]


def test_the_result_tells_of_no_place(whole):
    folder, _code, text = whole
    assert str(folder) not in text and str(ROOT) not in text and '"/' not in text


def test_an_engine_that_was_not_loaded_fails_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(real_sites, "_BLOG", real_sites._BLOG.replace("{plugins!r}", "[]"))
    code, text = measured(tmp_path)
    assert code == 1
    assert json.loads(text)["real"]["sites"]["pelican+engine"]["failed"] == "built without the engine"


def test_a_tree_that_differs_is_named(tmp_path, monkeypatch):
    # Another theme for the engine only: its pages are not those of stock Pelican.
    monkeypatch.setattr(
        real_sites, "_BLOG", real_sites._BLOG + 'SITENAME = "Other" if PLUGINS else SITENAME\n'
    )
    code, text = measured(tmp_path)
    trees = json.loads(text)["real"]["sites"]["pelican+engine"]["trees"]
    assert code == 1 and not trees["equal"]
    assert trees["wrong"] and all(name.startswith("clean: ") for name in trees["wrong"])
