"""A URL and its file: what an owner gives counts, and the other half follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

from heard.content.addresses import (
    LISTS,
    NOWHERE,
    PAIRS,
    Address,
    below,
    complete,
    file_of,
    is_served,
    leaves_out_html,
    public_feeds,
    settle,
    url_of,
    usual_of,
)
from heard.library.facets import FACET_SETTINGS, Addresses, page_of_list

OURS = {setting.name: setting for setting in FACET_SETTINGS}
USUAL = usual_of(DEFAULT_CONFIG)


def settled(**own):
    return settle({**DEFAULT_CONFIG, **own}, USUAL)


@pytest.mark.parametrize("stem", [*PAIRS, *LISTS, "INDEX"])
def test_a_file_without_a_url_has_the_url_that_serves_it(stem):
    """Pelican's documented form, as `YEAR_ARCHIVE_SAVE_AS = 'posts/{date:%Y}/index.html'`."""
    found, problems = settled(**{f"{stem}_SAVE_AS": "posts/x/index.html"})
    assert (found[f"{stem}_URL"], found[f"{stem}_SAVE_AS"]) == ("posts/x/", "posts/x/index.html")
    assert problems == []


@pytest.mark.parametrize("stem", [*PAIRS, *LISTS, "INDEX"])
def test_a_url_without_a_file_has_the_file_that_is_served_there_and_it_is_told(stem):
    found, problems = settled(**{f"{stem}_URL": "posts/x/"})
    assert (found[f"{stem}_URL"], found[f"{stem}_SAVE_AS"]) == ("posts/x/", "posts/x/index.html")
    told = [str(problem) for problem in problems]
    if "ARCHIVE" in stem and stem != "ARCHIVES":
        assert told == []  # Pelican wrote no such page, so none has moved
    else:
        usual = USUAL[stem][1]
        assert told == [
            f"settings: setting-address {stem}_URL is set and {stem}_SAVE_AS is not: files are "
            f'"posts/x/index.html", where links lead, not "{usual}". Set {stem}_SAVE_AS as well.'
        ]


@pytest.mark.parametrize("stem", [*PAIRS, *LISTS, "INDEX"])
@pytest.mark.parametrize("refusal", ["", False])
def test_an_empty_file_is_no_page_and_has_no_url(stem, refusal):
    found, problems = settled(**{f"{stem}_SAVE_AS": refusal})
    assert (found[f"{stem}_URL"], bool(found[f"{stem}_SAVE_AS"])) == ("", False)
    assert problems == []


@pytest.mark.parametrize("stem", [*PAIRS, *LISTS, "INDEX"])
def test_none_is_no_page_of_pelican_s_either(stem):
    found, _problems = settled(**{f"{stem}_SAVE_AS": None})
    assert (found[f"{stem}_URL"], bool(found[f"{stem}_SAVE_AS"])) == ("", False)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("what/", Address("what/", "what/index.html")),
        ("/what.html", Address("what.html", "what.html")),
        ("index.html", Address("index.html", "index.html")),
        ("", NOWHERE),
        (None, NOWHERE),
    ],
)
def test_a_page_of_ours_has_the_file_that_is_served_at_its_address(url, address):
    assert Addresses({"VALUES_URL": url}).of_index("value") == address


def test_what_stands_below_the_open_loops_goes_where_they_go():
    moved = Addresses({"OPEN_URL": "waiting.html"})
    assert (moved.of_overdue().url, moved.of_deadlines().url) == (
        "waiting/overdue/",
        "waiting/deadlines.ics",
    )
    gone = Addresses({"OPEN_URL": None})
    assert gone.of_overdue() == gone.of_deadlines() == NOWHERE


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("VALUE_URL", "values/", "must hold {slug}"),
        ("VALUES_URL", "values/{slug}/", "cannot hold {slug}"),
        ("LESSONS_URL", "../lessons/", "must be a path below the site"),
        ("LESSON_URL", "{slug", "has a brace too many or too few"),
    ],
)
def test_an_address_of_ours_that_no_page_could_have_is_refused(name, value, fault):
    assert (OURS[name].check(value) or "").startswith(fault)


def test_a_server_that_leaves_out_html_is_as_it_was():
    found, problems = settled(ARTICLE_URL="{slug}", PAGE_URL="pages/{slug}", TAGS_URL="tags")
    assert [found[f"{s}_SAVE_AS"] for s in ("ARTICLE", "PAGE", "TAGS")] == [
        "{slug}.html",
        "pages/{slug}.html",
        "tags.html",
    ]
    assert problems == []
    assert leaves_out_html(found) and not leaves_out_html(settled()[0])


