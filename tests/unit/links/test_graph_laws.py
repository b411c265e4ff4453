"""What holds in any graph of stories: inverses are complete, links have two ends, order means nothing."""

import random
from functools import cache
from graphlib import CycleError, TopologicalSorter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from shelves import body, connected, drop_unpublished, ids, volume
from thrift import amount

from heard.model.records import Relation
from heard.model.vocabulary import RELATIONS

COUNT = amount(50, 200)
NAMES = [f"story-{number:03}" for number in range(COUNT)]
VALUES = ["honesty", "life", "justice", "time", "care"]
settings.register_profile(
    "graphs", max_examples=amount(8, 50), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
few = settings(settings.get_profile("graphs"))


@cache
def plain():
    """Stories without relations, with values, companies and dates that many share."""
    return [
        volume(
            name,
            f"date: {2000 + at % 20}-05-17\nvalues: [{VALUES[at % 5]}, {VALUES[at * at % 5]}]\n"
            f"company: Company {at % 17}\nlesson: Ask {VALUES[at % 4]} twice, then wait {at % 3} days.",
        )
        for at, name in enumerate(NAMES)
    ]


@st.composite
def graphs(draw):
    """Stories with random relations, and for each the stories that its body links."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    relations, links = draw(st.integers(0, 2 * COUNT)), draw(st.integers(0, 3 * COUNT))
    relates: dict[str, list[Relation]] = {name: [] for name in NAMES}
    linked: dict[str, list[str]] = {name: [] for name in NAMES}
    for _ in range(relations):
        one, other = chance.sample(NAMES, 2)
        note = chance.choice([None, None, "a note"])
        relates[one].append(Relation(chance.choice(list(RELATIONS)), to=other, note=note))
    for _ in range(links):
        linked[chance.choice(NAMES)].append(chance.choice(NAMES))
    volumes = [
        replace(found, story=replace(found.story, relates=tuple(relates[found.story.id])))
        for found in plain()
    ]
    return volumes, linked


def connect(graph, order: random.Random | None = None):
    volumes, linked = graph
    bodies = {name: body(*linked[name], around=f"Like {{}} in story {name}.") for name in NAMES}
    if order:
        volumes = order.sample(volumes, len(volumes))
        bodies = dict(order.sample(list(bodies.items()), len(bodies)))
    found, problems = connected(drop_unpublished(*volumes), bodies)
    return dict(found), problems


@few
@given(graphs())
def test_every_relation_has_its_inverse(graph):
    found, _problems = connect(graph)
    inverse = {**RELATIONS, **{there: back for back, there in RELATIONS.items()}}
    ties = {(name, tie.rel, tie.card.id) for name in NAMES for tie in found[name].relations}
    assert ties == {(other, inverse[rel], name) for name, rel, other in ties}


@few
@given(graphs())
def test_every_relation_that_is_written_is_shown(graph):
    found, _problems = connect(graph)
    written = {(v.story.id, r.rel, r.to) for v in graph[0] for r in v.story.relates}
    assert written <= {(name, tie.rel, tie.card.id) for name in NAMES for tie in found[name].relations}


@few
@given(graphs())
def test_every_link_is_a_backlink_and_every_backlink_a_link(graph):
    found, _problems = connect(graph)
    backlinks = {(link.card.id, name) for name in NAMES for link in found[name].backlinks}
    assert backlinks == {(name, other) for name in NAMES for other in graph[1][name] if other != name}


@few
@given(graphs())
def test_a_backlink_has_the_sentence_of_the_story_that_links(graph):
    found, _problems = connect(graph)
    for name in NAMES:
        for link in found[name].backlinks:
            assert link.sentence == f"Like {name} in story {link.card.id}."


@few
@given(graphs(), st.integers(0, 2**32))
def test_the_order_of_files_changes_nothing(graph, seed):
    assert connect(graph) == connect(graph, random.Random(seed))


@few
@given(graphs())
def test_a_circle_is_told_exactly_where_there_is_one(graph):
    _found, problems = connect(graph)
    follows = {v.story.id: [r.to for r in v.story.relates if r.rel == "follows"] for v in graph[0]}
    try:
        TopologicalSorter(follows).prepare()
    except CycleError:
        assert [problem.code for problem in problems if problem.code == "relation-cycle"]
    else:
        assert problems == []


@few
@given(graphs())
def test_a_suggestion_never_repeats_what_stands_above_it(graph):
    found, _problems = connect(graph)
    for name in NAMES:
        above = {name, *ids(tie.card for tie in found[name].relations), *graph[1][name]}
        above |= set(ids(link.card for link in found[name].backlinks))
        assert above.isdisjoint(ids(near.card for near in found[name].related))
