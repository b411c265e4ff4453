"""The library: what many stories have in common, whatever order their files come in."""

import re

import pytest
from helpers import TODAY, story_of
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from heard.library.building import LibraryInput, LibraryStory, build_library
from heard.library.checks import claims, ids_told_apart, near_names, series_parts
from heard.model.records import Definition, SeriesPart
from heard.text.names import id_from_source


def volume(name: str, keys: str = "", *translations: LibraryStory) -> LibraryStory:
    """A story with this id on its way to the library_input."""
    story = replace(story_of(f"id: {name}\ntitle: {name}\n{keys}"), source=f"stories/{name}.md")
    return LibraryStory(story, f"stories/{name}/", translations)


def library(*volumes: LibraryStory, definitions: tuple[Definition, ...] = (), **library_input):
    return build_library(LibraryInput(TODAY, volumes, definitions, **library_input))


def ids(cards) -> list[str]:
    return [card.id for card in cards]


MIXED = (
    volume("aaa", "date: 2020\nvalues: [life, Honesty]\nauthor: Ada\ntags: x\nseries: Winter"),
    volume("bbb", "date: 2020-01-01\nvalues: [honesty]\nauthor: Ada\nseries: winter\nlesson: Ask."),
    volume("ccc", "date: undated\nvalues: [honesty]\noutcome: heard\ncompany: Northwind"),
    volume("ddd", "date: 2024-05\nvalues: [life]\noutcome: told\ncompany: northwind\nseries: Winter"),
    volume("eee", "date: 2021-05-02\ncategory: Trains\nseries: {name: Winter, part: 2}\nlessons: [A., B.]"),
)
DEFINITIONS = (
    Definition("value", "life", "Living", "values/life.md", aliases=("Being alive",)),
    Definition("company", "northwind", "Northwind Rail", "companies/northwind.md", reply_days=7),
    Definition("series", "winter", "The winter", "series/winter.md", planned=6),
)


@given(st.permutations(MIXED), st.permutations(DEFINITIONS))
@settings(max_examples=40)
def test_the_order_of_files_makes_no_difference(volumes, definitions):
    expected = library(*MIXED, definitions=DEFINITIONS)
    assert library(*volumes, definitions=tuple(definitions)) == expected


def test_cards_are_sorted_newest_first_and_undated_last():
    assert ids(library(*MIXED).cards) == ["ddd", "eee", "bbb", "aaa", "ccc"]


def test_every_story_is_on_the_shelf_of_each_term_it_names():
    found = library(*MIXED)
    assert [(term.slug, term.count) for term in found.facet("value")] == [("honesty", 3), ("life", 2)]


def test_a_term_has_the_spelling_that_most_stories_use():
    names = [volume("aaa", "tags: iPhone"), volume("bbb", "tags: iPhone"), volume("ccc", "tags: IPHONE")]
    assert library(*names).term("tag", "iphone").name == "IPhone"


@pytest.mark.parametrize("count", [10, 20])
def test_what_many_stories_say_is_looked_at_once(count):
    asked = []

    def slug_of_pelican(facet, name):
        asked.append((facet, name))
        return name.lower()

    keys = "tags: [Radio, Rain]\nauthor: Ada\ncategory: News"
    library(*(volume(f"aaa-{n}", keys) for n in range(count)), slug_of_pelican=slug_of_pelican)
    assert asked == [("teller", "Ada"), ("tag", "Radio"), ("tag", "Rain"), ("category", "News")]


def test_a_definition_names_its_term():
    assert library(*MIXED, definitions=DEFINITIONS).term("value", "life").name == "Living"


@pytest.mark.parametrize("written", ["life", "Living", "being alive"])
def test_an_alias_is_the_term_it_stands_for(written):
    found = library(volume("aaa", f"values: [{written}]"), definitions=DEFINITIONS)
    assert [term.slug for term in found.facet("value")] == ["life"]


def test_a_story_that_names_a_value_and_its_alias_counts_once():
    found = library(volume("aaa", "values: [life, being alive]"), definitions=DEFINITIONS)
    assert found.term("value", "life").count == 1


def test_a_definition_that_no_story_names_has_a_term_all_the_same():
    assert library(definitions=DEFINITIONS).term("value", "life").count == 0


def test_every_outcome_word_is_a_term_even_without_stories():
    assert len(library().facet("outcome")) == 9


def test_a_story_without_outcome_is_under_no_outcome():
    assert library(volume("aaa")).card("aaa").outcome is None


def test_a_timeline_is_filed_like_its_word():
    one = volume("aaa", "outcome: heard")
    other = volume("bbb", "timeline: [told, answered, heard]")
    assert ids(library(one, other).term("outcome", "heard").cards) == ["bbb", "aaa"]


def test_a_company_s_days_to_reply_are_its_own():
    keys = "date: 2026-11-01\noutcome: told\ncompany: northwind"
    found = library(volume("aaa", keys), definitions=DEFINITIONS)
    assert found.card("aaa").ledger.deadline.isoformat() == "2026-11-08"


def test_years_are_newest_first_and_undated_last():
    years = [term.slug for term in library(*MIXED).facet("year")]
    assert years == ["2024", "2021", "2020", "undated"]


def test_lessons_of_a_story_have_their_addresses():
    card = library(*MIXED).card("eee")
    assert [ref.url for ref in card.lessons] == ["lessons/eee/", "lessons/eee/lesson-2/"]


def test_without_facet_pages_terms_have_no_address():
    assert library(*MIXED, has_pages=False).term("value", "life").url == ""


