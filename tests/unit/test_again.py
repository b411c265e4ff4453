"""Before a page is made at once, it is tried whether pages come out as the build wrote them."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from heard.engine.again import Again

BEGAN = 1_000_000.0


@pytest.fixture
def again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Again:
    """Two sources whose pages are their text, saved and written before the build."""
    pages = []
    for name in ("a", "b"):
        save(tmp_path, name, name, BEGAN - 1)
        (tmp_path / f"{name}.html").write_text(name)
        own = {"article": SimpleNamespace(relative_source_path=f"{name}.md")}
        pages.append(SimpleNamespace(name=f"{name}.html", own=own, path=tmp_path / f"{name}.html"))
    found = Again({}, str(tmp_path), pages, {"a.html"}, [], lambda kind, content: None, int(BEGAN * 1e9))
    monkeypatch.setattr(found, "make", lambda source: (source, (tmp_path / source).read_bytes()))
    return found


def save(folder: Path, name: str, text: str, when: float) -> None:
    (folder / f"{name}.md").write_text(text)
    os.utime(folder / f"{name}.md", (when, when))


def test_it_is_true_where_pages_come_out_as_they_were_written(again):
    assert again.is_true()


def test_it_is_not_where_they_do_not(again, tmp_path):
    for name in ("a", "b"):
        save(tmp_path, name, "other", BEGAN - 1)
    assert not again.is_true()


def test_a_source_that_was_saved_meanwhile_says_nothing(again, tmp_path):
    save(tmp_path, "a", "other", BEGAN + 1)
    assert again.is_true()
    save(tmp_path, "b", "other", BEGAN - 1)
    assert not again.is_true()
    for name in ("a", "b"):
        save(tmp_path, name, name, BEGAN + 1)
    assert not again.is_true()  # nothing is left to try
    (tmp_path / "a.md").unlink()
    assert not again.is_true()
