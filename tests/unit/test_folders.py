"""The output folder: what is built beside it takes its place."""

import os

from heard.build.folders import start, swap_in
from heard.text.files import MARKER


def test_files_that_are_the_same_keep_their_time_and_the_marker_has_its_own(tmp_path):
    output, long_ago = tmp_path / "output", 1_600_000_000
    for number in range(2):
        new = start(output)
        (new / "same.html").write_text("Words.")
        (new / "other.html").write_text(f"Words {number}.")
        swap_in(output)
        if not number:
            for name in ("same.html", "other.html", MARKER):
                os.utime(output / name, (long_ago, long_ago))
    times = {name: (output / name).stat().st_mtime for name in ("same.html", "other.html", MARKER)}
    assert times.pop("same.html") == long_ago
    assert all(time > long_ago for time in times.values()), "a number of a file may be given twice"
