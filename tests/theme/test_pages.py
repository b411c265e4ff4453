"""What every page of the demo site keeps: budgets, landmarks, headings, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, build


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", TODAY)
        output = tmp_path_factory.mktemp("theme") / "output"
        build(ROOT / "content", output, SITEURL="https://heard.example")
    return output


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.landmarks: list[str] = []
        self.outside: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("main", "header", "footer", "nav"):
            self.landmarks.append(tag)
        self.scripts += tag == "script" and found.get("type") != "application/ld+json"
        loads = {"img": "src", "source": "src", "iframe": "src", "script": "src"}
        if tag == "link" and found.get("rel") in ("stylesheet", "icon", "preload"):
            loads["link"] = "href"
        if tag in loads and (found.get(loads[tag]) or "").startswith(("http:", "https:", "//")):
            self.outside.append(found[loads[tag]])


@pytest.fixture(scope="module")
def outlines(demo):
    found = {}
    for path in sorted(demo.rglob("*.html")):
        outline = _Outline()
        outline.feed(path.read_text("utf-8"))
        found[path.relative_to(demo).as_posix()] = outline
    return found


def test_every_page_has_one_h1_and_skips_no_level(outlines):
    wrong = {}
    for name, outline in outlines.items():
        levels = outline.headings
        skips = [b for a, b in pairwise(levels) if b > a + 1]
        if levels.count(1) != 1 or levels[0] != 1 or skips:
            wrong[name] = levels
    assert wrong == {}


def test_every_page_has_its_landmarks(outlines):
    wrong = [
        n for n, o in outlines.items() if o.landmarks.count("main") != 1 or "footer" not in o.landmarks
    ]
    assert wrong == []


def test_no_page_has_a_script_or_loads_from_elsewhere(outlines):
    assert {name: (o.scripts, o.outside) for name, o in outlines.items() if o.scripts or o.outside} == {}


def test_a_story_page_keeps_its_budget(demo):
    heavy = {}
    for path in sorted((demo / "stories").rglob("*/index.html")):
        html = path.read_text("utf-8")
        start = html.index('<div class="story-body')
        around = html[:start] + html[html.index("</div>", start) :]
        size = len(gzip.compress(around.encode(), 9, mtime=0))
        if size > 6 * 1024:
            heavy[path.parent.name] = size
    assert heavy == {}


def test_no_page_came_from_another_theme(demo):
    """A missing template would silently be Pelican's own; ours all name the style sheet."""
    foreign = [
        path.relative_to(demo).as_posix()
        for path in demo.rglob("*.html")
        if not re.search(r"/theme/heard\.[0-9a-f]{10}\.css", path.read_text("utf-8"))
    ]
    assert foreign == []


def test_templates_neither_sort_nor_filter():
    barred = re.compile(r"\|\s*(?:sort|selectattr|rejectattr|groupby|select|reject|unique)\b")
    found = [
        f"{path.name}: {match[0]}"
        for path in (ROOT / "theme" / "templates").rglob("*.html")
        for match in barred.finditer(path.read_text("utf-8"))
    ]
    assert found == []
