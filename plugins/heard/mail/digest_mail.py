"""A digest as a mail message: the theme's templates, filled, and the headers that mail programs act on.

The theme's own words, macros and overrides hold here as they do for pages; a text part is not escaped,
and the styles of the HTML part are put on its elements, because many mail programs drop style sheets.
Sources: RFC 5322 (message), RFC 2369 and RFC 8058 (leaving a list, with one click), RFC 2919 (the name
of a list), RFC 3834 (sent by a program, so that no absence note answers it).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from functools import partial
from typing import Any
from urllib.parse import quote, urljoin

from jinja2 import Environment, TemplateError, TemplateNotFound
from msgspec import Struct
from pelican.generators import Generator

from heard.build.addresses import host_of, one_line
from heard.mail.digest_entries import Digest
from heard.text.exits import Refusal
from heard.text.names import slug_of

_ADDRESS = "{address}"
TEMPLATES = ("subject.txt", "digest.txt", "digest.html")


class _WaysOut(UnstructuredHeader, BaseHeader):
    """Folds `List-Unsubscribe` between its addresses only.

    Python would break a long one apart into encoded words, and no mail program could follow it.
    """

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        """The header as text."""
        lines = f",{policy.linesep} ".join(str(self).split(", "))
        return f"{self.name}: {lines}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _WaysOut)
_POLICY = EmailPolicy(linesep="\r\n", raise_on_defect=True, header_factory=_HEADERS)


class List(Struct, frozen=True):
    """Who sends, of which site, and the addresses at which a reader leaves, with {address}."""

    sender: Address
    site_name: str
    site_url: str
    leaving: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The host of the site, which names the list and its messages."""
        return host_of(self.site_url) or "localhost"

    def ways_out(self, reader: Address | None) -> tuple[str, ...]:
        """The addresses at which this reader leaves; where none are set, a mail to the sender."""
        ways = self.leaving or (f"mailto:{quote(self.sender.addr_spec, safe='@')}?subject=unsubscribe",)
        filled = quote(reader.addr_spec, safe="") if reader else ""
        return tuple(way.replace(_ADDRESS, filled) for way in ways)

    @property
    def takes_one_click(self) -> bool:
        """Whether a mail program can unsubscribe for its reader: by https, and knowing for whom."""
        return any(way.startswith("https://") and _ADDRESS in way for way in self.leaving)


class Parts(Struct, frozen=True):
    """What one reader sees."""

    subject: str
    text: str
    html: str


def compose(
    digest: Digest, parts: Parts, mailing: List, reader: Address | None, now: datetime
) -> EmailMessage:
    """The message for one reader. It has the same Message-ID whenever it tells the same."""
    message = EmailMessage(_POLICY)
    sender = mailing.sender
    if not sender.display_name:
        name = one_line(mailing.site_name)
        sender = Address(name, sender.username, sender.domain)
    message["From"] = sender
    if reader is not None:
        message["To"] = reader
    message["Subject"] = one_line(parts.subject)
    message["Date"] = now
    message["Message-ID"] = message_id(digest, mailing.host, reader)
    terms = f"{slug_of(digest.choice.key)}." if digest.choice.terms else ""
    message["List-Id"] = f"<{terms}digest.{mailing.host}>"  # for people's filters, one for each choice
    message["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in mailing.ways_out(reader))
    if mailing.takes_one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parts.text, cte="quoted-printable")
    message.add_alternative(parts.html, subtype="html", cte="quoted-printable")
    # Between the parts stands a line that chance would choose; the same message has the same one.
    message.set_boundary(f"=_{hashlib.sha256(str(message['Message-ID']).encode()).hexdigest()[:40]}")
    return message


def message_id(digest: Digest, host: str, reader: Address | None) -> str:
    """Made from what is told to whom, so that a message sent again after a lost answer is the same one."""
    facts = [digest.choice.key, reader.addr_spec.casefold() if reader else "", *digest.identities]
    return f"<digest.{hashlib.sha256(chr(10).join(facts).encode()).hexdigest()[:32]}@{host}>"


class MailTemplates:
    """The mail templates of the theme, by one run's settings."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._environment: Environment = Generator(dict(settings), settings, "", settings["THEME"], "").env
        self._environment.autoescape = lambda name: not (name or "").endswith((".txt", ".md"))

    def filled(self, name: str, context: Mapping[str, Any]) -> str:
        """One template, filled. Raises Refusal where the theme cannot give it."""
        try:
            return self._environment.get_template(name).render(context)
        except TemplateNotFound as error:
            hint = "Copy it from the theme of Heard, or use that theme."
            raise Refusal(f"The theme has no template {error.name}, so there is no mail. {hint}") from error
        except TemplateError as error:
            raise Refusal(f"{name} of the theme cannot be filled: {error}.") from error

    def parts(self, digest: Digest, way_out: str) -> Parts:
        """Subject, text and HTML of a digest. Raises Refusal where the theme cannot give them."""
        site = str(self._settings.get("SITEURL", "")).rstrip("/") + "/"
        context = {
            "digest": digest,
            "SITENAME": self._settings["SITENAME"],
            "site": site,
            "link": partial(urljoin, site),
            "way_out": way_out,
        }
        subject, text, html = (self.filled(f"mail/{name}", context).strip() for name in TEMPLATES)
        return Parts(subject, f"{text}\n", inlined(html))


def inlined(html: str) -> str:
    """HTML with its style sheet on its elements, and nothing fetched."""
    try:
        from css_inline import CSSInliner
    except ImportError:
        hint = 'pip install "heard[mail]", or pip install css-inline'
        raise Refusal(f"heard digest needs one more package: {hint}.") from None
    return CSSInliner(load_remote_stylesheets=False).inline(html) + "\n"
