"""What a text is about: its rarest telling words."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.links.terms import KEPT, RAREST, rarity, settled, telling, telling_words, words_of


def weights(counts):
    """How much each word of some texts tells."""
    tells = telling(settled(len(counts)))
    seen = Counter(word for words in counts for word in words)
    return {word: tells[n] for word, n in seen.items() if n in tells}


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
    """The telling words of each of these texts among eighty that share nothing."""
    everything = [*texts, *(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(80))]
    counts = [words_of(text) for text in everything]
    weight = weights(counts)
    return [list(telling_words(counts[at], weight)) for at in range(len(texts))]


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


RARITIES = [
    (1, 17),
    (2, 16),
    (3, 15),
    (4, 15),
    (5, 15),
    (6, 14),
    (8, 14),
    (92_681, 1),
    (92_682, 0),
    (10**9, 0),
]


@pytest.mark.parametrize(("count", "found"), RARITIES)
def test_rarity_counts_in_doublings(count, found):
    assert rarity(count) == found


@given(st.integers(1, 2**RAREST))
def test_a_step_of_rarity_is_the_nearest_doubling(count):
    assert abs(RAREST - rarity(count) - math.log2(count)) <= 0.5 + 1e-9


def test_one_story_more_that_uses_a_common_word_is_seldom_a_step():
    assert sum(rarity(n) != rarity(n + 1) for n in range(20, 80)) <= 2


def test_a_common_term_is_as_common_as_any_other():
    assert [rarity(count, rarest=3) for count in (1, 2, 4, 8, 16, 5000)] == [3, 2, 1, 0, 0, 0]


@pytest.mark.parametrize(("total", "found"), [(0, 0), (1, 1), (2, 2), (3, 2), (1023, 512), (1024, 1024)])
def test_shares_are_taken_of_a_power_of_two(total, found):
    assert settled(total) == found


TEXTS = st.lists(
    st.dictionaries(st.sampled_from([f"word{c}" for c in "abcdefghijklmnopqrst"]), st.integers(1, 9)),
    max_size=30,
)


@given(TEXTS)
def test_telling_words_have_unit_length_and_are_few(texts):
    for text in texts:
        scored = telling_words(text, weights(texts))
        length = math.fsum(weight**2 for weight in scored.values())
        assert len(scored) <= KEPT and (not scored or math.isclose(length, 1) or length == 0)


@given(TEXTS)
def test_the_order_of_words_makes_no_difference(texts):
    backwards = [dict(reversed(text.items())) for text in texts]
    told, told_backwards = (
        [list(telling_words(text, weights(those)).items()) for text in those]
        for those in (texts, backwards)
    )
    assert told == told_backwards
