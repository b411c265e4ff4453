"""`heard build` tells in a moment that nothing has changed, and never where something has."""

import os
import shutil
import subprocess
import sys
import time
from types import ModuleType

import pytest
from conftest import ROOT, TODAY, fresh_pelican, write_files

from heard.build import unchanged
from heard.build.build import BuildRequest, build

LONG_AGO = 1_600_000_000
CONF = """
from pathlib import Path
from runpy import run_path

globals().update({{key: value for key, value in run_path({conf!r}).items() if key.isupper()}})
PATH, OUTPUT_PATH, CACHE_PATH = {content!r}, {output!r}, {cache!r}
THEME, PLUGIN_PATHS, MENUITEMS = {theme!r}, [{plugins!r}], ()
SITESUBTITLE = Path({words!r}).read_text()
"""


class Noted:
    """A site of which a build was noted."""

    def __init__(self, folder, patch):
        self.folder, self.conf = folder, folder / "conf.py"
        self.package, self.path = folder / "package", list(sys.path)
        patch.setattr(unchanged, "_PACKAGE", self.package)
        own_modules = unchanged._own_modules
        mine = lambda: [path for path in own_modules() if path.is_relative_to(folder)]  # noqa: E731
        patch.setattr(unchanged, "_own_modules", mine)  # those of other tests are not the site's
        patch.setattr(unchanged, "PASSING", unchanged.PASSING | {"PYTEST_CURRENT_TEST"})
        extension = ModuleType("owners_extension")
        extension.__file__ = str(folder / "extension.py")
        patch.setitem(sys.modules, extension.__name__, extension)
        shutil.copytree(ROOT / "theme", folder / "theme")
        names = {name: str(folder / name) for name in ("content", "output", "cache", "theme")}
        conf = CONF.format(
            conf=str(ROOT / "pelicanconf.py"),
            plugins=str(ROOT / "plugins"),
            words=str(folder / "words.txt"),
            **names,
        )
        files = {
            "conf.py": conf,
            "words.txt": "Told once.",
            "package/code.py": "",
            "extension.py": "",
            "data/ids.json": '{"stories": {}, "version": 1}',
            "content/stories/a.md": "---\nid: story-a\ntitle: Story A\ndate: 2024-01-01\n---\n\nText.\n",
            "content/comments/story-a/1.md": "---\nauthor: Ben\ndate: 2024-02-03\n---\n\nMe too.\n",
            "content/images/x.svg": "<svg/>",
        }
        write_files(folder, files)
        self.settle()
        self.build()

    def build(self):
        said = []
        with fresh_pelican():
            assert build(BuildRequest(self.conf), said.append, self.asked()) == 0, "\n".join(said)

    def settle(self):
        for path in self.folder.rglob("*"):
            os.utime(path, (LONG_AGO, LONG_AGO))

    def asked(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "path", self.path)  # builds of other tests add to it
            return unchanged.asked_for(self.conf, [])

    def told(self):
        """Whether it is told that nothing has changed."""
        return unchanged.told_again(self.asked()) is not None


@pytest.fixture(scope="module")
def noted(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", TODAY)
        yield Noted(tmp_path_factory.mktemp("noted"), patch)


@pytest.fixture
def site(noted):
    """It, as it was noted, before and after."""
    assert noted.told()
    yield noted
    assert noted.told()


CHANGED = (
    "conf.py",
    "words.txt",
    "data/ids.json",
    "theme/templates/base.html",
    "theme/css/print.css",
    "theme/strings.toml",
    "content/stories/a.md",
    "content/comments/story-a/1.md",
    "content/images/x.svg",
    "package/code.py",
    "extension.py",
)


@pytest.mark.parametrize("name", CHANGED)
def test_another_text_of_a_file_means_a_build(site, name):
    path = site.folder / name
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nNUMBER = 1\n", "utf-8")
    assert not site.told()
    path.write_text(text, "utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("name", [name for name in CHANGED if name not in ("conf.py", "words.txt")])
def test_another_time_of_a_file_means_a_build(site, name):
    """As where a file of equal size took its place."""
    path = site.folder / name
    os.utime(path, (LONG_AGO, LONG_AGO - 1))
    assert not site.told()
    os.utime(path, (LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("name", ["content/stories/b.md", "theme/static/y.png", "data/more.json"])
def test_a_new_file_means_a_build(site, name):
    path = site.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", "utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert not site.told()
    path.unlink()


@pytest.mark.parametrize("name", ["content/images/x.svg", "data/ids.json"])
def test_a_file_that_is_gone_means_a_build(site, name):
    path = site.folder / name
    path.rename(site.folder / "aside")
    assert not site.told()
    (site.folder / "aside").rename(path)


@pytest.mark.parametrize(("name", "value"), [("STORY_TODAY", "2026-11-22"), ("SITE_KIND", "draft")])
def test_another_environment_means_a_build(site, name, value):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, value)
        assert not site.told()


def test_another_size_of_the_window_means_none(site):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "33")
        assert site.told()


def test_another_day_means_a_build(site):
    with pytest.MonkeyPatch.context() as patch:
        now = time.time()
        patch.setattr(unchanged.time, "time", lambda: now + 24 * 3600)
        assert not site.told()
        patch.setattr(unchanged.time, "time", lambda: now - 24 * 3600)
        assert not site.told(), "the clock went back"


def test_an_installed_package_means_a_build(site):
    packages = site.folder / "site-packages"
    packages.mkdir()
    os.utime(packages, (LONG_AGO, LONG_AGO))
    site.path.append(str(packages))
    before = site.asked().circumstances
    (packages / "better-1.2.dist-info").mkdir()
    assert site.asked().circumstances != before
    site.path.pop()


def test_an_output_folder_that_is_gone_or_another_means_a_build(site):
    output = site.folder / "output"
    aside = output.rename(site.folder / "aside")
    assert not site.told()
    output.mkdir()
    assert not site.told()
    output.rmdir()
    aside.rename(output)


def test_with_a_file_of_the_future_each_build_is_one(site):
    path = site.folder / "content/images/x.svg"
    os.utime(path, (time.time() + 9999,) * 2)
    site.build()
    assert not site.told()
    os.utime(path, (LONG_AGO, LONG_AGO))
    site.build()


def test_nothing_of_pelican_is_loaded_for_that(noted):
    script = (
        "import sys\nfrom pathlib import Path\nfrom heard.build import unchanged\n"
        "unchanged._PACKAGE = Path(sys.argv[2])\nfrom heard.cli.main import main\n"
        "code = main(['build', '--conf', sys.argv[1]])\n"
        "print(code, sorted({'pelican', 'jinja2', 'msgspec', 'sqlite3'} & sys.modules.keys()))\n"
    )
    command = [sys.executable, "-c", script, str(noted.conf), str(noted.package)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "STORY_TODAY": TODAY}
    said = []
    for _ in range(2):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        said.append(done.stdout.splitlines())
    assert said[0][-1].startswith("0 ['jinja2'"), "the first build of this process's kind is one"
    assert said[1][-1] == "0 []"
    assert said[1][-2].startswith("Nothing has changed: ")
