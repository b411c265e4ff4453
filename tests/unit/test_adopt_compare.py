"""What became of each file of a site: kept, led on, gone, new."""

from __future__ import annotations

from pathlib import Path

import pytest

from heard.cli.adopt_compare import Built, Gone, compare, entries_in, kind_of
from heard.text.problems import Problem, Problems

PAGE = "<!doctype html><title>A</title>"
TO = '<!doctype html><meta http-equiv="refresh" content="0; url={}"><title>Moved</title>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{}</feed>'
ENTRY = '<entry><id>{}</id><link href="https://x.example/{}" rel="alternate"/></entry>'
RSS = "<rss version='2.0'><channel>{}</channel></rss>"
ITEM = "<item><guid>{}</guid><link>https://x.example/{}</link></item>"


def built(folder: Path, files: dict[str, str], address: str = "https://x.example", **more) -> Built:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    folder.mkdir(exist_ok=True)
    return Built(folder, address, **more)


@pytest.fixture
def comparing(tmp_path):
    def run(before, now, problems=(), address="https://x.example", **more):
        stock = built(tmp_path / "stock", before, address, **more)
        told = Problems()
        told.extend(problems)
        return compare(stock, built(tmp_path / "ours", now, address, problems=told))

    return run


def test_every_file_is_in_one_group(comparing):
    comparison = comparing(
        {"a.html": PAGE, "b2.html": PAGE, "c.html": PAGE, "theme/css/x.css": "x"},
        {"a.html": PAGE, "b2.html": TO.format("/b.html"), "b.html": PAGE, "theme/heard.css": "x"},
    )
    assert comparison.kept == ("a.html",)
    assert comparison.led_on == {"b2.html": "b.html"}
    assert comparison.gone == (Gone("c.html"),)
    assert comparison.new == ("b.html",)
    assert not comparison.is_well


@pytest.mark.parametrize(
    ("old", "line", "target"),
    [
        ("old.html", "/old.html /new.html 301", "new.html"),
        ("old/index.html", "/old/ /new.html 301", "new.html"),
        ("old/index.html", "/old /new.html", "new.html"),
        ("old.html", "/old /new", "new.html"),
        ("alt sei.html", "/alt%20sei.html /new.html 301", "new.html"),
        ("caf\u00e9.html", "/caf%C3%A9.html https://x.example/new.html 302", "new.html"),
        ("old.php", "/old.php /dir/ 301", "dir/index.html"),
        ("old.html", "/old.html /new.html#part 301 # a comment", "new.html"),
    ],
)
def test_a_line_of_redirects_leads_on(comparing, old, line, target):
    comparison = comparing({old: PAGE}, {"_redirects": line, "new.html": PAGE, "dir/index.html": PAGE})
    assert comparison.led_on == {old: target}
    assert comparison.is_well


@pytest.mark.parametrize(
    "line", ["/old.html /nowhere.html 301", "/other.html /new.html", "# /old.html /new.html", "/old.html"]
)
def test_a_line_that_leads_nowhere_or_is_no_line_does_not_lead_on(comparing, line):
    comparison = comparing({"old.html": PAGE}, {"_redirects": line, "new.html": PAGE})
    assert comparison.unsaid == (Gone("old.html"),)


@pytest.mark.parametrize("target", ["/nowhere.html", "/old.html", "/circle.html"])
def test_a_page_that_leads_nowhere_does_not_lead_on(comparing, target):
    now = {"old.html": TO.format(target), "circle.html": TO.format("/old.html")}
    assert not comparing({"old.html": PAGE}, now).led_on


def test_a_page_that_already_led_on_is_kept(comparing):
    files = {"old.html": TO.format("/new.html"), "new.html": PAGE}
    assert comparing(files, files).kept == ("new.html", "old.html")


