"""A saved mail message taken apart: who, when, about what, in which words, whatever program wrote it.

Its mail addresses are found in words, however they are written: plainly, percent-encoded in the address
of a page (a link to unsubscribe holds one), or with tags of HTML in between.

Sources: RFC 5322 (message), RFC 2045–2047 (MIME), RFC 3676 (flowed text), RFC 1847 (signed parts),
RFC 3986, 2.1 (percent-encoding).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from typing import Any

from msgspec import Struct

from heard.content.fields import clean
from heard.text.files import unix_lines
from heard.text.names import without_mail_addresses

MOST = 5_000_000
"""Octets of a message that are read; what somebody says fits into far fewer."""
_DEEPEST, _PARTS = 20, 200
_ADDRESS_FIELDS = ("From", "Reply-To", "Sender", "Return-Path", "To", "Cc", "Bcc", "Delivered-To")
_SEALS = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
"""What proves who signed a message; it is no attachment that anybody sent on purpose."""
_WESTERN = re.compile(r"us-ascii|iso-8859-\d+|latin-?\d|windows-125\d|cp125\d|")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
_CODE = re.compile(r"%(?:25)*([2-7][0-9a-f])", re.IGNORECASE)
"""A sign by its code; `%2540` is one that was encoded twice."""
_TAG = re.compile(r"<[^<>]*>")
_APART = r"(?:(?<![\w.+-])|(?<=%2[0-9ac]|%2f|%3[a-f]|%40|%5[b-e]|%60|%7[b-f]))"
"""Before an address stands nothing that could be a part of it, plainly or by its code."""


class Letter(Struct, frozen=True):
    """What of a message can become a comment. `text` is plain text, or HTML where `is_html`.

    `answers` says that it was written as an answer to another message. `addresses` are the mail
    addresses of its header, so that they can be left out. `attachments` are names for people.
    """

    name: str
    written: datetime | None
    subject: str
    text: str
    is_html: bool
    message_id: str
    answers: bool
    addresses: frozenset[str]
    attachments: tuple[str, ...]


def without_addresses(text: str, addresses: Collection[str], is_html: bool) -> str:
    """The text with these addresses left out; tags in between stay."""
    between = f"(?:{_TAG.pattern})*" if is_html else ""
    for address in sorted(addresses, key=len, reverse=True):
        signs = (f"(?:{re.escape(sign)}|%(?:25)*{ord(sign):02x})" for sign in address)
        written = re.compile(rf"{_APART}{between.join(signs)}(?![\w-])", re.IGNORECASE)
        text = written.sub(lambda found: "…" + "".join(_TAG.findall(found[0])), text)
    return text


def addresses_in(text: str, is_html: bool) -> list[str]:
    """The addresses in a text, each once, in order."""
    plain = _CODE.sub(lambda code: chr(int(code[1], 16)), text).lower()
    texts = (plain, _TAG.sub("", plain)) if is_html else (plain,)
    return sorted({found for one in texts for found in _MAIL.findall(one)})


def read_letter(octets: bytes) -> Letter | None:
    """A message; None where the file holds none. Never raises for what a sender can send."""
    message = message_from_bytes(octets, policy=policy.compat32)
    if not any(message.get(name) for name in ("From", "Subject", "Date", "Message-ID")):
        return None
    plain: list[str] = []
    marked_up: list[str] = []
    attached: list[str] = []
    for part, is_alternative in islice(_leaves(message), _PARTS):
        kind = part.get_content_type()
        name = part.get_filename() or ""
        is_text = kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment"
        if is_text and not name:
            (plain if kind == "text/plain" else marked_up).append(_decoded(part))
        elif kind not in _SEALS and not (is_alternative and part.get_content_maintype() == "text"):
            attached.append(clean(_header_text(name)) or kind)
    fields = [str(value) for name in _ADDRESS_FIELDS for value in message.get_all(name, [])]
    text = "\n\n".join(one for one in plain if one.strip())
    is_html = not text and any(one.strip() for one in marked_up)
    return Letter(
        name=_name(message),
        written=_written(message),
        subject=clean(_header_text(message.get("Subject"))),
        text="\n".join(marked_up) if is_html else text,
        is_html=is_html,
        message_id="".join(str(message.get("Message-ID") or "").split()),
        answers=bool(message.get("In-Reply-To") or message.get("References")),
        addresses=frozenset(address.lower() for _name, address in getaddresses(fields) if "@" in address),
        attachments=tuple(attached),
    )


def _leaves(
    part: Message[str, str], is_alternative: bool = False, depth: int = 0
) -> Iterator[tuple[Message[str, str], bool]]:
    """The parts that hold something, and whether each is one of several forms of the same.

    A message inside a message is one thing that was attached.
    """
    children = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(children, list):
        yield part, is_alternative
    elif depth < _DEEPEST:
        is_alternative = is_alternative or part.get_content_type() == "multipart/alternative"
        for child in children:
            if isinstance(child, Message):
                yield from _leaves(child, is_alternative, depth + 1)


def _decoded(part: Message[str, str]) -> str:
    """The text of a part. A charset that is wrong or unknown costs some signs, never the message."""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return str(part.get_payload() or "") if isinstance(part.get_payload(), str) else ""
    charset = str(part.get_content_charset() or "").strip()
    tried = [charset, "utf-8", "cp1252"]
    if _WESTERN.fullmatch(charset):  # nothing Western happens to be UTF-8, so what is was labelled wrongly
        tried = ["utf-8", "cp1252" if charset in ("", "us-ascii", "iso-8859-1") else charset]
    text = octets.decode("latin-1")
    for name in reversed(tried):
        with suppress(UnicodeDecodeError, LookupError, ValueError):
            text = octets.decode(name)
    text = unix_lines(text).replace("\xa0", " ")
    if str(part.get_param("format") or "").lower() == "flowed":
        return unflowed(text, str(part.get_param("delsp") or "").lower() == "yes")
    return text


def unflowed(text: str, without_space: bool = False) -> str:
    """Paragraphs as they were typed: a line that ends with a blank goes on in the next (RFC 3676, 4.1).

    Quoted lines and the line above a signature stay as they are.
    """
    parts: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line  # one blank is only stuffing
        fixed = line.startswith(">") or line == "-- "
        if parts and (fixed or not goes_on):
            parts.append("\n")
        elif goes_on and without_space:
            parts[-1] = parts[-1][:-1]
        parts.append(line)
        goes_on = line.endswith(" ") and not fixed
    return "".join(parts)


def _header_text(value: Any) -> str:
    """A header with its encoded words read; one that cannot be stays as it stands."""
    given = " ".join(str(value or "").splitlines())
    try:
        return str(policy.default.header_factory("Subject", given))
    except Exception:  # the parser of headers fails on some broken ones, each in its own way
        return given


def _name(message: Message[str, str]) -> str:
    """The name the sender gives; never an address, which some programs put in its place."""
    given = " ".join(str(message.get("From") or "").splitlines())
    try:
        parsed: Any = policy.default.header_factory("From", given)
        names = [address.display_name for address in parsed.addresses]
    except Exception:  # as above
        names = [name for name, _address in getaddresses([given])]
    name = clean(_DIRECTIONS.sub("", _header_text(names[0]) if names else ""))
    name = without_mail_addresses(name)[:100].strip(" \"'")
    return "" if "@" in name else name


def _written(message: Message[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date")))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
