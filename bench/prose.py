"""Prose from words and patterns: the same chance gives the same text, quickly."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from .words import HEADINGS, ITEMS, SENTENCES, SLOTS

_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")
_SLOT = re.compile(r"\{(\w+)\}")
Chance = Callable[[], float]
Pattern = tuple[str, tuple[tuple[tuple[str, ...], bool], ...]]


def _compile(pattern: str) -> Pattern:
    """A pattern with `%s` for its slots, and for each slot its words and whether it is a capital."""
    slots = []
    for name in _SLOT.findall(pattern):
        words = _CODES if name == "code" else SLOTS[name.lower()]
        slots.append((words, name[0].isupper()))
    return _SLOT.sub("%s", pattern), tuple(slots)


def fill(pattern: Pattern, chance: Chance) -> str:
    """A text: each slot gets a word by chance."""
    text, slots = pattern
    words = []
    for choices, capital in slots:
        word = choices[int(chance() * len(choices))]
        words.append(word[0].upper() + word[1:] if capital else word)
    return _ARTICLE.sub(r"\1n ", text % tuple(words))


def compiled(patterns: Sequence[str]) -> tuple[Pattern, ...]:
    """Patterns, ready to be filled."""
    return tuple(map(_compile, patterns))


def pick(choices: Sequence[str], chance: Chance) -> str:
    """One of the choices."""
    return choices[int(chance() * len(choices))]


_CODES = tuple(f"{letter}-{number}" for number in range(1000, 9000, 37) for letter in "AKRX")
_SENTENCES = compiled(SENTENCES)
_HEADINGS = compiled(HEADINGS)
_ITEMS = compiled(ITEMS)


def sentence(chance: Chance) -> str:
    """One sentence."""
    return fill(_SENTENCES[int(chance() * len(_SENTENCES))], chance)


def paragraph(chance: Chance) -> str:
    """Three to six sentences."""
    return " ".join(sentence(chance) for _ in range(3 + int(chance() * 4)))


def blocks(random_source: random.Random, words: int) -> list[str]:
    """The Markdown blocks of a body of about so many words: paragraphs, headings, lists, quotes."""
    chance = random_source.random
    body = [paragraph(chance)]
    written = body[0].count(" ")
    while written < words:
        kind = chance()
        if kind < 0.70:
            block = paragraph(chance)
        elif kind < 0.80:
            heading = fill(_HEADINGS[int(chance() * len(_HEADINGS))], chance)
            block = f"## {heading}\n\n{paragraph(chance)}"
        elif kind < 0.88:
            block = f"> {sentence(chance)} {sentence(chance)}"
        else:
            mark = "-" if chance() < 0.6 else "1."
            items = (fill(_ITEMS[int(chance() * len(_ITEMS))], chance) for _ in range(3))
            block = "\n".join(f"{mark} {item}" for item in items)
        body.append(block)
        written += block.count(" ")
    return body
