"""Values that plugins work out are kept until what they are made of, or the code, is another."""

from __future__ import annotations

import os
import sqlite3
from functools import partial

import pytest
from engine_sites import differing, tree
from thrift import slow

from heard.engine.keeping import Keeping
from heard.engine.report import Report
from heard.engine.store import FILE, Store

VALUES = ["text", 7, 1.5, None, ("a", (1, 2.5)), ["a"], {"a": ("b",)}, {"x"}, b"bytes"]


def build(folder, wanted, code=b"code", workers=1):
    """What a build is given that asks for these (name → what it is made of, value), and its report."""
    report = Report()
    keeping = Keeping(Store(folder, report.note), report, "values here", {}, lambda: code, workers)
    asked = [(name, made, lambda v=value: v) for name, (made, value) in wanted.items()]
    got = dict(zip(wanted, keeping.keep(asked), strict=True))
    keeping.save()
    return got, report


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_given_back_as_it_was_without_the_work(tmp_path, value):
    build(tmp_path, {"a": (b"1", value)})
    got, report = build(tmp_path, {"a": (b"1", "worked out again")})
    assert (got, report.worked_out) == ({"a": value}, set())


@pytest.mark.parametrize(("made", "code"), [(b"2", b"code"), (b"1", b"other code")])
def test_what_is_made_of_something_else_or_by_other_code_is_worked_out(tmp_path, made, code):
    build(tmp_path, {"a": (b"1", "before")})
    got, report = build(tmp_path, {"a": (made, "after")}, code)
    assert (got, report.worked_out) == ({"a": "after"}, {"a"})


def test_what_a_build_does_not_ask_for_is_forgotten(tmp_path):
    build(tmp_path, {"a": (b"1", "a"), "b": (b"1", "b")})
    build(tmp_path, {"a": (b"1", "a")})
    assert build(tmp_path, {"a": (b"1", "a"), "b": (b"1", "b")})[1].worked_out == {"b"}
    build(tmp_path, {})
    assert build(tmp_path, {"a": (b"1", "a")})[1].worked_out == {"a"}


def test_a_damaged_row_is_worked_out(tmp_path):
    build(tmp_path, {"a": (b"1", "a"), "b": (b"1", "b")})
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE rows SET body = x'00' WHERE name = 'a'")
    file.close()
    got, report = build(tmp_path, {"a": (b"1", "anew"), "b": (b"1", "anew")})
    assert (got, report.worked_out) == ({"a": "anew", "b": "b"}, {"a"})


def test_a_value_that_cannot_be_kept_is_worked_out_each_time_and_one_line_says_so(tmp_path):
    for _ in range(2):
        got, report = build(tmp_path, {"a": (b"1", len), "b": (b"1", "b")})
        assert got["a"] is len and len(report.notes) == 1 and report.notes[0].startswith("a ")


@pytest.mark.parametrize("workers", [2, 5])
def test_many_values_are_worked_out_by_several_processes(tmp_path, workers):
    wanted = {f"a {n}": (bytes([n]), (n, str(n), {"n": [n]})) for n in range(50)}
    plain = {name: value for name, (_made, value) in wanted.items()}
    got, report = build(tmp_path, wanted, workers=workers)
    assert got == plain and report.worked_out == set(plain)
    got, report = build(tmp_path, {name: (made, "anew") for name, (made, _value) in wanted.items()})
    assert got == plain and report.worked_out == set()


def test_what_another_process_cannot_work_out_the_first_one_does(tmp_path):
    first = os.getpid()

    def work(number):
        if os.getpid() != first and number == 7:
            os._exit(9)
        if os.getpid() != first and number == 30:
            raise ValueError
        return len if number == 9 else (os.getpid() == first, number)

    report = Report()
    keeping = Keeping(Store(tmp_path, report.note), report, "values", {}, lambda: b"", workers=5)
    got = keeping.keep([(f"a {n}", bytes([n]), partial(work, n)) for n in range(40)])
    assert got[9] is len and len(report.notes) == 1 and report.notes[0].startswith("a 9 ")
    assert [one[1] for one in got if one is not len] == [n for n in range(40) if n != 9]
    assert got[7][0] and got[30][0]


def test_a_mistake_in_the_work_shows_as_it_is(tmp_path):
    keeping = Keeping(Store(tmp_path, print), Report(), "values", {}, lambda: b"", workers=2)
    with pytest.raises(ZeroDivisionError):
        keeping.keep([(f"a {n}", b"", lambda: 1 / 0) for n in range(3)])


# -- in a site --------------------------------------------------------------------------------------------

STORY = """---
title: Story {0}
date: 2024-{1:02}-{2:02}
values: [value {3}]
company: Company {4}
---

Story number {0} is told about the {5} and its {6}. [Next]({{filename}}s{7}.md)
"""
THINGS = [f"{one}{other}" for one in ("bell", "form", "line", "wait") for other in ("ring", "call", "desk")]


def stories(count):
    return {
        f"stories/s{n}.md": STORY.format(
            n, n % 12 + 1, n % 28 + 1, n % (count // 5), n % (count // 4), *(THINGS[n % 12], THINGS[n % 7]),
            (n + 1) % count,
        )
        for n in range(count)
    }  # fmt: skip


def edited(site, name):
    path = site.content / name
    path.write_text(path.read_text("utf-8").replace("is told about", "tells us of a violin, of"), "utf-8")


def test_nothing_is_worked_out_where_nothing_changed(heard):
    heard.write(stories(20))
    assert heard.build().worked_out
    assert heard.build().worked_out == set()


@slow
def test_nothing_is_kept_of_a_site_that_is_thrown_away(heard):
    heard.write(stories(20))
    assert [heard.build(ENGINE_KEEP_PAGES=False).worked_out for _ in range(2)] == [set(), set()]


@slow
@pytest.mark.parametrize("way", ["build", "beside"])
def test_an_edited_body_leaves_most_values_and_the_same_bytes(heard, way):
    heard.settings["ENGINE_WORKERS"] = 1
    heard.write(stories(40))
    getattr(heard, way)()
    edited(heard, "stories/s7.md")
    report = getattr(heard, way)()
    assert "links body story-s7" in report.worked_out
    assert sum(name.startswith("links body") for name in report.worked_out) == 1
    assert sum(name.startswith("links related") for name in report.worked_out) < 40
    assert differing(tree(heard.output), heard.clean()) == []
