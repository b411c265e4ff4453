"""An address is one address, and a text in a header is one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.build.addresses import AddressError, address_of, host_of, is_loopback, one_line


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("ada@example.org", "", "ada@example.org"),
        ("Ada <ada@example.org>", "Ada", "ada@example.org"),
        (" ada+heard@mail.example.org ", "", "ada+heard@mail.example.org"),
        ('"Ada, of Bath" <ada@example.org>', "Ada, of Bath", "ada@example.org"),
        ("Änne <a@xn--bcher-kva.example>", "Änne", "a@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_read_alone_or_with_a_name(text: str, name: str, address: str) -> None:
    found = address_of(text)
    assert (found.display_name, found.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example.org, bob@example.org",
        "friends: ada@example.org;",
        "ada@example.org\r\nBcc: everybody@example.org",
        "ada@example.org\nBcc: everybody@example.org",
        "Ada\r\nBcc: x@example.org <ada@example.org>",
        "Ada\x00 <ada@example.org>",
        "Ada <ada@example.org",
        "ada@bücher.example",
        "ada bell@example.org",
        "a" * 250 + "@example.org",
        "<>",
        "<",
        "(",
        '"',
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        address_of(text)


@given(st.text())
def test_any_text_is_an_address_or_refused_and_never_more_than_a_line(text: str) -> None:
    try:
        found = address_of(text)
    except AddressError:
        return
    assert "\n" not in str(found) and "\r" not in str(found)


@given(st.text())
def test_a_text_for_a_header_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("url", "host", "here"),
    [
        ("https://heard.example/blog", "heard.example", False),
        ("http://localhost:8000", "localhost", True),
        ("http://127.0.0.1:8000", "127.0.0.1", True),
        ("http://[::1]:8000/", "::1", True),
        ("https://localhost.example", "localhost.example", False),
        ("", "", False),
        ("http://[", "", False),
    ],
)
def test_this_computer_is_known_by_its_names(url: str, host: str, here: bool) -> None:
    assert host_of(url) == host
    assert is_loopback(host) is here
