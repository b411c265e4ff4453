"""Where stock Pelican writes a page of a list, an adopted blog has one, or leads to the list."""

from __future__ import annotations

import re

import pytest
from stock import both_ways

PARTS = ["heard.pages", "heard.feeds", "heard.identity", "heard.theming"]
SITE = "https://blog.example/journal"
DAYS = ["2023-12-31", "2024-01-01", "2024-01-01", "2024-01-15", "2024-03-01", "2024-03-02", "2025-07-09"]
BLOG: dict[str, str | bytes] = {
    f"p{n}.md": f"Title: Post {n}\nDate: {day} 10:00\nTags: alpha{', beta' if n > 3 else ''}\n"
    f"Category: {'News' if n % 2 else 'Node.js'}\nAuthor: Ada\nSlug: post-{n}\n\nText.\n"
    for n, day in enumerate(DAYS)
}
FOLDERS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
LAST = [
    (1, "{name}{extension}", "{name}{extension}"),
    (2, "{name}{number}{extension}", "{name}{number}{extension}"),
    (-1, "{name}-last{extension}", "{name}-last{extension}"),
]
BLOGS = {
    "without pagination": {},
    "as Pelican numbers pages": {"DEFAULT_PAGINATION": 2},
    "with orphans": {"DEFAULT_PAGINATION": 3, "DEFAULT_ORPHANS": 1},
    "with folders of pages": {"DEFAULT_PAGINATION": 2, "PAGINATION_PATTERNS": FOLDERS},
    "with other lists paginated": {
        "PAGINATION_PATTERNS": LAST,
        "DEFAULT_PAGINATION": 3,
        "PAGINATED_TEMPLATES": {
            "index": 5,
            "tag": 2,
            "archives": None,
            "tags": 4,
            "period_archives": 1,
            "category": 9,
            "author": None,
        },
        "YEAR_ARCHIVE_SAVE_AS": "posts/{date:%Y}/index.html",
        "YEAR_ARCHIVE_URL": "posts/{date:%Y}/",
        "MONTH_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%b}/index.html",
        "MONTH_ARCHIVE_URL": "posts/{date:%Y}/{date:%b}/",
    },
    "with months and days": {
        "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}.html",
        "DAY_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/{date:%d}/index.html",
        "DAY_ARCHIVE_URL": "{date:%Y}/{date:%m}/{date:%d}/",
    },
}


@pytest.fixture(scope="module", params=BLOGS)
def blogs(request, tmp_path_factory):
    """One blog by stock Pelican, and with our plugins: its pages before, and the site now."""
    root = tmp_path_factory.mktemp("blog")
    settings = {"SITENAME": "Old blog", "SITEURL": SITE, "TIMEZONE": "UTC", "LOCALE": ["C"]}
    settings |= BLOGS[request.param]
    stock, ours = both_ways(root, BLOG, settings, PLUGINS=PARTS)
    assert ours.log == []
    return request.param, {path for path in stock.tree() if path.endswith(".html")}, ours


def leads_to(page: str) -> str | None:
    """Where a page sends its reader."""
    match = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', page)
    return match[1] if match else None


def test_every_page_of_stock_pelican_is_there(blogs):
    _name, before, ours = blogs
    assert before - ours.tree().keys() == set()


def test_a_page_that_leads_on_leads_to_a_list_that_is_there(blogs):
    _name, _before, ours = blogs
    pages = {path: octets.decode() for path, octets in ours.tree().items() if path.endswith(".html")}
    targets = {path: target for path, page in pages.items() if (target := leads_to(page))}
    for path, target in targets.items():
        file = target.removeprefix("/journal/") or "index.html"
        file = f"{file}index.html" if file.endswith("/") else file
        assert leads_to(pages[file]) is None and "This list has moved." in pages[path], path


