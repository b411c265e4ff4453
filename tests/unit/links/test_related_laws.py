"""What holds for the suggestions of any library, and how much work they are."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import connected, drop_unpublished, volume

from heard.links.related import MOST, Related

TERMS = ["honesty", "life", "justice", "care"]
KEYS = st.fixed_dictionaries(
    {
        "values": st.lists(st.sampled_from(TERMS), max_size=3),
        "company": st.sampled_from(["Alpha", "Beta", "Gamma"]),
    },
    optional={"lesson": st.sampled_from(["Ask twice before you wait.", "Waiting costs more than asking."])},
)
SHELVES = st.lists(KEYS, min_size=2, max_size=14)


def shelf(entries) -> list:
    return [
        volume(f"story-{at:02}", "\n".join(f"{key}: {value}" for key, value in sorted(keys.items())))
        for at, keys in enumerate(entries)
    ]


@settings(max_examples=40, deadline=None)
@given(SHELVES, st.randoms(use_true_random=False))
def test_the_order_of_files_makes_no_difference(entries, order):
    volumes = shelf(entries)
    shuffled = order.sample(volumes, len(volumes))
    (here, _), (there, _) = (connected(drop_unpublished(*those)) for those in (volumes, shuffled))
    assert dict(here) == dict(there)


@settings(max_examples=40, deadline=None)
@given(SHELVES)
def test_every_suggestion_has_a_reason_and_is_another_story(entries):
    found, _problems = connected(drop_unpublished(*shelf(entries)))
    for name, ties in found.items():
        assert len(ties.related) <= MOST
        assert all(near.reasons and near.card.id != name for near in ties.related)


# -- work -----------------------------------------------------------------------------------------------


def comparisons(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often two of so many stories are compared when each is given its suggestions."""
    words = [
        f"{one}{other}" for one in ("bell", "form", "line", "wait") for other in ("ring", "call", "desk")
    ]
    volumes = [
        volume(
            f"story-{n:05}",
            f"date: {1990 + n % 30}-01-01\nvalues: [{TERMS[n % 4]}]\ncompany: Company {n % 50}",
        )
        for n in range(count)
    ]
    bodies = {one.story.id: " ".join(islice(words, at % 5, at % 5 + 6)) for at, one in enumerate(volumes)}
    library, done = drop_unpublished(*volumes), 0
    compare = Related._compare

    def counted(self, *arguments):
        nonlocal done
        done += 1
        return compare(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Related, "_compare", counted)
        connected(library, bodies)
    return done


def test_the_work_grows_with_the_stories_and_not_with_their_pairs(monkeypatch):
    assert comparisons(800, monkeypatch) <= 2.3 * comparisons(400, monkeypatch)
