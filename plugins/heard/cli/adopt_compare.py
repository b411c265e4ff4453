"""What became of each file of a site that stock Pelican built: pure comparison of two folders.

`led on` is a file in whose place a page or a line of `_redirects` leads to another one that is there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from msgspec import Struct, field

from heard.text.problems import Problems

REDIRECTS = "_redirects"
_REFRESH = re.compile(r"<meta\b[^>]*http-equiv=[\"']?refresh\b[^>]*>", re.IGNORECASE)
_TARGET = re.compile(r"url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
LEAVES_OUT = ("not-published", "file-withheld", "slug-wrong")
"""Messages that a source is not in the site, or elsewhere; an error about a source says so, too."""
_HEAD = 4000
"""A redirect says so at its beginning."""
_ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("story", "page", "list", "feed", "file")


class Built(Struct, frozen=True):
    """A built site: its folder, what each of its files was made from, and what its build had to say."""

    folder: Path
    address: str = ""
    """SITEURL."""
    made_from: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The kind and the source by file."""
    theme_files: str = "theme"
    """The folder of the files that the theme brings along."""
    ignored: tuple[str, ...] = ()
    """Patterns of names that are passed over."""
    problems: Problems = field(default_factory=Problems)
    stopped: int = 0
    lines: tuple[str, ...] = ()
    """What the owner has to write to have this site; empty where it is written."""
    notes: tuple[str, ...] = ()

    def files(self) -> set[str]:
        """Every file by its path, without those of the theme."""
        everything = (path for path in self.folder.rglob("*") if path.is_file())
        names = {path.relative_to(self.folder).as_posix() for path in everything}
        theme = f"{self.theme_files.strip('/')}/"
        return {name for name in names if not (self.theme_files and name.startswith(theme))}

    def count_theme_files(self) -> int:
        """How many files the theme brings along."""
        folder = self.folder / self.theme_files
        return sum(path.is_file() for path in folder.rglob("*")) if self.theme_files else 0

    def file_at(self, address: str) -> str:
        """The file that is served at an address of the site."""
        files = self.files_at(address)
        return next((name for name in files if (self.folder / name).is_file()), files[0])

    def files_at(self, address: str) -> tuple[str, ...]:
        """The files that may be served at an address."""
        root = urlsplit(self.address).path.strip("/")
        path = unquote(urlsplit(address).path).lstrip("/")
        path = path.removeprefix(f"{root}/") if root else path
        if not path or path.endswith("/"):
            return (f"{path}index.html",)
        return (path, f"{path}.html", f"{path}/index.html")


class Gone(Struct, frozen=True):
    """A file that only stock Pelican writes; `message` is the problem that tells of it, if one does."""

    path: str
    source: str = ""
    message: str = ""


class Feed(Struct, frozen=True):
    """A feed that both write: how many entries have their identity, have another one, are missing."""

    path: str
    kept: int
    changed: int
    gone: tuple[str, ...] = ()
    """Where the missing ones led, without those whose page is gone with a message."""
    is_told: bool = False
    """Whether a message tells that its entries are in another order, so that others are left over."""


class Comparison(Struct, frozen=True):
    """What became of every file, each list in the order of paths."""

    kept: tuple[str, ...] = ()
    led_on: Mapping[str, str] = field(default_factory=dict)
    """The file that each leads to."""
    gone: tuple[Gone, ...] = ()
    new: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()

    @property
    def unsaid(self) -> tuple[Gone, ...]:
        """What is gone without a message."""
        return tuple(one for one in self.gone if not one.message)

    @property
    def is_well(self) -> bool:
        """Whether nothing is gone without a message."""
        return not self.unsaid and not any(feed.gone and not feed.is_told for feed in self.feeds)


def compare(stock: Built, ours: Built) -> Comparison:
    """Say of every file of both sites what became of it."""
    before, now = stock.files(), ours.files()
    leads = _leads(ours, now)
    kept, led_on, gone = [], {}, []
    for path in sorted(before):
        target = leads.get(path)
        was_redirect = path in now and _refresh_in(stock.folder / path)
        if path in now and (not target or was_redirect):
            kept.append(path)
        elif target:
            led_on[path] = target
        else:
            source = stock.made_from.get(path, ("", ""))[1]
            message = _message_of(path, source, ours.problems) or _ignored(path, source, ours.ignored)
            gone.append(Gone(path, source, message))
    said = {one.path for one in gone if one.message}
    is_told = any(
        one.code == "setting-unfollowed" and "ARTICLE_ORDER_BY" in one.message for one in ours.problems
    )
    feeds = [feed for path in kept if (feed := _compare_feed(path, stock, ours, said, is_told))]
    return Comparison(tuple(kept), led_on, tuple(gone), tuple(sorted(now - before)), tuple(feeds))


