"""Sites for the tests of the build engine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from engine_sites import THEMES, Blog, stock_files


@pytest.fixture
def stock(tmp_path: Path) -> Blog:
    """A blog of Pelican's own: two markups, the classic theme, static files, feeds."""
    settings = {
        "SITEURL": "https://blog.example",
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
        "AUTHOR": "Ida",
        "PLUGINS": [],
        "THEME": str(THEMES / "notmyidea"),
        "DEFAULT_PAGINATION": 3,
    }
    return Blog(tmp_path, settings).write(stock_files())


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where a wheel of the engine, with the two layers that it stands on, was installed."""
    folder = tmp_path_factory.mktemp("alone")
    source, target = folder / "source", folder / "installed"
    for layer in ("engine", "text"):
        shutil.copytree(ROOT / "plugins/heard" / layer, source / "plugins/heard" / layer)
    shutil.copy(ROOT / "plugins/heard/settings.py", source / "plugins/heard")
    (source / "plugins/heard/__init__.py").write_text("")
    (source / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "engine-alone"\nversion = "1"\n[tool.setuptools]\n'
        'packages = ["heard", "heard.engine", "heard.text"]\n'
        '[tool.setuptools.package-dir]\n"heard" = "plugins/heard"\n'
    )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(source)], check=True, cwd=folder)
    return target


@pytest.fixture
def heard(tmp_path: Path) -> Blog:
    """A small site of stories, as the demo site is set up."""
    settings = {"MENUITEMS": (), "THEME": str(ROOT / "theme"), "PLUGIN_PATHS": [str(ROOT / "plugins")]}
    return Blog(tmp_path, settings, ROOT / "pelicanconf.py")
