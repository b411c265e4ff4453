"""A new story leaves as they are the pages that do not show it."""

import re

import pytest

from heard.pages.loops import generator

HEAD = """---
id: story-{number:02}
title: Story {number:02}
date: 2024-03-{number:02}
author: Ada
values: [{{name: patience, stance: breached}}]
company: Northwind
category: Travel
tags: [trains]
lesson: {{text: Ask {number} times., for: staff}}
timeline: [{{event: told, on: 2024-03-{number:02}}}]
---

It rang {number} times.
"""
LISTS = (
    "",
    "values/patience/",
    "outcomes/told/",
    "companies/northwind/",
    "tellers/ada/",
    "tags/trains/",
    "categories/travel/",
    "archive/2024/",
    "lessons/",
    "lessons/for/staff/",
)
"""Lists whose pages are numbered from the oldest entry."""
SHORT = {"DEFAULT_PAGINATION": 3}


def stories(count):
    return {f"stories/{number}.md": HEAD.format(number=number) for number in range(1, count + 1)}


@pytest.fixture(scope="module", autouse=True)
def _short_lists_of_what_is_open():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator, "LIST_LENGTH", 3)
        yield


@pytest.fixture(scope="module")
def ten(shared_site):
    """A list of ten: pages 1 and 2, and four entries on the newest page."""
    return shared_site(stories(10), **SHORT)


@pytest.fixture(scope="module")
def eleven(shared_site):
    return shared_site(stories(11), **SHORT)


@pytest.fixture(scope="module")
def twelve(shared_site):
    """Page 3 is new."""
    return shared_site(stories(12), **SHORT)


@pytest.mark.parametrize("base", LISTS)
def test_a_numbered_page_stays_as_it_is(ten, eleven, base):
    assert not ten.has(f"{base}page/3/")
    for number in (1, 2):
        assert eleven.page(f"{base}page/{number}/") == ten.page(f"{base}page/{number}/")
    assert eleven.page(base or "/") != ten.page(base or "/")


@pytest.mark.parametrize("base", LISTS)
def test_where_a_page_gets_its_number_only_the_one_before_leads_there(eleven, twelve, base):
    assert twelve.page(f"{base}page/1/") == eleven.page(f"{base}page/1/")
    before, after = (one.page(f"{base}page/2/") for one in (eleven, twelve))
    assert after != before
    assert after.replace(f'"/{base}page/3/"', f'"/{base}"') == before


def test_who_waits_longer_is_on_the_same_page_as_before(ten, eleven):
    """Open loops begin with the longest wait, so that a new one is on the last page."""
    for url in ("open/page/2/", "open/page/3/"):
        assert eleven.page(url) == ten.page(url)
    assert eleven.page("open/page/4/") != ten.page("open/page/4/")


@pytest.mark.parametrize("base", [*LISTS, "open/"])
def test_a_numbered_page_counts_nothing_of_its_list(ten, base):
    text = re.sub(r"<[^>]+>", " ", ten.page(f"{base}page/2/"))
    assert "Page 2, counted from the" in text
    assert not re.search(r"\b(10|ten)\b(?! times)", text, re.IGNORECASE)


def test_old_stories_and_lessons_stay_as_they_are(ten, eleven):
    """What stands beside the text is older, or is near: the next newer story, related ones."""
    before, after = ten.tree(), eleven.tree()
    changed = {name for name in before if before[name] != after.get(name)}
    assert [name for name in changed if name.startswith("lessons/story-")] == []
    assert "stories/story-10/index.html" in changed


@pytest.mark.parametrize("number", [1, 4, 10])
def test_beside_a_lesson_stand_four_older_ones_of_the_same_value(ten, number):
    page = ten.page(f"lessons/story-{number:02}/")
    shown = [int(found) for found in re.findall(r"Ask (\d+) times\.</a>", page)]
    assert shown == [other for other in range(number - 1, number - 5, -1) if other > 0]