def test_settings_that_are_complete_stay_as_they_are():
    found, problems = settled()
    assert {name: found[name] for name in found if name in DEFAULT_CONFIG} == {
        name: value for name, value in DEFAULT_CONFIG.items() if name in found
    }
    assert problems == []
    assert settle({**DEFAULT_CONFIG, **found}, USUAL) == (found, [])


WRONG = [
    ("TAG_SAVE_AS", "../tag/{slug}.html", 'must be a path below the site, not "../tag/{slug}.html"'),
    ("PAGE_SAVE_AS", "/srv/{slug}.html", 'must be a path below the site, not "/srv/{slug}.html"'),
    ("ARTICLE_URL", "https://e.example/{slug}/", 'must be a path below the site, not "https://e.example/'),
    ("ARTICLE_SAVE_AS", "a\\{slug}.html", "must be a path below the site"),
    ("CATEGORY_URL", "c/{name}/", 'cannot hold "{name}"'),
    ("YEAR_ARCHIVE_SAVE_AS", "{slug}/index.html", 'cannot hold "{slug}"'),
    ("ARTICLE_URL", "{slug/", 'has a brace too many or too few: "{slug/"'),
    ("AUTHOR_SAVE_AS", 7, "must be a text, not 7"),
    ("TAGS_SAVE_AS", True, "must be a text, not True"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_setting_that_no_page_could_be_written_by_is_refused_in_words(name, value, words):
    _found, (problem,) = settled(**{name: value})
    assert str(problem).startswith(f"settings: setting-wrong {name} {words}")
    assert problem.severity == "error"


def test_every_field_of_a_file_may_stand_in_the_address_of_a_story():
    """`PATH_METADATA` is there for this: `ARTICLE_URL = '{path_no_ext}.html'`."""
    assert settled(ARTICLE_URL="{path_no_ext}.html", ARTICLE_SAVE_AS="{path_no_ext}.html")[1] == []


def test_a_slash_before_a_url_is_no_host():
    assert settled(TAG_URL="/t/{slug}/", TAG_SAVE_AS="t/{slug}/index.html")[0]["TAG_URL"] == "t/{slug}/"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (Address("", "index.html"), "page/2/"),
        (Address("posts/2024/", "posts/2024/index.html"), "posts/2024/page/2/"),
        (Address("archives/2024.html", "archives/2024.html"), "archives/2024/page/2/"),
        (Address("v1.2/tags", "v1.2/tags.html"), "v1.2/tags/page/2/"),
        (Address("index.html", "index.html"), "page/2/"),
    ],
)
def test_further_pages_lie_below_their_list(address, page):
    assert page_of_list(address, 2) == (page, f"{page}index.html")


def test_nothing_lies_below_a_page_that_nobody_wants():
    assert below(Address("", ""), "page/2/") == ("", "")


PATHS = st.from_regex(r"([a-z0-9-]{1,5}/){0,3}([a-z0-9-]{1,8}(\.html)?)?", fullmatch=True)


@given(PATHS)
def test_a_url_is_served_by_its_file(url):
    assert is_served(url, file_of(url))
    assert file_of(url_of(file_of(url))) == file_of(url)


@given(PATHS, PATHS)
def test_what_was_given_stays_and_the_other_half_serves_it(url, save_as):
    assert complete(url, save_as, ("u.html", "f.html"))[: 2 if url and save_as else 0] in (
        (url, save_as),
        (),
    )
    if url and url != "u.html":
        half = complete(url, "f.html", ("u.html", "f.html"))
        assert half.url == url and is_served(*half)
    if save_as and save_as != "f.html" and not save_as.endswith("/"):
        half = complete("u.html", save_as, ("u.html", "f.html"))
        assert half.save_as == save_as and is_served(*half)


def test_addresses_of_feeds_that_a_server_knows_are_those_of_the_settings():
    feeds = public_feeds(
        {"FEED_ALL_RSS_URL": "follow", "TAG_FEED_ATOM_URL": "/tag/{slug}/", "URL": "x"}, "/sub"
    )
    assert all(map(feeds.fullmatch, ("/sub/follow", "/sub/tag/alpha/")))
    assert not any(map(feeds.fullmatch, ("/follow", "/sub/tag/a/b/", "/sub/x", "/sub/", "/sub/follow/")))
    assert not public_feeds({"FEED_ALL_RSS_URL": None}, "").fullmatch("/")
