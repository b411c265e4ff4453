"""Every page of the facets: it is there, it counts right, it is numbered from the oldest."""

import re

import pytest

STANCES = ["honoured", "breached", "tested", "about"]


def story(number: int, **keys: object) -> str:
    given = {
        "title": f"Story {number:02}",
        "date": f"20{10 + number // 12}-{number % 12 + 1:02}",
        "id": f"story-{number:02}",
        "author": "Ada Example" if number % 2 else "Bob Example",
        "values": f"[{{name: patience, stance: {STANCES[number % 4]}}}]",
        "tags": "[trains]",
        "category": "Travel",
        "company": "Northwind",
        **keys,
    }
    lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
    return "\n".join(["---", *lines, "---", "", f"Text of {number}.", ""])


LESSONS = "[{text: Listen., for: staff}, {id: ask, text: Ask.}]"
FILES = {f"stories/{n:02}.md": story(n) for n in range(23)} | {
    "stories/23.md": story(23, outcome="heard", lessons=LESSONS),
    "stories/24.md": story(24, date="undated", outcome="He laughed.", series="Winter", author=None),
    "values/patience.md": "---\nname: Patience\nopposite: haste\n---\n\nTo wait **without** counting.\n",
    "values/haste.md": "---\nname: Haste\n---\n",
    "companies/northwind.md": "---\nname: Northwind Rail\npseudonym: true\nreply_days: 14\n---\n\nIt.\n",
    "series/winter.md": "---\nname: The winter\nplanned: 3\n---\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def facets(shared_site):
    built = shared_site(FILES, DEFAULT_PAGINATION=5)
    assert built.log == []
    return built


def titles(page: str) -> list[str]:
    """The stories that a page lists, in order (a value page lists a story once)."""
    return re.findall(r'class="u-url" href="[^"]*">(Story \d\d)</a>', page)


PAGES = {
    "values/": "Patience",
    "values/patience/": "25 stories",
    "values/haste/": "No story names this value yet.",
    "outcomes/": "in their own words",
    "outcomes/heard/": "1 story",
    "outcomes/in-words/": "1 story",
    "outcomes/confirmed/": "No story has come to this yet.",
    "lessons/": "Listen.",
    "lessons/for/staff/": "Listen.",
    "lessons/story-23/": "Listen.",
    "lessons/story-23/ask/": "Ask.",
    "companies/": "Northwind Rail",
    "companies/northwind/": "The name is changed.",
    "series/": "The winter",
    "series/winter/": "still to come",
    "tellers/": "Ada Example",
    "tellers/ada-example/": "12 stories",
    "tellers/bob-example/": "12 stories",
    "tags/": "Trains",
    "tags/trains/": "25 stories",
    "categories/": "Travel",
    "categories/travel/": "25 stories",
    "archive/": "2011",
    "archive/2010/": "12 stories",
    "archive/2011/": "12 stories",
    "archive/undated/": "1 story",
}


@pytest.mark.parametrize(("url", "words"), PAGES.items(), ids=PAGES)
def test_a_page_is_there_and_says_what_it_should(facets, url, words):
    text = re.sub(r"<[^>]+>", "", facets.page(url))
    assert re.search(words, text)


@pytest.mark.parametrize("url", [url for url in PAGES if "staff" not in url])
def test_every_index_and_term_page_is_in_reach_of_a_reader(facets, url):
    assert any(f'href="/{url}"'.encode() in octets for octets in facets.tree().values())


def test_a_definition_stands_on_its_page_as_its_writer_formatted_it(facets):
    assert "<p>To wait <strong>without</strong> counting.</p>" in facets.page("values/patience/")


def test_the_opposite_of_a_value_is_a_link(facets):
    assert re.search(
        r'Its opposite:\s*<a href="/values/haste/"[^>]*>Haste</a>', facets.page("values/patience/")
    )


def test_a_definition_without_a_story_says_so_in_a_sentence(facets):
    assert '<p class="empty">No story names this value yet.</p>' in facets.page("values/haste/")


def test_stories_of_a_value_are_grouped_by_stance(facets):
    headings = re.findall(r'<h2 id="group-([a-z]+)">', facets.page("values/patience/"))
    assert headings == STANCES


def test_stances_are_counted_over_all_pages(facets):
    text = re.sub(r"<[^>]+>", "", facets.page("values/patience/"))
    assert [int(n) for n in re.findall(r"(\d+) (?:honoured|breached|tested|simply)", text)] == [7, 6, 6, 6]


# -- pagination ----------------------------------------------------------------------------------

LISTS = ["", "tags/trains/", "categories/travel/", "companies/northwind/"]


@pytest.mark.parametrize("base", LISTS)
def test_page_one_holds_the_oldest(facets, base):
    assert sorted(titles(facets.page(f"{base}page/1/"))) == [
        "Story 00",
        "Story 01",
        "Story 02",
        "Story 03",
        "Story 24",
    ]


@pytest.mark.parametrize("base", LISTS)
def test_the_newest_page_has_the_address_of_the_list(facets, base):
    assert titles(facets.page(base or "/"))[0] == "Story 23"


@pytest.mark.parametrize("base", LISTS)
def test_every_story_is_on_exactly_one_page_of_a_list(facets, base):
    urls = [base or "/", *(f"{base}page/{n}/" for n in range(1, 5))]
    found = [title for url in urls for title in titles(facets.page(url))]
    assert sorted(found) == [f"Story {n:02}" for n in range(25)]


def test_there_is_no_page_beyond_the_newest(facets):
    assert not facets.has("page/5/")


def test_a_new_story_changes_no_numbered_page_s_stories(facets, site):
    files = {**FILES, "stories/25.md": story(25, date="2026-01-01")}
    after = site(files, DEFAULT_PAGINATION=5)
    for n in range(1, 5):
        assert titles(after.page(f"page/{n}/")) == titles(facets.page(f"page/{n}/"))


def test_a_page_that_knows_its_neighbours_links_to_them(facets):
    page = facets.page("tags/trains/page/2/")
    assert re.findall(r'<a rel="(?:prev|next)" href="([^"]*)"', page) == [
        "/tags/trains/page/3/",
        "/tags/trains/page/1/",
    ]


def test_a_list_of_lessons_is_cut_into_pages_too(site):
    files = {f"stories/{n}.md": story(n, lesson=f"Lesson {n}.") for n in range(10, 22)}
    built = site(files, DEFAULT_PAGINATION=5)
    assert "Lesson 10." in built.page("lessons/page/1/") and "Lesson 21." in built.page("lessons/")


def test_an_empty_site_says_so_on_every_index(site):
    built = site({})
    for url in (
        "values/",
        "lessons/",
        "companies/",
        "series/",
        "tellers/",
        "tags/",
        "categories/",
        "archive/",
    ):
        assert 'class="empty' in built.page(url), url


def test_an_owner_can_move_a_page(site):
    built = site(
        {"stories/a.md": story(1)},
        VALUE_URL="what/{slug}.html",
        OUTCOMES_URL=None,
    )
    assert built.has("what/patience.html")
    assert not built.has("values/patience/") and not built.has("outcomes/index.html")
