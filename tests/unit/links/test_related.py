"""Related stories: who is suggested, in which order, and why."""

import pytest
from shelves import body, connected, drop_unpublished, ids, tied, volume

from heard.links.related import MOST

CROWD = tuple(volume(f"crowd-{number:02}") for number in range(40))
"""Stories that share nothing: among them, a value that two others share is rare."""
HONEST = "values: [honesty]"


def related(name: str, *volumes, bodies=None):
    """The suggestions for a story among these and a crowd."""
    found, _problems = connected(drop_unpublished(*volumes, *CROWD), bodies)
    return found[name].related


def kinds(suggestion) -> list[tuple[str, bool]]:
    return [(reason.kind, reason.contrast) for reason in suggestion.reasons]


def test_a_shared_value_is_a_reason_with_its_name():
    (near,) = related("aaa", volume("aaa", HONEST), volume("bbb", HONEST))
    assert [(why.kind, [term.name for term in why.terms]) for why in near.reasons] == [
        ("value", ["Honesty"])
    ]


def test_a_shared_company_is_a_reason_with_its_name():
    (near,) = related("aaa", volume("aaa", "company: Northwind"), volume("bbb", "company: Northwind"))
    assert [(why.kind, [term.name for term in why.terms]) for why in near.reasons] == [
        ("company", ["Northwind"])
    ]


def test_a_shared_theme_is_a_reason_with_its_words():
    text = "<p>The violin and its rosin and the luthier.</p>"
    bodies = {"aaa": text, "bbb": text, **{one.story.id: "<p>A call.</p>" for one in CROWD}}
    (near,) = related("aaa", volume("aaa"), volume("bbb"), bodies=bodies)
    assert [(why.kind, why.words) for why in near.reasons] == [("theme", ("luthier", "rosin", "violin"))]


@pytest.mark.parametrize("keys", ["channel: phone", "tags: trains", "x_a: b", "outcome: heard"])
def test_what_says_little_is_no_reason(keys):
    assert related("aaa", volume("aaa", keys), volume("bbb", keys)) == ()


def test_a_rare_value_weighs_more_than_a_common_one():
    common = [volume(f"often-{number}", "values: [courtesy]") for number in range(12)]
    one = volume("aaa", "values: [honesty, courtesy]")
    assert related("aaa", one, volume("bbb", HONEST), *common)[0].card.id == "bbb"


def test_two_shared_values_weigh_more_than_one():
    both = "values: [honesty, courtesy]"
    found = related("aaa", volume("aaa", both), volume("bbb", HONEST), volume("ccc", both))
    assert ids(near.card for near in found) == ["ccc", "bbb"]


def stance(name: str, word: str):
    return volume(name, f"values: [{{value: honesty, stance: {word}}}]")


@pytest.mark.parametrize(("mine", "opposite"), [("honoured", "breached"), ("breached", "honoured")])
def test_a_value_that_fared_the_opposite_way_comes_first(mine, opposite):
    found = related(
        "aaa", stance("aaa", mine), stance("zzz", mine), stance("bbb", opposite), stance("ccc", "about")
    )
    assert (found[0].card.id, kinds(found[0])) == ("bbb", [("value", True)])


def test_a_value_that_fared_the_same_comes_before_one_that_did_not():
    found = related("aaa", stance("aaa", "tested"), stance("bbb", "tested"), stance("ccc", "about"))
    assert ids(near.card for near in found)[:1] == ["bbb"]


LESSON = "lesson: A promise without a date is a wish."


def test_the_same_lesson_with_another_outcome_is_a_contrast():
    one, other = (volume(n, f"{LESSON}\noutcome: {w}") for n, w in (("aaa", "heard"), ("bbb", "unheard")))
    assert kinds(related("aaa", one, other)[0])[0] == ("lesson", True)


def test_the_same_lesson_with_another_outcome_comes_before_one_with_the_same():
    stories = (
        volume(n, f"{LESSON}\noutcome: {w}")
        for n, w in (("aaa", "heard"), ("bbb", "unheard"), ("ccc", "heard"))
    )
    found = related("aaa", *stories)
    assert [(near.card.id, kinds(near)[0]) for near in found] == [
        ("bbb", ("lesson", True)),
        ("ccc", ("lesson", False)),
    ]


def test_of_equals_the_newer_comes_first():
    found = related(
        "aaa", volume("aaa", HONEST), *(volume(f"in-{y}", f"date: {y}\n{HONEST}") for y in (2019, 2021))
    )
    assert ids(near.card for near in found) == ["in-2021", "in-2019"]


def test_of_equals_of_one_day_the_id_decides():
    found = related("aaa", volume("aaa", HONEST), volume("bbb", HONEST), volume("ccc", HONEST))
    assert ids(near.card for near in found) == ["ccc", "bbb"]


# -- who is left out ------------------------------------------------------------------------------------


def test_there_are_six_at_most():
    stories = [volume(f"same-{number}", "values: [honesty]\ncompany: Northwind") for number in range(9)]
    assert len(related("same-0", *stories)) == MOST == 6


def test_a_story_alone_has_nobody_related():
    assert related("aaa", volume("aaa", HONEST)) == ()


def test_a_translation_is_not_suggested_to_its_original():
    german = volume("anruf", f"lang: de\nslug: call\n{HONEST}")
    assert related("call", volume("call", f"slug: call\n{HONEST}", german)) == ()


def test_an_original_is_suggested_once_and_its_translation_never():
    german = volume("anruf", f"lang: de\nslug: call\n{HONEST}")
    stories = volume("call", f"slug: call\n{HONEST}", german), volume("aaa", HONEST)
    assert ids(near.card for near in related("aaa", *stories)) == ["call"]


ABOVE = {
    "a relation": (lambda: volume("bbb", HONEST), [("answers", "bbb")], {}),
    "a link": (lambda: volume("bbb", HONEST), [], {"aaa": body("bbb")}),
    "a backlink": (lambda: volume("bbb", HONEST), [], {"bbb": body("aaa")}),
}


@pytest.mark.parametrize(("other", "relations", "bodies"), ABOVE.values(), ids=ABOVE)
def test_what_stands_above_is_not_suggested_again(other, relations, bodies):
    one = tied("aaa", *relations, values=volume("x-x", HONEST).story.values)
    assert related("aaa", one, other(), bodies=bodies) == ()


def test_neighbours_of_a_series_are_not_suggested():
    keys = f"{HONEST}\nseries: Winter"
    assert related("aaa", volume("aaa", keys), volume("bbb", keys)) == ()
