"""Lists are cut into pages from the oldest entry, so that a page never shows other entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.library.lists import addresses, cut

counts, lengths = st.integers(0, 60), st.integers(1, 12)


def pages(count: int, per_page: int) -> dict[int | None, tuple[int, ...]]:
    """Number → entries; entry 1 is the oldest."""
    return {one.number: one.entries for one in cut(range(count, 0, -1), per_page)}


CUTS = [
    (0, 3, {None: ()}),
    (1, 3, {None: (1,)}),
    (5, 3, {None: (5, 4, 3, 2, 1)}),
    (6, 3, {None: (6, 5, 4), 1: (3, 2, 1)}),
    (8, 3, {None: (8, 7, 6, 5, 4), 1: (3, 2, 1)}),
    (9, 3, {None: (9, 8, 7), 2: (6, 5, 4), 1: (3, 2, 1)}),
]


@pytest.mark.parametrize(("count", "per_page", "expected"), CUTS)
def test_pages_are_numbered_from_the_oldest(count, per_page, expected):
    assert pages(count, per_page) == expected


@given(counts, lengths)
def test_a_newer_entry_changes_no_numbered_page(count, per_page):
    before, after = pages(count, per_page), pages(count + 1, per_page)
    assert all(after[number] == before[number] for number in before if number)


@given(counts, lengths)
def test_every_entry_stands_on_exactly_one_page(count, per_page):
    shown = [entry for one in cut(range(count, 0, -1), per_page) for entry in one.entries]
    assert shown == list(range(count, 0, -1))


@given(counts, lengths)
def test_the_newest_page_is_short_of_two_pages(count, per_page):
    assert len(pages(count, per_page)[None]) < 2 * per_page


@given(counts, lengths)
def test_a_numbered_page_is_full(count, per_page):
    assert all(len(entries) == per_page for number, entries in pages(count, per_page).items() if number)


def test_the_newest_page_has_the_address_of_its_list():
    pair = ("tags/trains/", "tags/trains/index.html")
    assert addresses(pair, cut(range(6, 0, -1), 3)) == [
        pair,
        ("tags/trains/page/1/", "tags/trains/page/1/index.html"),
    ]


def test_pages_of_home_stand_below_page():
    found = addresses(("", "index.html"), cut(range(6, 0, -1), 3))
    assert found[1] == ("page/1/", "page/1/index.html")


def test_pages_of_a_list_without_a_folder_stand_below_its_name():
    found = addresses(("tag/x.html", "tag/x.html"), cut(range(6, 0, -1), 3))
    assert found[1] == ("tag/x/page/1/", "tag/x/page/1/index.html")
