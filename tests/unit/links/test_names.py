"""Whoever asks for something of the site by any of its names asks for a name that it has."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from shelves import drop_unpublished, targets, volume

from heard.links.kept import Memory
from heard.links.names import ALWAYS, named, names_of, touched_names

PATHS = [
    "stories/Zürich Nord.md",
    "stories/a#b.MD",
    "notes/50%25.markdown",
    "stories/deep/er/index.md",
    ".hidden/.refund.md",
    "stories/Straße.md",
]
FOLDER = "stories"


def called(card) -> tuple[str, ...]:
    return (card.id, card.story.slug, card.story.source, card.url, *card.story.aliases)


def library():
    first, *others = (volume(f"story-{number}") for number in range(len(PATHS)))
    aliased = replace(first, story=replace(first.story, aliases=("/Old/%C3%BCber.html",)))
    volumes = zip((aliased, *others), PATHS, strict=True)
    return drop_unpublished(*(replace(one, story=replace(one.story, source=path)) for one, path in volumes))


SITE = targets(library(), "https://heard.example/blog", "/blog")
SPELLINGS = st.sampled_from([*PATHS, *(name for card in SITE.by_id.values() for name in called(card))])
CHANGES = st.sampled_from(
    [
        str,
        str.upper,
        quote,
        lambda name: f" {name} ",
        lambda name: f"../{name}",
        lambda name: f"/{name}",
        lambda name: f"./x/../{name}",
        lambda name: f"{name}#place",
        lambda name: f"/blog/{name}?q#place",
        lambda name: f"https://heard.example/blog/{name}",
        lambda name: f"//heard.example/blog/{name}index.html",
        lambda name: name.rpartition("/")[2],
        lambda name: name.rpartition(".")[0],
        lambda name: f"{name}/.",
    ]
)


@given(SPELLINGS, st.lists(CHANGES, max_size=3))
def test_what_a_reference_finds_has_one_of_the_names_that_it_asks_for(name, changes):
    for change in changes:
        name = change(name)
    for source in ("", f"{FOLDER}/other.md", PATHS[0]):
        place = SITE.find_place(name, source)
        if place is not None:
            assert names_of(name) & {ALWAYS, *names_of(*called(place[0]))}


LINES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["one", "other"]), max_size=6)


@given(LINES, LINES)
def test_the_names_of_what_changed_are_touched_and_no_others(before, now):
    kept = Memory()
    for site in (before, now):
        touched = touched_names((named((name,), about) for name, about in site.items()), kept)
        kept.save()
    changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    assert changed <= touched <= {*before, *now, ALWAYS}
    if list(before.items()) == list(now.items()):
        assert touched == {ALWAYS}


@pytest.mark.parametrize(("reference", "name"), [("refund", "refund"), ("a/b/Refund.md#top", "refund")])
def test_a_name_is_the_last_part_without_ending_and_case(reference, name):
    assert name in names_of(reference)
