"""What a digest reads like: the theme's mail templates, filled.

The theme's own words, macros and overrides hold here as they do for pages; a text part is not escaped,
and the styles of the HTML part are put on its elements, because many mail programs drop style sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, TemplateError, TemplateNotFound
from pelican.generators import Generator

from heard.mail.digest_entries import Digest
from heard.mail.digest_mail import Parts
from heard.text.exits import Refusal

TEMPLATES = ("subject.txt", "digest.txt", "digest.html")


class MailTemplates:
    """The mail templates of the theme, by one run's settings."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._environment = mail_environment(settings)

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


def mail_environment(settings: Mapping[str, Any]) -> Environment:
    """Jinja as Pelican sets it up for pages, except that texts are not escaped."""
    environment: Environment = Generator({}, settings, "", settings["THEME"], "").env
    environment.autoescape = _is_html
    return environment


def inlined(html: str) -> str:
    """HTML with its style sheet on its elements, and nothing fetched."""
    try:
        from css_inline import CSSInliner
    except ImportError:
        hint = 'pip install "heard[mail]", or pip install css-inline'
        raise Refusal(f"heard digest needs one more package: {hint}.") from None
    return CSSInliner(load_remote_stylesheets=False).inline(html) + "\n"


def _is_html(name: str | None) -> bool:
    return not (name or "").endswith((".txt", ".md"))
