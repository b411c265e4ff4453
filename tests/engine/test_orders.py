"""The order in which a disk lists its files, and that of sets, makes no difference to any byte."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT
from engine_edits import apply
from engine_sites import THEMES, Blog, differing, stock_files, tree
from engine_story_edits import BASE, NAMED, STORY, TODAY, said
from thrift import amount, slow

BOOT = """
import os, random, sys

way = sys.argv[1]
seen = []


def in_another_order(found, name):
    found = sorted(found, key=name)
    if way == "reversed":
        found.reverse()
    elif way == "shuffled":
        random.Random(len(found)).shuffle(found)
    seen.append(len(found))
    return found


class Entries:
    def __init__(self, *args):
        with scandir(*args) as found:
            self._left = iter(in_another_order(found, lambda entry: os.fspath(entry.name)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._left)

    def close(self):
        self._left = iter(())


scandir, listdir = os.scandir, os.listdir
os.scandir = Entries
os.listdir = lambda *args: in_another_order(listdir(*args), lambda name: name)
if sys.argv[2] not in sys.path:
    sys.path.append(sys.argv[2])
sys.argv[:3] = ["pelican"]
import pelican
pelican.main(sys.argv[1:])
assert max(seen) > 5
"""
STOCK = f"""
SITENAME = "Orders"
SITEURL = "https://blog.example"
TIMEZONE = "UTC"
AUTHOR = "Ida"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{{slug}}.atom.xml"
DEFAULT_PAGINATION = 3
THEME = {str(THEMES / "notmyidea")!r}
PLUGINS = []
"""
HEARD = f"""
from runpy import run_path
globals().update({{k: v for k, v in run_path({str(ROOT / "pelicanconf.py")!r}).items() if k.isupper()}})
MENUITEMS = ()
THEME = {str(ROOT / "theme")!r}
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
ENGINE_ON = False
"""
EVERY = """
import os
PATH = "content"
CACHE_PATH = "cache-" + os.environ["ENGINE_TEST"]
if os.environ["ENGINE_TEST"] != "0":
    ENGINE_ON = True
    ENGINE_FORK_FROM = 1
    ENGINE_WORKERS = int(os.environ["ENGINE_TEST"])
"""


def write_stories(blog: Blog) -> None:
    """Stories of one day, with values, companies, tags and tellers that come equally often."""
    blog.write(BASE)
    for family in ("comment", "gesture", "reply", "record"):
        for edit in list(NAMED[family].values())[:4]:
            apply(edit, blog.content)
    for number in range(9):
        text = STORY.format(f"n{number}", 7).replace("company: Acme", f"company: C{number % 3}")
        keys = f"tags: [t{number % 3}, t{number % 2}]\nauthor: A{number % 4}\nseries: S{number % 2}\n"
        text = text.replace("values: [care]\n", f"values: [care, v{(number * 5) % 7}]\n{keys}")
        blog.write({f"stories/n{number}.md": text, f"images/n{number}.svg": f"<svg>{number}</svg>"})
        blog.write({f"comments/story-n{number % 3}/{number}.md": said(f"One of {number}.")})


@pytest.fixture(params=["stock", pytest.param("stories", marks=slow)])
def blog(request: pytest.FixtureRequest, tmp_path: Path) -> Blog:
    found = Blog(tmp_path)
    if request.param == "stock":
        found.write(stock_files(12))
    else:
        write_stories(found)
    (tmp_path / "conf.py").write_text((STOCK if request.param == "stock" else HEARD) + EVERY)
    return found


def build(blog: Blog, way: str, workers: int, output: str) -> dict[str, bytes]:
    """The site, with files listed in some order; without the engine where there are no workers."""
    seed = {"sorted": "0", "reversed": "1", "shuffled": "2"}[way]
    words = [sys.executable, "-c", BOOT, way, str(ROOT / "plugins"), "-s", "conf.py", "-o", output]
    given = {"ENGINE_TEST": str(workers), "PYTHONHASHSEED": seed, "STORY_TODAY": TODAY}
    done = subprocess.run(
        words, cwd=blog.folder, env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return tree(blog.folder / output)


def kept(blog: Blog) -> set[tuple[str, str, bytes]]:
    """What sources, pages and feeds were made from."""
    with closing(sqlite3.connect(blog.folder / "cache-2/build-engine/kept.sqlite")) as file:
        rows = set(file.execute("SELECT space, name, body FROM rows"))
    return {row for row in rows if row[0].startswith(("read ", "pages ", "made "))}


def test_a_site_is_the_same_in_whichever_order_its_files_are_listed(blog):
    expected = build(blog, "sorted", 0, "expected")
    assert len(expected) > 30
    every = [
        ("reversed", 0),
        ("reversed", 1),
        ("reversed", 2),
        ("shuffled", 0),
        ("shuffled", 2),
        ("shuffled", 5),
    ]
    for way, workers in amount([("reversed", 0), ("shuffled", 2)], every):
        assert differing(build(blog, way, workers, f"{way}-{workers}"), expected) == [], (way, workers)


@slow
def test_a_site_that_was_built_from_files_in_another_order_is_not_built_again(blog):
    build(blog, "sorted", 2, "output")
    before = {path: path.stat().st_mtime_ns for path in blog.output.rglob("*.html")}, kept(blog)
    assert len(before[0]) > 20 and len(before[1]) > 20
    build(blog, "reversed", 2, "output")
    assert ({path: path.stat().st_mtime_ns for path in blog.output.rglob("*.html")}, kept(blog)) == before
    name = sorted((blog.content).glob("*/*1.md"))[-1]
    name.write_text(name.read_text("utf-8") + "\nMore.\n", "utf-8")
    assert differing(build(blog, "shuffled", 2, "output"), build(blog, "sorted", 0, "expected")) == []
