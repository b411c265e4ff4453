"""Suggestions that are kept are those that would be worked out, and an edit asks for little."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import connected, drop_unpublished, volume

from heard.links.kept import Memory
from heard.links.profiles import Profiles
from heard.links.related import Related

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


class Counted(Memory):
    """What one build leaves to the next, and which rows the last one left."""

    def connected(self, library, bodies):
        """Connect the stories in another build."""
        found, _problems = connected(library, bodies, self)
        made = dict(found)
        self.left = [(kind, name) for kind, name, _row in self._new]
        self.save()
        return made


def html(story):
    link = f'<a href="/stories/story-{story["link"]}/">there</a>' if "link" in story else ""
    return f"<p>{' '.join(story['words'])} {link}</p>"


@settings(max_examples=40, deadline=None)
@given(EDITS)
def test_kept_and_worked_out_suggestions_are_equal_after_any_edits(edits):
    stories, kept = {}, Counted()
    for edit in edits:
        stories = {n: one for n, one in sorted({**stories, **edit}.items()) if one}
        fronts = {n: "\n".join(f"{k}: {one[k]}" for k in KEYS if k in one) for n, one in stories.items()}
        library = drop_unpublished(*(volume(f"story-{n}", front) for n, front in fronts.items()))
        bodies = {f"story-{n}": html(one) for n, one in stories.items()}
        anew = Counted()
        assert kept.connected(library, bodies) == anew.connected(library, bodies)
        assert {kind: rows for kind, rows in kept.rows.items() if rows} == {
            kind: rows for kind, rows in anew.rows.items() if rows
        }


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


WORK = ((Profiles, "_profile"), (Related, "_candidates"), (Related, "_judged"), (Related, "_compare"))


def work_after(edit, count, monkeypatch):
    """How many profiles, candidates, stories and pairs are looked at in a second build, after an edit."""
    volumes, bodies = site(count)
    kept = Counted()
    kept.connected(drop_unpublished(*volumes), bodies)
    edit(volumes, bodies)
    done = dict.fromkeys((name for _kind, name in WORK), 0)

    def counting(name, method):
        def counted(*arguments):
            done[name] += 1
            return method(*arguments)

        return counted

    with monkeypatch.context() as patch:
        for kind, name in WORK:
            patch.setattr(kind, name, counting(name, getattr(kind, name)))
        kept.connected(drop_unpublished(*volumes), bodies)
    return tuple(done.values())


def test_nothing_is_compared_where_nothing_changed(monkeypatch):
    assert work_after(lambda volumes, bodies: None, 120, monkeypatch) == (0, 0, 0, 0)


def edit_body(volumes, bodies):
    bodies["story-0050"] = bodies["story-0060"].replace("Call", "Rang")


def add_story(volumes, bodies):
    volumes.append(volume("story-new", "date: 2030-01-01\nvalues: [value 3]\ncompany: Company 3"))
    bodies["story-new"] = bodies["story-0060"]


def give_value(volumes, bodies):
    volumes[50] = volume("story-0050", "date: 2000-01-01\nvalues: [value 3, value 4]\ncompany: Company 1")


def change_date(volumes, bodies):
    volumes[50] = volume("story-0050", "date: 2017-01-01\nvalues: [value 10]\ncompany: Company 1")


@pytest.mark.parametrize(
    "edit", [edit_body, add_story, lambda volumes, _bodies: volumes.pop(60), give_value, change_date]
)
def test_an_edit_is_compared_near_it_and_not_all_over_the_site(edit, monkeypatch):
    small, large = (work_after(edit, count, monkeypatch) for count in (260, 500))
    assert large[0] > 0 or edit not in (edit_body, add_story)
    assert all(many <= 1.3 * few + 10 for few, many in zip(small[:3], large[:3], strict=True))
    assert large[1] < 500 / 4


@pytest.mark.parametrize("keys", ["title: Another\nslug: another", "summary: In short."])
def test_what_suggestions_are_not_made_of_asks_for_none(keys):
    volumes, bodies = site(60)
    kept = Counted()
    kept.connected(drop_unpublished(*volumes), bodies)
    front = "date: 1990-01-01\nvalues: [value 0]\ncompany: Company 0"
    found = kept.connected(drop_unpublished(volume("story-0000", f"{keys}\n{front}"), *volumes[1:]), bodies)
    assert set(kept.left) <= {("names", "all"), ("related", "story-0000")}
    titles = {near.card.title for ties in found.values() for near in ties.related}
    assert "title" not in keys or "Another" in titles
