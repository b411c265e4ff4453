"""`heard build` where nothing changed ends at once; else the site is that of a clean build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, write_files
from engine_edits import Edit, apply
from engine_sites import Blog, differing, tree
from engine_story_edits import BASE, STORY_EDITS
from hypothesis import given, settings
from thrift import amount, slow

UNTOUCHED = "Nothing has changed: "
CONF = """
from runpy import run_path

globals().update({name: value for name, value in run_path(%r).items() if name.isupper()})
PATH = "content"
OUTPUT_PATH = "site"
THEME = %r
THEME_TEMPLATES_OVERRIDES = ["theme-overrides"]
PLUGIN_PATHS = [%r, "mine"]
PLUGINS = [*PLUGINS, "marking"]
MENUITEMS = ()
ENGINE_FORK_FROM = 2
ENGINE_WORKERS = 2
STATIC_PATHS = ["images"]
"""
PLUGIN = """
from pelican import signals

def register():
    signals.generator_init.connect(mark)

def mark(generator):
    generator.settings["SITESUBTITLE"] = "marked one"
"""
STORY = "---\nid: story-{1}\ntitle: {0}\ndate: 2024-01-0{1}\noutcome: heard\n{2}---\n\nText of {0}.\n"
# Loaded by Python before anything else: what is opened afterwards is noted in a file that is open already.
LISTEN = """
import os, sys
file = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, args):
    if event == "open" and isinstance(args[0], str):
        os.write(file, os.path.abspath(args[0]).encode() + b"\\n")
