"""Complete history by RFC 5005: from the feed of all stories a program walks back to the first one."""

import pytest
from feeds import ATOM, read_feeds

SITE = "https://heard.example"
HISTORY = "{http://purl.org/syndication/history/1.0}archive"
DATES = ["undated", "2019", *(f"2020-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(98)), "2024-02-29"]
DATES += [*("2025-01" for _n in range(99)), "2026-01-01", "2026-02-01", "2026-03-01"]
FILES: dict[str, str | bytes] = {
    f"stories/{n}.md": f"---\ntitle: Story {n}\ndate: {date}\nid: story-{n:03}\n---\n\nText {n}.\n"
    for n, date in enumerate(DATES)
}
FORMATS = ["rss.xml", "atom.xml", "json"]
FEW = {"FEED_MAX_ITEMS": 2, "SITEURL": SITE}
every_format = pytest.mark.parametrize("form", FORMATS)


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES, **FEW)


@pytest.fixture(scope="module")
def feeds(built):
    return read_feeds(built.tree())


def chain(feeds, form: str):
    """The feed of all, then each feed that `prev-archive` leads to."""
    walked = [feeds[f"feeds/all.{form}"]]
    while "prev-archive" in walked[-1].links:
        walked.append(feeds[walked[-1].links["prev-archive"].removeprefix(f"{SITE}/")])
        assert len(walked) < 20, "a circle"
    return walked


@every_format
def test_the_feed_of_all_holds_the_newest_only(feeds, form):
    assert feeds[f"feeds/all.{form}"].ids == ["urn:story:story-202", "urn:story:story-201"]


@every_format
def test_the_archives_hold_every_story_once_in_the_order_of_the_site(built, feeds, form):
    told = [identity for archive in chain(feeds, form)[1:] for identity in archive.ids]
    assert told == [card.story.identity for card in built.settings["STORY_LIBRARY"].cards]


@every_format
def test_an_archive_holds_a_hundred_stories_numbered_from_the_oldest(feeds, form):
    archives = {archive.path: len(archive.ids) for archive in chain(feeds, form)[1:]}
    assert archives == {f"feeds/archive/{n}.{form}": size for n, size in ((3, 3), (2, 100), (1, 100))}


@every_format
def test_every_archive_is_in_the_chain(feeds, form):
    archives = {path for path in feeds if "/archive/" in path and path.endswith(form)}
    assert {archive.path for archive in chain(feeds, form)[1:]} == archives


@pytest.mark.parametrize("form", FORMATS[:2])
def test_next_archive_leads_back_where_prev_archive_came_from(feeds, form):
    archives = chain(feeds, form)[1:]
    back = [feed.links.get("next-archive") for feed in archives]
    assert back == [None, *(f"{SITE}/{feed.path}" for feed in archives[:-1])]


@pytest.mark.parametrize("form", FORMATS[:2])
def test_every_archive_names_the_current_feed(feeds, form):
    assert {feed.links["current"] for feed in chain(feeds, form)[1:]} == {f"{SITE}/feeds/all.{form}"}


@pytest.mark.parametrize("form", FORMATS[:2])
def test_an_archive_says_that_it_is_one_and_no_other_feed_does(feeds, form):
    marked = {
        path for path, feed in feeds.items() if form in path and feed.root.find(f".//{HISTORY}") is not None
    }
    assert marked == {path for path in feeds if "/archive/" in path and form in path}


def test_the_mark_stands_in_the_head_of_the_feed(feeds):
    assert feeds["feeds/archive/1.atom.xml"].root.find(HISTORY) is not None
    assert feeds["feeds/archive/1.rss.xml"].root.find(f"channel/{HISTORY}") is not None


def test_undated_stories_are_the_oldest(feeds):
    assert chain(feeds, "atom.xml")[-1].ids[-1] == "urn:story:story-000"


def test_an_undated_story_has_a_date_in_atom_that_never_moves(feeds):
    entry = feeds["feeds/archive/1.atom.xml"].items[-1].node
    assert entry.findtext(f"{ATOM}updated").startswith("1990-01-01T00:00:00")


@pytest.mark.parametrize("path", ["feeds/archive/1.atom.xml", "feeds/archive/2.atom.xml"])
def test_no_two_entries_of_a_feed_were_updated_at_the_same_moment(feeds, path):
    updated = [item.node.findtext(f"{ATOM}updated") for item in feeds[path].items]
    assert len(updated) == 100 == len(set(updated))


def test_a_new_story_leaves_full_archives_as_they_are(built, site):
    more = {**FILES, "stories/new.md": "---\ntitle: New\ndate: 2026-04\nid: new-one\n---\n\nText.\n"}
    after = site(more, **FEW).tree()
    changed = {p for p in after if p.startswith("feeds/archive/") and after[p] != built.tree().get(p)}
    assert {path.split(".")[0] for path in changed} == {"feeds/archive/3"}


SHORT = dict(list(FILES.items())[-3:])


def test_while_the_feed_of_all_holds_every_story_there_is_no_archive(site):
    feeds = read_feeds(site(SHORT, SITEURL=SITE, FEED_MAX_ITEMS=3).tree())
    assert [path for path in feeds if "/archive/" in path] == []
    assert {rel for feed in feeds.values() for rel in feed.links} <= {"self", "alternate"}


def test_without_archives_nothing_leads_to_them(site):
    feeds = read_feeds(site(SHORT, **FEW, FEED_NAMES=["all", "value"]).tree())
    assert {rel for feed in feeds.values() for rel in feed.links} <= {"self", "alternate"}


def test_archives_without_the_feed_of_all_name_no_current_one(site):
    feeds = read_feeds(site(SHORT, **FEW, FEED_NAMES=["archive"]).tree())
    assert "current" not in feeds["feeds/archive/1.atom.xml"].links
