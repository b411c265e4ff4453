"""Whether every link of a built site leads somewhere: to a file of the site, and to an id in it.

Only what is inside the site is looked at; nothing is fetched. A broken link that stands on many
pages (in the navigation, say) is one problem, named with its first place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from heard.content.hyperlinks import ADDRESSES, SETS, joined
from heard.text.problems import Problem, Problems
from heard.text.progress import show
from heard.text.terminal import plural

_UNRESOLVED = (
    (re.compile(r"\{\{|\{%"), "It is a shortcode of another generator; write a link instead."),
    (
        re.compile(r"[{|](filename|static|attach|tag|category|author|index)[}|]", re.IGNORECASE),
        "Its file is missing or spelt differently; paths count from the content folder.",
    ),
)
_ANCHOR = re.compile(r"""\bid\s*=\s*["']([^"']+)["']""")
_META = ("og:image", "og:url", "twitter:image")
_STYLE_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"\s]*))\s*\)""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HERE = "http://site.invalid"
"""Stands for the site's own host while links are joined."""


def check_links(folder: Path, site_url: str = "", without_html: bool = False) -> Problems:
    """All broken links in a folder. `site_url` is the address at which the folder will stand.

    `without_html` says that its server finds `a.html` where `a` is asked for.
    """
    return _Check(folder, site_url, without_html).problems()


class _Check:
    def __init__(self, folder: Path, site_url: str, without_html: bool) -> None:
        self.folder = folder
        self.without_html = without_html
        site = urlsplit(site_url)
        self.host = site.netloc
        self.root = site.path.rstrip("/") + "/"
        self.files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self.anchors: dict[str, set[str]] = {}
        self.resolve = cache(self._resolve)  # the same navigation stands on every page

    def problems(self) -> Problems:
        """Read every page, then follow every link."""
        places_of: dict[tuple[str, str], list[tuple[str, int, str]]] = {}
        pages = list(self._pages())
        for number, (name, base, links) in enumerate(pages, 1):
            show("following links", number, len(pages))
            for link in links:
                if fault := self._wrong(base, link):
                    code, message, hint = fault
                    places_of.setdefault((code, message), []).append((name, link.line, hint))
        problems = Problems()
        for (code, message), places in places_of.items():
            name, line, hint = places[0]
            if others := len({place[0] for place in places}) - 1:
                message += f" The same on {plural(others, 'more page')}."
            problems.add(Problem(code, name, line, message, hint))
        return problems

    def _pages(self) -> Iterator[tuple[str, str, list[Link]]]:
        """Each page and style sheet: its name, what its links count from, its links."""
        for number, name in enumerate(sorted(self.files), 1):
            show("reading the site for its links", number, len(self.files))
            base = _HERE + self.root + name.removesuffix("index.html")
            if name.endswith((".html", ".htm")):
                page = Page((self.folder / name).read_text("utf-8", "replace"))
                self.anchors[name] = page.anchors
                yield name, joined(base, page.base, base), page.links
            elif name.endswith(".css"):
                yield name, base, links_of_styles((self.folder / name).read_text("utf-8", "replace"))
            elif name.endswith(".svg"):
                self.anchors[name] = set(
                    _ANCHOR.findall((self.folder / name).read_text("utf-8", "replace"))
                )

    def _wrong(self, base: str, link: Link) -> tuple[str, str, str] | None:
        """Code, message and hint for a link that leads nowhere."""
        url = link.url.strip()
        for pattern, hint in _UNRESOLVED:
            if pattern.search(unquote(url)):
                return "link-unresolved", f'The link "{url}" was not turned into an address.', hint
        if not url:
            if link.attribute == "href":
                return None  # an empty link leads to its own page
            return "link-empty", f"An empty {link.attribute} in <{link.tag}>.", ""
        try:
            target = urlsplit(urljoin(base, url))
        except ValueError:
            return "link-malformed", f'The link "{url}" is not an address.', ""
        if target.scheme == "file" or re.match(r"[A-Za-z]:[\\/]", url):
            return "link-local", f'The link "{url}" leads to a file on one computer.', ""
        if target.scheme not in ("http", "https"):
            return None
        if target.netloc and target.netloc not in ("site.invalid", self.host):
            return None
        file = self.resolve(target.path)
        if file is None:
            hint = "Nothing was built at that address."
            if not target.path.startswith(self.root):
                hint = f"The site stands at {self.root}, and this address is outside."
            return "link-broken", f'The link "{url}" leads nowhere.', hint
        anchor = unquote(target.fragment.split(":~:")[0])
        if anchor in ("", "top") or anchor in self.anchors.get(file, ()):
            return None
        hint = f"No element of {file} has that id."
        return "link-fragment", f'The link "{url}" leads to a place that its page lacks.', hint

    def _resolve(self, path: str) -> str | None:
        """The file that a server would give for a path below the host, or None."""
        if path in ("", self.root.rstrip("/")):
            path = self.root
        if not path.startswith(self.root):
            return None
        name = PurePosixPath(unquote(path.removeprefix(self.root))).as_posix()
        name = "" if name == "." else name
        served = [f"{name}/index.html".lstrip("/")]
        if not path.endswith("/"):
            served = [name, *([f"{name}.html"] if self.without_html else ()), *served]
        return next((one for one in served if one in self.files), None)


class Link(Struct, frozen=True):
    """One address in a page, where it stands."""

    url: str
    line: int
    tag: str
    attribute: str


class Page(HTMLParser):
    """What an HTML page links to, what can be linked to in it, and its `<base>` where it has one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.anchors: set[str] = set()
        self.base = ""
        self._in_style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and the anchors of one element."""
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self._in_style = tag == "style"
        self.anchors |= {given[name] for name in ("id", "name")[: 1 + (tag == "a")] if name in given}
        if tag == "base":
            self.base = given.pop("href", "")
        if tag == "meta" and given.get("property", given.get("name")) in _META:
            self.links.append(Link(given.get("content", ""), line, tag, "content"))
        for name, value in given.items():
            if name in ADDRESSES:
                self.links.append(Link(value, line, tag, name))
            elif name in SETS:
                candidates = (words.split()[0] for words in re.split(r",\s+", value) if words.strip())
                self.links += [Link(url.rstrip(","), line, tag, name) for url in candidates]
            elif name == "style" and "url(" in value:
                self.links += links_of_styles(value, line, tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that an element ends."""
        self._in_style = False

    def handle_data(self, data: str) -> None:
        """Note the addresses in a style sheet within the page."""
        if self._in_style:
            self.links += links_of_styles(data, self.getpos()[0], "style")


def links_of_styles(css: str, first_line: int = 1, tag: str = "url") -> list[Link]:
    """The addresses in a stylesheet."""
    css = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    return [
        Link(
            "".join(filter(None, match.groups())),
            css.count("\n", 0, match.start()) + first_line,
            tag,
            "url",
        )
        for match in _STYLE_URL.finditer(css)
    ]
