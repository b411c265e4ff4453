"""Typed relations: each with its inverse, and every mistake with its place and what to do."""

import pytest
from msgspec.structs import replace
from shelves import cards_of, connected, drop_unpublished, targets, tied, volume

from heard.links.relations import RANK, resolve_relations
from heard.links.targets import targets_of_stories
from heard.model.vocabulary import RELATIONS


def resolve(*volumes, withheld=()):
    """Relations as `rel id` by story, and problems as a writer reads them."""
    library = drop_unpublished(*volumes)
    found, problems = resolve_relations(cards_of(library), targets(library), targets_of_stories(withheld))
    shown = {name: [f"{tie.rel} {tie.card.id}" for tie in ties] for name, ties in found.items()}
    return shown, [str(problem) for problem in problems]


def notes(*volumes) -> dict[str, list[str | None]]:
    library = drop_unpublished(*volumes)
    found, _problems = resolve_relations(cards_of(library), targets(library), targets_of_stories(()))
    return {name: [tie.note for tie in ties] for name, ties in found.items()}


@pytest.mark.parametrize(("rel", "inverse"), RELATIONS.items())
def test_each_relation_has_its_inverse(rel, inverse):
    found, problems = resolve(tied("aaa", (rel, "bbb")), volume("bbb"))
    assert (found, problems) == ({"aaa": [f"{rel} bbb"], "bbb": [f"{inverse} aaa"]}, [])


SYMMETRIC = [rel for rel, inverse in RELATIONS.items() if rel == inverse]


@pytest.mark.parametrize("rel", SYMMETRIC)
def test_a_symmetric_relation_that_both_name_stands_once(rel):
    found, _problems = resolve(tied("aaa", (rel, "bbb")), tied("bbb", (rel, "aaa")))
    assert found == {"aaa": [f"{rel} bbb"], "bbb": [f"{rel} aaa"]}


def test_every_relation_and_inverse_has_its_place_in_the_order():
    assert sorted(RANK) == sorted({*RELATIONS, *RELATIONS.values()})


def test_relations_stand_in_the_order_of_their_rank_then_of_time():
    late, early = volume("late", "date: 2025"), volume("early", "date: 2020")
    relations = [("thanks", "early"), ("answers", "late"), ("answers", "early")]
    found, _problems = resolve(tied("aaa", *relations), late, early)
    assert found["aaa"] == ["answers early", "answers late", "thanks early"]


def test_a_relation_written_twice_stands_once():
    found, _problems = resolve(tied("aaa", ("answers", "bbb"), ("answers", "bbb")), volume("bbb"))
    assert found == {"aaa": ["answers bbb"], "bbb": ["answered-by aaa"]}


# -- notes --------------------------------------------------------------------------------------------

NOTES = {
    "on one side": ((None, "theirs"), ("theirs", "theirs")),
    "on the other side": (("mine", None), ("mine", "mine")),
    "on both sides": (("mine", "theirs"), ("mine", "theirs")),
    "on no side": ((None, None), (None, None)),
}


