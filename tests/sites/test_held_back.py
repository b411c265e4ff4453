"""What the site says of a file, and what other readers read: nothing that is held back leaves a trace."""

from __future__ import annotations

import pytest
from conftest import ROOT, build, write_files

PLUGINS = ["heard.pages", "heard.feeds", "heard.theming"]


def markdown(name: str, keys: str = "") -> str:
    return f"Title: Zanzibar {name}\nDate: 2024-05-01\nSlug: zanzibar-{name}\n{keys}\nZanzibar.\n"


def rst(name: str, keys: str = "") -> str:
    title = f"Zanzibar {name}"
    fields = f":date: 2024-05-01\n:slug: zanzibar-{name}\n{keys}"
    return f"{title}\n{'#' * len(title)}\n\n{fields}\n\nZanzibar.\n"


def html(name: str, keys: str = "") -> str:
    given = {"date": "2024-05-01", **dict(line.split(": ", 1) for line in keys.splitlines())}
    meta = "".join(f'<meta name="{key}" content="{value}">' for key, value in given.items())
    return f"<html><head><title>Zanzibar {name}</title>{meta}</head><body>Zanzibar.</body></html>"


def opened(text: str) -> str:
    return text.replace("Zanzibar", "Open").replace("zanzibar", "open")


SIGNS = (
    "draft: yes|status: Draft|published: no|publish: off|private: 1|state: draft|visibility: Private|"
    "publishdate: 2030-01-01|EXPIRYDATE: 2020-01-01|typepad_status: Draft|status: pending|"
    "post_status: draft|status: archived|status: Skip"
).split("|")
FILES: dict[str, str | bytes] = {
    "stories/open.md": "Title: Open\nDate: 2024-05-01\nStatus: Published\n\nFor all.\n",
    "stories/open-rst.rst": opened(
        rst("rest", ":typepad_status: Publish\n:values: life; justice\n:outcome: heard")
    ),
    "stories/open-html.html": opened(html("page", "status: published")),
    "stories/by-path.md": markdown("by-path"),
    "stories/by-path-rst.rst": rst("by-path-rst"),
    "stories/by-path-html.html": html("by-path-html"),
    "stories/in/set.md": markdown("in-set"),
    "stories/held/pattern.md": markdown("pattern"),
    "stories/held/pattern.rst": rst("pattern"),
    "stories/2030-01-01-later.md": "Title: Zanzibar later\n\nZanzibar.\n",
    "stories/draft_named.md": markdown("named"),
    "stories/_drafts/idea.md": markdown("idea", "Status: published\n"),
    "stories/Drafts/deep/idea.rst": rst("deep", ":status: published"),
    "stories/no-file.md": markdown("no-file", "Save_as:\n"),
    "stories/no-file.rst": rst("no-file-rst", ":save_as:"),
    "pages/no-file.md": markdown("no-file-page", "Save_as:\n"),
    "pages/no-file.rst": rst("no-file-page-rst", ":save_as:"),
    "stories/file-of-settings.md": markdown("file-of-settings"),
    "stories/year/_index.md": "---\ncascade:\n  draft: true\n---\nOpen.\n",
    "stories/year/a.md": markdown("of-the-year"),
    "stories/year/deep/b.rst": rst("of-the-year-rst"),
    "stories/year/c.html": html("of-the-year-html"),
    "stories/year/open.md": "Title: Open year\nDate: 2024-05-01\nDraft: no\n\nFor all.\n",
    "pages/by-path.md": markdown("page"),
    "pages/held.md": markdown("held-page", "Published: false\n"),
    "pages/later.md": markdown("later-page", "PublishDate: 2030\n"),
    "pages/held.rst": rst("held-page-rst", ":draft: true"),
    "pages/drafts/x.md": markdown("folder-page"),
    "pages/drafts/y.rst": rst("folder-page-rst"),
    "pages/open.md": "Title: Open page of all\n\nFor all.\n",
    "values/life.md": "Title: Zanzibar\nDraft: yes\n\nZanzibar is the definition.\n",
    "companies/drafts/x.md": "Title: Zanzibar\n\nZanzibar is the company.\n",
    "series/winter.md": "Title: Zanzibar\nState: draft\n\nZanzibar is the series.\n",
    **{f"stories/s{number}.rst": rst(f"s{number}", f":{sign}") for number, sign in enumerate(SIGNS)},
    **{f"stories/h{number}.html": html(f"h{number}", sign) for number, sign in enumerate(SIGNS)},
    **{f"stories/m{number}.md": markdown(f"m{number}", f"{sign}\n") for number, sign in enumerate(SIGNS)},
    **{f"pages/p{number}.md": markdown(f"p{number}", f"{sign}\n") for number, sign in enumerate(SIGNS)},
    **{f"pages/r{number}.rst": rst(f"r{number}", f":{sign}") for number, sign in enumerate(SIGNS)},
}
SETTINGS = {
    "STORY_KEY_ALIASES": {"TypePad_Status": "status"},
    "EXTRA_PATH_METADATA": {
        "stories/by-path.md": {"status": "draft"},
        "stories/by-path-rst.rst": {"published": False},
        "stories/by-path-html.html": {"draft": "true"},
        "stories/in": {"Private": True},
        "pages/by-path.md": {"visibility": "private"},
        "stories/file-of-settings.md": {"save_as": ""},
    },
    "PATH_METADATA": r"(?:stories/)?(?:(?P<visibility>held)/)?.*",
    "STORY_VALUE_ALIASES": {"visibility": {"Held": "private"}},
    "FILENAME_METADATA": r"(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<status>draft)_)?.*",
}


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    """A site made for stock Pelican, whose settings hold some of its files back."""
    root = tmp_path_factory.mktemp("held")
    write_files(root / "content", FILES)
    return build(
        root / "content", root / "output", None, PLUGINS=PLUGINS, THEME=str(ROOT / "theme"), **SETTINGS
    )


