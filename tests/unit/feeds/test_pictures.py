"""Pictures of a body: those of the site with length and type, others by their address."""

import pytest

from heard.feeds.bodies import pictures_in
from heard.feeds.entries import Image

SITE = "https://heard.example/blog/"
SIZES = {"images/cat.png": 300, "images/my cat.JPG": 7, "images/odd.xyzzy": 5, "images/empty.png": 0}


def found(html: str) -> list[Image]:
    return list(pictures_in(html, SITE, SIZES))


def test_a_picture_of_the_site_has_its_length_and_type():
    html = f'<p><img alt="A cat" src="{SITE}images/cat.png"></p>'
    assert found(html) == [Image(f"{SITE}images/cat.png", "A cat", "image/png", 300)]


def test_a_name_with_a_space_is_found():
    assert found(f'<img src="{SITE}images/my%20cat.JPG">')[0].length == 7


def test_a_file_of_unknown_kind_is_octets():
    assert found(f'<img src="{SITE}images/odd.xyzzy">')[0].type == "application/octet-stream"


FAR = [
    "https://far.example/a.png",
    "http://far.example/a.png?w=1&h=2",
    f"{SITE}images/missing.png",
    f"{SITE}images/empty.png",
    "https://heard.example/images/cat.png",
    "https://heard.example.evil.example/blog/images/cat.png",
]


@pytest.mark.parametrize("url", FAR)
def test_of_a_picture_that_is_no_file_of_the_site_only_the_address_is_known(url):
    assert found(f'<img src="{url}">') == [Image(url)]


NONE = ["data:image/png;base64,AA==", "javascript:x", "http://[", "http://", "", "ftp://x/y.png", "cat.png"]


@pytest.mark.parametrize("url", NONE)
def test_what_is_no_web_address_is_passed_over(url):
    assert found(f'<img src="{url}"><img alt="none">') == []


def test_a_picture_shown_twice_is_told_once_with_its_first_words():
    url = f"{SITE}images/cat.png"
    assert [i.alt for i in found(f'<img src="{url}" alt="A"><img src="{url}" alt="B">')] == ["A"]


def test_pictures_stand_in_the_order_of_the_text():
    html = '<img src="https://b.example/"><img src="https://a.example/">'
    assert [image.url for image in found(html)] == ["https://b.example/", "https://a.example/"]


def test_a_control_character_in_the_words_of_a_picture_is_left_out():
    assert found('<img src="https://b.example/" alt="a&#12;b">')[0].alt == "ab"


def test_a_video_or_a_script_is_no_picture():
    assert (
        found('<video src="https://b.example/v.mp4"></video><script src="https://b.example/"></script>')
        == []
    )