@pytest.mark.parametrize(("written", "shown"), NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("rel", SYMMETRIC)
def test_a_note_of_one_s_own_wins_over_the_other_side_s_and_any_over_none(rel, written, shown):
    one = tied("aaa", (rel, "bbb", written[0]))
    other = tied("bbb", (rel, "aaa", written[1]))
    assert notes(one, other) == {"aaa": [shown[0]], "bbb": [shown[1]]}


# -- mistakes -------------------------------------------------------------------------------------------


def test_a_missing_target_is_told_with_the_nearest_id():
    assert resolve(tied("aaa", ("answers", "refnud")), volume("refund"))[1] == [
        'stories/aaa.md:6: relation-target "answers" names "refnud", and there is no such story. '
        'Did you mean "refund"?'
    ]


def test_a_missing_target_like_nothing_here_may_be_unlinked():
    assert resolve(tied("aaa", ("thanks", "a talk of 1998")))[1] == [
        'stories/aaa.md:6: relation-target "thanks" names "a talk of 1998", and there is no such story. '
        "Use `unlinked` for what is not here."
    ]


def test_every_referrer_of_a_missing_story_is_told():
    found = resolve(tied("aaa", ("answers", "gone")), tied("bbb", ("thanks", "gone"), ("follows", "gone")))[
        1
    ]
    assert [line.split(" ")[0] for line in found] == [
        "stories/aaa.md:6:",
        "stories/bbb.md:6:",
        "stories/bbb.md:7:",
    ]


def test_a_missing_target_leaves_the_other_relations_in_place():
    assert resolve(tied("aaa", ("answers", "gone"), ("answers", "bbb")), volume("bbb"))[0]["aaa"] == [
        "answers bbb"
    ]


DRAFT = replace(volume("draft").story, slug="unready", source="stories/2026/draft-1.md")


@pytest.mark.parametrize("name", ["draft", "unready", "stories/2026/draft-1.md", "2026/draft-1.md"])
def test_a_draft_is_told_whatever_it_is_called(name):
    assert resolve(tied("aaa", ("answers", name)), withheld=[DRAFT])[1] == [
        f'stories/aaa.md:6: link-draft "answers" names "{name}", which is not published. '
        "Publish it, or use `unlinked`."
    ]


@pytest.mark.parametrize("name", ["aaa", "stories/aaa.md", "/stories/aaa/"])
def test_a_story_cannot_be_related_to_itself(name):
    assert resolve(tied("aaa", ("answers", name))) == (
        {},
        ["stories/aaa.md:6: relation-self the story answers itself. Name another one."],
    )


# -- circles --------------------------------------------------------------------------------------------


def follows(*pairs: str):
    """Stories of which each pair `a b` says that a follows b."""
    names = sorted({name * 3 for pair in pairs for name in pair.split()})
    wanted = {
        name: [("follows", b * 3) for a, b in map(str.split, pairs) if a * 3 == name] for name in names
    }
    return [tied(name, *wanted[name]) for name in names]


CIRCLES = {
    "two": (["a b", "b a"], ["aaa → bbb → aaa"]),
    "three": (["a b", "b c", "c a"], ["aaa → bbb → ccc → aaa"]),
    "with a tail": (["a c", "b c", "c d", "d c"], ["ccc → ddd → ccc"]),
    "two circles": (["a b", "b a", "c d", "d c"], ["aaa → bbb → aaa", "ccc → ddd → ccc"]),
    "a line": (["a b", "b c"], []),
    "two ways to one": (["a b", "a c", "b d", "c d"], []),
    "a shortcut": (["a b", "b c", "a c"], []),
}


@pytest.mark.parametrize(("pairs", "circles"), CIRCLES.values(), ids=CIRCLES)
def test_stories_that_follow_each_other_in_a_circle_are_told_once(pairs, circles):
    assert resolve(*follows(*pairs))[1] == [
        f"stories/{circle[:3]}.md:1: relation-cycle stories follow each other in a circle: {circle}. "
        "Remove one `follows`."
        for circle in circles
    ]


def test_a_very_long_line_of_stories_is_no_circle():
    line = [tied(f"s-{n:04}", ("follows", f"s-{n + 1:04}")) for n in range(1500)]
    assert resolve(*line, volume("s-1500"))[1] == []


def test_only_follows_makes_a_circle():
    assert resolve(tied("aaa", ("answers", "bbb")), tied("bbb", ("answers", "aaa")))[1] == []


# -- evidence -------------------------------------------------------------------------------------------


def reflection(*evidence: str):
    return tied("idea", evidence=evidence, lines={"evidence": 5})


def test_evidence_of_a_reflection_is_cited_there():
    found, _problems = connected(drop_unpublished(reflection("aaa"), volume("aaa")))
    assert [card.id for card in found["aaa"].cited_in] == ["idea"]


def test_evidence_stands_in_the_order_of_its_writer():
    found, _problems = connected(
        drop_unpublished(reflection("bbb", "aaa", "bbb"), volume("aaa"), volume("bbb"))
    )
    assert [card.id for card in found["idea"].evidence] == ["bbb", "aaa"]


def test_missing_evidence_is_told_with_the_nearest_id():
    _found, problems = connected(drop_unpublished(reflection("refnud"), volume("refund")))
    assert [str(problem) for problem in problems] == [
        'stories/idea.md:5: evidence-missing the evidence "refnud" is no story here. Did you mean "refund"?'
    ]


def test_evidence_that_is_a_draft_is_told():
    _found, problems = connected(drop_unpublished(reflection("draft"), withheld=[DRAFT]))
    assert [str(problem) for problem in problems] == [
        'stories/idea.md:5: link-draft the evidence "draft" is not published. Publish it, or leave it out.'
    ]
