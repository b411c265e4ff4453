"""What a file says of its own addresses: `url`, `save_as`, `slug`, and `aliases`, the former ones.

All of it is checked before it may become a file of the site. Nothing here knows Pelican.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from heard.content.addresses import file_of
from heard.content.fields import Reading
from heard.text.names import LONGEST_PART, is_safe_path, is_safe_slug, slug_of

_NEVER = re.compile(r"[\x00-\x1f\x7f]")
_LOCAL = re.compile(r"localhost|.*\.localhost|127(\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def checked_slug(reading: Reading) -> str | None:
    """The writer's slug, or None where there is none. It may name folders, as Pelican's may."""
    slug: str | None = reading.found.get("slug")
    if slug is None or is_safe_slug(slug):
        return slug
    made = slug_of(unquote(slug), "story")
    message = f'The slug "{slug}" cannot be part of an address; "{made}" is used.'
    reading.note("slug-wrong", "slug", message, f"Write `slug: {made}`.", severity="warning")
    return made


def own_address(reading: Reading) -> tuple[str | None, str | None]:
    """The URL and the file that a file asks for, each None where it does not.

    A URL may begin with a slash, as other generators have it. What leads out of the site is an error.
    """
    url: str | None = reading.found.get("url")
    save_as: str | None = reading.found.get("save_as")
    if url is not None:
        given, url = url, url.lstrip("/")
        if _HOST.match(given) or not _is_path(unquote(file_of(url))) or re.search(r"[?#]", url):
            _refuse(reading, "url", given)
    if save_as is not None:
        if not _is_path(save_as):
            _refuse(reading, "save_as", save_as)
        save_as = file_of(save_as) if save_as.endswith("/") else save_as
    return url, save_as


def _refuse(reading: Reading, name: str, path: str) -> None:
    message = f'"{name}" cannot be "{path}".'
    hint = "Write a path below the site, such as about/team.html."
    reading.note("slug-wrong", name, message, hint)


def aliases_of(reading: Reading, written: Iterable[str] | None, siteurl: str) -> tuple[str, ...]:
    """The former addresses among those that a file lists, from the root of the site: `/2010/name/`.

    One that no page can have – a query, a wildcard, another host – is told and left out.
    """
    aliases: dict[str, None] = {}
    for text in written or ():
        address, wrong = _alias(text, siteurl)
        if wrong:
            hint = "Write an address of this site, such as /2010/05/name/."
            reading.note("alias-wrong", "aliases", f'the alias "{text}" {wrong}.', hint, severity="warning")
        else:
            aliases[address] = None
    return tuple(aliases)


def _alias(text: str, siteurl: str) -> tuple[str, str]:
    """An address and nothing, or an empty text and what is wrong."""
    try:
        parts, site = urlsplit(text), urlsplit(siteurl)
        host, own = parts.hostname or "", site.hostname or ""
    except ValueError:
        return "", "is not an address"
    path, root = parts.path, site.path.rstrip("/")
    if parts.scheme not in ("", "http", "https") or (parts.scheme and not host):
        return "", "is not an address of a page"
    if host:
        # Who builds at home, without the address of the site, cannot know its host.
        if own and not _LOCAL.fullmatch(own) and host != own:
            return "", f"is on another host than {own}"
        path = path.removeprefix(root) if path.startswith(f"{root}/") or path == root else path
    if parts.query or text.endswith("?"):
        return "", "has a query, which no page can have"
    if parts.fragment:
        return "", "has a part after #, which no server is told of"
    path = "/" + unquote(path).lstrip("/")
    if re.search(r"[*:]", path):
        return "", "has a sign that stands for others (* or :); list each address"
    if path != "/" and not _is_path(path[1:]):
        return "", "is not a path of this site"
    return path, ""


def _is_path(path: str) -> bool:
    """Whether a path names one file or folder below the site."""
    parts = path.removesuffix("/").split("/")
    return (
        is_safe_path(path)
        and not _NEVER.search(path)
        and all(part not in ("", ".") and len(part.encode()) <= LONGEST_PART for part in parts)
    )
