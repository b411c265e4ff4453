"""What an owner sets in Pelican's settings of order and length is honoured, or told."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from conftest import Site
from stock import both_ways

SHOWN = (
    "<html><title>Shown</title><h1>Shown</h1>"
    "{% for a in articles %}<p>{{ a.title }}: {{ a.summary|striptags|trim }}</p>{% endfor %}"
    "{% for p in pages %}<li>{{ p.title }}</li>{% endfor %}"
    "{% for c, _ in categories %}<b>{{ c }}</b>{% endfor %}</html>"
)
BLOG: dict[str, str | bytes] = {
    **{
        f"{n}.md": f"Title: {name}\nDate: 2024-0{n}-01\nCategory: {name} things\nRank: {9 - n}\n\n"
        f"One two three, four {name} six.\n\nMore of it.\n"
        for n, name in enumerate(("Cup", "Ant", "Bee"), 1)
    },
    **{
        f"pages/{n}.md": f"Title: Page {n}\nSort-Order: {order}\n\nText.\n"
        for n, order in ((1, "c"), (2, "a"), (3, "b"))
    },
}
SETTINGS = {
    "SITEURL": "https://blog.example",
    "TIMEZONE": "UTC",
    "LOCALE": ["C"],
    "ARTICLE_ORDER_BY": "rank",
    "PAGE_ORDER_BY": "reversed-sort-order",
    "REVERSE_CATEGORY_ORDER": True,
    "SUMMARY_MAX_LENGTH": 3,
    "SUMMARY_END_SUFFIX": " (more)",
    "NEWEST_FIRST_ARCHIVES": False,
    "DATE_FORMATS": {"en": "%d"},
    "LINKS": (("A friend", "https://friend.example"),),
    "DIRECT_TEMPLATES": ["index", "categories", "shown"],
}


@dataclass
class Blogs:
    """One blog by stock Pelican and with Heard."""

    stock: Site
    ours: Site


@pytest.fixture(scope="module")
def blogs(tmp_path_factory: pytest.TempPathFactory) -> Blogs:
    root = tmp_path_factory.mktemp("blog")
    (root / "templates").mkdir()
    (root / "templates/shown.html").write_text(SHOWN)
    settings = {**SETTINGS, "THEME_TEMPLATES_OVERRIDES": [str(root / "templates")]}
    return Blogs(*both_ways(root, BLOG, settings))


def test_nothing_is_wrong_with_keys_that_order_pages_and_stories(blogs: Blogs) -> None:
    assert blogs.ours.log == []


def test_templates_of_the_owner_get_the_lists_in_the_order_that_they_had(blogs: Blogs) -> None:
    before, now = (
        re.findall(r"<(?:p|li|b)>([^:<]*)", built.page("shown.html")) for built in (blogs.stock, blogs.ours)
    )
    assert now == before
    assert now[:4] == ["Bee", "Ant", "Cup", "Page 1"]


def test_the_categories_are_listed_backwards(blogs: Blogs) -> None:
    listed = re.findall(r"(Ant|Bee|Cup) things<", blogs.ours.page("categories.html"))
    assert listed == ["Cup", "Bee", "Ant"]


def test_a_summary_is_as_long_as_the_owner_wants_it(blogs: Blogs) -> None:
    assert "Bee: One two three (more)" in blogs.ours.page("shown.html")


def test_what_is_not_followed_is_told_with_its_reason(blogs: Blogs) -> None:
    told = {problem.message.split(":")[0] for problem in blogs.ours.found("setting-unfollowed")}
    assert told == {"ARTICLE_ORDER_BY", "NEWEST_FIRST_ARCHIVES", "DATE_FORMATS", "LINKS"}
