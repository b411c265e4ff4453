"""A new story leaves nearly all others as they are, however many there are."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

import pytest
import thrift
from msgspec.structs import replace
from shelves import drop_unpublished, volume

from heard.library.library import Card, LessonRef, TermRef, ValueRef
from heard.links.bodies import Bodies
from heard.links.kept import Memory, number_of
from heard.links.profiles import Profiles
from heard.links.related import Related, Suggestion
from heard.text.dates import parse_moment

SIZES = (1023, 1024, 1086, 1448, 1810, 2048, 2896)
"""Where the share of a word takes a step, if it is taken of the number of all stories."""
POWER_OF_TWO = 1024
"""What is common is a share of the number of stories rounded down to this: here it is another number."""
SYLLABLES = [f"{one}{other}" for one in "bdfgklmnprstvw" for other in "aeiou"]
WORDS = [f"{one}{other}{end}" for one in SYLLABLES for other in SYLLABLES for end in ("", "l", "n")]
OFTEN = list(accumulate(1 / rank for rank, _word in enumerate(WORDS, 1)))
"""As in any language: the second word half as often as the first, the third a third as often."""


def words_of(number: int, count: int) -> list[str]:
    return random.Random(number * 100 + count).choices(WORDS, cum_weights=OFTEN, k=count)


@pytest.fixture(scope="module")
def stories() -> Sequence[Card]:
    """Stories of fifty values, fifty companies and three tellers, one a day."""
    (pattern,) = drop_unpublished(volume("one", "values: [life]\nlesson: Ask.")).cards
    return [_like(pattern, number) for number in range(max(SIZES) + 1)]


def _like(pattern: Card, number: int) -> Card:
    day = parse_moment((date(2001, 1, 1) + timedelta(number)).isoformat())
    lesson = replace(pattern.lessons[0].lesson, text=" ".join(words_of(number, 6)))
    name = f"story-{number:04}"
    story = replace(pattern.story, id=name, slug=name, date=day, lessons=(lesson,))
    value, company = (TermRef(facet, f"{place}", facet) for facet, place in _terms(number))
    mention = pattern.values[0].mention
    return Card(
        story,
        url="",
        values=(ValueRef(value, mention),),
        company=company,
        tellers=(TermRef("teller", f"{number % 3}", "Teller"),),
        lessons=(LessonRef(lesson, ""),),
    )


def _terms(number: int) -> tuple[tuple[str, int], ...]:
    return ("value", number * 7 % 50), ("company", number * number % 50)


class Shelf:
    """The stories that are there at first, and more of them in the next build."""

    def __init__(self, stories: Sequence[Card]) -> None:
        self.stories, self.kept = stories, Memory()
        self.numbers = {card.id: number_of(card.id) for card in stories}
        self.bodies = Bodies({}, str, self.kept)

    def bodies_of(self, count: int) -> Bodies:
        htmls = {card.id: " ".join(words_of(at, 90)) for at, card in enumerate(self.stories[:count])}
        self.bodies = Bodies(dict.fromkeys(htmls, b"-"), htmls.__getitem__, self.kept)
        for name in htmls:
            self.bodies.renew(name)
        return self.bodies

    def profiles(self, count: int, before: Mapping[str, bytes]) -> Profiles:
        """Bring the profiles up to date for so many stories."""
        cards = sorted(self.stories[:count], key=lambda card: card.sort_key)
        found = Profiles(cards, self.bodies_of(count), self.numbers, before, self.kept)
        self.kept.save()
        return found

    def suggested(self, count: int) -> dict[str, tuple[Suggestion, ...]]:
        """Bring the suggestions up to date for so many stories."""
        cards, bodies = self.stories[:count], self.bodies_of(count)
        found = Related(cards, bodies, self.numbers, {}, lambda _name: (), self.kept)
        suggested = {card.id: found.suggestions(card.id) for card in cards}
        self.kept.save()
        return suggested


@pytest.mark.parametrize("count", SIZES)
def test_a_new_story_changes_what_few_others_are_about(stories, count):
    shelf = Shelf(stories)
    after = shelf.profiles(count + 1, shelf.profiles(count, {}).marks)
    if count + 1 != POWER_OF_TWO:
        assert len(after.changes) < count / 20


@pytest.mark.parametrize("count", thrift.amount(SIZES[2:3], SIZES[1:]))
def test_a_new_story_changes_the_suggestions_of_few_others(stories, count):
    shelf = Shelf(stories)
    before, after = shelf.suggested(count), shelf.suggested(count + 1)
    assert 0 < sum(before[name] != after[name] for name in before) < 60
    assert Shelf(stories).suggested(count + 1) == after
