"""What is kept may be damaged, foreign or nowhere to be kept: the site is made, and made right."""

import os
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import filelock
import pytest
import thrift
from conftest import ROOT, fresh_pelican, write_files

sys.path.append(str(Path(__file__).parent))
from named_edits import STORY

from heard.build.build import BuildRequest, build
from heard.facts import store

FILES = {
    **{f"stories/{name}.md": STORY.format(name, number + 1) for number, name in enumerate("abc")},
    "images/x.svg": "<svg/>",
}
TITLE = ("title: Story a", "title: Another")


class Built:
    """A site that `heard build` makes."""

    def __init__(self, folder):
        self.folder, self.output, self.cache = folder, folder / "output", folder / "cache"
        write_files(folder / "content", FILES)
        for path in (folder / "content").rglob("*.*"):
            os.utime(path, (1_600_000_000, 1_600_000_000))

    def build(self, output=None, cache=None, **more):
        """Build; what was said."""
        output, cache = output or self.output, cache or self.cache
        changes = {"CACHE_PATH": str(cache), "MENUITEMS": ()}
        said = []
        with fresh_pelican():
            order = BuildRequest(ROOT / "pelicanconf.py", self.folder / "content", output, changes, **more)
            assert build(order, said.append) == 0, "\n".join(said)
        return "\n".join(said)

    def change(self, old, new):
        path = self.folder / "content" / "stories" / "a.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    @property
    def store(self):
        (found,) = (self.cache / "heard").glob("site-*.sqlite3")
        return found

    def tree(self, output=None):
        folder = output or self.output
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def anew(self):
        self.build(self.folder / "anew", self.folder / "other-cache", whole=True)
        return self.tree(self.folder / "anew")


@pytest.fixture
def site(tmp_path):
    built = Built(tmp_path)
    built.build()
    return built


def damaged_at_its_beginning(path):
    path.write_bytes(b"no store at all" * 1000)


def cut_off(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def overwritten_within(path):
    octets = bytearray(path.read_bytes())
    for at in range(8192, len(octets), 4096):
        octets[at : at + 64] = b"\xff" * 64
    path.write_bytes(octets)


def with_rows_of_nonsense(path):
    with sqlite3.connect(path) as rows:
        rows.execute("UPDATE source SET record = ?", (b'{"path": 1}',))
    rows.close()


def of_another_schema(path):
    with sqlite3.connect(path) as rows:
        rows.execute(f"PRAGMA user_version = {store.SCHEMA + 1}")
    rows.close()


def with_other_tables(path):
    with sqlite3.connect(path) as rows:
        rows.execute("DROP TABLE source")
        rows.execute("CREATE VIEW source AS SELECT * FROM output")
    rows.close()


def a_folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = (cut_off, overwritten_within, with_rows_of_nonsense, of_another_schema)
MORE = (damaged_at_its_beginning, empty, with_other_tables, a_folder)


@pytest.mark.parametrize(
    "damage", thrift.amount(DAMAGES, (*DAMAGES, *MORE)), ids=lambda damage: damage.__name__
)
def test_a_store_that_cannot_be_used_is_made_anew(site, damage):
    damage(site.store)
    site.change(*TITLE)
    assert "Everything was made anew." in site.build()
    assert site.tree() == site.anew()
    if damage is not a_folder:
        assert "anew" not in site.build()


def test_a_store_of_another_site_is_not_believed(site, tmp_path):
    other = Built(tmp_path / "other")
    other.change(*TITLE)
    other.build()
    shutil.copyfile(site.store, other.store)
    assert "Everything was made anew." in other.build()
    assert other.tree() == other.anew()


def test_where_nothing_can_be_kept_everything_is_made_each_time(site, tmp_path):
    shutil.rmtree(site.cache)
    site.cache.write_text("not a folder", "utf-8")
    for _ in range(2):
        assert "Everything was made anew." in site.build()
    assert site.tree() == site.anew()


def test_a_store_that_cannot_be_written_is_let_be(site):
    connect = sqlite3.connect

    def read_only(path, **options):
        rows = connect(path, **options)
        if str(path) != ":memory:":
            rows.execute("PRAGMA query_only = ON")
        return rows

    site.change(*TITLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.sqlite3, "connect", read_only)
        assert "Everything was made anew." in site.build()
    assert site.tree() == site.anew()


# -- the output folder ------------------------------------------------------------------------------


def test_an_output_folder_that_was_removed_is_made_anew(site):
    made = site.tree()
    shutil.rmtree(site.output)
    assert "Everything was made anew." in site.build()
    assert site.tree() == made


def test_an_output_folder_that_was_emptied_is_filled_anew(site):
    made = site.tree()
    for path in site.output.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "Everything was made anew." in site.build()
    assert site.tree() == made


def test_an_output_folder_in_the_place_of_another_is_made_anew(site, tmp_path):
    made = site.tree()
    before = tmp_path / "before"
    shutil.copytree(site.output, before)
    site.change(*TITLE)
    site.build()
    changed = site.tree()
    shutil.rmtree(site.output)
    before.rename(site.output)
    assert "Everything was made anew." in site.build()
    assert site.tree() == changed != made


def test_a_file_deleted_from_the_output_is_there_after_a_whole_build(site):
    made = site.tree()
    (site.output / "index.html").unlink()
    site.build(whole=True)
    assert site.tree() == made


def test_an_output_behind_a_link_is_edited_where_it_leads(site, tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    site.build(output=link)
    assert link.is_symlink()
    site.change(*TITLE)
    assert "anew" not in site.build(output=link)
    assert site.tree(real) == site.anew()
    assert "Everything" in site.build(output=link, whole=True)
    assert link.is_symlink()
    assert site.tree(real) == site.anew()


# -- time, and two at once -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["stories/a.md", "images/x.svg", "pages/p.md"])
def test_an_edit_of_equal_size_within_one_tick_of_the_clock_is_noticed(tmp_path, name):
    """Its time and its size are those that the build before it saw."""
    site = Built(tmp_path)
    path = tmp_path / "content" / name
    if not path.exists():
        write_files(tmp_path / "content", {name: "---\ntitle: Page\n---\n\nText.\n"})
    now = time.time()
    os.utime(path, (now, now))
    site.build()
    text = path.read_text("utf-8")
    other = text.replace("Text", "Else").replace("<svg/>", "<g></g>"[:6])
    assert other != text
    path.write_text(other, "utf-8")
    os.utime(path, (now, now))
    site.build()
    assert site.tree() == site.anew()


def test_files_of_the_future_are_looked_at(site, tmp_path):
    path = tmp_path / "content/stories/a.md"
    later = time.time() + 9999
    os.utime(path, (later, later))
    site.build()
    site.change(*TITLE)
    os.utime(path, (later, later))
    site.build()
    assert site.tree() == site.anew()


def test_two_builds_at_once_make_one_site_after_the_other(site):
    site.change(*TITLE)
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                site.build()
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert "0 of " in site.build()
    assert site.tree() == site.anew()


@pytest.mark.parametrize("error", [NotImplementedError, OSError])
def test_a_file_system_without_locks_is_built_into(site, error):
    def refuse(*_arguments, **_options):
        raise error

    site.change(*TITLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filelock.FileLock, "acquire", refuse)
        site.build()
    assert site.tree() == site.anew()
