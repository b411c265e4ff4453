from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from heard.build import loaded
from heard.build.loaded import Loaded, installed, load
from heard.dev import builders, warm
from heard.dev.builders import Builders
from heard.dev.warm import Warm, is_loaded_for_good

LOOP = """\
import json, pathlib, sys
while line := sys.stdin.readline():
    order = json.loads(line)
    if "answer" not in order:
        continue
"""
BUILD = """\
    pathlib.Path(order["answer"]).write_text('{"stopped": 0, "modules": ["this"]}')
    print(json.dumps({"child": 0}), json.dumps({"code": 0}), sep="\\n", flush=True)
"""


@pytest.fixture
def said(monkeypatch):
    """Make the resident process one of a test's own."""
    return lambda boot: monkeypatch.setattr(builders, "_BOOT", boot)


def ask(process: Warm) -> dict[str, object]:
    return process.build({"conf": "pelicanconf.py"})


def test_a_process_whose_modules_changed_is_replaced_and_the_order_done(said):
    stale = "        print(json.dumps(dict(stale='x.py')), flush=True)\n        break\n"
    said(f"{LOOP}    if order['check']:\n{stale}{BUILD}")
    process = Warm()
    first = process.pid
    assert ask(process) == {"stopped": 0}
    assert ask(process) == {"stopped": 0}
    assert process.pid != first
    process.close()


def test_a_process_that_cannot_live_is_a_problem_with_its_last_words(said):
    said("import sys; sys.stdin.readline(); sys.exit('out of memory')")
    process = Warm()
    answer = ask(process)
    process.close()
    assert answer["stopped"] == 4
    assert answer["problems"][0]["message"] == "The build ended with code 1: out of memory"


def test_a_child_that_dies_is_a_problem_with_its_last_words(said):
    said(
        LOOP + "    pathlib.Path(order['errors']).write_text('no room left\\n')\n"
        "    print(json.dumps({'code': -9}), flush=True)\n"
    )
    process = Warm()
    (problem,) = ask(process)["problems"]
    process.close()
    assert problem["message"] == "The build ended with code -9: no room left"


def test_what_must_not_be_forked_builds_in_fresh_processes(said):
    plain = BUILD.replace("    ", "", 1).partition("\n")[0]
    said(
        "import json, pathlib, sys\norder = json.loads(sys.stdin.readline())\n"
        "if sys.argv[2] == 'resident':\n    print(json.dumps(dict(unfit='threads')), flush=True)\n"
        f"else:\n    {plain}\n"
    )
    process = Warm()
    assert ask(process)["stopped"] == 0
    assert ask(process)["stopped"] == 0
    process.renew()
    process.close()


def test_without_fork_each_build_has_a_fresh_process(monkeypatch):
    monkeypatch.delattr(os, "fork")
    found = warm.builders()
    found.close()
    assert isinstance(found, Builders)


@pytest.mark.parametrize(
    ("name", "is_"),
    [("pelicanconf.py", True), ("theme/theme.toml", True), ("theme/css/a.css", False), ("a.md", False)],
)
def test_what_is_read_once_is_not_to_be_read_from_memory(name, is_):
    assert is_loaded_for_good([Path("b.html"), Path(name)]) is is_


def test_a_module_and_what_it_opened_are_noticed_when_they_change(tmp_path, monkeypatch):
    (tmp_path / "heard_test_words.py").write_text(
        "import pathlib\nWORDS = pathlib.Path(__file__).with_name('words.txt').read_text()\n", "utf-8"
    )
    words = tmp_path / "words.txt"
    words.write_text("one", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(loaded, "SETTLED", -(10**18))
    found = Loaded()
    with found.noting():
        load(["heard_test_words", "no_such_module"])
    assert found.changed() == ""
    words.write_text("other", "utf-8")
    assert found.changed() == str(words)
    monkeypatch.delitem(sys.modules, "heard_test_words")


def test_what_was_written_a_moment_ago_is_not_believed(tmp_path, monkeypatch):
    (tmp_path / "heard_test_new.py").write_text("", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = Loaded()
    with found.noting():
        load(["heard_test_new"])
    assert found._stamps[str(tmp_path / "heard_test_new.py")] == ()
    assert found.changed()
    assert installed(["heard_test_new", "json", "pelican", "sys"]) == ["json", "pelican"]
    monkeypatch.delitem(sys.modules, "heard_test_new")
