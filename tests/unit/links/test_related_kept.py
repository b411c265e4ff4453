"""Suggestions that are kept are those that would be worked out, and an edit asks for little."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import connected, drop_unpublished, volume

from heard.links.related import RelatedIndex

WORDS = [f"{one}{other}" for one in ("bell", "form", "line", "wait") for other in ("ring", "call", "desk")]
STORY = st.fixed_dictionaries(
    {
        "values": st.lists(st.sampled_from(["honesty", "life", "care"]), max_size=2, unique=True),
        "words": st.lists(st.sampled_from(WORDS), max_size=5),
    },
    optional={
        "company": st.sampled_from(["Alpha", "Beta"]),
        "date": st.sampled_from(["2019", "2020-02", "2021-03-04"]),
        "lesson": st.sampled_from(["Ask twice before you wait.", "Waiting costs more than asking."]),
        "outcome": st.sampled_from(["heard", "unheard"]),
        "tags": st.sampled_from(["trains", "post"]),
        "link": st.integers(0, 9),
    },
)
EDITS = st.lists(st.dictionaries(st.integers(0, 9), st.none() | STORY, max_size=4), min_size=2, max_size=5)
KEYS = ("values", "company", "date", "lesson", "outcome", "tags")


class Kept:
    """What one build leaves to the next: values by their names, with the bytes that they are made of."""

    def __init__(self):
        self.values = {}
        self.worked_out = set()

    def connected(self, library, bodies):
        """Connect the stories in another build."""
        self.worked_out.clear()
        return connected(library, bodies, self._keep)

    def _keep(self, asked, _kind):
        for name, made_of, work in asked:
            if self.values.get(name, (None,))[0] != made_of:
                self.values[name] = made_of, work()
                self.worked_out.add(name)
        return [self.values[name][1] for name, _made_of, _work in asked]


def html(story):
    link = f'<a href="/stories/story-{story["link"]}/">there</a>' if "link" in story else ""
    return f"<p>{' '.join(story['words'])} {link}</p>"


@settings(max_examples=40, deadline=None)
@given(EDITS)
def test_kept_and_worked_out_suggestions_are_equal_after_any_edits(edits):
    stories, kept = {}, Kept()
    for edit in edits:
        stories = {n: one for n, one in sorted({**stories, **edit}.items()) if one}
        fronts = {n: "\n".join(f"{k}: {one[k]}" for k in KEYS if k in one) for n, one in stories.items()}
        library = drop_unpublished(*(volume(f"story-{n}", front) for n, front in fronts.items()))
        bodies = {f"story-{n}": html(one) for n, one in stories.items()}
        assert kept.connected(library, bodies) == connected(library, bodies)


# -- work -----------------------------------------------------------------------------------------------


def site(count):
    """Stories of which each shares its values, company and words with few: each word stands in eight."""
    volumes = [
        volume(
            f"story-{n:04}",
            f"date: {1990 + n % 30}-01-01\nvalues: [value {n % (count // 5)}]\n"
            f"company: Company {n % (count // 7)}",
        )
        for n in range(count)
    ]
    rare = [f"{word}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(count // 4) for word in WORDS[:3]]
    bodies = {
        one.story.id: f"<p>Call {' '.join(islice(rare, at * 3 % len(rare), at * 3 % len(rare) + 6))}</p>"
        for at, one in enumerate(volumes)
    }
    return volumes, bodies


def work_after(edit, count, monkeypatch):
    """The comparisons made in a second build, after an edit."""
    volumes, bodies = site(count)
    library = drop_unpublished(*volumes)
    kept = Kept()
    kept.connected(library, bodies)
    done, compare = 0, RelatedIndex._compare

    def counted(self, profile, other):
        nonlocal done
        done += 1
        return compare(self, profile, other)

    edit(bodies)
    with monkeypatch.context() as patch:
        patch.setattr(RelatedIndex, "_compare", counted)
        kept.connected(library, bodies)
    return done


def test_nothing_is_compared_where_nothing_changed(monkeypatch):
    assert work_after(lambda bodies: None, 120, monkeypatch) == 0


def test_an_edited_body_asks_for_comparisons_near_it_and_not_all_over_the_site(monkeypatch):
    def edit(bodies):
        bodies["story-0050"] = bodies["story-0060"].replace("Call", "Rang")

    work = {n: work_after(edit, n, monkeypatch) for n in (200, 400)}
    assert 0 < work[400] < 1.3 * work[200] + 60
    assert work[200] < 200 * 30 / 4


@pytest.mark.parametrize("keys", ["title: Another\nslug: another", "summary: In short."])
def test_what_suggestions_are_not_made_of_asks_for_none(keys):
    volumes, bodies = site(60)
    kept = Kept()
    kept.connected(drop_unpublished(*volumes), bodies)
    front = "date: 1990-01-01\nvalues: [value 0]\ncompany: Company 0"
    found, _problems = kept.connected(
        drop_unpublished(volume("story-0000", f"{keys}\n{front}"), *volumes[1:]), bodies
    )
    assert kept.worked_out == set()
    titles = {near.card.title for ties in found.values() for near in ties.related}
    assert "title" not in keys or "Another" in titles
