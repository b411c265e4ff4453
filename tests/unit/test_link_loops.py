"""Links to folders that lead back into what holds them are found, so that they are walked once."""

import pytest

from heard.content.layout import looping_links


def folders(root, *names):
    for name in names:
        (root / name).mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize(
    ("links", "loops"),
    [
        ({}, ()),
        ({"a/up": ".."}, ("a/up",)),
        ({"a/self": "."}, ("a/self",)),
        ({"a/to-b": "../b", "b/to-a": "../a"}, ("a/to-b/to-a", "b/to-a/to-b")),
        ({"a/to-b": "../b"}, ()),
        ({"a/nowhere": "../missing"}, ()),
    ],
)
def test_loops_are_found(tmp_path, links, loops):
    folders(tmp_path, "a", "b/deep")
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    assert looping_links(tmp_path) == loops


def test_a_content_folder_that_is_a_link_is_no_loop(tmp_path):
    folders(tmp_path, "real/a")
    (tmp_path / "content").symlink_to("real")
    (tmp_path / "real" / "a" / "up").symlink_to("..")
    assert looping_links(tmp_path / "content") == ("a/up",)
    assert looping_links(tmp_path / "not-there") == ()


def test_each_story_of_a_loop_is_read_once(site, tmp_path):
    story = "---\ntitle: Once\ndate: 2024-01-02\n---\n\n![](/images/a.png)\n"
    outside = tmp_path / "content1"
    folders(outside, "stories/deep", "images")
    (outside / "stories" / "deep" / "round").symlink_to("../..")
    (outside / "images" / "round").symlink_to("..")
    built = site({"stories/deep/once.md": story, "images/a.png": b"png"})
    assert built.log == []
    assert [name for name in built.tree() if name.endswith("a.png")] == ["images/a.png"]
