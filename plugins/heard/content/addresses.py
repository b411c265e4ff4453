"""Addresses: a URL and the file that is served there, as settings and front matter give them.

Pelican keeps the two apart (`TAG_URL`, `TAG_SAVE_AS`) and lets an owner give one of them. The other follows
here, so that no link leads to a file that is not there. What a file says of its own addresses is checked
before it may become a file of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePath
from string import Formatter
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from heard.content.fields import Reading
from heard.text.names import LONGEST_PART, is_safe_path, is_safe_slug, slug_of
from heard.text.problems import Problem

PAIRS = (
    *("ARTICLE", "ARTICLE_LANG", "DRAFT", "DRAFT_LANG"),
    *("PAGE", "PAGE_LANG", "DRAFT_PAGE", "DRAFT_PAGE_LANG"),
    *("CATEGORY", "TAG", "AUTHOR", "YEAR_ARCHIVE", "MONTH_ARCHIVE", "DAY_ARCHIVE", "STATIC"),
)
"""The pairs of settings that Pelican has defaults for: `TAG` for `TAG_URL` and `TAG_SAVE_AS`."""
LISTS = ("ARCHIVES", "AUTHORS", "CATEGORIES", "TAGS")
"""Pelican's lists: without a setting, they stand at `archives.html` and so on."""
OF_CONTENT = PAIRS[:8]
"""The pairs of stories and pages, whose patterns may hold whatever a file says of itself."""
_ON_DEMAND = frozenset({"YEAR_ARCHIVE", "MONTH_ARCHIVE", "DAY_ARCHIVE"})
"""Pelican makes these only where their settings say so: an empty text is no refusal of them."""
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}$")
_HTML = re.compile(r"\.html?$", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")
_FIELD = re.compile(r"\{[^{}]*\}")
_NEVER = re.compile(r"[\x00-\x1f\x7f]")
_LOCAL = re.compile(r"localhost|.*\.localhost|127(\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class Address(NamedTuple):
    """A URL and its file, both relative to the site. Both are empty where there is no such page."""

    url: str
    save_as: str


NOWHERE = Address("", "")


def file_of(url: str) -> str:
    """The file that is served at a URL: `a/` and `a` are `a/index.html`, `a.html` is itself."""
    if url.endswith("/") or not url:
        return f"{url}index.html"
    return url if _FILE.search(url) else f"{url}/index.html"


def url_of(save_as: str) -> str:
    """The URL of a file: that of an `index.html` is its folder."""
    head, _, name = save_as.rpartition("/")
    return save_as if name != "index.html" else f"{head}/" if head else ""


def is_served(url: str, save_as: str) -> bool:
    """Whether servers answer a URL with a file: `a` with `a.html`, too."""
    base = url.rstrip("/")
    served = {url, f"{base}/index.html", f"{base}.html"} if base else {"index.html"}
    return save_as in served


def leaves_out_html(settings: Mapping[str, Any]) -> bool:
    """Whether links leave out `.html`, as by `ARTICLE_URL = "{slug}"`: the site's server finds the file."""
    return any(
        settings.get(f"{stem}_SAVE_AS") == f"{settings.get(f'{stem}_URL')}.html"
        for stem in (*PAIRS, *LISTS)
    )


def public_feeds(settings: Mapping[str, Any], root: str) -> re.Pattern[str]:
    """A pattern of the addresses that `…_FEED_…_URL` gives feeds: the site's server knows their files.

    They begin with the path of the site on its host (`root`).
    """
    urls = (
        str(url).lstrip("/")
        for name, url in settings.items()
        if "FEED" in name and name.endswith(("_RSS_URL", "_ATOM_URL")) and url
    )
    either = "|".join("[^/]+".join(map(re.escape, _FIELD.split(url))) for url in urls)
    return re.compile(f"{re.escape(root)}/(?:{either})" if either else r"(?!)")


def below(address: Address, part: str) -> Address:
    """An address below another: `lessons/` and `for/staff/` give `lessons/for/staff/`."""
    if not address.save_as:
        return NOWHERE
    base = "" if address.save_as == "index.html" else _HTML.sub("", address.url).rstrip("/") + "/"
    return Address(f"{base}{part}", f"{base}{part}index.html")


def fields_of(pattern: str) -> set[str]:
    """The names in braces: `{date:%Y}/{slug}/` has `date` and `slug`. A stray brace raises ValueError."""
    return {re.split(r"[.\[]", name)[0] for _text, name, _spec, _how in Formatter().parse(pattern) if name}


def complete(url: Any, save_as: Any, usual: tuple[Any, Any]) -> Address:
    """Both halves of an address, where `usual` is what Pelican has for an owner who gives neither.

    What an owner gives counts; the other half follows, unless it fits as it is.
    """
    own_url = bool(url) and url != usual[0]
    own_file = bool(save_as) and save_as != usual[1]
    url, save_as = url or usual[0] or "", save_as or usual[1] or ""
    if own_url and not own_file and not is_served(url, save_as):
        save_as = file_of(url)
    if own_file and not own_url and not is_served(url, save_as):
        url = url_of(save_as)
    return Address(url, save_as or (file_of(url) if url else ""))


@cache
def own_page(url: Any) -> Address:
    """Return the address of a page of ours by its one setting, or NOWHERE where that is None or empty."""
    text = str(url or "").lstrip("/")
    return Address(text, file_of(text)) if text else NOWHERE


def usual_of(settings: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return Pelican's default of every pair of settings, by its stem."""
    return {
        **{stem: (settings[f"{stem}_URL"], settings[f"{stem}_SAVE_AS"]) for stem in PAIRS},
        **{stem: (f"{stem.lower()}.html",) * 2 for stem in LISTS},
        "INDEX": ("", settings["INDEX_SAVE_AS"]),
    }


def settle(
    settings: Mapping[str, Any], usual: Mapping[str, tuple[Any, Any]]
) -> tuple[dict[str, Any], list[Problem]]:
    """The pairs of settings, completed, and what is wrong with them or is not as Pelican has it.

    `usual` has Pelican's default of each pair.
    """
    settled: dict[str, Any] = {}
    problems: list[Problem] = []
    for stem, (usual_url, usual_file) in usual.items():
        url_name, file_name = f"{stem}_URL", f"{stem}_SAVE_AS"
        url, file = settings.get(url_name, usual_url), settings.get(file_name, usual_file)
        faults = [
            f"{name} {fault}."
            for name, value in ((url_name, url), (file_name, file))
            if value and (fault := fault_of(stem, name, value))
        ]
        if faults:
            problems += [Problem("setting-wrong", "settings", 0, fault) for fault in faults]
            continue
        if not file and (file is False or file != usual_file):  # an owner wants no such page
            # Of an archive, an empty text is Pelican's default, and no refusal.
            settled |= {url_name: "", file_name: False if stem in _ON_DEMAND else ""}
            continue
        save_as = _text(file)
        address = complete(_text(url).lstrip("/"), save_as, (usual_url, usual_file))
        settled |= {url_name: address.url, file_name: address.save_as}
        if usual_file and save_as == usual_file != address.save_as:
            where = f'files are "{address.save_as}", where links lead, not "{usual_file}"'
            message = f"{url_name} is set and {file_name} is not: {where}."
            hint = f"Set {file_name} as well."
            problems.append(Problem("setting-address", "settings", 0, message, hint, "warning"))
    return settled, problems


def _text(value: Any) -> str:
    return value.as_posix() if isinstance(value, PurePath) else value or ""


def fault_of(stem: str, name: str, value: Any) -> str:
    """Return what is wrong with the setting of an address; empty for nothing."""
    if not isinstance(value, str | PurePath):
        return f"must be a text, not {value!r}"
    text = _text(value)
    try:
        fields = fields_of(text)
    except ValueError:
        return f'has a brace too many or too few: "{text}"'
    unknown = fields - {"date" if stem in _ON_DEMAND else "slug"}
    if unknown and stem not in (*OF_CONTENT, "STATIC"):
        return f'cannot hold "{{{min(unknown)}}}"'
    path = _FIELD.sub("x", text.lstrip("/") if name.endswith("_URL") else text)
    if not path or (is_safe_path(path.replace(":", "")) and not _HOST.match(path)):
        return ""
    return f'must be a path below the site, not "{text}"'


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
        if _ELSEWHERE.match(given) or not _is_path(unquote(file_of(url))) or re.search(r"[?#]", url):
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
