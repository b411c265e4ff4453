"""What a text is about: its rarest telling words."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.story_links.terms import KEPT, telling_words, words_of

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
    assert told("call violin", "call violin", "call")[0] == ["violin", "call"]


def test_the_more_frequent_word_weighs_more():
    assert told("call violin violin", "call violin")[0] == ["violin", "call"]


def test_equals_stand_in_the_order_of_the_alphabet():
    assert told("violin call", "call violin")[0] == ["call", "violin"]


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
