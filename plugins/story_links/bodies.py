"""What one body says: its words and its links. Nothing of it depends on any other file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..stories.excerpt import plain_text
from .mentions import Link, links_in
from .terms import words_of

Keep = Callable[[str, bytes, Callable[[], Any]], Any]
"""Gives the value that was kept under a name, or works it out if what it is made of has changed."""


def at_once(_name: str, _made_of: bytes, work: Callable[[], Any]) -> Any:
    """Keep nothing."""
    return work()


@dataclass(frozen=True, slots=True)
class Body:
    """How often each word stands in it, and its links in their order."""

    words: Mapping[str, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def body_of(story_id: str, html: str, keep: Keep = at_once) -> Body:
    """What the body of a story says."""
    made_of = html.encode("utf-8", "surrogatepass")
    once, more, links = keep(f"story_links body {story_id}", made_of, partial(_plain, html))
    words = dict.fromkeys(once.split(), 1)
    for count, those in more:
        words.update(dict.fromkeys(those.split(), count))
    return Body(words, tuple(Link(*link) for link in links))


_Plain = tuple[str, tuple[tuple[int, str], ...], tuple[tuple[str, str, str], ...]]
"""The words that stand there once, the others by their number, and the links: quick to keep and to read."""


def _plain(html: str) -> _Plain:
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, count in words_of(plain_text(html)).items():
        by_count[count].append(word)
    once = " ".join(by_count.pop(1, ()))
    more = tuple((count, " ".join(words)) for count, words in sorted(by_count.items()))
    return once, more, tuple((link.href, link.text, link.sentence) for link in links_in(html))
