"""A file is written whole or not at all, for everybody to read."""

import stat

import pytest

from heard.text.files import write_whole


def test_a_file_is_for_everybody_to_read(tmp_path):
    write_whole(tmp_path / "new/a.md", "It rang.")
    assert (tmp_path / "new/a.md").read_text("utf-8") == "It rang."
    assert stat.S_IMODE((tmp_path / "new/a.md").stat().st_mode) == 0o644


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.md"
    write_whole(path, "It rang.")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "It rang twice.\ud800")
    assert path.read_text("utf-8") == "It rang."
    assert list(tmp_path.iterdir()) == [path]
