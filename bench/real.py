"""A folder of real posts, for `inv bench --real`: read once, and converted to stock Pelican's own headers.

The folder is somebody's: nothing of it is kept in a result but how many posts there were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

KNOWN = ("digitalgov",)
"""Folders that are told by this name, wherever they lie."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MATTER = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_DATED = re.compile(r"^\d{4}-\d\d-\d\d-")
_NO_SLUG = re.compile(r"[^\w.-]+")
_SHORT_HOUR = re.compile(r"^(\d{4}-\d\d-\d\d[ T])(?=\d:)")
# What `edit_title` can change without breaking the YAML around it.
_PLAIN_TITLE = re.compile(r"^title: ([\"']?)(\w+)\b[^:#\n]*\1$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is built: where it lies below the folder, its keys, its body as it was written."""

    path: Path
    title: str
    slug: str
    day: date
    keys: Mapping[str, Any]
    body: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The posts of a folder, and how many files are left out of the blogs, by their reason."""

    path: Path
    posts: tuple[Post, ...]
    left_out: Mapping[str, int]

    @property
    def name(self) -> str:
        """What a result calls the folder. Where it lies is nobody's business."""
        return next((name for name in KNOWN if name in self.path.parts), "/".join(self.path.parts[-2:]))

    def edited(self) -> tuple[Post, str]:
        """The post that is edited, near the middle, and the first word of its title."""
        middle = len(self.posts) // 2
        for post in (*self.posts[middle:], *self.posts[:middle]):
            found = _PLAIN_TITLE.search((self.path / post.path).read_text("utf-8"))
            if found and post.title.startswith(found[2]):
                return post, found[2]
        raise ValueError(f"--real {self.name}: no post with a date and a plain title.")


class _LeftOut(Exception):
    """A file that no blog is made of."""


def read(folder: Path) -> Folder:
    """All posts of a folder, in the order of their paths. Raises ValueError where there are none."""
    paths = sorted(folder.rglob("*.md"))
    if not paths:
        raise ValueError(f"--real {folder}: no Markdown files there.")
    posts: list[Post] = []
    left_out: Counter[str] = Counter()
    slugs: set[str] = set()
    for path in paths:
        try:
            post = _post(path, folder)
            if post.slug.lower() in slugs:
                raise _LeftOut("address taken")
            slugs.add(post.slug.lower())
            posts.append(post)
        except _LeftOut as reason:
            left_out[str(reason)] += 1
    return Folder(folder.absolute(), tuple(posts), dict(sorted(left_out.items())))


def as_pelican(post: Post) -> str:
    """The post with stock Pelican's plain headers; its body is untouched."""
    keys = post.keys
    head = {
        "Title": post.title,
        "Date": post.day.isoformat(),
        "Slug": post.slug,
        "Tags": _listed([*_words(keys.get("topics")), *_words(keys.get("tags"))]),
        "Authors": _listed(_words(keys.get("authors")) or _words(keys.get("author"))),
        "Summary": _line(keys.get("summary")),
    }
    lines = (f"{key}: {value}\n" for key, value in head.items() if value)
    return f"{''.join(lines)}\n{post.body}"


def _post(path: Path, folder: Path) -> Post:
    found = _MATTER.match(text := path.read_text("utf-8"))
    try:
        keys = yaml.load(found[1], _LOADER) if found else None
    except (yaml.YAMLError, ValueError):
        keys = None
    if not found or not isinstance(keys, dict):
        raise _LeftOut("no readable front matter")
    if keys.get("draft") is True:
        raise _LeftOut("draft")
    title, day = _line(keys.get("title")), _day(keys.get("date"))
    if not title:
        raise _LeftOut("no title")
    if day is None:
        raise _LeftOut("no date")
    slug = _NO_SLUG.sub("-", _line(keys.get("slug")) or _DATED.sub("", path.stem)).strip("-.")
    return Post(path.relative_to(folder), title, slug, day, keys, text[found.end() :])


def _day(value: object) -> date | None:
    if isinstance(value, date):  # a moment is one, too
        return value
    try:
        return datetime.fromisoformat(_SHORT_HOUR.sub(r"\g<1>0", str(value).strip()))
    except ValueError:
        return None


def _line(value: object) -> str:
    """A value in one line, as headers are."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _words(value: object) -> list[str]:
    parts: Sequence[object] = value if isinstance(value, list) else str(value or "").split(",")
    return [line for part in parts if (line := _line(part))]


def _listed(words: Sequence[str]) -> str:
    # Where there is a semicolon, Pelican leaves the commas within a name alone.
    return "".join(f"{word.replace(';', ',')}; " for word in words).strip()
