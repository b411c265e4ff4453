"""Messages as mail programs write them: charsets, flowed lines, HTML, attachments, broken ones."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maildesk import HEAD, Desk, message

from heard.conversation.sources.mail.letter import read_letter, unflowed


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("iso-8859-1", "Grüße – “so”".encode("cp1252"), "Grüße – “so”"),
        ("us-ascii", "Grüße 🐦".encode(), "Grüße 🐦"),
        ("iso-8859-1", "Grüße 🐦".encode(), "Grüße 🐦"),
        ("no-such-charset", "Grüße".encode(), "Grüße"),
        ("utf-8", "Grüße".encode("latin-1"), "Grüße"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("shift_jis", "こんにちは".encode("shift_jis"), "こんにちは"),
        ("utf-16", "Grüße".encode("utf-16"), "Grüße"),
        ("utf-8", b"a\x00b\x1b[31mc", "ab[31mc"),
        ("utf-8", b"\xef\xbb\xbfWith a mark", None),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_words_survive_wrong_and_old_charsets(
    desk: Desk, charset: str, octets: bytes, text: str | None, encoding: str
) -> None:
    encoding = "base64" if charset == "utf-16" else encoding  # it has no other way through the mail
    body = base64.encodebytes(octets) if encoding == "base64" else octets
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\r\n"
    head += f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    assert desk.add(head.encode() + body) == 0
    assert text is None or desk.only.body.strip() == text


def test_quoted_printable_and_flowed_text_are_as_they_were_typed(desk: Desk) -> None:
    head = (
        HEAD + "Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n"
    )
    body = "Gr=C3=BC=C3=9Fe from =\r\nthe=20\r\nphone, and=20\r\nmore.\r\n\r\n"
    body += " From the start.\r\n--=20\r\nBob\r\n"
    assert desk.add(head + body) == 0
    assert desk.only.body.strip() == "Grüße from the phone, and more.\n\nFrom the start."


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("a \nb", "a b"),
        ("a\nb", "a\nb"),
        ("> a \n> b \nc", "> a \n> b \nc"),
        ("a \n-- \nb", "a \n-- \nb"),
        (" >a", ">a"),
    ],
)
def test_flowed_lines_are_joined_and_quotations_are_not(text: str, joined: str) -> None:
    assert unflowed(text) == joined


def test_of_two_forms_the_plain_one_is_taken(desk: Desk) -> None:
    assert desk.add(message(text="Plain.", html="<p>Marked up.</p>")) == 0
    assert (desk.only.body.strip(), desk.only.format) == ("Plain.", "text")


def test_a_message_in_html_only_is_cleaned(desk: Desk) -> None:
    html = (
        '<div>So <b>it</b> was.<script>alert(1)</script></div><img src="https://spy.example/pixel.gif">'
        '<div>See <a href="https://x.example/" onclick="evil()">this</a>, or write to '
        "ada@secret.example.</div>"
    )
    assert desk.add(message(html=html)) == 0
    found = desk.only
    assert found.format == "html"
    assert found.body.strip() == (
        '<p>So <b>it</b> was.</p><p>See <a href="https://x.example/" rel="nofollow ugc noopener">this</a>, '
        "or write to ….</p>"
    )
    assert "    So it was." in desk.said, "the preview shows words, not markup"


def test_an_empty_plain_form_does_not_hide_the_other(desk: Desk) -> None:
    assert desk.add(message(text="\n", html="<p>Marked up.</p>")) == 0
    assert desk.only.format == "html"


@pytest.mark.parametrize(
    "kind", ["a file", "a picture in the text", "a message", "a calendar", "an unnamed file"]
)
def test_attachments_are_refused_with_the_way_on(desk: Desk, kind: str) -> None:
    found = message(text="Look at this.", html="<p>Look at this.</p>")
    if kind == "a file":
        found.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bill\x1b.pdf")
    elif kind == "a picture in the text":
        found.get_payload()[1].add_related(b"GIF8", maintype="image", subtype="gif", cid="<logo>")
    elif kind == "a message":
        found.add_attachment(message(text="Inside."))
    elif kind == "a calendar":
        found.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="x.ics")
    else:
        found.add_attachment(b"\x00", maintype="application", subtype="octet-stream")
    assert desk.add(found) == 1
    assert "The message has 1 attachment (" in desk.told and "save the message again" in desk.told
    assert desk.told.endswith("Nothing was written.") and "\x1b" not in desk.told
    assert desk.comments == []


def test_what_proves_who_signed_is_no_attachment(desk: Desk) -> None:
    body = (
        'Content-Type: multipart/signed; boundary="b"; protocol="application/pgp-signature"\r\n\r\n--b\r\n'
        'Content-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\nContent-Type: '
        "text/plain\r\n\r\nSigned.\r\n"
        "--c\r\nContent-Type: text/html\r\n\r\n<p>Signed.</p>\r\n--c--\r\n--b\r\n"
        'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\nxyz\r\n--b--\r\n'
    )
    assert desk.add(HEAD + body) == 0
    assert desk.only.body.strip() == "Signed."


@pytest.mark.parametrize(
    "body",
    [
        'Content-Type: multipart/mixed; boundary="never"\r\n\r\nNo boundary ever comes.\r\n',
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: '
        "text/plain\r\n\r\nNever closed.",
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!! no "
        "base64 !!!",
        "Content-Type: ;;;=\r\n\r\nA type that is none.",
        "Content-Type: text/plain; charset*=broken''%%%\r\n\r\nA charset that is none.",
        "Content-Transfer-Encoding: x-unknown\r\n\r\nAn encoding that is none.",
        "Broken header without a colon\r\n\r\nWords.",
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        + "--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 500,
    ],
)
def test_broken_messages_are_read_as_far_as_they_go(desk: Desk, body: str) -> None:
    code = desk.add(HEAD + body)
    assert code == 0 or "Nothing was written." in desk.told
    assert all(one.status == "pending" for one in desk.comments)


@given(st.binary(max_size=600))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets_are_read_without_an_error(octets: bytes) -> None:
    for head in (b"", HEAD.encode(), b"From: " + octets[:80] + b"\r\nSubject: " + octets[80:160] + b"\r\n"):
        read_letter(head + octets)
