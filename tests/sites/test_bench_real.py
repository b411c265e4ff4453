"""A few posts of another generator, built by stock Pelican and by Heard."""

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

from bench import real_run  # noqa: E402

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
    assert list(sites) == ["pelican", "heard"]
    assert {tuple(site["runs"]) for site in sites.values()} == {("clean", "nothing", "body", "title")}
    assert sites["heard"]["trees"] == {"equal": True, "compared": 2, "wrong": []}
    assert code == 0


def test_the_result_tells_of_no_place(whole):
    folder, _code, text = whole
    assert str(folder) not in text and str(ROOT) not in text and '"/' not in text


def test_a_tree_that_differs_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(real_run, "differing", lambda _one, _other: ["index.html"])
    code, text = measured(tmp_path)
    trees = json.loads(text)["real"]["sites"]["heard"]["trees"]
    assert code == 1 and not trees["equal"]
    assert trees["wrong"] == ["body: index.html", "title: index.html"]
