"""A bare checkout, an editable install and the wheel: each builds the same sites.

The wheel in a stock Pelican needs PLUGINS and THEME alone; its command makes, checks and builds a site.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from thrift import slow

ROOT = Path(__file__).resolve().parents[2]
OWN = ("plugins", "theme", "pyproject.toml", "README.md", "LICENSE")
CONF = """
SITENAME = "A blog of long standing"
SITEURL = "https://blog.example"
TIMEZONE = "Europe/Zurich"
AUTHOR = "Ida Blom"
PATH = "content"
PLUGINS = ["heard"]
THEME = "heard"
"""
POSTS = {
    "posts/hello.md": "Title: Hello\nDate: 2012-05-01\nCategory: Notes\nTags: old, plain\n\nHello.\n",
    "posts/refund.md": (
        "---\ntitle: The refund\ndate: 2019-03\nvalues: [honesty]\noutcome: unheard\n"
        "lesson: Ask twice.\n---\n\nThey said no.\n"
    ),
    "pages/about.md": "Title: About\n\nWho I am.\n",
}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, because setuptools leaves its work in the folder it builds from."""
    source = tmp_path_factory.mktemp("source")
    for name in OWN:
        path = ROOT / name
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, source / name)
    return source


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the copy."""
    # The pinned setuptools where it is installed, so that no network is needed; else pip gets it.
    pinned = int(version("setuptools").partition(".")[0]) >= 77
    isolation = ["--no-build-isolation"] if pinned else []
    target = tmp_path_factory.mktemp("wheel")
    command = ["-m", "pip", "wheel", "--no-deps", "--quiet", *isolation, "--wheel-dir", target]
    run(sys.executable, *command, source, cwd=target)
    (built,) = target.glob("heard-*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_replaces_nothing_of_pelican(names: list[str]) -> None:
    ours = ("heard/", "pelican/themes/heard/", "heard-")
    strange = [name for name in names if not name.startswith(ours)]
    assert strange == []


def test_the_wheel_holds_every_module_and_all_of_the_theme(names: list[str]) -> None:
    for folder, place in (("plugins/heard", "heard"), ("theme", "pelican/themes/heard")):
        for path in sorted((ROOT / folder).rglob("*")):
            hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
            if path.is_file() and not hidden:
                name = path.relative_to(ROOT / folder).as_posix()
                assert f"{place}/{name}" in names, name


def test_the_wheel_carries_the_licence(names: list[str]) -> None:
    assert any(name.endswith("/licenses/LICENSE") for name in names)


@pytest.fixture(scope="module")
def stock(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    python = _stock_pelican(folder)
    install = ["--no-deps", "--no-index", "--prefix", folder / "stock"]
    run(python, "-m", "pip", "install", "--quiet", *install, wheel, cwd=folder)
    return python


def test_a_stock_blog_needs_only_plugins_and_theme(stock: Path, tmp_path: Path) -> None:
    for name, text in POSTS.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "pelicanconf.py").write_text(CONF, "utf-8")
    said = run(stock, "-W", "error", "-m", "pelican", "--fatal", "errors", cwd=tmp_path)
    output = tmp_path / "output"
    pages = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
    assert {"index.html", "hello.html", "the-refund.html", "pages/about.html"} <= pages, said
    assert "They said no." in (output / "the-refund.html").read_text("utf-8")
    assert "Ask twice." in (output / "the-refund.html").read_text("utf-8")
    assert any(page.startswith("outcomes/unheard") for page in pages)
    assert (output / "theme").is_dir()


def test_its_command_makes_checks_and_builds_a_site(stock: Path, tmp_path: Path) -> None:
    heard = stock.with_name("heard")
    said = run(heard, "new-site", "my-blog", "--yes", cwd=tmp_path)
    assert "heard serve" in said
    blog = tmp_path / "my-blog"
    assert "title.md" in run(heard, "new", "Title", "--no-ask", cwd=blog)
    run(heard, "check", "--strict", cwd=blog)
    said = run(heard, "build", "--conf", "publishconf.py", cwd=blog)
    story = (blog / "output/stories/the-wrong-trolley/index.html").read_text("utf-8")
    assert "spirit level" in story, said
    assert (blog / "output/stories/title/index.html").is_file()
    assert "https://example.org/" in (blog / "output/sitemap.xml").read_text("utf-8")
    assert (blog / "output/theme").is_dir()


def test_its_command_leaves_another_checkout_alone(stock: Path, tmp_path: Path) -> None:
    main = Path("plugins/heard/cli/main.py")
    (tmp_path / main).parent.mkdir(parents=True)
    shutil.copy(ROOT / main, tmp_path / main)
    done = subprocess.run(
        [stock.with_name("heard"), "build"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2 and "checkout of Heard" in done.stderr, done.stdout + done.stderr


# -- a bare checkout, an editable install and the wheel ---------------------------------------------------

STORIES = {
    "stories/first.md": (
        "---\ntitle: The first call\nid: first-call\ndate: 2024-05-01\nvalues: [Honesty]\n---\n\n"
        "It rang, and [[second-call]] came of it.\n"
    ),
    "stories/second.md": "---\ntitle: The second call\nid: second-call\ndate: 2024-06-01\n---\n\nNobody.\n",
}
WHOLE = 'PLUGINS = ["heard"]'
WAYS = {
    "whole": WHOLE,
    "parts": 'PLUGINS = ["heard.links", "heard.feeds"]',
    "features": f'{WHOLE}\nHEARD_FEATURES = ["feeds", "links"]',
    "theme by its name": f'{WHOLE}\nTHEME = "heard"',
}
"""What a settings file may say."""


@pytest.fixture(scope="module")
def pythons(source: Path, stock: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By kind of install the Python that has it; for the checkout the one that runs, which has none."""
    folder = tmp_path_factory.mktemp("editable")
    editable = _stock_pelican(folder)
    install = ["--no-deps", "--no-build-isolation", "--no-index", "--prefix", folder / "stock"]
    run(editable, "-m", "pip", "install", "--quiet", *install, "--editable", source, cwd=folder)
    return {"checkout": sys.executable, "editable": str(editable), "wheel": str(stock)}


