"""What is kept may be damaged, foreign or nowhere to be kept: the site is made, and made right."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
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


DAMAGES = (
    damaged_at_its_beginning,
    cut_off,
    empty,
    overwritten_within,
    with_rows_of_nonsense,
    of_another_schema,
    with_other_tables,
    a_folder,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
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
