"""What a text is about: its rarest telling words."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.links.terms import KEPT, steps, telling_words, words_of

WORDS = [
    ("The violin, the VIOLIN!", {"violin": 2}),
    ("violins and a violin's bow", {"violin": 2}),
    ("parties party", {"party": 2}),
    ("boss glass", {"boss": 1, "glass": 1}),
    ("in 2008 snake_case x1y2", {"snake": 1, "case": 1}),
    ("Straße Ärger скрипка", {"straße": 1, "ärger": 1, "скрипка": 1}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "counts"), WORDS)
def test_words_of_four_letters_or_more_are_counted(text, counts):
    assert {word: n for word, n in words_of(text).items() if word != "the"} == counts


def told(*texts: str) -> list[list[str]]:
    """The telling words of each of these texts among forty that share nothing."""
    everything = [*texts, *(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(40))]
    found = telling_words({str(at): words_of(text) for at, text in enumerate(everything)})
    return [[word for word, _weight in found[str(at)]] for at in range(len(texts))]


def test_a_word_that_two_stories_share_is_telling():
    assert told("violin call", "violin desk") == [["violin"], ["violin"]]


def test_a_word_that_one_story_has_alone_ties_it_to_nobody():
    assert told("violin", "desk") == [[], []]


def test_a_word_that_many_stories_have_says_little():
    assert told(*["call violin"] * 2, *["call"] * 10)[0] == ["violin"]


def test_the_rarer_word_weighs_more():
    among = ["call violin", "call violin", "call", *"abcdef"]
    assert told(*among)[0] == ["violin", "call"]


def test_the_more_frequent_word_weighs_more():
    assert told("call violin violin", "call violin")[0] == ["violin", "call"]


def test_equals_stand_in_the_order_of_the_alphabet():
    assert told("violin call", "call violin")[0] == ["call", "violin"]


STEPS = [(1, 1, 0), (2, 1, 1), (3, 2, 1), (10, 8, 0), (10, 5, 1), (10, 3, 2), (1000, 1, 10), (1000, 2, 9)]


@pytest.mark.parametrize(("total", "count", "found"), STEPS)
def test_rarity_counts_in_doublings(total, count, found):
    assert steps(total, count) == found


@given(st.integers(1, 200_000), st.data())
def test_a_step_is_the_nearest_doubling(total, data):
    count = data.draw(st.integers(1, total))
    assert abs(math.log2(total / count) - steps(total, count)) <= 0.5 + 1e-9


def test_one_story_more_that_uses_a_common_word_is_seldom_a_step():
    assert sum(steps(1000, n) != steps(1000, n + 1) for n in range(20, 80)) <= 2


TEXTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.dictionaries(st.sampled_from([f"word{c}" for c in "abcdefghijklmnopqrst"]), st.integers(1, 9)).map(
        Counter
    ),
    max_size=30,
)


@given(TEXTS)
def test_telling_words_have_unit_length_and_are_few(texts):
    for scored in telling_words(texts).values():
        length = math.fsum(weight**2 for _word, weight in scored)
        assert len(scored) <= KEPT and (not scored or math.isclose(length, 1) or length == 0)


@given(TEXTS)
def test_the_order_of_stories_makes_no_difference(texts):
    backwards = dict(reversed([(name, Counter(dict(reversed(c.items())))) for name, c in texts.items()]))
    assert telling_words(texts) == telling_words(backwards)
