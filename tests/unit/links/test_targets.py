"""Which story a reference means."""

import pytest
from msgspec.structs import replace
from shelves import drop_unpublished, targets, volume


def renamed(name: str, **fields: object):
    found = volume(name)
    return replace(found, story=replace(found.story, **fields))


LIBRARY = drop_unpublished(
    volume("refund"),
    renamed("long-wait", slug="the-long-wait", source="stories/2019/wait.md", aliases=("/2010/w.html",)),
    renamed("form", source="stories/50% #6?.md"),
    replace(renamed("cafe", slug="café", source="stories/café 9.md"), url="stories/café/"),
)

FOUND = {
    "an id": ("refund", "refund"),
    "an id with blanks around": (" refund ", "refund"),
    "a slug": ("the-long-wait", "long-wait"),
    "a source path": ("stories/2019/wait.md", "long-wait"),
    "a source path from the content folder": ("/stories/2019/wait.md", "long-wait"),
    "a file name": ("wait.md", "long-wait"),
    "an address": ("/blog/stories/refund/", "refund"),
    "an address without a slash at the end": ("/blog/stories/refund", "refund"),
    "an address of a file": ("/blog/stories/refund/index.html", "refund"),
    "a former address": ("/blog/2010/w.html", "long-wait"),
    "an address with a fragment": ("/blog/stories/refund/#outcome", "refund"),
    "an address with its host": ("https://heard.example/blog/stories/refund/", "refund"),
    "an address with its host in capitals": ("https://Heard.Example/blog/stories/refund/", "refund"),
    "an address without a scheme": ("//heard.example/blog/stories/refund/", "refund"),
    "a file with a fragment": ("stories/refund.md#outcome", "refund"),
    "a file name of odd signs": ("50% #6?.md", "form"),
    "a percent-encoded path": ("stories/caf%C3%A9%209.md", "cafe"),
}


@pytest.mark.parametrize(("reference", "story_id"), FOUND.values(), ids=FOUND)
def test_a_story_is_found_by(reference, story_id):
    card = targets(LIBRARY, "https://heard.example/blog", "/blog").find(reference)
    assert card is not None and card.id == story_id


@pytest.mark.parametrize("address", ["/stories/caf%C3%A9/", "/stories/café/"])
def test_a_link_to_an_address_may_be_percent_encoded(address):
    assert targets(LIBRARY).of_address(address).id == "cafe"


RELATIVE = [
    ("refund.md", "stories/other.md", "refund"),
    ("../refund.md", "stories/2019/other.md", "refund"),
    ("2019/wait.md", "stories/other.md", "long-wait"),
    ("./wait.md", "stories/2019/other.md", "long-wait"),
]


@pytest.mark.parametrize(("path", "source", "story_id"), RELATIVE)
def test_a_path_is_relative_to_its_file(path, source, story_id):
    assert targets(LIBRARY).of_path(path, source).id == story_id


NOBODY = {
    "nothing": "",
    "blanks": "   ",
    "an unknown word": "nowhere",
    "a fragment": "#outcome",
    "the home page": "/",
    "another host": "https://elsewhere.example/stories/refund/",
    "a mail address": "mailto:refund",
    "a broken address": "https://[x/stories/refund/",
    "only dots": "../../..",
    "a path beyond the content folder": "../../stories/2019/none.md",
    "an address below another root": "/shop/stories/refund/",
    "an address without the root of the site": "/stories/refund/",
    "five hundred letters": "x" * 500,
    "a null byte": "\x00",
}


@pytest.mark.parametrize("reference", NOBODY.values(), ids=NOBODY)
def test_nobody_is_meant_by(reference):
    assert targets(LIBRARY, "https://heard.example/blog", "/blog").find(reference, "stories/a.md") is None


def test_an_id_is_stronger_than_another_story_s_slug():
    library = drop_unpublished(volume("aaa"), renamed("bbb", slug="aaa"))
    assert targets(library).find("aaa").id == "aaa"


def test_a_slug_that_two_stories_share_names_neither():
    library = drop_unpublished(renamed("aaa", slug="same"), renamed("bbb", slug="same"))
    assert targets(library).find("same") is None


def test_a_slug_that_three_stories_share_names_none():
    library = drop_unpublished(*(renamed(name, slug="same") for name in ("aaa", "bbb", "ccc")))
    assert targets(library).find("same") is None


def test_a_file_name_that_two_stories_share_names_neither():
    library = drop_unpublished(renamed("aaa", source="a/x.md"), renamed("bbb", source="b/x.md"))
    assert targets(library).find("x.md") is None


def test_a_file_name_in_another_folder_names_no_story():
    assert targets(LIBRARY).find("pages/wait.md", "stories/refund.md") is None


def test_a_slug_that_a_translation_shares_names_the_original():
    german = renamed("anruf", slug="call", lang="de")
    library = drop_unpublished(replace(renamed("call", slug="call"), translations=(german,)))
    assert targets(library).find("call").id == "call"


@pytest.mark.parametrize(("reference", "story_id"), [("refnud", "refund"), ("quite-another", None)])
def test_the_nearest_id_is_named(reference, story_id):
    assert targets(LIBRARY).nearest_id(reference) == story_id
