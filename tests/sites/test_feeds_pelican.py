"""A blog made for plain Pelican keeps its feeds: compared with what stock Pelican writes, file by file."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest
from conftest import ROOT, build, write_files
from feeds import ATOM, CONTENT
from helpers import strict_xml
from stock import both_ways

SITE = "https://blog.example/journal"
PARTS = ["heard.pages", "heard.feeds", "heard.identity", "heard.theming"]
POST = "Title: {title}\nDate: {date}\nSlug: post-{n}\n{more}\n\nText {n}.\n\nSee <b>more</b> & *more*.\n"
KEYS = [
    "Tags: alpha\nCategory: News\nAuthor: Ada Lovelace",
    "Tags: alpha, C++, v1.2\nCategory: Node.js\nAuthors: Ada Lovelace; Bo",
    "Tags: Zürich\nCategory: News\nAuthor: Bo\nModified: 2024-09-01 12:30\nSummary: In *short*.",
    "Author: Éloïse\nCategory: Café society",
    "Tags: alpha\nAuthor: Bo",
]
BLOG: dict[str, str | bytes] = {
    f"p{n}.md": POST.format(title=f"Post {n} & more", n=n, date=f"2024-0{n + 1}-01 1{n}:00", more=keys)
    for n, keys in enumerate(KEYS)
}
BLOG["p0-de.md"] = POST.format(title="Eintrag", n=0, date="2024-01-02 10:00", more=f"{KEYS[0]}\nLang: de")
BLOG["p5.rst"] = (
    "Post 5\n######\n\n:date: 2024-06-01 07:08\n:tags: rest\n:slug: post-5\n\nBy *another* reader.\n"
)
BLOG["p6.md"] = POST.format(title="By nobody", n=6, date="2024-07-01 23:30", more="Tags: rest")
BLOG["draft.md"] = POST.format(title="Not yet", n=9, date="2024-01-02", more="Status: draft")
DEFAULTS = {
    "SITENAME": "Old blog",
    "SITEURL": SITE,
    "TIMEZONE": "Europe/Berlin",
    "AUTHOR": "Ida",
    "LOCALE": ["C"],
}
EVERY = {
    "FEED_ATOM": "feeds/main.atom.xml",
    "FEED_RSS": "feeds/main.rss.xml",
    "FEED_ALL_ATOM": "atom.xml",
    "FEED_ALL_RSS": "rss.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "CATEGORY_FEED_RSS": "feeds/{slug}.rss.xml",
    "AUTHOR_FEED_ATOM": "feeds/by/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/by/{slug}/rss.xml",
    "TAG_FEED_ATOM": "feeds/tag.{slug}.atom.xml",
    "TAG_FEED_RSS": "feeds/tag.{slug}.rss.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "TRANSLATION_FEED_RSS": "feeds/all-{lang}.rss.xml",
}
BLOGS = {
    "with Pelican's defaults": {},
    "with every setting": EVERY,
    "with public addresses": {
        **EVERY,
        "FEED_DOMAIN": "https://feeds.example",
        "FEED_ALL_RSS_URL": "follow",
        "TAG_FEED_ATOM_URL": "follow/{slug}",
        "FEED_APPEND_REF": True,
        "RSS_FEED_SUMMARY_ONLY": False,
        "FEED_MAX_ITEMS": 3,
    },
    "with the addresses of ours": {
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "FEED_ALL_RSS": "feeds/all.rss.xml",
        "CATEGORY_FEED_ATOM": "feeds/category/{slug}.atom.xml",
        "TAG_FEED_RSS": "feeds/tag/{slug}.rss.xml",
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
    },
    "without feeds": {"FEED_ALL_ATOM": None, **dict.fromkeys(EVERY)},
}
OURS_AT = "with the addresses of ours"


@pytest.fixture(scope="module", params=BLOGS)
def blogs(request, tmp_path_factory):
    """One blog by stock Pelican, and with our plugins and its identities: the trees of both."""
    root = tmp_path_factory.mktemp("blog")
    settings = {**DEFAULTS, **BLOGS[request.param]}
    stock, ours = both_ways(root, BLOG, settings, PLUGINS=PARTS, STORY_FEED_IDS="pelican")
    assert [line for line in ours.log if "feed" in line] == []
    return request.param, feeds_in(stock.tree()), feeds_in(ours.tree()), ours


def feeds_in(tree: dict[str, bytes]) -> dict[str, object]:
    """The RSS and Atom feeds of an output, wherever they are."""
    xml = {path: strict_xml(octets) for path, octets in tree.items() if path.endswith(".xml")}
    return {path: root for path, root in xml.items() if root.tag in ("rss", f"{ATOM}feed")}


def told(root) -> dict[str, object]:
    """What a feed tells a program: its own facts, and those of its entries by their identity."""
    if root.tag == "rss":
        channel = root.find("channel")
        return {
            "self": channel.find(f"{ATOM}link[@rel='self']").get("href"),
            "entries": [
                {
                    "id": item.findtext("guid"),
                    "title": item.findtext("title"),
                    "link": item.findtext("link"),
                    "published": parsedate_to_datetime(item.findtext("pubDate")),
                    "categories": [category.text for category in item.iter("category")],
                }
                for item in channel.iter("item")
            ],
            "updated": parsedate_to_datetime(channel.findtext("lastBuildDate")),
        }
    return {
        "id": root.findtext(f"{ATOM}id"),
        "self": root.find(f"{ATOM}link[@rel='self']").get("href"),
        "entries": [
            {
                "id": entry.findtext(f"{ATOM}id"),
                "title": entry.findtext(f"{ATOM}title"),
                "link": entry.find(f"{ATOM}link[@rel='alternate']").get("href"),
                "published": datetime.fromisoformat(entry.findtext(f"{ATOM}published")),
                "updated": _second(entry.findtext(f"{ATOM}updated")),
                "categories": [category.get("term") for category in entry.iter(f"{ATOM}category")],
            }
            for entry in root.iter(f"{ATOM}entry")
        ],
        "updated": _second(root.findtext(f"{ATOM}updated")),
    }


def _second(text: str) -> datetime:
    """A moment to the second: ours have a fraction that tells equal ones apart."""
    return datetime.fromisoformat(text).replace(microsecond=0)


def test_every_feed_of_stock_pelican_is_at_its_address_with_its_entries(blogs):
    _name, stock, ours, _site = blogs
    assert {path: told(ours[path]) if path in ours else None for path in stock} == {
        path: told(root) for path, root in stock.items()
    }


def test_a_feed_that_is_not_ours_has_the_title_and_the_page_that_it_had(blogs):
    name, stock, ours, _site = blogs
    kept = [path for path in stock if name != OURS_AT and path != "feeds/all.atom.xml"]
    for path in kept:
        heads = [
            (root.findtext("channel/title"), root.findtext("channel/link"))
            if root.tag == "rss"
            else (root.findtext(f"{ATOM}title"), root.find(f"{ATOM}link[@rel='alternate']").get("href"))
            for root in (stock[path], ours[path])
        ]
        stock_head, our_head = [
            (title.casefold(), link) for title, link in heads
        ]  # ours begin with a capital
        assert stock_head == our_head, path


def test_nothing_but_these_and_ours_is_written(blogs):
    _name, stock, ours, _site = blogs
    folders = ("feeds/all.", "feeds/lessons.", "feeds/outcomes.", "feeds/open.", "feeds/outcome/")
    folders += ("feeds/tag/", "feeds/category/", "feeds/teller/", "feeds/archive/")
    assert [path for path in ours if path not in stock and not path.startswith(folders)] == []


def test_rss_holds_as_much_as_the_owner_wants(blogs):
    name, _stock, ours, _site = blogs
    if "rss.xml" not in ours:
        return
    item = ours["rss.xml"].find("channel/item")
    text = item.findtext("description")
    assert item.find(CONTENT) is None
    assert ("<em>more</em>" in text) is (name == "with public addresses")


def test_a_page_names_one_feed_of_a_kind_and_format(blogs):
    name, _stock, _ours, site = blogs
    for page in ("index.html", "post-1.html", "category/news.html", "tag/alpha.html"):
        named = [line for line in site.page(page).splitlines() if 'rel="alternate"' in line]
        feeds = [line for line in named if "application/" in line]
        of_all = [line for line in feeds if 'title="Old blog (' in line]
        assert len(of_all) == 3, (name, page)
        assert len(feeds) == len(set(feeds))
        assert all("/journal/feeds/" in line or "/journal/follow" in line for line in feeds)


def test_without_feeds_of_ours_a_page_names_pelican_s(shared_site):
    built = shared_site(BLOG, **{**DEFAULTS, **EVERY, "FEEDS_URL": None})
    home, tag = built.page("/"), built.page("tags/alpha/")
    assert 'type="application/atom+xml" title="Old blog (Atom)" href="/journal/atom.xml"' in home
    assert 'title="Old blog - Alpha (RSS)" href="/journal/feeds/tag.alpha.rss.xml"' in tag


def test_an_identity_is_by_id_unless_an_owner_wants_pelican_s(shared_site):
    files = {"a.md": "---\nid: the-one\ntitle: A\ndate: 2024-05-01\nguid: tag:old,2001:7\n---\nx"}
    files["b.md"] = "---\nid: the-other\ntitle: B\ndate: 2024-05-02\n---\nx"
    files["c.md"] = "---\nid: undated-one\ntitle: C\ndate: undated\n---\nx"
    both = []
    for settings in ({}, {"STORY_FEED_IDS": "pelican"}):
        root = strict_xml(shared_site(files, SITEURL=SITE, **settings).tree()["feeds/all.atom.xml"])
        both.append([entry["id"] for entry in _entries(root)])
    assert both == [
        ["urn:story:the-other", "tag:old,2001:7", "urn:story:undated-one"],
        ["tag:blog.example,2024-05-02:/journal/stories/b/", "tag:old,2001:7", "urn:story:undated-one"],
    ]


def _entries(root) -> list[dict[str, str | None]]:
    return [{"id": entry.findtext(f"{ATOM}id")} for entry in root.iter(f"{ATOM}entry")]


def test_without_our_feeds_at_all_pelican_writes_its_own(tmp_path):
    write_files(tmp_path / "content", BLOG)
    parts = [part for part in PARTS if part != "heard.feeds"]
    settings = {"PLUGINS": parts, "THEME": str(ROOT / "theme"), **DEFAULTS}
    built = build(tmp_path / "content", tmp_path / "output", None, **settings)
    expected = {"feeds/all.atom.xml", "feeds/news.atom.xml", "feeds/bo.rss.xml", "feeds/all-de.atom.xml"}
    assert expected < feeds_in(built.tree()).keys()
    assert built.has("category/news.html")
