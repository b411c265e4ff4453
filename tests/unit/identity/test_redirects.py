"""Where former addresses lead."""

from datetime import date

import pytest
from records import entry, published, recorded

from heard.identity.redirects import Places, Redirect, plan_redirects, recorded_redirects, redirects_file


def planned(record, *stories):
    taken = {one.address: one.story.source for one in stories}
    redirects, problems = plan_redirects(recorded_redirects(record, stories, "data/ids.json"), (), taken)
    return {one.address: one.target for one in redirects}, [str(problem) for problem in problems]


def test_every_former_address_leads_to_the_one_of_now():
    found = planned(recorded(entry("call", "/a/", "/b/", "/c/")), published("call", "/d/"))
    assert found == ({"/a/": "/d/", "/b/": "/d/", "/c/": "/d/"}, [])


def test_a_story_that_did_not_move_needs_none():
    assert planned(recorded(entry("call", "/a/")), published("call", "/a/")) == ({}, [])


def test_a_story_that_is_not_published_leads_nowhere():
    assert planned(recorded(entry("call", "/a/", "/b/"))) == ({}, [])


def test_addresses_that_were_swapped_are_told_and_left_alone():
    record = recorded(entry("one", "/a/"), entry("two", "/b/"))
    redirects, problems = planned(record, published("one", "/b/"), published("two", "/a/"))
    assert redirects == {}
    assert [problem.split(" Give")[0] for problem in problems] == [
        'data/ids.json: redirect-taken /b/ was an address of "two", and belongs to stories/refund.md now.',
        'data/ids.json: redirect-taken /a/ was an address of "one", and belongs to stories/refund.md now.',
    ]


def test_an_address_that_two_stories_had_leads_to_the_one_recorded_last():
    record = recorded(entry("one", "/x/", "/a/"), entry("two", "/x/", "/b/", first=date(2026, 5, 5)))
    redirects, problems = planned(record, published("one", "/a/"), published("two", "/b/"))
    assert redirects == {"/x/": "/b/"}
    assert len(problems) == 1 and 'was an address of "one", and belongs to "two" now' in problems[0]


def test_all_addresses_of_a_story_taken_back_lead_nowhere():
    record = recorded(entry("call", "/a/", "/b/", removed=date(2026, 2, 2)))
    assert planned(record) == ({"/a/": "", "/b/": ""}, [])


def test_the_address_of_a_story_taken_back_may_be_anothers_without_a_word():
    record = recorded(entry("call", "/a/", removed=date(2026, 2, 2)), entry("new", "/a/"))
    assert planned(record, published("new", "/a/")) == ({}, [])


@pytest.mark.parametrize("former", ["/Call/", "/call", "/call/index.html"])
def test_an_address_that_some_machine_cannot_tell_from_the_new_one_needs_none(former):
    assert planned(recorded(entry("call", former)), published("call", "/call/")) == ({}, [])


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/a/", "a/index.html"),
        ("/a", "a/index.html"),
        ("/a.html", "a.html"),
        ("/2008/a.htm", "2008/a.htm"),
        ("/v1.0/", "v1.0/index.html"),
        ("/v1.0", "v1.0/index.html"),
        ("/feed.xml", ""),
        ("/old.php", ""),
        ("/", "index.html"),
    ],
)
def test_an_address_has_its_file(address, file):
    assert Redirect(address, "call").save_as == file


def test_the_file_for_hosts_is_sorted_and_encoded_and_below_the_sites_path():
    redirects = [Redirect("/b c/", "x", "/grüße/"), Redirect("/a*:/", "y", "/n/"), Redirect("/gone/", "z")]
    assert redirects_file(redirects, "/blog") == (
        "/blog/a%2A%3A/ /blog/n/ 301\n/blog/b%20c/ /blog/gr%C3%BC%C3%9Fe/ 301\n"
    )


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("a/index.html", False),
        ("A/Index.html", False),
        ("a", False),
        ("a/index.html/b.html", False),
        ("a/b/index.html", True),
        ("b.html", True),
    ],
)
def test_a_page_is_written_only_where_it_touches_nothing(name, free):
    assert Places({"a/index.html": "x"}).is_free(name) is free


