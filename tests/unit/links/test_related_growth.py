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
from heard.links.profiles import profiles_of
from heard.links.related import RelatedIndex
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


@pytest.fixture(scope="module")
def bodies() -> Mapping[str, Mapping[str, int]]:
    return {
        f"story-{number:04}": dict.fromkeys(words_of(number, 90), 1) for number in range(max(SIZES) + 1)
    }


@pytest.mark.parametrize("count", SIZES)
def test_a_new_story_changes_what_few_others_are_about(stories, bodies, count):
    before, after = (profiles_of(stories[:some], bodies) for some in (count, count + 1))
    marks = {profile.id: profile.mark for profile in before}
    changed = sum(profile.id in marks and profile.mark != marks[profile.id] for profile in after)
    if count + 1 != POWER_OF_TWO:
        assert changed < count / 20


@pytest.mark.parametrize("count", thrift.amount(SIZES[2:3], SIZES[1:]))
def test_a_new_story_changes_the_suggestions_of_few_others(stories, bodies, count):
    before, after = (
        RelatedIndex(stories[:some], bodies).suggest({card.id: () for card in stories[:some]})
        for some in (count, count + 1)
    )
    assert 0 < sum(before[name] != after[name] for name in before) < 60
