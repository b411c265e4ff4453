"""Which files a text names, in whatever way: a link, a picture, a key of the front matter, a shortcode.

Nothing is parsed: the names of the files that there are, are looked for in the text, so that every markup
counts, and one that nobody knows yet. What stands before a name says which of several files is meant.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

_BETWEEN = re.compile(r"[/\s\"'<>()\[\]{}|=:,;*`?#&!]+")
_RUN = re.compile(r"[^\s\"'<>()\[\]{}|=,;*`]*$")
_ESCAPED = re.compile(r"\\(?=[\W_])")
_LONGEST = 1000
_SPOKEN_OF = (".html", ".htm", ".css", ".js", ".txt", ".xml", ".json", ".md", ".webmanifest")
"""What a text may speak of without meaning the file: `robots.txt`, `index.html`."""


def plain(text: str) -> str:
    """A text as names are compared: without escapes, in one Unicode form, without regard to case."""
    if "\\" in text:
        text = _ESCAPED.sub("", text).replace("\\", "/")
    return normalize("NFC", unquote(unescape(text))).casefold()


class FileNames:
    """The names of files, given by their paths below the content folder, each with its address."""

    def __init__(self, files: Iterable[tuple[str, str]], siteurl: str = "") -> None:
        self._whole: dict[str, list[tuple[str, str]]] = {}
        for path, address in files:
            for form in dict.fromkeys((plain(_quoted(path)), plain(_quoted(address)))):
                self._whole.setdefault(posixpath.basename(form), []).append((form, path))
        self._odd = [name for name in self._whole if _BETWEEN.search(name)]
        site = urlsplit(plain(siteurl))
        self._host, self._root = site.netloc, site.path.strip("/")

    def named_in(self, text: str, source: str, *, doubtful: bool, page: str = "") -> set[str]:
        """The paths of the files that a text names.

        `source` is the path of its own file, to which its links are relative, and `page` that of its page.
        `doubtful` counts names that lead to no file as they stand, where they may be meant for one.
        """
        if not self._whole:
            return set()
        text = plain(text)
        words = {word.rstrip(".") for word in _BETWEEN.split(text)}
        names = {*(self._whole.keys() & words), *(name for name in self._odd if name in text)}
        folders = [
            plain(_quoted(posixpath.dirname(path))) for path in dict.fromkeys((source, page or source))
        ]
        return {
            path
            for name in names
            for end in _ends(text, name)
            for path in self._meant(text[max(0, end - _LONGEST) : end], name, folders, doubtful)
        }

    def _meant(self, before: str, name: str, folders: list[str], doubtful: bool) -> set[str]:
        """The files that one mention may mean; `before` ends with the name."""
        candidates = self._whole[name]
        run = _RUN.search(before[: -len(name)])
        start = run[0] if run else ""
        host, place = _host_of(start)
        is_here = not host or host == self._host
        sure = {
            path
            for form, path in candidates
            if is_here and self._is_sure(before, form, place if host else None, folders)
        }
        if sure:
            return sure
        if not doubtful and not is_here:
            return set()
        parts = [part for part in place.split("/") if part not in ("", ".", "..")]
        bare = doubtful and not name.endswith(_SPOKEN_OF)
        return {path for form, path in candidates if _ends_alike(parts, form.split("/")[:-1], bare)}

    def _is_sure(self, before: str, form: str, place: str | None, folders: list[str]) -> bool:
        """Whether the mention leads to a file as it stands: from the text's folder, or from the top."""
        if place is not None:
            path = posixpath.normpath(place.lstrip("/") + posixpath.basename(form))
            return path in (form, posixpath.join(self._root, form))
        top = {"/" + form, "/" + posixpath.join(self._root, form)} | ({form} if "/" in form else set())
        near = {posixpath.relpath("/" + form, "/" + folder) for folder in folders}
        for whole in top | near | {f"./{one}" for one in near | {form}}:
            if before.endswith(whole):
                rest = before[: -len(whole)]
                if not rest or not (rest[-1].isalnum() or rest[-1] in "/-_."):
                    return True
        return False


def _quoted(path: str) -> str:
    """A path that `plain` gives back as it is."""
    return path.replace("\\", "/").replace("%", "%25").replace("&", "&amp;")


def _ends(text: str, name: str) -> Iterator[int]:
    """Where a name ends in a text, each time that it stands alone there."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        alone = at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "-_.")
        if alone and not text[end : end + 1].isalnum() and text[end : end + 1] not in ("-", "_"):
            yield end
        at = text.find(name, at + 1)


def _host_of(start: str) -> tuple[str, str]:
    """The host of an address, if it has one, and the folders after it."""
    _scheme, mark, rest = start.rpartition("//")
    if not mark:
        return "", start
    host, _, place = rest.partition("/")
    return host.rpartition("@")[2], place


def _ends_alike(parts: list[str], folders: list[str], bare: bool) -> bool:
    """Whether the folders of a mention and of a file agree as far as both go; `bare` where one has none."""
    both = min(len(parts), len(folders))
    if both == 0:
        return bare
    return parts[-both:] == folders[-both:]
