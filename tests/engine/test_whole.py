"""What only whole processes show: builds that are killed, two at once, other hash seeds, the wheel."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from engine_sites import BOOT, THEMES, Blog, differing, stock_files, tree
from thrift import amount, slow

KILLS = int(os.environ.get("ENGINE_KILLS", amount(1, 30)))
"""So many builds are killed."""
CONF = """
SITENAME = "Whole"
SITEURL = "https://blog.example"
TIMEZONE = "UTC"
AUTHOR = "Ida"
PATH = "content"
OUTPUT_PATH = "output"
CACHE_PATH = {cache!r}
FEED_ALL_ATOM = "feeds/all.atom.xml"
DEFAULT_PAGINATION = 3
THEME = {theme!r}
PLUGIN_PATHS = {paths!r}
PLUGINS = {plugins!r}
ENGINE_FORK_FROM = 1
ENGINE_WORKERS = 2
"""


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    found = Blog(tmp_path)
    found.write(stock_files(12))
    plugins = ["heard.engine"]
    facts = {
        "cache": str(tmp_path / "cache"),
        "theme": str(THEMES / "notmyidea"),
        "paths": [],
        "plugins": plugins,
    }
    (tmp_path / "conf.py").write_text(CONF.format(**facts))
    (tmp_path / "plain.py").write_text(CONF.format(**{**facts, "plugins": []}).replace("ENGINE_", "X_"))
    return found


def start(
    blog: Blog, conf: str = "conf.py", output: str = "output", seed: str = "0"
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BOOT, str(ROOT / "plugins"), "-s", conf, "-o", output],
        cwd=blog.folder,
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> None:
    out, _ = process.communicate(timeout=240)
    assert process.returncode == 0, out


def clean(blog: Blog) -> dict[str, bytes]:
    shutil.rmtree(blog.folder / "clean", ignore_errors=True)
    finish(start(blog, "plain.py", "clean"))
    return tree(blog.folder / "clean")


def test_a_build_that_is_killed_leaves_nothing_wrong_behind(blog):
    chance = random.Random(2026)
    began = time.perf_counter()
    finish(start(blog))
    seconds = time.perf_counter() - began
    for number in range(KILLS):
        blog.write({"posts/p1.md": f"Title: Edited {number}\nDate: 2024-01-09\nTags: t{number}\n\nText.\n"})
        process = start(blog)
        time.sleep(chance.uniform(0.2, 1.0) * seconds)
        os.killpg(process.pid, 9)
        process.communicate()
    finish(start(blog))
    assert differing(tree(blog.output), clean(blog)) == []


def test_two_builds_at_once_do_not_harm_each_other(blog):
    for process in [start(blog), start(blog, output="other"), start(blog)]:
        finish(process)
    finish(start(blog))
    expected = clean(blog)
    assert differing(tree(blog.output), expected) == []
    assert differing(tree(blog.folder / "other"), expected) == []


@slow  # that one waits for another is seen in `test_at_once.py`, too
def test_a_build_waits_for_whoever_writes_its_folder(blog):
    blog.output.mkdir()
    lock = os.open(blog.output, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        process = start(blog)
        assert process.stdout
        said = next(line for line in process.stdout if "Another build" in line)
        assert "WARNING" in said and list(blog.output.iterdir()) == []
        finish(start(blog, output="other"))
    finally:
        os.close(lock)
    finish(process)
    assert differing(tree(blog.output), clean(blog)) == []


@slow
def test_another_hash_seed_writes_the_same_and_keeps_what_was_kept(blog):
    finish(start(blog, seed="1"))
    times = {path: path.stat().st_mtime_ns for path in blog.output.rglob("*.html")}
    finish(start(blog, seed="2"))
    assert {path: path.stat().st_mtime_ns for path in blog.output.rglob("*.html")} == times
    assert differing(tree(blog.output), clean(blog)) == []


def test_the_engine_alone_as_a_wheel_builds_a_stock_blog_to_the_same_bytes(blog, alone):
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", BOOT, str(alone), "-s", "conf.py", "--fatal", "errors"],
            cwd=blog.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    assert differing(tree(blog.output), clean(blog)) == []
    assert (blog.folder / "cache/build-engine/kept.sqlite").is_file()
