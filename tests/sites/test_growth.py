"""Twice the stories, twice the work: no line of ours runs with the square of the stories.

Lines are counted, and how often records are compared. What one line has C do for all stories, such as
`one in a_list_of_texts`, is not seen, nor is rendering.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from conftest import ROOT, build
from pelican.writers import Writer
from thrift import slow

from heard.pages.loops import generator

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.corpus import tales
from bench.forms import heard

PLUGINS = f"{ROOT / 'plugins'}/"
SIZES = (60, 120, 240)
SHORT_LISTS = {
    "DEFAULT_PAGINATION": 2,
    "FEED_MAX_ITEMS": 2,
    "MENUITEMS": (),
}
"""Many pages for few stories, so that work that each page does for all stories shows."""
FEW = 1000
"""Steps that may come and go with what the stories happen to say."""
COMPARING = ("<string>", "__eq__")
"""Where a frozen record compares itself with another one."""
LIMITED = {
    "_free_place": "the map shows the newest MOST_STORIES, which is more than there are here",
    "_Taken.is_free": "the same",
    "judge": "what a story has in common with others, at most COMPARED of them",
    "_lesson": "the same",
    "_theme": "the same",
}


@pytest.fixture(autouse=True)
def nothing_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are planned and not rendered, on a day after all stories."""
    monkeypatch.setenv("STORY_TODAY", "2026-01-02")
    monkeypatch.setattr(Writer, "write_file", lambda *_args, **_options: None)


def plan(folder: Path) -> None:
    build(folder / "content", folder / "output", unchecked="no page is written", **SHORT_LISTS)


Line = tuple[str, str, int]
"""File, function and number."""


def steps(folder: Path, count: int) -> Counter[Line]:
    """How often each line of the plugins runs until all pages and feeds of a site are planned."""
    found: Counter[Line] = Counter()

    def line(frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            code = frame.f_code
            found[code.co_filename.removeprefix(PLUGINS), code.co_qualname, frame.f_lineno] += 1
        return line

    def call(frame: FrameType, _event: str, _argument: Any) -> Any:
        name, function = frame.f_code.co_filename, frame.f_code.co_name
        return line if name.startswith(PLUGINS) or (name, function) == COMPARING else None

    heard.FORM.write(tales(count), folder)
    before = sys.gettrace()
    sys.settrace(call)
    try:
        plan(folder)
    finally:
        sys.settrace(before)
    return found


def calls(folder: Path, count: int) -> Counter[Line]:
    """How often each function of the plugins is called: a quicker count than that of lines."""
    found: Counter[Line] = Counter()

    def called(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PLUGINS):
            found[code.co_filename.removeprefix(PLUGINS), code.co_qualname, 0] += 1

    heard.FORM.write(tales(count), folder)
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        plan(folder)
    finally:
        sys.setprofile(before)
    return found


def too_steep(small: Counter[Line], middle: Counter[Line], large: Counter[Line]) -> dict[Line, Any]:
    """What grows faster than the stories.

    From one size to the next the stories that are added double, and so may the steps that are added.
    """
    grown = {
        at: (middle[at] - small[at], large[at] - middle[at])
        for at in large
        if at[1].split(".<locals>")[0] not in LIMITED
    }
    return {at: two for at, two in grown.items() if two[1] > FEW and two[1] > 3 * two[0]}


def test_no_function_is_called_with_the_square_of_the_stories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(generator, "LIST_LENGTH", 2)
    small, middle, large = (calls(tmp_path / str(size), size) for size in (30, 60, 120))
    assert sum(large.values()) > 50_000
    assert too_steep(small, middle, large) == {}


@slow
def test_no_line_runs_with_the_square_of_the_stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(generator, "LIST_LENGTH", 2)
    small, middle, large = (steps(tmp_path / str(size), size) for size in SIZES)
    assert sum(large.values()) > 500_000
    assert too_steep(small, middle, large) == {}