LEAD = {
    "without pagination": {},
    "as Pelican numbers pages": {
        "index4.html": "",
        "category/news2.html": "category/news.html",
        "category/nodejs2.html": "category/nodejs.html",
        "author/ada3.html": "author/ada.html",
        "tag/beta2.html": "tag/beta.html",
    },
    "with orphans": {"index2.html": "", "tag/alpha2.html": "tag/alpha.html"},
    "with folders of pages": {"page/4/index.html": "", "tag/alpha/page/3/index.html": "tag/alpha.html"},
    "with other lists paginated": {
        "index-last.html": "",
        "category/news-last.html": "category/news.html",
        "archives2.html": "archives.html",
        "tags-last.html": "tags.html",
        "tag/alpha3.html": "tag/alpha.html",
        "posts/2024/index-last.html": "posts/2024/",
        "posts/2024/Jan/index2.html": "posts/2024/Jan/",
    },
    "with months and days": {},
}


def test_a_further_page_leads_to_its_list(blogs):
    name, _before, ours = blogs
    lines = (ours.output / "_redirects").read_text() if LEAD[name] else ""
    for path, target in LEAD[name].items():
        assert leads_to(ours.page(path)) == f"/journal/{target}", path
        assert 'content="noindex"' in ours.page(path)
        assert f"/journal/{path} /journal/{target} 30" in lines
    assert ours.has("_redirects") is bool(LEAD[name])


def test_an_address_that_a_list_will_have_again_leads_on_for_now_only(blogs):
    name, _before, ours = blogs
    if name == "with folders of pages":
        assert {line.split()[-1] for line in (ours.output / "_redirects").read_text().splitlines()} == {
            "302"
        }


def test_a_month_and_a_day_have_their_stories(blogs):
    name, _before, ours = blogs
    pages = {
        "with other lists paginated": {"posts/2024/Jan/": ["Post 1", "Post 2", "Post 3"]},
        "with months and days": {
            "2024/01.html": ["Post 1", "Post 2", "Post 3"],
            "2024/01/01/": ["Post 1", "Post 2"],
            "2023/12/31/": ["Post 0"],
        },
    }
    for address, titles in pages.get(name, {}).items():
        page = ours.page(address)
        if name == "with months and days":
            assert sorted(re.findall(r">(Post \d)<", page)) == titles
        assert "January 2024" in page or "31 December 2023" in page


def test_a_story_of_which_only_the_year_is_known_is_in_no_month(shared_site):
    files = {"a.md": "---\ntitle: A\ndate: 2024\n---\nx", "b.md": "---\ntitle: B\ndate: 2024-01\n---\nx"}
    files |= {
        "c.md": "---\ntitle: C\ndate: undated\n---\nx",
        "d.md": "---\ntitle: D\ndate: 2024-01-31/2024-02-01\n---\nx",
    }
    built = shared_site(
        files,
        MONTH_ARCHIVE_SAVE_AS="months/{date:%Y-%m}/index.html",
        DAY_ARCHIVE_SAVE_AS="days/{date:%Y-%m-%d}/index.html",
    )
    assert [path for path in built.tree() if path.startswith(("months/2", "days/2"))] == [
        "months/2024-01/index.html"
    ]
    assert ">B<" in built.page("months/2024-01/") and ">A<" not in built.page("months/2024-01/")


@pytest.mark.parametrize("nothing", [None, "", False])
def test_without_a_setting_there_is_no_month(shared_site, nothing):
    built = shared_site({"b.md": "---\ntitle: B\ndate: 2024-01\n---\nx"}, MONTH_ARCHIVE_SAVE_AS=nothing)
    assert "January 2024 ·" not in built.page("/")


def test_months_that_share_a_file_share_a_page_and_years_come_first(shared_site):
    files = {f"{n}.md": f"---\ntitle: Story {n}\ndate: 2024-0{n}-01\n---\nx" for n in (1, 2, 3)}
    shared = shared_site(
        files,
        MONTH_ARCHIVE_SAVE_AS="all/{date:%Y}.html",
        DAY_ARCHIVE_SAVE_AS="archive/{date:%Y}/index.html",
    )
    assert len(re.findall(r">Story \d<", shared.page("all/2024.html"))) == 3
    assert shared.log == [] or "address-twice" not in " ".join(shared.log)
