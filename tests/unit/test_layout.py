"""Where a file lies below the content folder, however the folder is named."""

from pathlib import Path

import pytest

from heard.content.layout import find_layout


@pytest.mark.parametrize("content", ["site/../content", "content", "./content/", "content/stories/.."])
def test_a_source_is_named_from_the_content_folder(tmp_path, monkeypatch, content):
    (tmp_path / "content" / "stories").mkdir(parents=True)
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path)
    layout = find_layout(content)
    for path in (
        tmp_path / "content/stories/a.md",
        Path(content, "stories/a.md"),
        tmp_path / "site/../content/stories/a.md",
    ):
        assert layout.source(path) == "stories/a.md"
        assert layout.kind(path) == "story"


def test_a_source_outside_keeps_its_full_path(tmp_path):
    assert find_layout(str(tmp_path / "content")).source(tmp_path / "b.md") == f"{tmp_path}/b.md"