def test_nothing_held_back_is_in_any_page_feed_or_file_name(blog):
    assert {
        path: octets.decode("utf-8", "replace").lower().count("zanzibar")
        for path, octets in blog.tree().items()
        if "zanzibar" in path.lower() or b"zanzibar" in octets.lower()
    } == {}


def test_what_is_open_is_there(blog):
    pages = (
        "open.html",
        "open-rest.html",
        "open-page.html",
        "open-year.html",
        "pages/open-page-of-all.html",
    )
    assert [page for page in pages if not blog.has(page)] == []


def test_another_reader_s_keys_make_a_whole_story(blog):
    story = next(
        card.story for card in blog.settings["STORY_LIBRARY"].cards if card.story.source.endswith("rst")
    )
    assert [value.slug for value in story.values] == ["life", "justice"]
    assert story.outcome.word == "heard"


def test_each_of_them_is_named(blog):
    codes = ("not-published", "word-unknown", "publishing-unclear")
    told = {problem.path for problem in blog.problems if problem.code in codes}
    held = {path for path in FILES if "open" not in path and "_index" not in path}
    assert held - told == set()


def test_what_is_not_understood_is_an_error_for_its_file(blog):
    unclear = ("post_status", "archived")
    errors = {p.path for p in blog.problems.of("error")}
    expected = {p for p, text in FILES.items() if any(word in str(text) for word in unclear)}
    assert errors == expected == blog.problems.left_out - {"stories/year/_index.md"}


def test_serve_shows_them_marked(tmp_path):
    write_files(
        tmp_path / "content", {k: v for k, v in FILES.items() if k.startswith(("stories/b", "stories/_"))}
    )
    built = build(
        tmp_path / "content", tmp_path / "output", STORY_SHOW_DRAFTS=True, MENUITEMS=(), **SETTINGS
    )
    for slug in ("by-path", "by-path-rst", "idea"):
        page = built.page(f"stories/zanzibar-{slug}/")
        assert "Zanzibar." in page and '<span class="draft">Draft</span>' in page


CONF = """
SITENAME = "Blog"
SITEURL = "https://blog.example"
TIMEZONE = "UTC"
PLUGINS = {plugins}
THEME = {theme!r}
{more}
"""


@pytest.mark.parametrize(
    ("file", "given", "is_there"),
    [
        ("", {}, False),
        ("WITH_FUTURE_DATES = True", {}, True),
        ("WITH_FUTURE_DATES = False", {}, False),
        ("", {"WITH_FUTURE_DATES": True}, False),
        ("WITH_FUTURE_DATES = True", {"WITH_FUTURE_DATES": False}, False),
    ],
)
def test_future_dates_are_public_where_the_owner_s_file_says_so(tmp_path, file, given, is_there):
    (tmp_path / "conf.py").write_text(CONF.format(plugins=PLUGINS, theme=str(ROOT / "theme"), more=file))
    later = "Title: Later\nDate: 2027-01-01\n\nWords.\n"
    write_files(tmp_path / "content", {"later.md": later, "pages/plan.md": later.replace("Later", "Plan")})
    built = build(tmp_path / "content", tmp_path / "output", tmp_path / "conf.py", **given)
    assert (built.has("later.html"), built.has("pages/plan.html")) == (is_there, is_there)