def test_a_site_in_a_folder_of_its_host(comparing):
    now = {"old.html": TO.format("/blog/new.html"), "new.html": PAGE}
    comparison = comparing({"old.html": PAGE}, now, address="https://x.example/blog")
    assert comparison.led_on == {"old.html": "new.html"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("content/draft.md", "draft; it is in no page, feed or list."),
        ("settings", "drafts/secret.html is not made."),
        ("settings", "the address /drafts/secret.html is taken."),
        ("drafts/secret.html", "is left out."),
    ],
)
def test_what_a_message_tells_of_is_said(comparing, path, message):
    problem = Problem("not-published", path, 1, message, severity="hint")
    made_from = {"drafts/secret.html": ("story", "content/draft.md")}
    comparison = comparing({"drafts/secret.html": PAGE}, {}, [problem], made_from=made_from)
    assert [one.message for one in comparison.gone] == [str(problem)]
    assert comparison.is_well


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("content/other.md", "draft; it is in no page."),
        ("settings", "old/drafts/secret.html is not made."),
        ("settings", "drafts/secret.html.bak is not made."),
    ],
)
def test_what_a_message_tells_of_another_file_is_not_said(comparing, path, message):
    comparison = comparing({"drafts/secret.html": PAGE}, {}, [Problem("not-published", path, 1, message)])
    assert comparison.unsaid == (Gone("drafts/secret.html"),)


def test_what_a_message_tells_of_the_source_is_not_always_said(comparing):
    problem = Problem("id-missing", "content/a.md", 1, "no id.", severity="hint")
    made_from = {"a.html": ("story", "content/a.md")}
    assert comparing({"a.html": PAGE}, {}, [problem], made_from=made_from).unsaid


def test_entries_of_feeds_are_kept_or_changed_or_gone(comparing):
    pages = {"a.html": PAGE, "b.html": PAGE}
    first = ENTRY.format("tag:a", "a.html")
    before = first + ENTRY.format("tag:b", "b.html")
    comparison = comparing(
        pages | {"all.atom.xml": ATOM.format(before + ENTRY.format("tag:c", "c.html"))},
        pages | {"all.atom.xml": ATOM.format(first + ENTRY.format("urn:b", "b.html"))},
    )
    (feed,) = comparison.feeds
    assert (feed.kept, feed.changed, feed.gone) == (1, 1, ("c.html",))
    assert not comparison.is_well


def test_an_entry_whose_page_is_gone_with_a_message_is_not_missed(comparing):
    problem = Problem("date-wrong", "content/c.md", 1, "is not a date.")
    comparison = comparing(
        {"c.html": PAGE, "all.rss.xml": RSS.format(ITEM.format("c", "c.html"))},
        {"all.rss.xml": RSS.format("")},
        [problem],
        made_from={"c.html": ("story", "content/c.md")},
    )
    assert comparison.is_well


def test_entries_that_another_order_leaves_over_are_told(comparing):
    sites = (
        {"a.html": PAGE, "f.rss": RSS.format(ITEM.format(name, f"{name}.html"))} for name in ("a", "b")
    )
    problem = Problem(
        "setting-unfollowed", "settings", 0, "ARTICLE_ORDER_BY: every list …", severity="hint"
    )
    assert comparing(*sites, [problem]).is_well


@pytest.mark.parametrize(
    ("name", "text", "entries"),
    [
        ("a.xml", ATOM.format(ENTRY.format("tag:a", "a.html")), {"tag:a": "https://x.example/a.html"}),
        ("a.rss", RSS.format(ITEM.format("g", "a.html")), {"g": "https://x.example/a.html"}),
        ("a.rss", RSS.format("<item><link>l</link></item>"), {"l": "l"}),
        ("sitemap.xml", "<urlset/>", None),
        ("broken.xml", "<rss", None),
        ("a.html", ATOM.format(""), None),
    ],
)
def test_entries_by_identity(tmp_path, name, text, entries):
    (tmp_path / name).write_text(text)
    assert entries_in(tmp_path / name) == entries


def test_each_file_is_of_a_kind(tmp_path):
    made_from = {"a.html": ("story", "a.md"), "b.html": ("page", "b.md"), "c.html": ("file", "c.html")}
    site = built(tmp_path, {"f.xml": ATOM.format(""), "sitemap.xml": "<urlset/>"}, made_from=made_from)
    names = ("a.html", "b.html", "c.html", "tags.html", "f.xml", "sitemap.xml", "x.png")
    kinds = [kind_of(name, site) for name in names]
    assert kinds == ["story", "page", "file", "list", "feed", "file", "file"]


@pytest.mark.parametrize("name", ["images/.gitignore", ".cache/a.png", "notes.txt~"])
def test_names_that_are_passed_over_are_said(tmp_path, name):
    ours = built(tmp_path / "ours", {}, ignored=(".*", "*~"))
    comparison = compare(built(tmp_path / "stock", {name: "x", "a.png": "x"}), ours)
    assert comparison.unsaid == (Gone("a.png"),)
    assert "passed over" in comparison.gone[-1 if name.startswith(("i", "n")) else 0].message
