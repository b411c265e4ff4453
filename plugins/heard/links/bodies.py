"""What one body says: its words and its links. Nothing of it depends on any other file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from sys import intern
from typing import Any

from msgspec import Struct, field

from heard.links.mentions import Link, links_in
from heard.links.terms import words_of
from heard.text.excerpt import plain_text

Asked = tuple[str, bytes, Callable[[], Any]]
Keep = Callable[[Sequence[Asked], Any], Sequence[Any]]
"""Gives the values of a type that were kept under names, or works out those whose bytes – what they are
made of – have changed."""


def at_once(asked: Sequence[Asked], _type: Any) -> list[Any]:
    """Keep nothing."""
    return [work() for _name, _made_of, work in asked]


class Body(Struct, frozen=True):
    """How often each word stands in it, and its links in their order."""

    words: Mapping[str, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def bodies_of(htmls: Mapping[str, str]) -> dict[str, Body]:
    """What the bodies of stories say, by their ids."""
    return {story_id: body_of(*plain_body(html)) for story_id, html in htmls.items()}


def body_of(once: str, more: _Counted, links: _Links) -> Body:
    """Return what a body says from its plain form. All bodies share the texts of their words."""
    words = dict.fromkeys(map(intern, once.split()), 1)
    for count, those in more:
        words.update(dict.fromkeys(map(intern, those.split()), count))
    return Body(words, tuple(Link(*link) for link in links))


_Counted = tuple[tuple[int, str], ...]
_Links = tuple[tuple[str, str, str], ...]
PlainBody = tuple[str, _Counted, _Links]
"""The words that stand there once, the others by their number, and the links: quick to keep and to read."""


def plain_body(html: str) -> PlainBody:
    """Return what a body says in its plain form."""
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, count in words_of(plain_text(html)).items():
        by_count[count].append(word)
    once = " ".join(by_count.pop(1, ()))
    more = tuple((count, " ".join(words)) for count, words in sorted(by_count.items()))
    return once, more, tuple((link.href, link.text, link.sentence) for link in links_in(html))
