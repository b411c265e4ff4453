"""`pelican --fatal` tells all problems of all parts, then ends with 1, without a traceback."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT, write_files

GOOD = "---\ntitle: Good\ndate: 2024-01-02\n---\n\nText.\n"
BAD = {
    "stories/good.md": GOOD,
    "stories/bad.md": "---\ntitle: Bad\ndate: 2024-01-02\noutcome: herd\n---\n\nText.\n",
    "stories/link.md": "---\ntitle: Link\ndate: 2024-01-02\n---\n\nSee [[no-such-story]].\n",
    "comments/nobody/c1.md": "---\nauthor: Ida\ndate: 2024-01-03\n---\n\nHello.\n",
}


def pelican(folder, level, **settings):
    conf = {
        "PATH": "content",
        "SITENAME": "A",
        "SITEURL": "https://a.example",
        "TIMEZONE": "UTC",
        "PLUGINS": ["heard"],
    }
    conf |= {"PLUGIN_PATHS": [str(ROOT / "plugins")], "THEME": str(ROOT / "theme"), **settings}
    (folder / "pelicanconf.py").write_text("".join(f"{name} = {value!r}\n" for name, value in conf.items()))
    return subprocess.run(
        [sys.executable, "-m", "pelican", "--fatal", level],
        cwd=folder, env={**os.environ, "COLUMNS": "400"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "files", "code"),
    [
        ("errors", BAD, 1),
        ("errors", {"stories/good.md": GOOD.replace("date", "vaules: [a]\ndate")}, 0),
        ("warnings", {"stories/good.md": GOOD.replace("date", "vaules: [a]\ndate")}, 1),
    ],
)
def test_all_problems_are_told_before_the_end(tmp_path, level, files, code):
    write_files(tmp_path / "content", files)
    done = pelican(tmp_path, level)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said and "RuntimeError" not in said
    if files is BAD:
        for name in ("outcome-unknown", "link-target", "comment-"):
            assert name in said, said
        assert not (tmp_path / "output" / "index.html").exists()


def test_wrong_settings_are_told_together(tmp_path):
    write_files(tmp_path / "content", {"stories/good.md": GOOD})
    done = pelican(tmp_path, "errors", STORY_REPLY_DAYS=0, STORY_SHOW_DRAFT=True)
    said = done.stdout + done.stderr
    assert done.returncode == 2
    assert "STORY_REPLY_DAYS" in said and "STORY_SHOW_DRAFT" in said and "Traceback" not in said