def test_a_place_that_is_taken_names_who_has_it():
    places = Places({"A.html": "pages/a.md"})
    places.take("b/c.html", "another redirect")
    assert (places.holder("a.html"), places.is_free("b"), places.holder("b")) == (
        "pages/a.md",
        False,
        "another file of the site",
    )


# -- aliases -------------------------------------------------------------------------------------


def alias(address, owner="call", target="/call/", line=4):
    return Redirect(address, owner, target, owner.title(), "en", f"stories/{owner}.md", line)


def of_record(owner, target):
    return Redirect("/a/", owner, target, source="data/ids.json", is_recorded=True)


def with_record(aliases, recorded=(), taken=()):
    redirects, problems = plan_redirects(recorded, aliases, dict(taken))
    return {one.address: one.target for one in redirects}, [str(problem) for problem in problems]


def test_each_alias_leads_to_its_story():
    assert with_record([alias("/a/"), alias("/b.php")]) == ({"/a/": "/call/", "/b.php": "/call/"}, [])


@pytest.mark.parametrize("address", ["/call/", "/call", "/Call/", "/call/index.html"])
def test_an_alias_that_is_the_address_of_now_is_none(address):
    assert with_record([alias(address)], taken=[("/call/", "stories/call.md")]) == ({}, [])


def test_an_alias_where_something_stands_is_told_with_its_line():
    assert with_record([alias("/about")], taken=[("/about/", "pages/about.md")]) == (
        {},
        [
            "stories/call.md:4: redirect-taken the alias /about belongs to pages/about.md, and "
            "does not lead here. Take it out, or give the other an address of its own."
        ],
    )


def test_of_two_with_one_alias_the_first_has_it_and_the_second_is_told():
    redirects, (problem,) = with_record([alias("/a", "two", "/two/"), alias("/a/", "one", "/one/")])
    assert redirects == {"/a/": "/one/"}
    assert problem.startswith("stories/two.md:4: redirect-taken the alias /a belongs to stories/one.md,")


def test_an_alias_of_what_the_record_has_as_well_is_no_news():
    assert with_record([alias("/a/")], [of_record("call", "/call/")]) == (
        {"/a/": "/call/"},
        [],
    )


def test_an_alias_wins_over_a_former_address_of_another_which_is_told():
    redirects, (problem,) = with_record([alias("/a/")], [of_record("other", "/other/")])
    assert redirects == {"/a/": "/call/"}
    assert 'stories/call.md:4: redirect-taken the alias /a/ was an address of "other"' in problem


def test_an_alias_may_take_over_from_a_story_that_was_taken_back():
    assert with_record([alias("/a/")], [of_record("gone", "")]) == ({"/a/": "/call/"}, [])


def test_where_the_settings_would_have_put_a_file_yields_without_a_word():
    implied = alias("/a/", line=0)
    assert with_record([implied], taken=[("/a/", "pages/a.md")]) == ({}, [])
    assert with_record([implied], [of_record("other", "/o/")]) == ({"/a/": "/o/"}, [])


def test_what_is_hidden_stands_in_no_file_of_redirects():
    hidden = Redirect("/a/", "x", "/x/", "X", "en", is_public=False)
    assert redirects_file([hidden], "") == ""


@pytest.mark.parametrize(
    ("address", "is_list", "status"),
    [("/values/page/3/", True, 302), ("/values/old/", True, 301), ("/notes/page/3/", False, 301)],
)
def test_only_a_numbered_page_of_a_list_may_come_back(address, is_list, status):
    assert Redirect(address, "call", "/x/", is_list=is_list).status == status