def test_open_loops_begin_with_the_longest_wait_and_end_with_the_undated():
    told = [
        volume(name, f"date: {date}\noutcome: told")
        for name, date in (("new", "2026-11-01"), ("old", "2020-01-01"), ("none", "undated"))
    ]
    assert ids(library(*told).open_loops) == ["old", "new", "none"]


# -- series --------------------------------------------------------------------------------------


def numbers(*volumes: LibraryStory, planned: int | None = None) -> dict[str, tuple[int, int]]:
    definitions = (Definition("series", "winter", "Winter", "series/winter.md", planned=planned),)
    found = library(*volumes, definitions=definitions if planned else ())
    return {card.id: (card.series.number, card.series.total) for card in found.cards if card.series}


def part(name: str, date: str, number: int | None = None) -> LibraryStory:
    found = volume(name, f"date: {date}")
    return replace(found, story=replace(found.story, series=SeriesPart("Winter", "winter", number)))


SERIES = [
    ([("aaa", "2021", None), ("bbb", "2020", None)], None, {"aaa": (2, 2), "bbb": (1, 2)}),
    ([("aaa", "2021", 1), ("bbb", "2020", None)], None, {"aaa": (1, 2), "bbb": (2, 2)}),
    ([("aaa", "2021", 4), ("bbb", "2020", None)], None, {"aaa": (4, 4), "bbb": (1, 4)}),
    ([("aaa", "2021", None)], 4, {"aaa": (1, 4)}),
    ([("aaa", "2020", None), ("bbb", "2020", None)], None, {"aaa": (1, 2), "bbb": (2, 2)}),
    ([("aaa", "2020", 1), ("bbb", "2021", 1), ("ccc", "2022", None)], None,
     {"aaa": (1, 2), "bbb": (1, 2), "ccc": (2, 2)}),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "planned", "expected"), SERIES)
def test_parts_are_numbered_as_given_else_by_date(parts, planned, expected):
    assert numbers(*(part(*one) for one in parts), planned=planned) == expected


# -- translations --------------------------------------------------------------------------------


def translated():
    return library(volume("call", "values: [life]", volume("anruf", "lang: de\nvalues: [life]")))


def test_a_translation_stands_in_no_list():
    found = translated()
    assert (ids(found.cards), found.term("value", "life").count) == (["call"], 1)


@pytest.mark.parametrize(("one", "other"), [("call", "anruf"), ("anruf", "call")])
def test_each_language_knows_the_other(one, other):
    assert ids(translated().languages(one)) == [other]


def test_a_translation_has_a_card_of_its_own():
    assert translated().card("anruf").url == "stories/anruf/"


# -- what only shows between stories ---------------------------------------------------------------


def test_a_name_one_slip_from_another_is_told_at_its_key():
    stories = [
        volume("aaa", "values: [honesty]"),
        volume("bbb", "values: [honesty]"),
        volume("ccc", "values: [honsty]"),
    ]
    assert [str(problem) for problem in near_names(library(*stories))] == [
        'stories/ccc.md:5: name-near the value "Honsty" is close to "Honesty". Did you mean "Honesty"? '
        "If not, give both a file in values/."
    ]


def test_two_names_with_a_file_each_are_meant():
    both = [Definition("value", slug, slug, f"values/{slug}.md") for slug in ("honesty", "honsty")]
    assert not list(
        near_names(library(volume("aaa", "values: [honsty, honesty]"), definitions=tuple(both)))
    )


def test_two_stories_that_are_one_part_are_told():
    found = series_parts(library(part("aaa", "2020", 1), part("bbb", "2021", 1)))
    assert [str(problem) for problem in found] == [
        'stories/bbb.md:1: series-part-twice part 1 of "Winter" is also stories/aaa.md. Change one of them.'
    ]


def test_ids_of_files_that_clash_are_told_apart():
    made = replace(volume("aaa").story, id_given=False)
    stories = [
        replace(made, id=id_from_source(source), source=source)
        for source in ("a%b.md", "a#b.md", "a&b.md", "other.md")
    ]
    stories[2] = replace(stories[2], status="draft")
    apart = ids_told_apart(stories)
    assert set(apart) == {"a%b.md", "a&b.md"} and len(set(apart.values())) == 2
    assert all(re.fullmatch("a-b-[0-9a-f]{4}", story_id) for story_id in apart.values())
    assert ids_told_apart(reversed(stories)) == apart
    assert ids_told_apart([stories[0], stories[3]]) == {}
    given = replace(stories[1], id_given=True)
    assert set(ids_told_apart([stories[0], given])) == {"a%b.md"}
    settled = [replace(one, id=apart.get(one.source, one.id)) for one in stories]
    assert ids_told_apart(settled) == {}
    assert len({one.id for one in settled}) == 4


def test_two_written_ids_that_are_one_stay_a_mistake():
    one = replace(volume("aaa").story, id_given=True)
    assert ids_told_apart([one, replace(one, source="z.md")]) == {}


def test_the_first_path_keeps_an_id_and_an_address():
    one, same_id, same_file = (volume(n).story for n in ("aaa", "bbb", "ccc"))
    same_id = replace(same_id, id="aaa")
    entries = [(same_file, "x/index.html"), (same_id, "y/index.html"), (one, "x/index.html")]
    assert [str(problem) for problem in claims(entries).values()] == [
        'stories/bbb.md:3: id-twice the id "aaa" belongs to stories/aaa.md; this story is left out. '
        "Give it its own id.",
        "stories/ccc.md:4: address-twice the address /x/ belongs to stories/aaa.md; this story is left "
        "out. Give one of them another `slug`.",
    ]
