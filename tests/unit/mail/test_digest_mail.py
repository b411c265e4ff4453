"""The message: its headers, and that no value can add one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.library.library import TermRef
from heard.mail.digest_entries import Choice, Digest
from heard.mail.digest_mail import List, Parts, compose

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)
SENDER = Address("Heard", "stories", "heard.example")
ADA = Address("Ada", "ada", "example.org")
PARTS = Parts("Heard: 1 new story", "Grüße\n", "<p>Grüße</p>\n")
ONE_CLICK = "https://heard.example/off?reader={address}"


def octets(
    parts: Parts = PARTS, reader: Address | None = ADA, choice: Choice | None = None, **facts: object
) -> bytes:
    """A message as it goes over the wire."""
    given = {"sender": SENDER, "site_name": "Heard", "site_url": "https://heard.example", **facts}
    told = Digest(DAY, DAY, choice or Choice(), identities=("urn:story:a",))
    return compose(told, parts, List(**given), reader, NOW).as_bytes()  # type: ignore[arg-type]


def message(*args: Any, **facts: Any) -> EmailMessage:
    """The same as a mail program reads it."""
    found = message_from_bytes(octets(*args, **facts), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_headers_say_from_whom_to_whom_when_and_which() -> None:
    found = message()
    assert found["From"] == "Heard <stories@heard.example>"
    assert found["To"] == "Ada <ada@example.org>"
    assert found["Subject"] == "Heard: 1 new story"
    assert found["Date"].datetime == NOW
    assert found["List-Id"] == "<digest.heard.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Message-ID"].endswith("@heard.example>")


def test_both_parts_say_the_same_and_text_comes_first() -> None:
    parts = list(message().iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == ["Grüße\n", "<p>Grüße</p>\n"]


def test_a_message_is_the_same_whenever_it_tells_the_same_to_the_same_reader() -> None:
    assert octets() == octets()
    assert message()["Message-ID"] != message(reader=Address("", "bob", "example.org"))["Message-ID"]


def test_a_choice_of_terms_is_a_list_of_its_own() -> None:
    choice = Choice((TermRef("value", "honesty", "Honesty"),))
    assert message(choice=choice)["List-Id"] == "<value-honesty.digest.heard.example>"


def test_a_sender_without_a_name_has_that_of_the_site() -> None:
    sender = Address("", "stories", "heard.example")
    found = message(sender=sender, site_name="Heard\r\nBcc: x@example.org")
    assert found["From"].addresses[0].display_name == "Heard Bcc: x@example.org"
    assert "Bcc" not in found


def test_one_click_needs_https_and_to_know_for_whom() -> None:
    found = message(leaving=(ONE_CLICK, "mailto:off@heard.example?subject={address}"))
    assert found["List-Unsubscribe"] == (
        "<https://heard.example/off?reader=ada%40example.org>, "
        "<mailto:off@heard.example?subject=ada%40example.org>"
    )
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for leaving in (
        "http://heard.example/{address}",
        "https://heard.example/off",
        "mailto:{address}@x.example",
    ):
        assert "List-Unsubscribe-Post" not in message(leaving=(leaving,))


def test_where_nothing_is_set_one_leaves_by_a_mail_to_the_sender() -> None:
    assert message()["List-Unsubscribe"] == "<mailto:stories@heard.example?subject=unsubscribe>"


def test_a_long_address_to_leave_at_stays_in_one_piece() -> None:
    long = ONE_CLICK + "&list=" + "x" * 200
    raw = octets(leaving=(long, "mailto:off@heard.example"))
    assert b"=?utf-8" not in raw
    assert b"x" * 200 + b">" in raw


def test_a_value_in_an_address_to_leave_at_is_quoted() -> None:
    reader = Address("", "a&b=c?d", "example.org")
    assert (
        "reader=a%26b%3Dc%3Fd%40example.org>"
        in message(reader=reader, leaving=(ONE_CLICK,))["List-Unsubscribe"]
    )


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_line_break_in_a_subject_begins_a_header(sign: str) -> None:
    found = message(Parts(f"Heard{sign}Bcc: x@example.org", "x\n", "x\n"))
    assert "Bcc" not in found
    assert found["Subject"] == "Heard Bcc: x@example.org"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_subject_breaks_a_message_or_adds_a_header(subject: str) -> None:
    known = set(message().keys())
    found = message(Parts(subject, "x\n", "x\n"))
    assert set(found.keys()) == known
    assert found.get_body() is not None