sys.addaudithook(note)
"""


@dataclass(frozen=True)
class Desk:
    """A site that is built as a person does it."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def beside(self) -> Path:
        """A folder for another site, which is no news in the folder of this one."""
        return self.folder.parent / f"{self.folder.name}-beside" / "site"

    def start(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        """`heard build`, under way."""
        paths = f"{self.folder / 'lib'}{os.pathsep}{self.folder / 'listen'}"
        given = {"STORY_TODAY": "2026-11-21", "OPENED": str(self.folder / "opened"), "PYTHONPATH": paths}
        known = {name: one for name, one in os.environ.items() if not name.startswith("PYTEST")}
        inv = [sys.executable, "-m", "invoke", "build", "--conf", "conf.py"]
        return subprocess.Popen(
            [*inv, *words],
            cwd=self.folder,
            env={**known, **given, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def build(self, *words: str, code: int = 0, **environ: str) -> str:
        """`heard build`: what it said."""
        process = self.start(*words, **environ)
        said, _ = process.communicate(timeout=240)
        assert process.returncode == code, said
        return said

    def is_untouched(self, **environ: str) -> bool:
        """Whether a build says that there is nothing to do."""
        return UNTOUCHED in self.build(**environ)

    def rest(self) -> None:
        """Build until there is nothing to do."""
        assert any(self.is_untouched() for _attempt in range(3)), self.build("--debug")

    def clean(self, **environ: str) -> dict[str, bytes]:
        """What a clean build without the engine would have made."""
        self.build("--output", str(self.beside), "--set", "ENGINE_ON=false", **environ)
        return tree(self.beside)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One site for many tests, each of which begins with it untouched."""
    return new_desk(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def desk(shared: Desk) -> Desk:
    shared.rest()
    return shared


def new_desk(folder: Path) -> Desk:
    stories = {f"stories/{name}.md": STORY.format(name, day, "") for day, name in enumerate("abcd", 1)}
    write_files(
        folder,
        {
            "conf.py": CONF % (str(ROOT / "pelicanconf.py"), str(ROOT / "theme"), str(ROOT / "plugins")),
            "mine/marking.py": PLUGIN,
            "lib/thing-1.0.dist-info/METADATA": "Name: thing\nVersion: 1.0\n",
            "listen/sitecustomize.py": LISTEN,
            "content/images/a.txt": "a",
            "elsewhere/link.md": STORY.format("elsewhere", 6, ""),
            "elsewhere/other.md": STORY.format("another", 6, ""),
            **{f"content/{name}": text for name, text in stories.items()},
        },
    )
    # The tasks from here: then the names in the checkout, where other tests are at work, do not count.
    (folder / "tasks.py").symlink_to(ROOT / "tasks.py")
    (folder / "content/stories/link.md").symlink_to(folder / "elsewhere/link.md")
    time.sleep(2.1)  # what Python loads before a build begins is believed only where it was not just saved
    return Desk(folder)


# -- nothing changed -----------------------------------------------------------------------------------


def test_an_untouched_site_is_not_even_opened(desk: Desk):
    time.sleep(2.1)  # from here on the times of the files are to be believed
    desk.rest()
    before = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*")}
    (desk.folder / "opened").write_text("")
    assert desk.build() == f"No problems found.\n{UNTOUCHED}site/ is as the last build left it.\n"
    opened = (desk.folder / "opened").read_text().splitlines()
    assert opened and [path for path in opened if path.startswith(str(desk.content))] == []
    assert [path for path in opened if "site-packages/pelican/" in path] == []
    after = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*")}
    assert [path for path in after if before.get(path) != after[path] and path.name != "opened"] == []


def test_warnings_and_errors_are_told_again_word_for_word_with_the_same_exit_code(tmp_path):
    desk = new_desk(tmp_path)
    write_files(desk.content, {"stories/bad.md": "---\ntitle: Bad\ndate: Mar10\n---\n\nText.\n"})
    write_files(desk.content, {"stories/odd.md": STORY.format("odd", 7, "vaules: [care]\n")})
    first, again = desk.build("--debug", code=1), desk.build(code=1)
    problems = first[first.index("Errors") : first.index(" files.\n")]
    assert "date-wrong" in problems and "vaules" in problems
    assert UNTOUCHED not in first and UNTOUCHED in again
    assert again.startswith(problems)


@slow
def test_why_a_page_was_not_rendered_is_still_explained(desk: Desk):
    said = desk.build("--explain", "stories/a")
    assert "stories/a/index.html: not rendered; nothing it is made from has changed." in said
    assert desk.is_untouched()


@slow
def test_a_site_built_in_two_ways_in_turn_stays_untouched_in_both(desk: Desk):
    other = ["--output", str(desk.beside), "--set", 'SITENAME="Other"']
    desk.build(*other)
    assert UNTOUCHED in desk.build(*other)
    assert desk.is_untouched()


# -- something did -------------------------------------------------------------------------------------


def keep_times(path: Path, work: Callable[[], object]) -> None:
    found = path.stat()
    work()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def add_override(desk: Desk) -> None:
    text = (ROOT / "theme/templates/404.html").read_text("utf-8")
    write_files(desk.folder, {"theme-overrides/404.html": text.replace("</h1>", " indeed</h1>")})


def retarget(desk: Desk) -> None:
    (desk.content / "stories/link.md").unlink()
    (desk.content / "stories/link.md").symlink_to(desk.folder / "elsewhere/other.md")


def restore(desk: Desk) -> None:
    copy = desk.folder / "copy-of-a.md"
    copy.write_text(STORY.format("From long ago", 1, ""))
    os.utime(copy, (1_000_000_000, 1_000_000_000))
    shutil.copy2(copy, desk.content / "stories/a.md")
    copy.unlink()


def edit_unseen(desk: Desk) -> None:
    path = desk.content / "stories/b.md"
    keep_times(path, lambda: path.write_text(path.read_text().replace("Text of", "Lies of")))


def add_comment(desk: Desk) -> None:
    text = "---\nauthor: Ida\ndate: 2024-02-01\nstatus: approved\n---\n\nIndeed.\n"
    write_files(desk.content, {"comments/story-3/one.md": text})


def upgrade(desk: Desk) -> None:
    (desk.folder / "lib/thing-1.0.dist-info").rename(desk.folder / "lib/thing-2.0.dist-info")


def change_plugin(desk: Desk) -> None:
    path = desk.folder / "mine/marking.py"
    path.write_text(path.read_text().replace("one", "two"))


def add_setting(desk: Desk) -> None:
    path = desk.folder / "conf.py"
    path.write_text(path.read_text() + 'SITENAME = "Renamed"\n')


CHANGES = {
    "a source is restored with an older time": restore,
    "a source is edited and keeps its time and size": edit_unseen,
    "a symbolic link leads elsewhere": retarget,
    "a source is added": lambda desk: write_files(
        desk.content, {"stories/new.md": STORY.format("n", 8, "")}
    ),
    "a source is deleted": lambda desk: (desk.content / "stories/d.md").unlink(),
    "a folder of templates appears": add_override,
    "a folder of comments appears": add_comment,
    "a static file is edited": lambda desk: (desk.content / "images/a.txt").write_text("b"),
    "a plugin is edited": change_plugin,
    "a library is upgraded": upgrade,
    "a setting is changed": add_setting,
    "a file of the site is edited": lambda desk: (desk.site / "index.html").write_text("mine"),
    "a file of the site is deleted": lambda desk: (desk.site / "stories/b/index.html").unlink(),
    "a file is added to the site": lambda desk: (desk.site / "stories/mine.html").write_text("mine"),
    "what was kept is damaged": lambda desk: [
        path.write_bytes(path.read_bytes().replace(b"Nothing", b"Something"))
        for path in (desk.folder / "cache/build-engine").glob("untouched-*")
    ],
}


USUAL = (
    "a source is edited and keeps its time and size",
    "a file of the site is deleted",
)
"""Before the build, and after it. All that a build looks at is tested in `unit/test_noticing.py`."""


@pytest.mark.parametrize(
    "change", [pytest.param(name, marks=() if name in USUAL else slow) for name in CHANGES]
)
def test_there_is_a_build_as_good_as_a_clean_one_when(desk: Desk, change: str):
    CHANGES[change](desk)
    assert not desk.is_untouched()
    assert differing(tree(desk.site), desk.clean()) == []
    assert desk.is_untouched()


@slow
def test_tomorrow_is_another_day(desk: Desk):
    tomorrow = {"STORY_TODAY": "2026-11-22"}
    assert not desk.is_untouched(**tomorrow)
    assert differing(tree(desk.site), desk.clean(**tomorrow)) == []


@slow
def test_what_is_kept_holds_until_midnight_or_until_something_is_due_to_appear(desk: Desk):
    def until() -> float:
        kept = max((desk.folder / "cache/build-engine").glob("untouched-*"), key=os.path.getmtime)
        return float(json.loads(kept.read_bytes().partition(b"\n")[2])["until"])

    assert 0 < until() - time.time() <= 24 * 60 * 60
    soon = time.gmtime(time.time() + 40)
    text = f"Title: Soon\nDate: {time.strftime('%Y-%m-%d %H:%M:%S', soon)}+00:00\n\nText.\n"
    write_files(desk.content, {"pages/soon.md": text})
    desk.rest()
    assert until() - time.time() <= 40
    (desk.content / "pages/soon.md").unlink()


@slow
def test_a_build_that_was_killed_leaves_nothing_to_rely_on(desk: Desk):
    (desk.content / "stories/a.md").write_text(STORY.format("Killed", 1, ""))
    process = desk.start()
    assert process.stdout and process.stdout.readline().startswith("Building")
    process.kill()
    process.communicate()
    assert not desk.is_untouched()
    assert differing(tree(desk.site), desk.clean()) == []


STRANGER = "    signals.content_written.connect(look)\n\ndef look(path, context):\n    pass\n"
PROGRAM = "    import subprocess\n    subprocess.run(['true'])\n"
WRITING = "    open('left-behind.txt', 'w').write('x')\n"


@slow
@pytest.mark.parametrize("habit", [STRANGER, PROGRAM, WRITING])
def test_a_plugin_whose_work_nobody_can_know_gets_a_build_each_time(tmp_path, habit: str):
    desk = new_desk(tmp_path)
    write_files(
        desk.folder, {"mine/marking.py": f"from pelican import signals\n\ndef register():\n{habit}"}
    )
    assert not desk.is_untouched()
    assert not desk.is_untouched()
    assert re.search("The next build will look at everything again: .", desk.build("--debug"))


def test_only_what_is_done_in_each_build_is_a_doubt(stock: Blog):
    stock.build()
    assert stock.build().doubts == []
    write_files(stock.folder, {"overrides/archives.html": "{% include SITENAME ignore missing %}"})
    stock.settings["THEME_TEMPLATES_OVERRIDES"] = [str(stock.folder / "overrides")]
    stock.build()
    assert stock.build().doubts == ["archives.html is rendered in each build"]
    assert stock.build(ENGINE_CACHE=False).doubts


# -- any edits -----------------------------------------------------------------------------------------


@slow
@settings(max_examples=amount(1, 10), deadline=None, derandomize=True)
@given(edits=STORY_EDITS)
def test_after_any_edits_the_site_is_a_clean_one_and_then_untouched(tmp_path_factory, edits: list[Edit]):
    desk = new_desk(tmp_path_factory.mktemp("edits"))
    shutil.rmtree(desk.content)
    write_files(desk.content, BASE)
    today = {"STORY_TODAY": "2026-11-21"}
    for edit in edits[:3]:
        apply(edit, desk.content)
        today = {"STORY_TODAY": edit.today} if edit.today else today
        process = desk.start(**today)
        process.communicate()
        if process.returncode in (0, 1):
            made = tree(desk.site)
            desk.start("--output", str(desk.beside), "--set", "ENGINE_ON=false", **today).communicate()
            assert differing(made, tree(desk.beside)) == []
            again = desk.start(**today)
            assert UNTOUCHED in again.communicate()[0] and again.returncode == process.returncode