def kind_of(path: str, built: Built) -> str:
    """The word for what a file is, one of `KINDS`."""
    if kind := built.made_from.get(path, ("", ""))[0]:
        return kind
    if path.endswith((".html", ".htm")):
        return "list"
    return "feed" if entries_in(built.folder / path) is not None else "file"


def entries_in(path: Path) -> dict[str, str] | None:
    """The entries of a feed: where each leads, by its identity; None for what is not a feed."""
    if not path.name.endswith((".xml", ".atom", ".rss", ".rdf")):
        return None
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError):
        return None
    if root.tag not in (f"{_ATOM}feed", "rss"):
        return None
    return dict(map(_entry, (*root.iter(f"{_ATOM}entry"), *root.iter("item"))))


def _entry(entry: ElementTree.Element) -> tuple[str, str]:
    """The identity of an entry, of Atom or RSS, and where it leads."""
    links = [
        link.get("href", "")
        for link in entry.findall(f"{_ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    link = [*links, entry.findtext("link") or ""][0].strip()
    return (entry.findtext(f"{_ATOM}id") or entry.findtext("guid") or link).strip(), link


def _compare_feed(path: str, stock: Built, ours: Built, said: set[str], is_told: bool) -> Feed | None:
    before, now = entries_in(stock.folder / path), entries_in(ours.folder / path)
    if before is None or now is None:
        return None
    links = {ours.file_at(link) for link in now.values()}
    kept = before.keys() & now.keys()
    others = [stock.file_at(before[identity]) for identity in before if identity not in kept]
    gone = tuple(sorted(link for link in others if link not in links and link not in said))
    changed = sum(link in links for link in others)
    return Feed(path, len(kept), changed, gone, is_told)


def _message_of(path: str, source: str, problems: Problems) -> str:
    """The problem that tells of a file: of its source, or by its own name or address in the words."""
    address = posixpath.join("/", path.removesuffix("index.html"))
    for problem in problems:
        is_about_it = source and problem.path == source
        if is_about_it and (problem.severity == "error" or problem.code in LEAVES_OUT):
            return str(problem)
    either = "|".join(map(re.escape, (path, address)))
    named = re.compile(rf"(?<![\w/.-])(?:{either})(?![\w/-]|\.\w)")
    for problem in problems:
        if path == problem.path or (address != "/" and named.search(problem.message)):
            return str(problem)
    return ""


def _ignored(path: str, source: str, patterns: tuple[str, ...]) -> str:
    """That a name is one that is passed over, or nothing."""
    names = {*path.split("/"), *source.split("/")[-1:]}
    matching = (pattern for pattern in patterns if any(fnmatch(name, pattern) for name in names))
    pattern = next(matching, None)
    return f"Names like {pattern} are passed over; name the file itself in STATIC_PATHS." if pattern else ""


def _leads(built: Built, files: set[str]) -> dict[str, str]:
    """Where files lead on to another one that is there, by `_redirects` and by pages that do."""
    pairs = [(name, to) for start, to in _lines(built.folder / REDIRECTS) for name in built.files_at(start)]
    pages = (name for name in files if name.endswith((".html", ".htm")))
    pairs += [(name, to) for name in pages if (to := _refresh_in(built.folder / name))]
    leads = {name: file for name, to in pairs if (file := built.file_at(to)) in files}
    return {name: target for name, target in leads.items() if not _in_circle(name, leads)}


def _in_circle(name: str, leads: Mapping[str, str]) -> bool:
    """Whether one follows the redirects for ever."""
    seen: set[str] = set()
    while name in leads and name not in seen:
        seen.add(name)
        name = leads[name]
    return name in seen


def _lines(path: Path) -> Iterable[tuple[str, str]]:
    if not path.is_file():
        return
    for line in path.read_text("utf-8", "replace").splitlines():
        words = line.split("#")[0].split()
        if len(words) >= 2 and "*" not in words[0] and ":" not in words[0]:
            yield words[0], words[1]


def _refresh_in(path: Path) -> str:
    """Where a page leads at once; empty for a page that stays."""
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
    meta = _REFRESH.search(head)
    target = _TARGET.search(unescape(meta[0])) if meta else None
    return target[1] if target else ""
