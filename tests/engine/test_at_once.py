"""Several `heard build` of one site at once: one after the other, and nothing is harmed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT
from engine_edits import apply
from engine_sites import Blog, differing, tree
from engine_story_edits import BASE, NAMED, TODAY
from filelock import FileLock
from thrift import slow

from heard.build.build import WAITING

CONF = f"""
from runpy import run_path
globals().update({{k: v for k, v in run_path({str(ROOT / "pelicanconf.py")!r}).items() if k.isupper()}})
PATH, OUTPUT_PATH, CACHE_PATH = "content", "output", "cache"
MENUITEMS = ()
THEME = {str(ROOT / "theme")!r}
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
ENGINE_FORK_FROM = 1
ENGINE_WORKERS = 2
"""
IDLE = ("0 sources read, 0 of ", "Nothing has changed")
"""What a build says that found all done: after it looked at everything, or before."""


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    (tmp_path / "conf.py").write_text(CONF)
    return Blog(tmp_path).write(BASE)


def start(blog: Blog, *words: str) -> subprocess.Popen[str]:
    """`heard build`, as somebody types it in the folder of the project."""
    return subprocess.Popen(
        [sys.executable, "-m", "invoke", "build", "--conf", str(blog.folder / "conf.py"), *words],
        cwd=ROOT,
        env={**os.environ, "STORY_TODAY": TODAY, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def until(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if text in line:
            return
    pytest.fail(f"it never said “{text}”:\n{''.join(said)}")


def finish(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=240)
    assert process.returncode in (0, 1), out  # 1: some story leads nowhere, and the site is built
    assert "damaged" not in out and "cannot be used" not in out and "cannot be kept" not in out
    return out


def assert_as_built_anew(blog: Blog) -> None:
    """The live site is a clean one, nothing lies beside it, and what was kept is whole and of use."""
    output = blog.folder / "clean"
    finish(start(blog, "--output", str(output), "--set", "ENGINE_ON=false"))
    clean = tree(output)
    shutil.rmtree(output)
    assert len(clean) > 30
    assert differing(tree(blog.output), clean) == []
    assert {path.name for path in blog.folder.glob("output*")} == {"output", "output.lock"}
    with closing(sqlite3.connect(blog.folder / "cache/build-engine/kept.sqlite")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert IDLE[0] in finish(start(blog, "--explain", "index.html"))
    assert differing(tree(blog.output), clean) == []


def at_once(blog: Blog, count: int) -> list[subprocess.Popen[str]]:
    """Builds that have all come to the lock, which is then opened."""
    with FileLock(blog.folder / "output.lock"):
        processes = [start(blog) for _ in range(count)]
        for process in processes:
            until(process, WAITING)
    return processes


@slow
def test_builds_at_once_wait_for_each_other_and_leave_a_clean_build(blog):
    for process in at_once(blog, 3):
        finish(process)
    assert_as_built_anew(blog)
    for edit in list(NAMED["reply"].values())[:1] + list(NAMED["comment"].values())[:4]:
        apply(edit, blog.content)
    outs = [finish(process) for process in at_once(blog, 2)]
    assert sum(any(idle in out for idle in IDLE) for out in outs) == 1  # the second finds all done
    assert_as_built_anew(blog)


@slow
def test_when_the_one_before_is_killed_the_one_that_waits_builds(blog):
    finish(start(blog))
    apply(NAMED["story"]["another body"], blog.content)
    first = start(blog)
    until(first, "Building ")
    second = start(blog)
    os.killpg(first.pid, 9)
    first.communicate()
    finish(second)
    assert_as_built_anew(blog)


@slow
def test_one_that_writes_another_folder_from_the_same_cache_does_no_harm(blog):
    apply(NAMED["comment"]["the first comment"], blog.content)
    words = ["pelican", "-s", "conf.py", "-o", "in-place"]
    for name in ("nothing", "another body", "deleted"):
        if name != "nothing":
            apply(NAMED["story"][name], blog.content)
        plain = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=blog.folder, env={**os.environ, "STORY_TODAY": TODAY}
        )
        finish(start(blog))
        assert plain.wait(240) == 0
        there, here = tree(blog.folder / "in-place"), tree(blog.output)
        assert set(differing(there, here)) == {".heard"}
    assert_as_built_anew(blog)
