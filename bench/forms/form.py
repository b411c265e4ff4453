"""What all forms share: a folder with one file a story, and files around them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..corpus import PLACE, Link, Tale

PEERS = Path(__file__).resolve().parent.parent / "peers"
"""Themes and settings of the other generators, a folder each."""
ADDRESS = "https://heard.example"
_TITLE = re.compile(r"^(title: [\"']?)", re.IGNORECASE | re.MULTILINE)
File = tuple[str, str]
"""A path below the site's folder, and the text of the file."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a generator's writers keep their stories."""

    stories: str
    """The folder of the stories, below that of the site."""
    text: Callable[[Tale], str]
    beside: Callable[[Tale], Iterable[File]] = lambda tale: ()
    """Further files of a story."""
    themes: tuple[str, ...] = ()
    """Folders in `peers/` that are copied into the site first, each over the one before."""

    def write(self, tales: Iterable[Tale], site: Path) -> int:
        """Write a site's sources into a folder; the number of stories."""
        for theme in self.themes:
            shutil.copytree(
                PEERS / theme, site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            )
        folder = site / self.stories
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for tale in tales:
            (folder / f"{tale.slug}.md").write_text(self.text(tale), encoding="utf-8")
            for name, text in self.beside(tale):
                path = site / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            count += 1
        return count

    def source(self, slug: str, site: Path) -> Path:
        """The file of a story."""
        return site / self.stories / f"{slug}.md"

    def count(self, site: Path) -> int:
        """The stories that are there."""
        return sum(1 for _ in (site / self.stories).glob("*.md"))


def with_sentence(text: str, word: str) -> str:
    """A story with one more sentence."""
    return f"{text}\nLater I heard of it once more: {word}.\n"


def with_title(text: str, word: str) -> str:
    """A story with a word in front of its title."""
    return _TITLE.sub(rf"\g<1>{word} ", text, count=1)


def edit_body(path: Path, word: str) -> None:
    """Add a sentence to a story."""
    path.write_text(with_sentence(path.read_text("utf-8"), word), encoding="utf-8")


def edit_title(path: Path, word: str) -> None:
    """Put a word in front of a story's title."""
    path.write_text(with_title(path.read_text("utf-8"), word), encoding="utf-8")


def front_matter(pairs: Iterable[tuple[str, object]]) -> str:
    """YAML front matter. Values are written as JSON, which is YAML too; empty ones are left out."""
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in pairs if value)
    return "\n".join(("---", *lines, "---", "", ""))


def body(tale: Tale, link: Callable[[Link], str]) -> str:
    """The body in Markdown."""
    links = iter(tale.links)
    parts = "\n\n".join(tale.blocks).split(PLACE)
    return "".join(
        text + (link(next(links)) if number < len(parts) - 1 else "") for number, text in enumerate(parts)
    )


def with_ending(tale: Tale, link: Callable[[Link], str]) -> str:
    """The body, then what other generators have no key for: the story it answers, the comments."""
    return "\n\n".join((body(tale, link), *_ending(tale, link))) + "\n"


def _ending(tale: Tale, link: Callable[[Link], str]) -> Iterator[str]:
    if tale.timeline:
        yield "\n".join(f"- {day.isoformat()}: {event}" for event, day in tale.timeline)
    if tale.answers:
        yield f"This answers {link(tale.answers)}."
    for comment in tale.comments:
        yield f"> **{comment.author}**, {comment.day.isoformat()}: {comment.text}"


def to_address(link: Link) -> str:
    """A link to the address of a story."""
    return f"[{link.text}](/stories/{link.slug}/)"
