"""What stock Pelican takes in an existing blog is taken here, too."""

import os
import time

import pytest
from conftest import build, write_files

FUTURE = time.time() + 2 * 86400
STORY = "Title: {}\nDate: 2024-05-01\n\n[on]({{FILENAME}}c.md) ![p]({{Static}}p.png) [q](|ATTACH|q.pdf).\n"


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    root = tmp_path_factory.mktemp("kept")
    files = {
        "a&b.md": STORY.format("One"),
        "a#b.md": STORY.format("Two"),
        "a%b.md": STORY.format("Three"),
        "c.md": "Title: C\nId: see-one\nDate: 2024-05-01\n\nText.\n",
        "p.png": b"\x89PNG",
        "q.pdf": b"%PDF",
        "d.rst": "D\n#\n\n:id: rest-one\n\nText.\n",
        "e.html": "<html><head><title>E</title><meta name='id' content='html-one'></head><body>T</body>",
    }
    write_files(root / "content", files)
    for name in ("d.rst", "e.html"):
        os.utime(root / "content" / name, (FUTURE, FUTURE))
    return build(root / "content", root / "output", MENUITEMS=(), DEFAULT_DATE="fs")


def test_files_whose_names_make_one_id_have_a_page_each(blog):
    assert blog.has("stories/one/") and blog.has("stories/two/") and blog.has("stories/three/")
    ids = sorted(card.id for card in blog.settings["STORY_LIBRARY"].cards)
    assert len(ids) == 6 and "a-b" in ids and blog.found("id-twice") == []
    hints = {problem.path for problem in blog.problems if "is that of another" in problem.message}
    assert hints == {"a%b.md", "a&b.md"}


def test_pelicans_words_count_in_any_case(blog):
    page = blog.page("stories/one/")
    assert 'href="/stories/c/"' in page and "FILENAME" not in page and "Static" not in page
    assert "ATTACH" not in page and blog.found("link-broken") == []


def test_the_time_of_a_file_holds_no_story_back(blog):
    assert blog.has("stories/d/") and blog.has("stories/e/")
    assert blog.found("modified-wrong") == []
