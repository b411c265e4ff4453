"""The map: where values and stories stand, the same for the same stories."""

import math
import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import body, connected, drop_unpublished, ids, volume

from heard.links.map_layout import MOST_LINES, MOST_STORIES, NEAREST, SIZE, around_the_circle, lay_out

SIDE = 200
"""The drawing has a margin at its left and right for names."""
NEAR = 0.94 * NEAREST
"""Places are rounded to a tenth."""
NAMES = ["honesty", "life", "justice", "time", "care", "courtesy", "being human", "trust"]


def library(count: int, values, order: random.Random | None = None):
    """So many stories; `values` gives those of each by its number."""
    volumes = [volume(f"story-{n:04}", f"date: {2000 + n % 20}\nvalues: {values(n)}") for n in range(count)]
    return drop_unpublished(*(order.sample(volumes, count) if order else volumes))


def drawn(found, bodies=None):
    return lay_out(found, connected(found, bodies)[0].tied)


def mixed(number: int) -> list[str]:
    return [NAMES[number % 8], NAMES[number * number % 8]]


CROWDS = {
    "many values": lambda number: mixed(number),
    "one value": lambda number: ["honesty"],
    "every value": lambda number: NAMES,
    "a value each": lambda number: [f"value {number}"],
}


@pytest.fixture(scope="module", params=CROWDS.values(), ids=CROWDS)
def crowd(request):
    """The map of as many stories as it shows."""
    return drawn(library(MOST_STORIES, request.param))


def test_no_story_stands_on_another(crowd):
    places = sorted((dot.x, dot.y) for dot in crowd.stories)
    nearest = min(math.dist(a, b) for at, a in enumerate(places) for b in places[at + 1 : at + 60])
    assert nearest >= NEAR


def test_every_story_stands_on_the_map(crowd):
    assert all(0 < dot.x < SIZE and 0 < dot.y < SIZE for dot in crowd.stories)


def test_every_value_stands_on_the_map(crowd):
    for dot in crowd.values:
        assert dot.r <= min(dot.x, dot.y) and max(dot.x, dot.y) + dot.r <= SIZE


def test_every_name_stands_on_the_map_or_in_its_margin(crowd):
    assert all(-SIDE < dot.label_x < SIZE + SIDE and 10 < dot.label_y < SIZE - 10 for dot in crowd.values)


def test_a_name_points_away_from_the_middle(crowd):
    side = {"start": 1, "end": -1}
    wrong = [dot for dot in crowd.values if (dot.x - SIZE / 2) * side.get(dot.anchor, 0) < 0]
    assert wrong == []


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_order_of_files_makes_no_difference(count, order):
    assert drawn(library(count, mixed)) == drawn(library(count, mixed, order))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(NAMES), max_size=4), max_size=40))
def test_stories_keep_their_distance_whatever_they_name(values):
    places = [(dot.x, dot.y) for dot in drawn(library(len(values), values.__getitem__)).stories]
    assert all(math.dist(one, other) >= NEAR for one, other in combinations(places, 2))


# -- who is on it -----------------------------------------------------------------------------------------


def test_a_site_without_stories_has_an_empty_map():
    found = drawn(drop_unpublished())
    assert (found.values, found.stories, found.lines, found.left_out) == ((), (), (), 0)


def test_a_story_without_values_has_no_place_and_is_counted():
    found = drawn(drop_unpublished(volume("aaa"), volume("bbb", "values: [life]")))
    assert (ids(dot.card for dot in found.stories), found.left_out) == (["bbb"], 1)


def test_the_newest_five_hundred_stories_are_shown_and_the_rest_counted():
    found = library(MOST_STORIES + 7, mixed)
    shown = drawn(found)
    assert (ids(dot.card for dot in shown.stories), shown.left_out) == (ids(found.cards[:MOST_STORIES]), 7)


def test_a_value_lists_its_stories_that_are_drawn_and_counts_the_others():
    found = library(MOST_STORIES + 7, lambda number: ["honesty", "life"] if number % 3 else ["honesty"])
    drawn_ids = set(ids(found.cards[:MOST_STORIES]))
    for dot in drawn(found).values:
        term = found.term("value", dot.term.slug)
        assert ids(dot.cards) == [story_id for story_id in ids(term.cards) if story_id in drawn_ids]
        assert len(dot.cards) + dot.more == dot.term.count == term.count
    assert {dot.term.slug: dot.more > 0 for dot in drawn(found).values} == {"honesty": True, "life": True}


def test_a_new_story_takes_the_place_of_one_and_no_other_entry_changes():
    """The list below the map holds what is drawn, not all that was ever told."""
    few, more = (library(MOST_STORIES + extra, lambda _n: ["life"]) for extra in (20, 21))
    before, after = drawn(few).values[0], drawn(more).values[0]
    assert len({*ids(before.cards)} ^ {*ids(after.cards)}) == 2
    assert (before.more, after.more) == (20, 21)


def test_a_value_that_no_story_names_is_not_on_the_map():
    assert [dot.term.slug for dot in drawn(drop_unpublished(volume("aaa", "values: [life]"))).values] == [
        "life"
    ]


def test_values_that_stories_name_together_stand_beside_each_other():
    pairs = [["life", "time"], ["care", "honesty"], ["time", "justice"], ["honesty", "life"]]
    found = around_the_circle(library(8, lambda n: pairs[n % 4]).facet("value"))
    slugs = [term.slug for term in found]
    beside = {frozenset(pair) for pair in pairwise([*slugs, slugs[0]])}
    assert {frozenset(pair) for pair in pairs} <= beside


# -- lines ------------------------------------------------------------------------------------------------

TWO = (volume("aaa", "values: [life]"), volume("bbb", "values: [life]"))


def test_a_tie_between_two_stories_is_one_line():
    found = drawn(drop_unpublished(*TWO), {"aaa": body("bbb"), "bbb": body("aaa")})
    assert [line.kind for line in found.lines] == ["value", "value", "story"]


def test_a_line_joins_the_places_of_its_stories():
    found = drawn(drop_unpublished(*TWO), {"aaa": body("bbb")})
    line, places = found.lines[-1], {dot.card.id: (dot.x, dot.y) for dot in found.stories}
    assert ((line.x1, line.y1), (line.x2, line.y2)) == (places["aaa"], places["bbb"])


def test_with_many_stories_threads_to_values_are_left_out(crowd):
    assert [line for line in crowd.lines if line.kind == "value"] == []


def test_there_are_never_more_lines_than_an_eye_can_follow():
    found = library(60, lambda _n: ["life"])
    bodies = {card.id: body(*ids(found.cards)) for card in found.cards}
    assert sum(line.kind == "story" for line in drawn(found, bodies).lines) == MOST_LINES
