"""`heard adopt` from end to end: a blog whose settings do not know of us yet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, write_files

from heard.build.build import BuildRequest
from heard.cli.adopt import adopt
from heard.cli.adopt_build import OURS
from heard.text.exits import Refusal

CONF = """
SITENAME = "Old blog"
SITEURL = "https://blog.example"
PATH = "content"
TIMEZONE = "UTC"
AUTHOR = "Ida"
DEFAULT_PAGINATION = 2
PLUGIN_PATHS = ["own"]
PLUGINS = ["notes", "not_installed"]
THEME = "gone-theme"
"""
OWN = """
from pathlib import Path
from pelican import signals

def write(pelican):
    Path(pelican.output_path, "notes.txt").write_text("by the owner's plugin")

def register():
    signals.finalized.connect(write)
"""
POST = "Title: Post {0}\nDate: 2024-05-0{0}\nCategory: News\n\nText.\n"


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    write_files(
        tmp_path,
        {
            "pelicanconf.py": CONF,
            "own/notes.py": OWN,
            "content/draft.md": "Title: Not yet\nDate: 2024-05-01\nStatus: draft\n\nText.\n",
            "content/images/a.png": b"png",
            "content/pages/us/about.md": "Title: About\n\n![A face]({attach}face.png)\n",
            "content/pages/us/face.png": b"png",
        }
        | {f"content/p{number}.md": POST.format(number) for number in range(1, 6)},
    )
    return tmp_path


def adopted(conf: Path, form: str, **changes) -> tuple[int, str]:
    said: list[str] = []
    code = adopt(BuildRequest(conf, changes=changes), form, say=said.append, tell=lambda _: None)
    return code, "\n".join(said)


def test_a_blog_is_compared_and_left_as_it_was(blog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in blog.rglob("*") if "__pycache__" not in path.parts)
    code, text = adopted(blog / "pelicanconf.py", "json")
    report = json.loads(text)
    assert code == 0, text
    kept = {"post-1.html", "index.html", "notes.txt", "images/a.png", "author/ida.html", "pages/face.png"}
    assert kept <= set(report["kept"])
    assert report["led_on"]["index2.html"] == "index.html"
    assert report["led_on"]["category/news2.html"] == "category/news.html"
    (gone,) = report["gone"]
    assert (gone["path"], gone["source"]) == ("drafts/not-yet.html", "content/draft.md")
    assert "not-published" in gone["message"]
    assert "values/index.html" in report["new"]
    feeds = {feed["path"]: feed for feed in report["feeds"]}
    assert feeds["feeds/all.atom.xml"] == {
        "path": "feeds/all.atom.xml",
        "kept": 0,
        "changed": 5,
        "gone": [],
        "is_told": False,
    }
    assert [note for note in report["notes"] if "not_installed" in note]
    assert [note for note in report["notes"] if "gone-theme" in note]
    assert sorted(path.name for path in blog.rglob("*") if "__pycache__" not in path.parts) == before


def test_the_lines_that_it_gives_build_the_site_that_it_compared(blog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    conf = blog / "pelicanconf.py"
    conf.write_text(CONF.replace(', "not_installed"', ""))
    lines = json.loads(adopted(conf, "json")[1])["settings"]
    conf.write_text(conf.read_text() + "\n".join(lines) + '\nSTORY_FEED_IDS = "pelican"\n')
    namespace: dict = {"__file__": str(ROOT / "pelicanconf.py")}
    exec(conf.read_text(), namespace)
    assert namespace["PLUGINS"] == ["notes", OURS]
    assert namespace["PLUGIN_PATHS"][0] == "own"
    code, text = adopted(conf, "text")
    assert code == 0, text
    assert "Kept: 5 stories" in text
    assert "Led on: " in text and "  index2.html leads to index.html" in text
    assert "Gone: 1 story\n  drafts/not-yet.html (from content/draft.md): " in text
    assert "0 with others" in text  # the ids are Pelican's
    assert "To have this site" not in text


def test_what_is_gone_without_a_word_is_exit_code_1(blog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    conf = blog / "pelicanconf.py"
    only_stock = "if 'heard' not in pelican.settings['PLUGINS']: "
    (blog / "own/notes.py").write_text(OWN.replace("    Path(", f"    {only_stock}Path("))
    code, text = adopted(conf, "text")
    assert code == 1
    assert "of 1 no message tells\n  notes.txt: no message tells why\n" in text


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        ("1 / 0", "pelicanconf.py cannot be read: ZeroDivisionError"),
        ("import os\nos._exit(3)", "broke off"),
        (
            'SITEURL = ""\nFEED_ALL_ATOM = FEED_ALL_RSS = "a.xml"\nPATH = "content"',
            "Stock Pelican cannot build",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(blog, conf, words):
    (blog / "pelicanconf.py").write_text(conf)
    with pytest.raises(Refusal, match=words):
        adopted(blog / "pelicanconf.py", "text")


def test_missing_settings_are_refused(tmp_path):
    with pytest.raises(Refusal, match="There is no settings file"):
        adopted(tmp_path / "nothing.py", "text")


def test_the_plugin_that_an_owner_adds_is_that_of_the_demo_site():
    namespace: dict = {"__file__": str(ROOT / "pelicanconf.py")}
    exec((ROOT / "pelicanconf.py").read_text(), namespace)
    assert namespace["PLUGINS"] == [OURS]
