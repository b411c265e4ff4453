"""What one body says: its words and its links. Nothing of it depends on any other file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from heard.links.mentions import Link, links_in
from heard.links.terms import words_of
from heard.text.excerpt import plain_text

Asked = tuple[str, bytes, Callable[[], Any]]
Keep = Callable[[Sequence[Asked]], Sequence[Any]]
"""Gives the values that were kept under names, or works out those whose bytes – what they are made of –
have changed: ENGINE_KEEP of the build engine."""


def at_once(asked: Sequence[Asked]) -> list[Any]:
    """Keep nothing."""
    return [work() for _name, _made_of, work in asked]


@dataclass(frozen=True, slots=True)
class Body:
    """How often each word stands in it, and its links in their order."""

    words: Mapping[str, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def bodies_of(htmls: Mapping[str, str], keep: Keep = at_once) -> dict[str, Body]:
    """What the bodies of stories say, by their ids."""
    asked = [
        (f"links body {story_id}", html.encode("utf-8", "surrogatepass"), partial(_plain, html))
        for story_id, html in htmls.items()
    ]
    return {story_id: _body(*plain) for story_id, plain in zip(htmls, keep(asked), strict=True)}


def _body(once: str, more: _Counted, links: _Links) -> Body:
    words = dict.fromkeys(once.split(), 1)
    for count, those in more:
        words.update(dict.fromkeys(those.split(), count))
    return Body(words, tuple(Link(*link) for link in links))


_Counted = tuple[tuple[int, str], ...]
_Links = tuple[tuple[str, str, str], ...]
_Plain = tuple[str, _Counted, _Links]
"""The words that stand there once, the others by their number, and the links: quick to keep and to read."""


def _plain(html: str) -> _Plain:
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, count in words_of(plain_text(html)).items():
        by_count[count].append(word)
    once = " ".join(by_count.pop(1, ()))
    more = tuple((count, " ".join(words)) for count, words in sorted(by_count.items()))
    return once, more, tuple((link.href, link.text, link.sentence) for link in links_in(html))
