"""Where articles and pages get their files, on contents as Pelican hands them over."""

from datetime import datetime

import pytest
from pelican.contents import Article, Page
from pelican.settings import DEFAULT_CONFIG

from heard.content.placing import place, templates_in
from heard.model.records import Aliases
from heard.text.problems import Problems


def content(kind=Page, settings=None, **metadata):
    given = {"title": "A", "slug": "a", **metadata}
    return kind("", given, {**DEFAULT_CONFIG, "PATH": "/c", **(settings or {})}, "/c/pages/a.md", {})


def placed(one, templates=("page", "article", "wide")):
    settings = {**one.settings, "STORY_PROBLEMS": Problems()}
    result = place([one], settings, lambda: set(templates))
    return result, [str(problem) for problem in settings["STORY_PROBLEMS"]]


OWN = [
    ({"url": "x/"}, "x/", "x/index.html", "pages/a.html"),
    ({"url": "/x/"}, "x/", "x/index.html", "pages/a.html"),
    ({"url": "caf%C3%A9/"}, "caf%C3%A9/", "café/index.html", "pages/a.html"),
    ({"url": "pages/a"}, "pages/a", "pages/a.html", ""),
    ({"url": ""}, "", "index.html", "pages/a.html"),
    ({"save_as": "x/index.html"}, "x/", "x/index.html", ""),
    ({"save_as": "x.html"}, "x.html", "x.html", ""),
    ({"url": "x", "save_as": "y.html"}, "x", "y.html", ""),
    ({}, "pages/a.html", "pages/a.html", ""),
]


@pytest.mark.parametrize(("asked", "url", "save_as", "former"), OWN)
def test_of_an_address_of_its_own_one_half_is_enough(asked, url, save_as, former):
    one = content(**asked)
    result, problems = placed(one)
    assert (one.url, one.save_as, result.former.get(one, ""), problems) == (url, save_as, former, [])


def test_a_page_without_a_date_is_refused_where_its_address_has_one():
    """Pelican takes the day of the build, which moves the page every day."""
    dated = {"PAGE_URL": "{date:%Y}/{slug}/", "PAGE_SAVE_AS": "{date:%Y}/{slug}/index.html"}
    one = content(settings=dated)
    result, (problem,) = placed(one)
    assert result.without_page == {one} and problem.startswith("pages/a.md:1: date-needed ")
    assert placed(content(settings=dated, date=datetime(2020, 1, 1)))[0].without_page == frozenset()
    one = content(settings=dated, url="x/")
    result, problems = placed(one)
    assert (one.save_as, result.former, problems) == ("x/index.html", {}, [])


@pytest.mark.parametrize(
    ("kind", "keys", "stem"),
    [
        (Page, {}, "PAGE"),
        (Page, {"lang": "de"}, "PAGE_LANG"),
        (Page, {"status": "draft"}, "DRAFT_PAGE"),
        (Page, {"status": "draft", "lang": "de"}, "DRAFT_PAGE_LANG"),
        (Article, {"date": datetime(2020, 1, 1)}, "ARTICLE"),
        (Article, {"date": datetime(2020, 1, 1), "lang": "de"}, "ARTICLE_LANG"),
        (Article, {"date": datetime(2020, 1, 1), "status": "draft"}, "DRAFT"),
        (Article, {"date": datetime(2020, 1, 1), "status": "draft", "lang": "de"}, "DRAFT_LANG"),
    ],
)
def test_what_an_empty_setting_gives_no_file_has_no_page(kind, keys, stem):
    one = content(kind, {f"{stem}_SAVE_AS": ""}, **keys)
    result, (problem,) = placed(one)
    assert result.without_page == {one} and ": not-published the settings want no page of it" in problem
    assert placed(content(kind, **keys))[0].without_page == frozenset()


@pytest.mark.parametrize(
    ("asked", "used", "told"),
    [("wide", "wide", 0), ("wide.html", "wide", 0), ("wyde", "page", 1), ("../../secret", "page", 1)],
)
def test_a_template_that_is_not_there_is_told_and_the_usual_one_used(asked, used, told):
    one = content(template=asked)
    _result, problems = placed(one)
    assert (one.template, len(problems)) == (used, told)


def test_aliases_of_a_page_have_the_line_that_lists_them():
    one = content(aliases=Aliases(("/old/",), 4), url="x/")
    found = placed(one)[0].aliases([one])
    assert [(alias.address, alias.line, alias.source) for alias in found] == [
        ("/old/", 4, "pages/a.md"),
        ("/pages/a.html", 0, "pages/a.md"),
    ]


def test_templates_are_named_as_files_name_them(tmp_path):
    for name in ("wide.html", "special/tall.html", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{name} is here")
    assert templates_in([tmp_path, tmp_path / "none"], [".html"]) == {
        "wide": ("wide.html", "wide.html is here"),
        "special/tall": ("special/tall.html", "special/tall.html is here"),
    }
