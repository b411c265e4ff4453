"""What was read is kept, and comes back as if it had been read just now."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path

import pytest
from engine_sites import tree
from pelican.readers import MarkdownReader
from thrift import slow

from heard.engine import sources

STORY = "---\ntitle: {0}\ndate: 2024-02-0{1}\nvalues: [care]\noutcome: heard\n---\n\nThe text of {0}.\n"


def kept(blog) -> Path:
    return blog.folder / "cache" / "build-engine" / "kept.sqlite"


def engine_log(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if "kept" in record.getMessage()]


def test_a_second_build_reads_no_source(stock):
    assert len(stock.build().sources_parsed) == 9
    assert stock.build().sources_parsed == []
    assert tree(stock.output) == stock.clean()


def test_one_edit_reads_one_source(stock):
    stock.build()
    stock.write({"posts/p1.md": "Title: Other\nDate: 2024-01-09\n\nOther.\n"})
    assert stock.build().sources_parsed == ["posts/p1.md"]
    assert tree(stock.output) == stock.clean()


def test_an_edit_of_the_same_length_and_time_is_seen(stock):
    stock.build()
    path = stock.content / "posts/p1.md"
    before = path.stat()
    path.write_text(path.read_text().replace("Text", "Tent"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert stock.build().sources_parsed == ["posts/p1.md"]


def test_where_stories_are_dated_by_their_files_another_time_is_a_change(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "SETTLED", -1)
    path = tmp_path / "a.md"
    path.write_text("Title: A\n\nText.\n")
    header = sources.Files().header(str(path), ())
    assert sources.Files(by_time=True).is_fresh(str(path), header)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert sources.Files().is_fresh(str(path), header)
    assert not sources.Files(by_time=True).is_fresh(str(path), header)


def test_an_included_file_is_part_of_its_source(stock):
    stock.write({"inc.txt": "one", "posts/i.rst": "I\n#\n\n:date: 2024-01-01\n\n.. include:: ../inc.txt\n"})
    stock.build()
    stock.write({"inc.txt": "two"})
    assert stock.build().sources_parsed == ["posts/i.rst"]
    assert tree(stock.output) == stock.clean()


def test_a_setting_that_changes_what_is_read_is_seen(stock):
    stock.build()
    changed = {"MARKDOWN": {"extension_configs": {}, "extensions": ["markdown.extensions.toc"]}}
    assert len(stock.build(**changed).sources_parsed) == 9
    assert tree(stock.output) == stock.clean(**changed)


def test_warnings_are_told_again_from_the_cache(stock, caplog):
    stock.write({"posts/w.md": "Title: W\nDate: 2024-01-01\nTitle: Again\nSlug: a\nSlug: b\n\nText.\n"})
    told = []
    for _ in range(2):
        caplog.clear()
        from pelican.log import LimitFilter

        LimitFilter._raised_messages.clear()
        with caplog.at_level(logging.WARNING):
            report = stock.build()
        told.append([r.getMessage() for r in caplog.records if "Duplicate definition" in r.getMessage()])
    assert report.sources_parsed == [] and told[0] == told[1] and len(told[0]) == 1


def test_problems_of_stories_are_told_again_from_the_cache(heard):
    heard.write(
        {
            "stories/a.md": STORY.format("A", 1) + "\n",
            "stories/b.md": "---\ntitle: B\noutcome: hearrd\n---\n\nx\n",
        }
    )
    lists = []
    for _ in range(2):
        found: dict[str, object] = {}
        from pelican.plugins import signals

        def look(pelican, found=found):
            found["problems"] = [str(one) for one in pelican.settings["STORY_PROBLEMS"]]
            found["left out"] = set(pelican.settings["STORY_PROBLEMS"].left_out)

        signals.finalized.connect(look)
        report = heard.build()
        lists.append(found)
    assert report.sources_parsed == [] and lists[0] == lists[1] and lists[0]["left out"] == {"stories/b.md"}


@slow
def test_a_reader_in_many_processes_reads_the_same(heard):
    heard.write({f"stories/s{n}.md": STORY.format(f"S{n}", n % 9 + 1) for n in range(30)})
    report = heard.build(ENGINE_FORK_FROM=1, ENGINE_WORKERS=3)
    assert len(report.sources_parsed) == 30
    assert tree(heard.output) == heard.clean()


@slow
def test_one_edit_among_many_is_one_source_in_many_processes_too(stock):
    stock.build()
    for name in ("p7.md", "p0.rst", "p5.md"):
        path = stock.content / "posts" / name
        path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
        report = stock.build(ENGINE_FORK_FROM=1, ENGINE_WORKERS=2)
        assert report.sources_parsed == [f"posts/{name}"]
    assert tree(stock.output) == stock.clean()


@pytest.mark.parametrize("harm", ["garbage", "empty", "cut", "version", "foreign tables", "a bit"])
def test_a_broken_cache_is_made_anew_with_one_line(stock, caplog, harm):
    stock.build()
    path = kept(stock)
    whole = path.read_bytes()
    if harm == "garbage":
        path.write_bytes(b"not a database at all" * 500)
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif harm == "version":
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA user_version = 99")
    elif harm == "foreign tables":
        path.unlink()
        with sqlite3.connect(path) as file:
            file.execute("CREATE TABLE mine (x)")
    else:
        with sqlite3.connect(path) as file:
            file.execute("UPDATE rows SET body = zeroblob(length(body)) WHERE space LIKE 'read %'")
    with caplog.at_level(logging.INFO):
        report = stock.build()
    assert len(report.sources_parsed) == 9
    assert len(engine_log(caplog)) == (0 if harm == "empty" else 1), engine_log(caplog)
    assert stock.build().sources_parsed == []
    assert tree(stock.output) == stock.clean()


def test_a_cache_that_cannot_be_written_costs_one_line(stock, caplog):
    stock.write({})
    (stock.folder / "cache").write_text("a file where the folder should be")
    with caplog.at_level(logging.INFO):
        stock.build()
    assert len(engine_log(caplog)) == 1
    assert tree(stock.output) == stock.clean()


def test_a_cache_made_by_somebody_else_runs_no_code(stock, tmp_path):
    import pickle

    from heard.engine.packing import Unpackable, unpack

    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "evil"),)

    with pytest.raises(Unpackable):
        unpack(pickle.dumps(Evil()), {})
    assert not (tmp_path / "evil").exists()


def test_a_reader_that_does_what_cannot_be_foreseen_is_read_each_time(stock, monkeypatch):
    plain = MarkdownReader.read

    def read(self, path):
        os.listdir(".")  # noqa: PTH208
        return plain(self, path)

    monkeypatch.setattr(MarkdownReader, "read", read)
    stock.build()
    assert sorted(stock.build().sources_parsed) == [
        "pages/about.md",
        *(f"posts/p{n}.md" for n in (1, 3, 5, 7)),
    ]


def test_a_file_that_would_not_change_keeps_its_time(stock):
    stock.build()
    pages = {path: path.stat().st_mtime_ns for path in stock.output.rglob("*.html")}
    stock.write({"posts/p1.md": (stock.content / "posts/p1.md").read_text() + "\nMore.\n"})
    report = stock.build()
    changed = {path.name for path, time in pages.items() if path.stat().st_mtime_ns != time}
    assert "post-1.html" in changed and "post-3.html" not in changed
    assert changed <= {Path(name).name for name in report.written}


def test_what_is_no_longer_produced_is_removed_and_nothing_else(stock):
    stock.build()
    mine = stock.output / "mine.html"
    mine.write_text("not the engine's")
    edited = stock.output / "post-3.html"
    edited.write_text("edited by hand")
    for name in ("p1", "p3"):
        (stock.content / f"posts/{name}.md").unlink()
    (stock.content / "images/a.txt").unlink()
    stock.write(
        {
            "posts/p5.md": "Title: Five\nDate: 2024-01-02\n\nNo links.\n",
            "posts/p7.md": "Title: S\nDate: 2024-01-02\n\nx\n",
        }
    )
    report = stock.build()
    assert "post-1.html" in report.removed
    now, clean = tree(stock.output), stock.clean()
    assert set(now) - set(clean) == {"mine.html", "post-3.html"} and set(clean) <= set(now)


@slow
def test_a_listing_in_a_language_that_nobody_knows_is_read_once(heard):
    heard.write({"stories/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n\n```nosuchlanguage\nx = 1\n```\n"})
    heard.build()
    assert heard.build().sources_parsed == []
