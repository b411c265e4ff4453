"""Whether every link of a built site leads somewhere: to a file of the site, and to an id in it.

Only what is inside the site is looked at; nothing is fetched. A broken link that stands on many
pages (in the navigation, say) is one problem, named with its first place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from heard.build.links import Link, Page, read_page, read_styles
from heard.text.problems import Problem, Problems
from heard.text.progress import show

_UNRESOLVED = re.compile(r"[{|](filename|static|attach|tag|category|author|index)[}|]", re.IGNORECASE)
_SHORTCODE = re.compile(r"\{\{|\{%")
_ANCHOR = re.compile(rb"""\bid\s*=\s*["']([^"']+)["']""")
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
        self.anchors: dict[str, frozenset[str]] = {}
        self.resolve = cache(self._resolve)  # the same navigation stands on every page

    def problems(self) -> Problems:
        """Read every page, then follow every link."""
        places_of: dict[tuple[str, str], list[tuple[str, int, str, str]]] = {}
        pages = [(name, page) for name, page in self._pages()]
        for number, (name, page) in enumerate(pages, 1):
            show("following links", number, len(pages))
            for link in page.links:
                fault = self._wrong(name, page, link)
                if fault:
                    code, message, hint = fault
                    key = (code, message)
                    places_of.setdefault(key, []).append((name, link.line, message, hint))
        problems = Problems()
        for (code, _message), places in places_of.items():
            name, line, message, hint = places[0]
            others = len({place[0] for place in places}) - 1
            if others:
                message += f" The same on {others:,} more page{'s' if others > 1 else ''}."
            problems.add(Problem(code, name, line, message, hint))
        return problems

    def _pages(self) -> Iterator[tuple[str, Page]]:
        for number, name in enumerate(sorted(self.files), 1):
            show("reading the site for its links", number, len(self.files))
            if name.endswith((".html", ".htm")):
                page = read_page((self.folder / name).read_text("utf-8", "replace"))
                self.anchors[name] = page.anchors
                yield name, page
            elif name.endswith(".css"):
                yield name, read_styles((self.folder / name).read_text("utf-8", "replace"))

    def _wrong(self, name: str, page: Page, link: Link) -> tuple[str, str, str] | None:
        """Code, message and hint for a link that leads nowhere."""
        url = link.url.strip()
        if _SHORTCODE.search(unquote(url)):
            hint = "It is a shortcode of another generator; write a link instead."
            return "link-unresolved", f'The link "{url}" was not turned into an address.', hint
        if _UNRESOLVED.search(unquote(url)):
            hint = "Its file is missing or spelt differently; paths count from the content folder."
            return "link-unresolved", f'The link "{url}" was not turned into an address.', hint
        if not url:
            if link.attribute == "href":
                return None  # an empty link leads to its own page
            return "link-empty", f"An empty {link.attribute} in <{link.tag}>.", ""
        here = _HERE + self.root + name.removesuffix("index.html")
        try:
            target = urlsplit(urljoin(urljoin(here, page.base), url))
        except ValueError:
            return "link-malformed", f'The link "{url}" is not an address.', ""
        if target.scheme == "file" or re.match(r"[A-Za-z]:[\\/]", url):
            return "link-local", f'The link "{url}" leads to a file on one computer.', ""
        if target.scheme not in ("http", "https"):
            return None
        if target.netloc and target.netloc not in ("site.invalid", self.host):
            return None
        return self._inside(url, target.path, target.fragment)

    def _inside(self, url: str, path: str, fragment: str) -> tuple[str, str, str] | None:
        target = self.resolve(path)
        if target is None:
            hint = "Nothing was built at that address."
            if not path.startswith(self.root):
                hint = f"The site stands at {self.root}, and this address is outside."
            return "link-broken", f'The link "{url}" leads nowhere.', hint
        anchor = unquote(fragment.split(":~:")[0])
        if not anchor or anchor == "top" or anchor in self._anchors_of(target):
            return None
        hint = f"No element of {target} has that id."
        return "link-fragment", f'The link "{url}" leads to a place that its page lacks.', hint

    def _resolve(self, path: str) -> str | None:
        """The file that a server would give for a path below the host, or None."""
        if not path:
            path = self.root
        if path + "/" == self.root:
            path = self.root
        if not path.startswith(self.root):
            return None
        name = PurePosixPath(unquote(path.removeprefix(self.root))).as_posix()
        name = "" if name == "." else name
        if not path.endswith("/"):
            if name in self.files:
                return name
            if self.without_html and f"{name}.html" in self.files:
                return f"{name}.html"
        index = f"{name}/index.html".lstrip("/")
        return index if index in self.files else None

    def _anchors_of(self, name: str) -> frozenset[str]:
        if name not in self.anchors:
            octets = (self.folder / name).read_bytes() if name.endswith(".svg") else b""
            self.anchors[name] = frozenset(
                match.decode("utf-8", "replace") for match in _ANCHOR.findall(octets)
            )
        return self.anchors[name]
