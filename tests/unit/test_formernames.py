"""A settings file of before the one plugin: which line to write instead, and where."""

from __future__ import annotations

import pytest

from heard.build.build import BuildRequest, build
from heard.build.formernames import FORMER, former_names, former_plugins, place_of


@pytest.fixture
def conf(tmp_path):
    path = tmp_path / "pelicanconf.py"
    path.write_text('SITENAME = "x"\n', "utf-8")
    return path


def problem_of(conf, plugins, **settings):
    return former_plugins({"PLUGINS": plugins, **settings}, conf)


@pytest.mark.parametrize("prefix", ["", "pelican.plugins."])
def test_all_former_plugins_become_one_line(conf, prefix):
    problem = problem_of(conf, [prefix + name for name in FORMER])
    assert problem.hint == 'Write: PLUGINS = ["heard"]'
    assert all(name in problem.message for name in FORMER)


def test_other_plugins_of_the_owner_stay_in_their_order(conf):
    problem = problem_of(conf, ["sitemap", "pelican.plugins.stories", "neighbors", "build_engine"])
    assert problem.hint == 'Write: PLUGINS = ["heard", "sitemap", "neighbors"]'
    assert "sitemap" not in problem.message


def test_some_of_them_become_features(conf):
    problem = problem_of(conf, ["stories", "story_links", "story_meta", "story_facets"])
    assert problem.hint == 'Write: PLUGINS = ["heard"] and HEARD_FEATURES = ["pages", "links"]'


def test_what_is_named_heard_already_keeps_its_features(conf):
    problem = problem_of(conf, ["heard", "build_engine", "story_links"])
    assert problem.hint == 'Write: PLUGINS = ["heard"]'


@pytest.mark.parametrize("plugins", [None, [], ["heard"], ["heard.links"], ["sitemap"], [print]])
def test_other_settings_are_left_alone(conf, plugins):
    assert problem_of(conf, plugins) is None


@pytest.mark.parametrize("name", ["stories.py", "stories/__init__.py"])
def test_an_owners_own_plugin_of_that_name_is_left_alone(conf, tmp_path, name):
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.touch()
    assert problem_of(conf, ["stories"], PLUGIN_PATHS=[str(tmp_path / "mine")]) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('A = 1\nPLUGINS = ["stories"]\n', 2),
        ('PLUGINS = []\nPLUGINS += [\n  "stories"]\n', 2),
        ('PLUGINS: list[str] = ["stories"]\n', 1),
        ('exec("PLUGINS = []")\n', 0),
        ("PLUGINS = [\n", 0),
    ],
)
def test_the_line_is_that_of_the_last_assignment(conf, text, line):
    conf.write_text(text, "utf-8")
    assert place_of("PLUGINS", conf) == (str(conf), line)


def test_the_file_is_the_one_that_is_imported(conf):
    conf.write_text('\nPLUGINS = ["stories"]\n', "utf-8")
    publish = conf.with_name("publishconf.py")
    publish.write_text('import sys\nfrom pelicanconf import *\nSITEURL = ""\n', "utf-8")
    assert place_of("PLUGINS", publish) == (str(conf), 2)
    conf.write_text('from publishconf import *\nPLUGINS = ["stories"]\n', "utf-8")  # round in a circle
    assert place_of("PLUGINS", publish) == (str(conf), 2)


def test_a_former_setting_is_met_with_the_line_to_write(conf):
    conf.write_text('\nTHEME_WORDS = {"nav": {"lesson": "Kept"}}\n', "utf-8")
    (problem,) = former_names({"PLUGINS": ["heard"], "THEME_WORDS": {"nav": {"lesson": "Kept"}}}, conf)
    assert problem.line == 2 and problem.message == "There is no setting THEME_WORDS any more."
    assert problem.hint == "Write: THEME_STRINGS = {'nav': {'lesson': 'Kept'}}"


def test_build_says_it_once_and_writes_nothing(conf, monkeypatch):
    monkeypatch.chdir(conf.parent)
    (conf.parent / "content").mkdir()
    conf.write_text('PATH = "content"\nPLUGINS = ["pelican.plugins.stories", "theme_kit"]\n', "utf-8")
    lines: list[str] = []
    assert build(BuildRequest(conf), lines.append) == 2
    (told,) = [line.strip() for line in lines if "PLUGINS" in line]
    assert told.startswith(
        "pelicanconf.py:2: setting-wrong PLUGINS names plugins that are now parts of one"
    )
    assert told.endswith('Write: PLUGINS = ["heard"] and HEARD_FEATURES = ["theming"]')
    assert not (conf.parent / "output").exists()
