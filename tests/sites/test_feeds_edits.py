"""A story is edited: no identity changes, and only the feeds that hold it do."""

import pytest
from conftest import Site, build, write_files
from feeds import form_of, read_feeds

SITE = "https://heard.example"
BODY = "I rang **at nine**."
KEYS = {
    "call": "values: [justice]\ntimeline: [{event: told, on: 2024-05-01}]\ncompany: Northwind\n"
    "author: Ada\nlesson: Ask.\nseries: Winter",
    "form": "values: [honesty]\noutcome: heard\ncompany: Acme\nauthor: Bob\ntags: [forms]\ncategory: Paper",
    "sheep": "values: [life, justice]\nauthor: Ada\ntags: [sheep]\nlesson: Count.",
}


def story(name: str, title: str = "", date: str = "2024-05-01", slug: str = "", body: str = BODY) -> str:
    lines = [f"title: {title or name}", f"date: {date}", f"id: the-{name}", f"slug: {slug or name}"]
    return "\n".join(["---", *lines, KEYS[name], "---", "", body, ""])


def files(**changed: str) -> dict[str, str | bytes]:
    return {f"stories/{name}.md": changed.get(name) or story(name) for name in KEYS}


@pytest.fixture(scope="module")
def before(shared_site):
    return shared_site(files(), SITEURL=SITE)


@pytest.fixture(scope="module")
def edited(shared_site):
    """Another text in one story."""
    return shared_site(files(call=story("call", body="I rang at ten.")), SITEURL=SITE)


def feeds_in(site: Site) -> dict[str, bytes]:
    return {path: octets for path, octets in site.tree().items() if path.startswith("feeds/")}


def identities(site: Site) -> dict[str, set[str]]:
    """What each feed holds, but for the archives, which are by hundred."""
    feeds = read_feeds(site.tree())
    return {path: set(feed.ids) for path, feed in feeds.items() if "/archive/" not in path}


def changed(before: Site, after: Site) -> set[str]:
    """The names of the feeds that differ."""
    old, new = feeds_in(before), feeds_in(after)
    paths = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    return {path.removeprefix("feeds/").split(".")[0] for path in paths}


EDITS = {
    "title": story("call", title="Another name"),
    "slug": story("call", slug="renamed"),
    "date": story("call", date="1999-02"),
    "everything": story("call", "Another name", "1999-02", "renamed", "Other words."),
}


@pytest.mark.parametrize("url", [SITE, "https://other.example"])
@pytest.mark.parametrize("after", EDITS.values(), ids=EDITS)
def test_no_edit_changes_an_identity_in_any_feed(before, site, after, url):
    assert identities(site(files(call=after), SITEURL=url)) == identities(before)


def test_two_builds_write_the_same_feeds(before, site):
    assert feeds_in(site(files(), SITEURL=SITE)) == feeds_in(before)


def test_an_edit_changes_the_feeds_of_the_story_and_no_other(before, edited):
    terms = {
        "value/justice", "outcome/told", "company/northwind", "teller/ada", "series/winter",
    }  # fmt: skip
    assert changed(before, edited) == {"all", "lessons", "open", *terms}


def test_a_story_that_is_taken_back_changes_the_feeds_it_was_in_and_no_other(before, site):
    left = {path: text for path, text in files().items() if "call" not in path}
    gone = {"outcome/told", "company/northwind", "series/winter", "index", "open"}
    shared = {"all", "lessons", "value/justice", "teller/ada"}
    assert changed(before, site(left, SITEURL=SITE)) == gone | shared


def test_an_unchanged_feed_keeps_its_file_when_the_site_is_built_in_its_place(tmp_path):
    write_files(tmp_path / "content", files())
    settings = {"SITEURL": SITE, "MENUITEMS": (), "DELETE_OUTPUT_DIRECTORY": False}
    times = []
    for _poll in range(2):
        built = build(tmp_path / "content", tmp_path / "output", **settings)
        stats = {path: (built.output / path).stat() for path in built.tree() if form_of(path)}
        times.append({path: (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()})
    assert times[0] == times[1]
