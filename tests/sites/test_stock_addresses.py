"""An existing blog keeps its addresses: our files beside those of stock Pelican, by the same settings.

Feeds are compared in `test_feeds_pelican.py`; how former list pages lead on, in `test_former_lists.py`.
"""

import re

import pytest
from stock import both_ways

TITLES = """\
Version 2.0.1
node.js vs. Deno
foo/bar baz
a_b under_score
C++ & C#: a "fair" fight
It's Ada's
Größe & Maße
Привет, мир
日本語の題
  Spaces   inside
-- dashed --
100%
2024
The &lt;b&gt; element
Some <em>marked</em> words
*Starred* and `coded`
e-mail@home
¿Qué?
A title that goes on and on, past eighty letters by far, as nobody cut it in all these years
ÅÉ
""".splitlines()
TAGS = ("C++", "node.js", "Übung", "Two words", "café/bar")


def markdown(title: str, *keys: str, day: int = 1, body: str = "Text.") -> str:
    return "\n".join([f"Title: {title}", f"Date: 2023-03-{day:02} 10:00", *keys, "", body, ""])


BLOG = {
    **{
        f"notes/n{number:02}.md": markdown(
            title, f"Tags: {TAGS[number % len(TAGS)]}", "Author: Ada O'Neil", day=number + 1
        )
        for number, title in enumerate(TITLES)
    },
    "My Notes/Short_Name.v2.md": markdown("A much longer title", "Author: José Ñandú"),
    "2022-05-06_by-its-name.md": "Title: Named\n\nThe date is in the name of the file.\n",
    "placed.md": markdown("Placed", "Url: special/place.html", "Save_as: special/place.html"),
    "filed.md": markdown("Filed", "Save_as: special/filed/index.html"),
    "slug.md": markdown("Slug", "Slug: My.Slug_is-mine"),
    "blanks.md": markdown("Blanks", "Slug: With some blanks"),
    "deep.md": markdown("Deep", "Slug: 2010/deep"),
    "en.md": markdown("Two tongues", "Slug: tongues"),
    "de.md": markdown("Zwei Zungen", "Slug: tongues", "Lang: de"),
    "draft.md": markdown("Not yet", "Status: draft"),
    "hidden.md": markdown("For those who know", "Status: hidden"),
    "old.rst": "Restructured, too\n#################\n\n:date: 2021-01-02\n:tags: C++\n\nText.\n",
    "dated.md": markdown("Dated by hand", "Category: By hand", day=28),
    "pages/kontakt.md": "Title: Contact us: now/then\n\nText.\n",
    "pages/slug.md": "Title: x\nSlug: mine\n\nText.\n",
    "pages/placed.md": "Title: Placed page\nUrl: about/\nSave_as: about/index.html\n\nText.\n",
    "pages/hidden.md": "Title: Hidden page\nStatus: hidden\n\nText.\n",
    "pages/tongues.md": "Title: Us\nSlug: us\n\nText.\n",
    "pages/zungen.md": "Title: Wir\nSlug: us\nLang: de\n\nText.\n",
    "pages/draft.md": "Title: Draft page\nStatus: draft\n\nText.\n",
    "images/cat.png": b"png",
}
UNDATED = {"undated.md": "Title: No date\n\nText.\n"}
SETTINGS = {
    "Pelican's defaults": {},
    "basenames, letters as they are, dates, periods": {
        "SLUGIFY_SOURCE": "basename",
        "SLUGIFY_PRESERVE_CASE": True,
        "ARTICLE_SAVE_AS": "{date:%Y}/{date:%b}/{slug}/index.html",
        "ARTICLE_URL": "{date:%Y}/{date:%b}/{slug}/",
        "ARTICLE_LANG_SAVE_AS": "{lang}/{slug}.html",
        "ARTICLE_LANG_URL": "{lang}/{slug}.html",
        "PAGE_SAVE_AS": "{slug}/index.html",
        "YEAR_ARCHIVE_SAVE_AS": "posts/{date:%Y}/index.html",
        "MONTH_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%b}/index.html",
        "DAY_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%b}/{date:%d}/index.html",
        "TAGS_SAVE_AS": "",
        "AUTHOR_SAVE_AS": False,
        "INDEX_SAVE_AS": "blog.html",
        "DEFAULT_DATE": (2020, 2, 29),
    },
    "slugs by rules of one's own": {
        "SLUGIFY_USE_UNICODE": True,
        "SLUG_REGEX_SUBSTITUTIONS": [
            (r"[/.&]", "-"),
            (r"[^\w\s-]", ""),
            (r"\A\s*|\s*\Z", ""),
            (r"[-\s]+", "_"),
        ],
        "TAG_REGEX_SUBSTITUTIONS": [(r"\+", "p"), (r"[^\w\s-]", ""), (r"\s", "+")],
        "CATEGORY_REGEX_SUBSTITUTIONS": [(r"\s", ".")],
        "AUTHOR_REGEX_SUBSTITUTIONS": [(r"'", "")],
        "ARTICLE_URL": "{category}/{slug}.html",
        "ARTICLE_SAVE_AS": "{category}/{slug}.html",
        "PATH_METADATA": r"(?P<path_no_ext>.*)\..*",
        "PAGE_URL": "{path_no_ext}.html",
        "PAGE_SAVE_AS": "{path_no_ext}.html",
        "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)",
        "EXTRA_PATH_METADATA": {"dated.md": {"slug": "by-its-path"}, "images/cat.png": {"path": "cat.png"}},
        "DEFAULT_DATE": "fs",
        "DEFAULT_PAGINATION": 5,
    },
}


