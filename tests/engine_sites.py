"""`Blog`: a site that is built again and again in its own folder, with the engine and without."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pelican
import pytest
from conftest import fresh_pelican, write_files
from pelican.settings import read_settings

ENGINE = "heard.engine"
THEMES = Path(pelican.__file__).parent / "themes"
BOOT = """
import os, sys, pelican.plugins
for path in sys.argv[1].split(os.pathsep):
    if path not in list(pelican.plugins.__path__): pelican.plugins.__path__.append(path)
    if path not in sys.path: sys.path.append(path)
sys.argv[:2] = ["pelican"]
import pelican
pelican.main(sys.argv[1:])
"""
"""Pelican in a process of its own; the first argument names folders of plugins."""


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The names under which two trees differ."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


@dataclass
class Blog:
    """A folder with content, built by Pelican with some settings."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    conf: Path | None = None
    count: int = 0

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def write(self, files: dict[str, str | bytes]) -> Blog:
        write_files(self.content, files)
        return self

    def build(self, engine: bool = True, output: Path | None = None, **settings: Any) -> Any:
        """Build; the engine's report, or None without the engine."""
        output = output or self.output
        given = {
            "PATH": str(self.content),
            "OUTPUT_PATH": str(output),
            "CACHE_PATH": str(self.folder / "cache"),
            "TIMEZONE": "UTC",
            "ENGINE_ON": True,
            **self.settings,
            **settings,
        }
        with fresh_pelican(), pytest.MonkeyPatch.context() as patch:
            if "STORY_TODAY" not in os.environ:
                patch.setenv("STORY_TODAY", "2026-11-21")
            found = read_settings(str(self.conf) if self.conf else None, override=given)
            others = [name for name in found["PLUGINS"] or () if name != ENGINE]
            alone = [ENGINE] if engine and "heard" not in others else []
            found["PLUGINS"] = [*others, *alone]
            found["ENGINE_ON"] = engine
            pelican.Pelican(found).run()
        return found.get("ENGINE_REPORT")

    def beside(self, **settings: Any) -> Any:
        """Build beside the output and put it in its place, as `heard build` does."""
        new = self.folder / "output.new"
        shutil.rmtree(new, ignore_errors=True)
        report = self.build(output=new, ENGINE_PREVIOUS=str(self.output), **settings)
        shutil.rmtree(self.output, ignore_errors=True)
        new.rename(self.output)
        return report

    def clean(self, **settings: Any) -> dict[str, bytes]:
        """The tree of a clean build without the engine."""
        self.count += 1
        output = self.folder / f"clean-{self.count}"
        self.build(engine=False, output=output, **settings)
        found = tree(output)
        shutil.rmtree(output)
        return found


def stock_files(count: int = 8) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"images/a.txt": "a", "pages/about.md": "Title: About\n\nMe.\n"}
    for number in range(count):
        tags = f"tag {number % 3}, tag {number % 2}"
        after = f"[Next]({{filename}}p{(number + 2) % count}.rst) ![x]({{static}}/images/a.txt)"
        day = f"2024-01-{number + 1:02}"
        if number % 2:
            files[f"posts/p{number}.md"] = (
                f"Title: Post {number}\nDate: {day}\nTags: {tags}\nCategory: C1\n\n"
                f"Text *{number}*. {after}\n"
            )
        else:
            files[f"posts/p{number}.rst"] = (
                f"Post {number}\n##########\n\n:date: {day}\n:tags: {tags}\n:category: C0\n\n"
                f"Text *{number}*.\n\n.. code-block:: python\n\n   x = {number}\n"
            )
    return files
