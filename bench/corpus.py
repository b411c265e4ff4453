"""A corpus of any size: the same number of stories is the same corpus on every machine.

A `Tale` is a story in nobody's form; `bench/forms/` writes it in the form of each generator. Tales
come one after another and nothing is kept, so 100,000 need no more memory than 100.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from . import names
from .prose import blocks, compiled, fill, pick
from .words import COMMENTS, LESSONS, TITLES

SEED = 2008
BODY_WORDS = 405
"""To which the sentences around links and the last paragraph add some 30."""
PLACE = "\0"
FIRST_DAY = date(2008, 1, 1)
DAYS = 6480
TODAY = date(2026, 1, 2)
"""The day on which the corpus is built: after its last date, whatever day it is."""
STEPS = {
    "told": ("told",),
    "answered": ("told", "answered"),
    "unheard": ("told", "answered", "unheard"),
    "heard": ("told", "answered", "heard"),
    "changed": ("told", "answered", "changed"),
    "confirmed": ("told", "answered", "changed", "confirmed"),
    "left": ("told", "closed"),
}
"""The events of a timeline that ends under each word."""
_TITLES = compiled(TITLES)
_LESSONS = compiled(LESSONS)
_COMMENTS = compiled(COMMENTS)
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a body to another tale."""

    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said below a story."""

    author: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Tale:
    """One story of the corpus. In `blocks`, a `PLACE` stands where the next of the `links` goes."""

    number: int
    slug: str
    title: str
    day: date
    author: str
    summary: str
    category: str
    tags: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    outcome: str
    timeline: tuple[tuple[str, date], ...]
    lesson: str
    company: str
    channel: str
    series: tuple[str, int] | None
    answers: Link | None
    links: tuple[Link, ...]
    comments: tuple[Comment, ...]
    blocks: tuple[str, ...]


def tales(count: int) -> Iterator[Tale]:
    """`count` tales, oldest first."""
    for number in range(count):
        yield tale(number, count)


def tale(number: int, count: int) -> Tale:
    """The tale with a number in a corpus of `count`."""
    source = random.Random(SEED * 1_000_003 + number)
    chance = source.random
    day = FIRST_DAY + timedelta(days=number * DAYS // count)
    word = _seldom(names.OUTCOMES, source)
    body = blocks(source, BODY_WORDS)
    links = tuple(_link(source.randrange(number), source) for _ in range(source.randrange(4)) if number)
    for _ in links:
        place = source.randrange(len(body))
        body[place] = f"{body[place]}\n\nI had read {PLACE} by then, and thought of it."
    values = dict.fromkeys(_seldom(names.VALUES, source) for _ in range(1 + source.randrange(3)))
    companies = max(8, count // 100)
    return Tale(
        number=number,
        slug=slug_of(number),
        title=title_of(number),
        day=day,
        author=names.TELLERS[min(int(chance() * chance() * 1.2 * len(names.TELLERS)), 39)],
        summary=fill(_LESSONS[0], chance).replace(", said", ": so said"),
        category=names.CATEGORIES[int(chance() * len(names.CATEGORIES))],
        tags=tuple(sorted({_seldom(names.TAGS, source) for _ in range(2)})),
        values=tuple((name, pick(names.STANCES, chance)) for name in values),
        outcome=word,
        timeline=_timeline(word, day, source) if chance() < 0.3 else (),
        lesson=fill(_LESSONS[int(chance() * len(_LESSONS))], chance) if chance() < 0.7 else "",
        company=names.company(int(chance() * chance() * companies)),
        channel=pick(names.CHANNELS, chance),
        series=(f"The affair of {title_of(number // 40 * 40)}", number % 40 + 1)
        if number % 40 < 4
        else None,
        answers=_link(source.randrange(number), source) if number and chance() < 0.1 else None,
        links=links,
        comments=tuple(_comment(day, source) for _ in range(1 + source.randrange(3)))
        if chance() < 0.05
        else (),
        blocks=tuple(body),
    )


def title_of(number: int) -> str:
    """The title of a tale, without making the tale."""
    chance = random.Random(SEED * 7_000_003 + number).random
    return fill(_TITLES[int(chance() * len(_TITLES))], chance)


def slug_of(number: int) -> str:
    """The slug of a tale: its title and its number, since titles come again."""
    return f"{_NO_SLUG.sub('-', title_of(number).lower()).strip('-')}-{number}"


def words_of(tale: Tale) -> int:
    """The words of the body."""
    return sum(len(block.split()) for block in tale.blocks)


def _link(number: int, source: random.Random) -> Link:
    title = title_of(number)
    text = title if source.random() < 0.5 else f"the story about {title[0].lower()}{title[1:]}"
    return Link(slug_of(number), text)


def _seldom(choices: tuple[str, ...], source: random.Random) -> str:
    """One of the choices, the later the less often."""
    return choices[int(source.random() * source.random() * len(choices))]


def _timeline(word: str, day: date, source: random.Random) -> tuple[tuple[str, date], ...]:
    return tuple(
        (event, day + timedelta(days=7 * place + source.randrange(7)))
        for place, event in enumerate(STEPS[word])
    )


def _comment(day: date, source: random.Random) -> Comment:
    text = fill(_COMMENTS[int(source.random() * len(_COMMENTS))], source.random)
    return Comment(pick(names.TELLERS, source.random), day + timedelta(days=source.randrange(1, 60)), text)
