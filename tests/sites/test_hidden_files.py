"""Hidden files, editors' locks and leftovers: not read, not copied, and no reason to complain."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site, build, write_files

from heard.content.front_matter import files_in
from heard.content.layout import is_ignored

STORY = "---\ntitle: {0}\ndate: 2024-05-17\nid: {1}\n---\n\nThe lift at Norvik House stood still. {0}.\n"
GOOD = STORY.format("The lift", "the-lift")
SECRET = STORY.format("Zanzibar", "zanzibar")
NAMES = (
    *(".zanzibar.md", "._good.md", ".#good.md", "good.md~", "#good.md#", ".good.md.swp", "good.md.swo"),
    *("good.md.bak", "good.md.orig", "~$good.md", ".trash/zanzibar.md", ".obsidian/zanzibar.md"),
    *(".git/zanzibar.md", ".history/good_20240501.md", "__MACOSX/zanzibar.md", "a/.stversions/zanzibar.md"),
    *("good.sync-conflict-20240501-101112-ABCDEFG.md", "node_modules/x/zanzibar.md", "@eaDir/zanzibar.md"),
    *("good (conflicted copy 2024-05-01 101112).md", "good (Ada's conflicted copy 2024-05-01).md"),
    *(".DS_Store", "Thumbs.db", "desktop.ini", ".zanzibar.rst"),
)
COMMENT = "---\nauthor: Zanzibar\ndate: 2024-05-18\nstatus: approved\n---\n\nZanzibar!\n"
FOLDERS = {"with stories/": "stories/", "without": ""}


def _built(root: Path, prefix: str) -> Site:
    """A site whose every folder holds leftovers, among them bytes that are no text."""
    rooms = (prefix, "pages/", "values/", "companies/", "images/", "comments/the-lift/", "comments/")
    files: dict[str, str | bytes] = {f"{prefix}good.md": GOOD, "pages/about.md": "---\ntitle: Us\n---\nWe."}
    files |= {f"{room}{name}": SECRET for room in rooms for name in NAMES}
    files |= {"comments/the-lift/.zanzibar.md": COMMENT, "replies/the-lift/._reply.md": b"\x00Zanzibar"}
    files |= {f"{prefix}._good.md": b"\x00\x05\x16\x07Zanzibar\xff", "images/lift.png": b"a picture"}
    files |= {"own.draft.md": SECRET, "pages/own.draft.md": SECRET}
    files |= {"comments/the-lift/own.draft.md": COMMENT}
    write_files(root / "content", files)
    for room in (prefix, "pages/", "comments/the-lift/", "images/"):  # as Emacs does it
        (root / "content" / room / ".#lock.md").symlink_to("zanzibar@norvik.1234:1716000000")
    return build(root / "content", root / "output", MENUITEMS=(), IGNORE_FILES=["*.draft.md"])


@pytest.fixture(scope="module", params=FOLDERS.values(), ids=FOLDERS)
def hidden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return _built(tmp_path_factory.mktemp("hidden"), request.param)


def test_nothing_hidden_or_left_over_is_read_or_copied(hidden: Site) -> None:
    tree = hidden.tree()
    assert "stories/the-lift/index.html" in tree
    assert "images/lift.png" in tree
    assert [name for name, octets in tree.items() if "zanzibar" in name or b"anzibar" in octets] == []
    assert [name for name in tree if is_ignored(name.rsplit("/", 1)[-1])] == []


def test_nobody_complains_of_it(hidden: Site) -> None:
    assert hidden.log == []
    assert [record.getMessage() for record in hidden.records] == []


OUTRIGHT = {
    "a file in STATIC_PATHS": ({"STATIC_PATHS": ["extra/.htaccess"]}, "extra/.htaccess"),
    "a folder in STATIC_PATHS": ({"STATIC_PATHS": [".well-known"]}, ".well-known/security.txt"),
    "a file with an address": (
        {"STATIC_PATHS": ["extra"], "EXTRA_PATH_METADATA": {"extra/.htaccess": {"path": ".htaccess"}}},
        ".htaccess",
    ),
    "a folder with an address": (
        {"STATIC_PATHS": ["extra"], "EXTRA_PATH_METADATA": {"extra/.well-known": {"x": "y"}}},
        "extra/.well-known/security.txt",
    ),
}


@pytest.mark.parametrize(("settings", "name"), OUTRIGHT.values(), ids=OUTRIGHT)
def test_what_an_owner_names_outright_is_copied(site, settings, name) -> None:
    files = {"extra/.htaccess": "x", ".well-known/security.txt": "x", "extra/.well-known/security.txt": "x"}
    left = {"extra/.secret": "x", ".well-known/.secret": "x", "extra/.well-known/security.txt~": "x"}
    built = site({**files, **left, "stories/good.md": GOOD}, **settings)
    assert built.has(name)
    assert [path for path in built.tree() if path.endswith((".secret", "~"))] == []


def test_an_owners_own_pattern_is_the_last_word(site) -> None:
    settings = {"STATIC_PATHS": ["extra/.htaccess"], "IGNORE_FILES": ["*access"]}
    assert not site({"extra/.htaccess": "x", "stories/good.md": GOOD}, **settings).has("extra/.htaccess")


def test_comments_of_tasks_pass_over_the_same_files(tmp_path: Path) -> None:
    write_files(tmp_path, {f"lift/{name}": COMMENT for name in ("one.md", ".two.md", "_three.md")})
    write_files(tmp_path, {".trash/four.md": COMMENT})
    assert [path.name for path in files_in(tmp_path)] == ["_three.md", "one.md"]
