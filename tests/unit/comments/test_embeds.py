"""Who holds the live conversation, under which name, and what each has to be told."""

from __future__ import annotations

import pytest
from helpers import story_of

from heard.conversation.providers import PROVIDERS, check_email, check_provider, embed_of, option_problems

SITE = "https://heard.example"
GIVEN = {
    "isso": {"host": "https://comments.example/isso/"},
    "giscus": {"repo": "ada/tales", "repo_id": "R_1", "category": "Stories", "category_id": "DIC_1"},
    "utterances": {"repo": "ada/tales"},
    "disqus": {"shortname": "heard"},
    "remark42": {"host": "https://talk.example", "site_id": "heard"},
    "mastodon": {"host": "https://toots.example"},
}
STORY = story_of("syndicated: [{site: Toots, url: 'https://toots.example/@ada/1093'}]")


def embed(name, story=STORY, **options):
    return embed_of(story, name, {**GIVEN[name], **options}, SITE)


@pytest.mark.parametrize("name", GIVEN)
def test_a_thread_bears_the_id_of_its_story(name):
    assert "refund-2024" in embed(name).thread


def test_without_a_provider_there_is_no_live_conversation():
    assert embed_of(STORY, "none", {}, SITE) is None


@pytest.mark.parametrize("name", GIVEN)
def test_a_reader_without_scripts_finds_a_page(name):
    assert embed(name).page.startswith("https://")


def test_who_would_be_asked_is_named():
    assert {name: embed(name).host for name in GIVEN} == {
        "isso": "comments.example",
        "giscus": "giscus.app",
        "utterances": "utteranc.es",
        "disqus": "heard.disqus.com",
        "remark42": "talk.example",
        "mastodon": "toots.example",
    }


def test_remark42_gets_an_address_that_no_new_title_and_no_new_domain_changes():
    assert embed("remark42").thread == "https://heard.example/?story=refund-2024"
    moved = embed("remark42", threads_at="https://old.example/")
    assert moved.thread == "https://old.example/?story=refund-2024"


@pytest.mark.parametrize(
    ("url", "post"),
    [
        ("https://toots.example/@ada/1093", "1093"),
        ("https://toots.example/users/ada/statuses/77/", "77"),
        ("https://toots.example/@ada", ""),
        ("https://toots.example.evil.example/@ada/1", ""),
        ("https://elsewhere.example/@ada/1", ""),
    ],
)
def test_the_post_on_mastodon_is_found_among_the_places_of_the_story(url, post):
    story = story_of(f"syndicated: [{{site: Somewhere, url: '{url}'}}]")
    assert embed("mastodon", story).post == post


def told(name, options):
    return [problem.text for problem in option_problems(name, options)]


@pytest.mark.parametrize("name", GIVEN)
def test_right_options_are_right(name):
    assert told(name, GIVEN[name]) == []


def test_every_provider_is_tried_here():
    assert set(GIVEN) == set(PROVIDERS) - {"none"}


def test_an_unknown_option_is_told_with_the_nearest():
    assert told("isso", {"hosts": "https://a.example"}) == [
        'COMMENTS_OPTIONS has "hosts", which the provider isso does not know. Did you mean "host"?',
        'COMMENTS_OPTIONS lacks "host", which isso cannot do without.',
    ]


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("isso", "host", "comments.example"),
        ("isso", "host", "javascript:alert(1)"),
        ("isso", "host", 'https://a.example/"><script>'),
        ("isso", "host", 7),
        ("giscus", "repo", "tales"),
        ("giscus", "category", " "),
        ("disqus", "shortname", "a.evil.example/x?"),
        ("remark42", "threads_at", "here"),
    ],
)
def test_an_option_of_a_wrong_form_is_told(name, option, value):
    found = told(name, {**GIVEN[name], option: value})
    assert len(found) == 1 and f'"{option}"' in found[0]


def test_options_without_a_provider_are_told():
    assert told("none", {"host": "https://a.example"}) == [
        'COMMENTS_OPTIONS has "host", which the provider none does not know.'
    ]


def test_a_slip_in_the_name_of_a_provider_is_told_with_the_nearest():
    assert (
        check_provider("giscuss")
        == 'has "giscuss", which is no provider of comments (did you mean "giscus"?)'
    )
    assert check_provider("isso") is None


@pytest.mark.parametrize("value", ["Ada <ada@x.example>", "ada", "a@b?subject=x", "a@b,c@d", "a b@c"])
def test_only_a_bare_address_takes_replies(value):
    assert check_email(value)


@pytest.mark.parametrize("value", ["", "stories@heard.example", "stories+x@heard.example"])
def test_a_bare_address_or_none_is_right(value):
    assert check_email(value) is None