@pytest.fixture(scope="module", params=SETTINGS, ids=SETTINGS)
def both(request, tmp_path_factory):
    """The HTML files of stock Pelican and ours, by the same settings, and what we said."""
    root = tmp_path_factory.mktemp("stock")
    settings = {"SITEURL": "https://blog.example", "TIMEZONE": "Europe/Berlin", **SETTINGS[request.param]}
    files = BLOG | (UNDATED if "DEFAULT_DATE" in settings else {})  # "fs": the time of writing
    stock, ours = both_ways(root, files, settings)
    pages = [{path for path in built.tree() if path.endswith(".html")} for built in (stock, ours)]
    return request.param, *pages, ours


def test_every_page_of_stock_pelican_is_there_but_drafts(both):
    _name, stock, ours, _built = both
    assert {path for path in stock - ours if not path.startswith("drafts/")} == set()
    assert len(stock) > 50


def test_pages_that_stock_pelican_has_not_are_those_of_stories(both):
    _name, stock, ours, _built = both
    new = {path.split("/")[0] for path in ours - stock if "/page/" not in path and path[:5] != "page/"}
    assert new <= {
        *("404.html", "archive", "companies", "lessons", "loose-ends", "map", "open", "outcomes", "series"),
        *("subscribe", "values", "sides", "stories"),
    }


def test_nothing_is_wrong_with_it(both):
    _name, _stock, _ours, built = both
    assert [line for line in built.log if "name-" not in line] == []


def test_no_address_is_of_the_year_1000(both):
    _name, _stock, ours, _built = both
    assert [path for path in ours if "1000" in path] == []


def test_addresses_with_blanks_are_encoded_on_pages_and_in_feeds(both):
    _name, _stock, ours, built = both
    assert any("With some blanks" in path for path in ours)
    texts = {
        path: octets.decode() for path, octets in built.tree().items() if path.endswith((".html", ".xml"))
    }
    told = re.compile(r'(?:href|src|content)="(?:https:/)?/[^"\s]* [^"]*"|<(?:loc|link)>[^<\s]* ')
    assert {path: found[0] for path, text in texts.items() if (found := told.search(text))} == {}
