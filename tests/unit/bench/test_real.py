from __future__ import annotations

import pytest
from real_posts import LEFT_OUT, POSTS, REASONS, write_posts

from bench.command import main
from bench.forms.form import edit_title
from bench.real import as_pelican, read
from bench.real_run import Trees, differing, shows


@pytest.fixture
def folder(tmp_path):
    return read(write_posts(tmp_path / "blog" / "posts", {**POSTS, **LEFT_OUT}))


# -- the posts ----------------------------------------------------------------------------------------


def test_posts_become_plain_headers_and_their_bodies_stay(folder):
    assert as_pelican(folder.posts[0]) == (
        "Title: The first: a letter\nDate: 2019-03-01T09:05:00-04:00\nSlug: the-first\n"
        "Tags: design; plain words, and more;\nAuthors: ida;\nSummary: Two lines.\n"
        "\n\nA body with `{{< a shortcode >}}`.\n"
    )


def test_what_no_blog_can_show_is_left_out_and_counted(folder):
    assert [post.slug for post in folder.posts] == ["the-first", "the-second", "third", "fourth"]
    assert folder.left_out == REASONS


def test_a_folder_is_known_by_two_names_at_most(folder, tmp_path):
    assert folder.name == "blog/posts"
    known = write_posts(tmp_path / "digitalgov" / "content" / "news", POSTS)
    assert read(known).name == "digitalgov"


def test_a_post_without_a_slug_has_that_of_its_file(tmp_path):
    posts = read(
        write_posts(tmp_path, {"2020-05-04-a b.md": "---\ntitle: T\ndate: 2020-05-04\n---\n"})
    ).posts
    assert [post.slug for post in posts] == ["a-b"]


def test_the_edited_post_has_a_title_that_can_be_edited_in_yaml(folder, tmp_path):
    post, word = folder.edited()
    assert (post.slug, word) == ("third", "The")
    few = {name: POSTS[name] for name in list(POSTS)[:1]}
    with pytest.raises(ValueError, match="plain title"):
        read(write_posts(tmp_path / "few", few)).edited()


def test_a_quoted_title_is_edited_within_its_quotes(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 'A: b'\n---\n", "utf-8")
    edit_title(path, "Again")
    assert path.read_text("utf-8") == "---\ntitle: 'Again A: b'\n---\n"


def test_a_folder_without_posts_is_told_and_nothing_is_measured(tmp_path):
    said = []
    assert main(real=str(tmp_path), output=str(tmp_path / "out"), say=said.append) == 2
    assert "no Markdown files" in said[0] and not (tmp_path / "out").exists()


# -- trees ----------------------------------------------------------------------------------------------


def test_trees_differ_by_names_and_by_bytes(tmp_path):
    one = write_posts(tmp_path / "one", {"a/same": "1", "a/other": "1", "mine": ""})
    other = write_posts(tmp_path / "other", {"a/same": "1", "a/other": "2", "theirs": ""})
    assert differing(one, other) == ["a/other", "mine", "theirs"]
    assert differing(one, one) == []


def test_an_edit_is_shown_where_a_page_holds_it(tmp_path):
    write_posts(tmp_path, {"a/b.html": "<p>Again The", "feed.xml": "once more"})
    assert shows(tmp_path, b"Again The") and not shows(tmp_path, b"once more")


def test_trees_that_were_never_compared_are_not_equal():
    trees = Trees()
    assert trees.record()["equal"] is False
    trees.note("clean", [])
    assert trees.record() == {"equal": True, "compared": 1, "wrong": []}


def test_the_first_files_that_differ_are_named():
    trees = Trees()
    for scenario in ("body", "title", "clean"):
        trees.note(scenario, [f"{number}.html" for number in range(4)])
    assert trees.record()["equal"] is False
    assert trees.wrong == [*(f"body: {number}.html" for number in range(4)), "title: 0.html"]
