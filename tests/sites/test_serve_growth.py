"""A process that serves for a long time needs no more memory than one that has just begun."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from conftest import ROOT, fresh_pelican
from thrift import slow

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.corpus import TODAY, tales
from bench.forms import heard
from bench.forms.form import edit_body, edit_title
from bench.serving import Served
from heard.facts.site import Site

STORIES, REBUILDS = 40, 60
FIRST = 20
"""Rebuilds after which everything that is kept once is there."""


@slow
def test_rebuilds_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORY_TODAY", TODAY.isoformat())
    heard.FORM.write(tales(STORIES), tmp_path)
    conf = tmp_path / heard.CONF
    conf.write_text(heard.settings(tmp_path), "utf-8")
    counts = {}
    with fresh_pelican():
        served = Served(conf)
        stories = sorted((tmp_path / heard.FORM.stories).glob("*.md"))
        for number in range(REBUILDS):
            edit = (edit_body, edit_title)[number % 2]
            served.save(stories[number % STORIES], edit, f"word{number}")
            assert "Built" in served.said[-1], served.said
            if number + 1 in (FIRST, REBUILDS):
                gc.collect()
                counts[number + 1] = len(gc.get_objects()), sys.getallocatedblocks()
        served.close()
    objects, blocks = zip(*counts.values(), strict=True)
    assert objects[1] < 1.01 * objects[0]
    assert blocks[1] < 1.01 * blocks[0]


def test_a_rebuild_lets_go_of_its_site_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORY_TODAY", TODAY.isoformat())
    begun: list[ref[Site]] = []
    begin = Site.__init__

    def noted(site: Site, *arguments: Any, **options: Any) -> None:
        begun.append(ref(site))
        begin(site, *arguments, **options)

    monkeypatch.setattr(Site, "__init__", noted)
    heard.FORM.write(tales(3), tmp_path)
    conf = tmp_path / heard.CONF
    conf.write_text(heard.settings(tmp_path), "utf-8")
    with fresh_pelican():
        served = Served(conf)
        served.save(next((tmp_path / heard.FORM.stories).glob("*.md")), edit_body, "word")
        served.close()
    assert len(begun) == 2
    assert sum(site() is not None for site in begun) <= 1
