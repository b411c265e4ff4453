"""What is new for a reader, as a pure question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from helpers import TODAY, story_of, timeline

from heard.library.library import Card, Library, Term, TermRef
from heard.mail.digest_entries import Choice, Digest, all_identities, choose, select
from heard.model.ledger import derive
from heard.model.records import Definition
from heard.text.dates import Moment, parse_moment
from heard.text.exits import Refusal

SINCE = date(2026, 11, 1)
HONESTY = TermRef("value", "honesty", "Honesty")
NORTHWIND = TermRef("company", "northwind-sons", "Northwind & Sons")


def card(name: str, when: str = "2026-11-10", keys: str = "outcome: told", **refs: object) -> Card:
    story = story_of(f"id: {name}\ndate: {when}\n{keys}")
    return Card(story, f"stories/{name}/", derive(story.outcome, TODAY), **refs)  # type: ignore[arg-type]


def library(*cards: Card) -> Library:
    return Library(TODAY, cards)


def digest_of(*cards: Card, since: date = SINCE, **memory: Any) -> Digest:
    return select(library(*cards), Choice(), since, **memory)


def titles(digest: Digest) -> list[str]:
    return [one.id for one in digest.stories]


LATER = timeline({"event": "told", "on": "2026-02-01"}, {"event": "answered", "on": "2026-11-05"})


@pytest.mark.parametrize(
    ("when", "is_new"),
    [("2026-11-02", True), ("2026-11-01", True), ("2026-10-31", False), ("2026-11", True), ("2026", False),
     ("undated", False), ("2008-03-31", False)],
)  # fmt: skip
def test_without_memory_a_story_is_new_by_its_date(when: str, is_new: bool) -> None:
    assert titles(digest_of(card("refund", when))) == (["refund"] if is_new else [])


@pytest.mark.parametrize("when", ["undated", "2008-03-31", "2026"])
def test_an_older_or_undated_story_is_new_when_it_appeared_since(when: str) -> None:
    story = card("refund", when)
    assert titles(digest_of(story, appeared={})) == ["refund"]
    for day, is_new in ((None, False), (date(2026, 10, 31), False), (SINCE, True)):
        appeared = {"urn:story:refund": day}
        assert titles(digest_of(story, appeared=appeared)) == (["refund"] if is_new else [])


def test_what_was_sent_is_not_new_however_it_is_dated() -> None:
    assert digest_of(card("refund"), sent={"urn:story:refund"}, appeared={}).total == 0


def test_an_imported_guid_is_the_identity() -> None:
    story = card("refund", keys="guid: tag:old.example,2009:7\noutcome: told")
    assert digest_of(story).identities[0] == "tag:old.example,2009:7"


def test_an_outcome_that_changed_is_news_of_an_old_story() -> None:
    found = digest_of(card("refund", "2026-02-01", LATER))
    assert found.stories == ()
    (news,) = found.outcomes
    assert (news.before, news.change.word, news.card.id) == ("told", "answered", "refund")
    assert found.identities == ("urn:story:refund:outcome:2026-11-05:answered",)


def test_several_steps_are_one_piece_of_news_and_all_count_as_told() -> None:
    keys = LATER + "\n  - {event: heard, on: 2026-11-09}"
    (news,) = (found := digest_of(card("refund", "2026-02-01", keys))).outcomes
    assert (news.before, news.change.word, news.change.on) == ("told", "heard", parse_moment("2026-11-09"))
    assert len(found.identities) == 2


def test_a_loop_that_became_overdue_is_news_from_the_day_after_its_deadline() -> None:
    late = card(
        "refund", "2026-02-01", timeline({"event": "told", "on": "2026-10-03"})
    )  # due on 2 November
    assert [one.on for one in digest_of(late).overdue] == [date(2026, 11, 3)]
    assert digest_of(late, since=date(2026, 11, 3)).total == 1
    assert digest_of(late, since=date(2026, 11, 4)).total == 0


def test_a_new_story_stands_once_and_all_of_it_counts_as_told() -> None:
    found = digest_of(card("refund", "2026-11-02", LATER))
    assert (titles(found), found.outcomes, found.overdue) == (["refund"], (), ())
    assert set(found.identities) == set(all_identities(library(card("refund", "2026-11-02", LATER))))


def test_a_digest_of_terms_has_the_stories_with_any_of_them() -> None:
    honest, north, other = card("honest"), card("north"), card("other")
    terms = {"value": (Term(HONESTY, (honest,)),), "company": (Term(NORTHWIND, (north,)),)}
    shelf = Library(TODAY, (honest, north, other), terms=terms)
    choice = choose(shelf, {"value": ["honesty"], "company": ["Northwind & Sons"]})
    assert titles(select(shelf, choice, SINCE)) == ["honest", "north"]


def test_the_key_of_a_choice_does_not_depend_on_the_order() -> None:
    assert Choice((HONESTY, NORTHWIND)).key == Choice((NORTHWIND, HONESTY, NORTHWIND)).key
    assert Choice().key == "everything"


@pytest.mark.parametrize("name", ["Northwind & Sons", "northwind-sons", "northwind  SONS", "NWS"])
def test_a_term_is_found_by_name_slug_and_alias(name: str) -> None:
    definition = Definition("company", "northwind-sons", "Northwind & Sons", "x.md", aliases=("NWS",))
    shelf = Library(TODAY, terms={"company": (Term(NORTHWIND, (), definition),)})
    assert choose(shelf, {"company": [name]}) == Choice((NORTHWIND,))


def test_an_unknown_term_names_the_nearest() -> None:
    shelf = Library(TODAY, terms={"value": (Term(HONESTY, ()),)})
    with pytest.raises(Refusal, match=r'--value honsty: no story has it\. Did you mean "honesty"\?'):
        choose(shelf, {"value": ["honsty"]})


def test_a_moment_without_a_day_is_no_day() -> None:
    assert Moment("none").first is None
