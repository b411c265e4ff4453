"""Addresses in HTML: found wherever one may stand, changed or taken out, encoded once."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.content.hyperlinks import addresses_in, change_addresses, path_address, valid_address

FOUND = {
    "quoted in either way": ("<a href='x'><a href=\"y\">", ["x", "y"]),
    "not quoted": ("<img src=a.png alt=b>", ["a.png"]),
    "several in a tag": ('<a href="x" data-x=1><img src=y longdesc=z></a>', ["x", "y", "z"]),
    "a poster and a source": ('<video src=v poster="p.png"><source src="w">', ["v", "p.png", "w"]),
    "an object": ('<object data="x.svg"></object>', ["x.svg"]),
    "in capitals": ('<IMG SRC="x">', ["x"]),
    "over lines": ('<a\n  class="b"\n  href="x"\n>', ["x"]),
    "blanks around": ('<a href = " x ">', ["x"]),
    "character references": ('<a href="?a=1&amp;b=2">', ["?a=1&b=2"]),
    "candidates": ('<img srcset="a.png 1x, b.png 2x">', ["a.png", "b.png"]),
    "candidates by width and height": ('<source srcset="a 480w 2h,b 960w">', ["a", "b"]),
    "a candidate without a size": ('<img srcset="a.png, b.png 1.5x">', ["a.png", "b.png"]),
    "a candidate with blanks and commas": ('<img srcset="a b,c.png 1x, d.png 2x">', ["a b,c.png", "d.png"]),
    "a bracket in another value": ('<img alt="a > b" src="x">', ["x"]),
    "in a value that never ends": ('<p title="><a href="x">', []),
    "no value": ("<a href><img src=''>", [""]),
    "in a comment": ("<!-- <a href=x> --> <a href=y>", ["y"]),
    "in a comment that never ends": ("<a href=y> <!-- <a href=x>", ["y"]),
    "in a script": ("<script src=s>'<a href=x>'</script><a href=y>", ["s", "y"]),
    "in a style": ("<style>/* <a href=x> */</style><a href=y>", ["y"]),
    "in text": ("href=x &lt;a href=x&gt;", []),
    "other attributes": ("<p data-href=x title=y>", []),
}  # fmt: skip


@pytest.mark.parametrize(("html", "addresses"), FOUND.values(), ids=FOUND)
def test_addresses_are_found_where_they_stand(html, addresses):
    assert [address.value for address in addresses_in(html)] == addresses


@pytest.mark.parametrize("html", [html for html, _ in FOUND.values()])
def test_nothing_changes_where_no_address_does(html):
    assert change_addresses(html, lambda address: address.value) == html


CHANGED = {
    "only the value": ("<img alt='&eacute;'  src=x />", "<img alt='&eacute;'  src=\"N\" />"),
    "escaped": ('<a href="q">', '<a href="N&amp;&quot;">'),
    "some candidates": ('<img src="k" srcset="k 1x, x 2x">', '<img src="k" srcset="k 1x, N 2x">'),
}
NEW = {"x": "N", "q": 'N&"', "gone": None}


def changed(html: str) -> str:
    return change_addresses(html, lambda address: NEW.get(address.value, address.value))


@pytest.mark.parametrize(("html", "expected"), CHANGED.values(), ids=CHANGED)
def test_an_address_is_changed(html, expected):
    assert changed(html) == expected


GONE = {
    "a link": ('<a class="b" href="gone">x <b>y</b></a> <a href="k">z</a>', 'x <b>y</b> <a href="k">z</a>'),
    "a link that never ends": ('<a href="gone">x', "x"),
    "a picture": ('<p><img src="gone" alt="A &amp; b"></p>', "<p>A &amp; b</p>"),
    "a picture without a text": ('<p><img src="gone"></p>', "<p></p>"),
    "a picture in a link": ('<a href="gone"><img src="gone" alt="b"></a>', "b"),
    "a candidate": ('<img src="k" srcset="k 1x, gone 2x">', '<img src="k" srcset="k 1x">'),
    "all candidates": ('<img src="k" srcset="gone 1x, gone 2x">', '<img src="k">'),
    "a source": ('<video src="k"><source src="gone"></video>', '<video src="k"></video>'),
    "a poster": ('<video src="k" poster="gone" controls>', '<video src="k" controls>'),
    "without quotes": ("<video poster=gone src=k>", "<video src=k>"),
}


@pytest.mark.parametrize(("html", "expected"), GONE.values(), ids=GONE)
def test_what_is_nothing_without_its_address_goes_with_it_and_texts_stay(html, expected):
    assert changed(html) == expected


VALID = {
    "blanks": ("/a b.png", "/a%20b.png"),
    "encoded already": ("/a%20b.png?c=%26#d", "/a%20b.png?c=%26#d"),
    "a stray percent sign": ("/50%.png", "/50%25.png"),
    "letters beyond ASCII": ("https://x.org/käse?ä#ö", "https://x.org/k%C3%A4se?%C3%A4#%C3%B6"),
    "the host of a web address": ("https://müller.example/ü", "https://müller.example/%C3%BC"),
    "quotes and brackets": ('/a"<b>', "/a%22%3Cb%3E"),
    "signs that mean something": ("/a+b&c;d=e?f=g,h#i", "/a+b&c;d=e?f=g,h#i"),
    "other schemes": ("mailto:a b", "mailto:a b"),
    "data": ("data:image/svg+xml,<svg>", "data:image/svg+xml,<svg>"),
    "lines": ("/a\nb", "/ab"),
    "a placeholder": ("{nothing}x", "{nothing}x"),
}


@pytest.mark.parametrize(("address", "valid"), VALID.values(), ids=VALID)
def test_an_address_is_encoded_where_it_must_be_and_once(address, valid):
    assert valid_address(address) == valid
    assert valid_address(valid) == valid


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("a b/c%20#?.png", "a%20b/c%2520%23%3F.png"),
        ("ü&+,.png", "%C3%BC%26%2B%2C.png"),
        ("a(1).png", "a(1).png"),
    ],
)
def test_the_path_of_a_file_is_encoded_whole(path, address):
    assert path_address(path) == address


@given(st.text(alphabet="<>/!-ab=\"' &;:#\nhrefsrcimgsrcset,1x", max_size=80))
def test_no_html_is_too_broken(html):
    assert change_addresses(html, lambda address: address.value) == html


@pytest.mark.parametrize(
    "html",
    ["<a href" * 5000, "<a href='" * 5000, "<a " + "x " * 30_000 + "href", "<!--" * 5000 + "href",
     f"<img srcset='{'a ' * 5000}'>", f"<img srcset='{'a, ' * 5000}'>", "<a\n" * 20_000 + "href"],
)  # fmt: skip
def test_no_html_takes_long(html):
    began = time.process_time()
    change_addresses(html, lambda address: address.value)
    assert time.process_time() - began < 1
