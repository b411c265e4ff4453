"""The files that a site is made from are those that Pelican finds."""

import pytest
from pelican.generators import Generator

from heard.content.layout import files_in
from heard.library.outputs import name_of

FILES = (
    *("a.md", "b.MD", "c.txt", ".hidden.md", "d~.md", "e.bak", "[f].md", "drafts/g.md", "drafts/old/h.md"),
    *("posts/i.md", "posts/drafts/j.md", "posts/.trash/k.md", "pages/l.md", "Icon\r", "no ending", "m.md~"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("content")
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / "linked").symlink_to(root / "posts")
    (root / "one.md").symlink_to(root / "a.md")
    (root / "broken.md").symlink_to(root / "nowhere.md")
    return root


@pytest.mark.parametrize("patterns", [(), (".*", "*~", "d*"), ("[[]f*", "?.md"), ("posts", "Icon\r")])
@pytest.mark.parametrize("excluded", [(), ("pages", "drafts"), ("posts/drafts", "./pages", "posts/")])
@pytest.mark.parametrize(
    "paths",
    [("",), ("posts",), ("posts/", "drafts"), ("./posts", "posts"), ("a.md", "c.txt", "gone"), (".",), ()],
)
def test_the_files_of_a_folder_are_those_that_pelican_finds(folder, paths, excluded, patterns):
    generator = Generator.__new__(Generator)
    generator.path, generator.settings = str(folder), {"IGNORE_FILES": list(patterns)}
    pelicans = generator.get_files(paths, exclude=list(excluded), extensions=("md", "markdown"))
    found = files_in(str(folder), paths, excluded, ("md", "markdown"), patterns)
    assert found == {name_of(path) for path in pelicans}
