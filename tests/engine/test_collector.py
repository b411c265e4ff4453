"""What is collected, and when: nothing old while a build runs, all of it before the next one is done."""

from __future__ import annotations

import gc
import weakref

import pytest
from pelican.contents import Content

from heard.engine import hooks
from heard.engine.build import Build


def test_old_objects_are_left_alone_until_the_build_has_ended(stock, monkeypatch: pytest.MonkeyPatch):
    usual, seen = gc.get_threshold(), []
    plainly = hooks.keep_what_was_read

    def looked_at(generators):
        seen.append(gc.get_threshold())
        plainly(generators)

    monkeypatch.setattr(hooks, "keep_what_was_read", looked_at)
    stock.build()
    assert [found[:2] for found in seen] == [usual[:2]] and seen[0][2] == 1000 > usual[2]
    assert gc.get_threshold() == usual and gc.isenabled()


def test_it_is_as_before_after_the_next_build_when_one_broke_off(stock, monkeypatch: pytest.MonkeyPatch):
    usual = gc.get_threshold()
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "keep_what_was_read", lambda generators: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            stock.build()
    stock.build()
    assert gc.get_threshold() == usual


def test_a_process_that_builds_again_holds_one_build(heard, monkeypatch: pytest.MonkeyPatch):
    made = []

    def noted(*given):
        build = Build(*given)
        made.append(weakref.ref(build))
        return build

    monkeypatch.setattr(hooks, "Build", noted)
    heard.write({"stories/s.md": "---\ntitle: S\ndate: 2024-01-01\nvalues: [care]\n---\n\nText.\n"})
    for _ in range(4):
        heard.build()
    gc.collect()
    assert len(made) == 4 and sum(found() is not None for found in made) <= 1


def test_a_build_within_a_build_forgets_nothing_of_the_outer_one(stock, monkeypatch: pytest.MonkeyPatch):
    """A plugin for several languages builds one site while another is under way."""
    remembered = vars(Content)["get_content"].cache
    plainly, counts = hooks.keep_what_was_read, []

    def nested(generators):
        plainly(generators)
        if not counts:
            generators[0].articles[0].get_content("")
            counts.append(len(remembered))
            stock.build(output=stock.folder / "other")
            counts.append(len(remembered))

    monkeypatch.setattr(hooks, "keep_what_was_read", nested)
    stock.build()
    assert counts[1] >= counts[0] > 0


def test_a_plugin_may_replace_what_pelican_remembers(stock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Content, "get_content", lambda content, siteurl: content._content)
    stock.build()
    stock.build()