def built(python: str, folder: Path, way: str, theme: str, where: str = "") -> dict[str, bytes]:
    """Build the same small site with plain Pelican in a new folder; the files that it is."""
    folder.mkdir()
    for name, text in STORIES.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    conf = [CONF.partition("PLUGINS")[0], WAYS[way], theme, where]
    (folder / "pelicanconf.py").write_text("\n".join(conf), "utf-8")
    run(python, "-m", "pelican", "--fatal", "errors", cwd=folder)
    output = folder / "output"
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def site(
    pythons: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], dict[str, bytes]]:
    """The files of the site in one way of one install, built once."""
    folder = tmp_path_factory.mktemp("sites")

    @cache
    def made(install: str, way: str) -> dict[str, bytes]:
        where, theme = "", "import heard\nTHEME = heard.theme()"
        if install == "checkout":
            where, theme = f'PLUGIN_PATHS = ["{ROOT}/plugins"]', f'THEME = "{ROOT}/theme"'
        if way in ("parts", "features", "theme by its name"):  # ours needs `theming`
            theme = ""
        return built(pythons[install], folder / f"{install} {way}", way, theme, where)

    return made


@pytest.mark.parametrize("way", ["whole", pytest.param("parts", marks=slow)])
def test_every_install_builds_the_same_bytes(site: Any, way: str) -> None:
    assert site("editable", way) == site("checkout", way)
    assert site("wheel", way) == site("checkout", way)


def test_the_whole_has_pages_and_what_parts_have(site: Any) -> None:
    whole = site("wheel", "whole")
    assert any(name.startswith("values/honesty") for name in whole)
    assert any(name.startswith("theme/") for name in whole)


@pytest.mark.parametrize("way", ["parts", "features"])
def test_parts_are_those_that_are_named_and_no_others(site: Any, way: str) -> None:
    parts = site("wheel", way)
    assert not any(name.startswith("values/") for name in parts)
    assert b'href="/the-second-call' in parts["the-first-call.html"]  # links
    assert any(name.endswith((".rss", ".atom", ".xml")) for name in parts)  # feeds


def test_parts_may_be_named_in_two_ways(site: Any) -> None:
    assert site("wheel", "parts") == site("wheel", "features")


@slow
def test_a_wheels_theme_has_a_name(site: Any) -> None:
    assert site("wheel", "theme by its name") == site("wheel", "whole")


def test_an_editable_install_has_the_command(pythons: dict[str, str], tmp_path: Path) -> None:
    heard = Path(pythons["editable"]).with_name("heard")
    run(heard, "new-site", "my-blog", "--yes", cwd=tmp_path)
    assert "title.md" in run(heard, "new", "Title", "--no-ask", cwd=tmp_path / "my-blog")


def _stock_pelican(folder: Path) -> Path:
    """The Python of an environment with what this one has, in which Pelican lies in its own files.

    Pelican looks for a theme's name beside its own themes, so it must be installed where the wheel
    will be: its files are copied from here, everything else is only made visible.
    """
    import pelican

    run(sys.executable, "-m", "venv", "--without-pip", folder / "stock", cwd=folder)
    packages = next((folder / "stock" / "lib").glob("python*/site-packages"))
    here = Path(pelican.__file__).parent.parent
    shutil.copytree(
        here / "pelican",
        packages / "pelican",
        ignore=shutil.ignore_patterns("__pycache__", "heard"),
    )
    (packages / "everything-else.pth").write_text(f"{here}\n", "utf-8")
    return folder / "stock" / "bin" / "python"
