"""Same input and same today, same bytes; another day changes only what counts days."""

import difflib
import re

import pytest

TIMELINE = "timeline: [{event: told, on: 2026-11-01}, {event: answered, on: 2026-11-05}]"
KEYS = {
    "heard": "outcome: heard",
    "told": "outcome: told\nvalues: [patience]\ncompany: Northwind",
    "sentence": "outcome: He laughed.\nlesson: Ask.",
    "answered": f"{TIMELINE}\nvalues: [patience]",
    "closed": "timeline: [told, {event: closed, reason: left}]",
    "none": "tags: [trains]\nseries: Winter",
}
FILES: dict[str, str | bytes] = {
    f"stories/{name}.md": f"---\ntitle: A {name} story\ndate: 2026-11-{n + 1:02}\nid: story-{name}\n"
    f"author: Ada\n{keys}\n---\n\nText.\n"
    for n, (name, keys) in enumerate(KEYS.items())
}
FUTURE = "---\ntitle: Later\ndate: 2029-06-01\nid: later\n---\n\nNot yet.\n"


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES)


def test_two_builds_are_the_same_bytes(built, site):
    assert site(FILES).tree() == built.tree()


def test_files_in_another_order_are_the_same_bytes(built, site):
    assert site(dict(reversed(FILES.items()))).tree() == built.tree()


@pytest.fixture(scope="module")
def later(shared_site):
    """The same site three years on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", "2030-01-01")
        return shared_site(FILES)


PASSING = ("open/", "feeds/open")
"""Lists and feeds of what is open: they are about the passing of time and nothing else."""


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, list[str]]:
    """The lines that are new in each other file, as text without tags."""
    found = {}
    for path in before.keys() & after.keys():
        if before[path] != after[path] and not path.startswith(PASSING):
            lines = difflib.ndiff(before[path].decode().splitlines(), after[path].decode().splitlines())
            found[path] = [re.sub(r"<[^>]+>", "", line[2:]) for line in lines if line.startswith("+ ")]
    return found


def test_another_day_makes_the_same_pages(built, later):
    pages = [{path for path in site.tree() if not path.startswith(PASSING)} for site in (built, later)]
    assert pages[0] == pages[1]


def test_another_day_changes_html_only(built, later):
    assert {path.rsplit(".")[-1] for path in changed(built.tree(), later.tree())} == {"html"}


# "As of 1 January 2030", and what is counted up to that day.
MAY_CHANGE = re.compile(r"2030|\d+ days?\b|\b\d[\d,]* d\b|[Oo]verdue")


def test_another_day_changes_only_lines_that_count_days(built, later):
    kept = [
        f"{path}: {line}"
        for path, lines in changed(built.tree(), later.tree()).items()
        for line in lines
        if line.strip() and not MAY_CHANGE.search(line)
    ]
    assert kept == []


SETTLED = ["a-heard-story", "a-sentence-story", "a-closed-story", "a-none-story"]


@pytest.mark.parametrize("name", SETTLED)
def test_a_story_in_which_nothing_is_open_changes_in_its_footer_only(built, later, name):
    def without_footer(site) -> str:
        return site.page(f"stories/{name}/").split('<footer class="site-footer">')[0]

    assert without_footer(built) == without_footer(later)


def test_an_open_story_becomes_overdue(built, later):
    now, then = (
        site.page("stories/a-told-story/").split("<main")[1].split("</main>")[0] for site in (built, later)
    )
    assert "overdue" not in now and "overdue" in then


def test_a_story_of_the_future_appears_on_its_day(site, monkeypatch):
    files = {**FILES, "stories/later.md": FUTURE}
    assert not site(files).has("stories/later/")
    monkeypatch.setenv("STORY_TODAY", "2029-06-01")
    assert site(files).has("stories/later/")


PREFIXED = "https://heard.example/blog"


@pytest.fixture(scope="module")
def prefixed(shared_site):
    return shared_site(FILES, SITEURL=PREFIXED)


def test_a_site_below_a_path_has_the_same_files(built, prefixed):
    assert prefixed.tree().keys() == built.tree().keys()


def test_a_site_below_a_path_stays_below_it(prefixed):
    pages = {path: octets.decode() for path, octets in prefixed.tree().items() if path.endswith(".html")}
    outside = {
        f"{path}: {link}"
        for path, html in pages.items()
        for link in re.findall(r'(?:href|src)="(/[^"]*)"', html)
        if not link.startswith("/blog/")
    }
    assert outside == set()


def test_a_site_below_a_path_has_canonical_addresses(prefixed):
    assert f'<link rel="canonical" href="{PREFIXED}/values/">' in prefixed.page("values/")
