"""A site of the corpus on disk: written once, brought back to its first state before each round."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .corpus import slug_of, tales
from .forms.form import ADDRESS
from .forms.heard import CONF
from .generators import OUTPUT, Generator

_LINK = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
_FEED = re.compile(rb"<rss|<feed|jsonfeed\.org")
SAMPLE = 60
TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Made:
    """What a build made, the links in a sample of its pages, and those that lead nowhere."""

    pages: int
    feeds: int
    bytes: int
    links: int
    broken: tuple[str, ...]


class Place:
    """The sources of a site in a folder, and what one generator makes of them."""

    def __init__(self, generator: Generator, folder: Path, fill: Callable[[Path], Path]) -> None:
        """`fill` writes the sources into the folder and answers which of them is edited."""
        self.generator = generator
        self.folder = folder
        self.output = folder / OUTPUT
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.source = fill(folder)
        self._first = self.source.read_text("utf-8")
        self._own = {path.name for path in folder.iterdir()}

    def clean(self) -> None:
        """Leave nothing but the sources as they were written: no output, no cache."""
        self.source.write_text(self._first, encoding="utf-8")
        for path in self.folder.iterdir():
            if path.name not in self._own:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def write(self, name: str, text: str) -> None:
        """Write a file below the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @staticmethod
    def text(path: Path) -> str:
        """What a file says."""
        return path.read_text("utf-8")

    def page(self) -> Path:
        """A page without which nothing was built."""
        return self.output / "index.html"


class Site(Place):
    """The corpus in the form of one generator."""

    def __init__(
        self, generator: Generator, folder: Path, count: int, more: Callable[[Site], None] | None = None
    ) -> None:
        """`more` writes further sources."""
        self.count, self._more = count, more
        self.edited = slug_of(count // 2)
        """The story that is edited."""
        super().__init__(generator, folder, self._fill)

    def page(self) -> Path:
        """The page of the story that is edited."""
        return self.output / "stories" / self.edited / "index.html"

    def _fill(self, folder: Path) -> Path:
        self.generator.form.write(tales(self.count), folder)
        if self.generator.settings:
            self.write(CONF, self.generator.settings(folder))
        if self._more:
            self._more(self)
        return self.generator.form.source(self.edited, folder)


def look(output: Path) -> Made:
    """Count what a build made, and follow the links of a sample of pages."""
    pages, feeds, total = [], 0, 0
    for path in sorted(output.rglob("*")):
        if path.is_file():
            total += path.stat().st_size
            if path.suffix == ".html":
                pages.append(path)
            elif path.suffix in (".xml", ".atom", ".json") and _is_feed(path):
                feeds += 1
    links, broken = 0, set()
    for page in pages[:: max(1, len(pages) // SAMPLE)]:
        for link in _LINK.findall(page.read_text("utf-8")):
            address = link.removeprefix(ADDRESS).partition("#")[0].partition("?")[0]
            if address.startswith("/") and not address.startswith("//"):
                links += 1
                if not _is_there(output / address.lstrip("/")):
                    broken.add(address)
    return Made(len(pages), feeds, total, links, tuple(sorted(broken)))


def files(folder: Path) -> dict[str, Path]:
    """Every file of a folder by its name below it."""
    found = (Path(place) / name for place, _folders, names in os.walk(folder) for name in names)
    return {path.relative_to(folder).as_posix(): path for path in found}


def unlike(made: Made, ours: Made) -> list[str]:
    """Why two sites must not be compared; nothing where they may."""
    reasons = []
    if abs(made.pages - ours.pages) > TOLERANCE * ours.pages:
        reasons.append(f"{made.pages:,} pages in place of {ours.pages:,}")
    if made.broken:
        reasons.append(f"{len(made.broken)} of {made.links:,} links lead nowhere")
    return reasons


def _is_feed(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(600)
        file.seek(max(0, path.stat().st_size - 200))
        return bool(_FEED.search(start) or _FEED.search(file.read()))


def _is_there(path: Path) -> bool:
    return (path / "index.html").is_file() or path.is_file()
