"""The sitemap: parts of a thousand from the oldest, dates as precise as they are known."""

from datetime import date

import pytest

from heard.pages.meta.sitemap import Place, changed_on, index_text, part_text, parts_of
from heard.text.dates import parse_moment

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("texts", "changed"),
    [
        ([], ""),
        (["undated"], ""),
        (["2008"], "2008"),
        (["2008-03"], "2008-03"),
        (["2008-03-31 14:05"], "2008-03-31"),
        (["2008", "2009-05"], "2009-05"),
        (["2008-03-31", "2027-01-01"], "2008-03-31"),
        (["2026-11-01/2026-11-30"], "2026-11-21"),
        (["2008-03/2008-05"], "2008-05-31"),
    ],
)
def test_the_latest_date_that_is_not_to_come_counts(texts, changed):
    assert changed_on([parse_moment(text) for text in texts], TODAY) == changed


def test_a_full_part_does_not_change_by_what_comes_later():
    places = [Place(f"stories/s{number}/") for number in range(2500)]
    before, after = parts_of("stories", places[:2001]), parts_of("stories", places)
    assert [len(part) for part in after.values()] == [1000, 1000, 500]
    assert list(after) == [f"sitemaps/stories-{number}.xml" for number in (1, 2, 3)]
    assert [before[name] == after[name] for name in after] == [True, True, False]


def test_addresses_are_encoded_once_and_markup_is_text():
    text = part_text([Place("stories/über a&b/", "2008")], "https://blog.example/")
    assert "<loc>https://blog.example/stories/%C3%BCber%20a&amp;b/</loc>" in text
    assert "<lastmod>2008</lastmod>" in text
    assert "%25" not in part_text([Place("a%20b/")], "https://blog.example/")


def test_the_index_names_the_latest_change_of_each_part():
    parts = {"sitemaps/stories-1.xml": (Place("a/", "2008"), Place("b/", "2009-05"), Place("c/"))}
    assert "<lastmod>2009-05</lastmod>" in index_text(parts, "https://blog.example/")
