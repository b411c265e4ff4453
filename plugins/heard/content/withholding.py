"""Files that only unpublished sources name, or that lie in a folder of drafts: they are not copied.

A picture of a draft would give it away, whoever finds it. What a published source names as well stays,
and so does what nobody names elsewhere, or what the theme, the settings or the site's own static pages
name: that is the owner's. Comments and replies count for neither side; a stranger shall not take a
picture from a site.

What a text names – by a link, a key of the front matter, a shortcode – is not parsed: the names of the
files that there are, are looked for in it, so that every markup counts, and one that nobody knows yet.
What stands before a name says which of several files is meant.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from posixpath import basename
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from heard.content.layout import ContentLayout
from heard.content.publishing import folder_of_drafts
from heard.text.files import folders_below
from heard.text.problems import Problem, Problems

SOURCES = frozenset(("md", "markdown", "mkd", "mdown", "rst", "html", "htm"))
TEXTS = SOURCES | {"css", "js", "svg", "xml", "json", "txt", "webmanifest"}
_PASSED_OVER = frozenset((".git", ".hg", ".svn", "__pycache__", "node_modules"))
_OWN = ("STORY_", "HEARD_")
_PATHS = frozenset(("STATIC_PATHS", "EXTRA_PATH_METADATA", "IGNORE_FILES", "PATH", "OUTPUT_PATH"))
_BETWEEN = re.compile(r"[/\s\"'<>()\[\]{}|=:,;*`?#&!]+")
_RUN = re.compile(r"[^\s\"'<>()\[\]{}|=,;*`]*$")
_ESCAPED = re.compile(r"\\(?=[\W_])")
_ALONE = r"(?<![\w.-]){}(?![\w-])"
"""A name that stands alone in a text."""
_LONGEST = 1000
_SPOKEN_OF = (".html", ".htm", ".css", ".js", ".txt", ".xml", ".json", ".md", ".webmanifest")
"""What a text may speak of without meaning the file: `robots.txt`, `index.html`."""


def withhold_files(generator: Any) -> None:
    """Take out of what is copied whatever may not be published."""
    files = {static.get_relative_source_path(): static for static in generator.staticfiles}
    site = _Site(generator.context, generator.settings, files)
    found = site.named_by_unpublished() if files else {}
    problems: Problems = generator.settings["STORY_PROBLEMS"]
    for path, source in sorted(found.items()):
        message = f"only files that are not published name it ({source}); it is not copied."
        if source.endswith("/"):
            message = f"it lies in {source}, and nothing that is published names it; it is not copied."
        hint = "`heard serve` shows drafts with their files."
        problems.add(Problem("file-withheld", path, 0, message, hint, "hint", "file-withheld"))
    told = {problem.path for problem in problems} if site.sources else set()
    for path in sorted(site.sources - told):  # perhaps somebody's draft
        message = (
            "it lies where files are copied, but is a source, and no page is made of it; it is not copied."
        )
        hint = "If it is meant as it is, name the file itself in STATIC_PATHS."
        problems.add(Problem("file-withheld", path, 0, message, hint, "hint", "file-withheld source"))
    withheld = site.sources | found.keys()
    generator.staticfiles[:] = [files[path] for path in files if path not in withheld]
    for path in withheld:
        generator.context["static_content"].pop(path, None)


class _Site:
    """What is published, and what is about to be copied: `files`, of which `sources` are not published."""

    def __init__(
        self, context: Mapping[str, Any], settings: Mapping[str, Any], files: Mapping[str, Any]
    ) -> None:
        self._context, self._settings, self._files = context, settings, files
        contents = context["generated_content"].items()
        self._published = {path: content for path, content in contents if content is not None}
        self._of_strangers = (
            settings.get("COMMENTS_PATH") or "comments",
            settings.get("REPLIES_PATH") or "replies",
        )
        self.sources = {path for path in files if path not in self._published and self._is_held(path)}

    def named_by_unpublished(self) -> dict[str, str]:
        """The files to withhold, each with a source that names it."""
        settings, names = self._settings, self._files.keys() - self.sources
        unpublished = sorted({*self._sources_below()} - self._published.keys() - names)
        wanted = self._names_of(names)
        found: dict[str, str] = {}
        for source in unpublished:
            for path in wanted.named_in(self._text(source), source, doubtful=True):
                found.setdefault(path, source)
        for path in () if settings["STORY_SHOW_DRAFTS"] else names:
            if folder := self._folder_of_drafts(path):
                found.setdefault(path, f"{folder}/")
        for path, source in self._context.get("withheld_links", {}).items():
            if path in names:
                found.setdefault(path, source)
        settings_name = {*settings["STATIC_PATHS"], *settings["EXTRA_PATH_METADATA"]}
        for path in found.keys() & (settings_name | set(self._context["named_files"])):
            del found[path]
        for text, source, page in self._published_texts(names) if found else ():
            for path in self._names_of(found).named_in(text, source, doubtful=False, page=page):
                del found[path]
            if not found:
                break
        return found

    def _folder_of_drafts(self, path: str) -> str:
        """The folder of drafts that a file lies in; empty where the owner has it copied by its own name."""
        above = (f"{name}/" for name in self._settings["STATIC_PATHS"] if path.startswith(f"{name}/"))
        return "" if any(map(folder_of_drafts, above)) else folder_of_drafts(path)

    def _names_of(self, paths: Iterable[str]) -> FileNames:
        pairs = ((path, getattr(self._files[path], "override_save_as", path)) for path in paths)
        return FileNames(pairs, self._settings["SITEURL"])

    def _published_texts(self, copied: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """What is published and may name files, each with its own path and that of its page."""
        settings = self._settings
        for path, content in self._published.items():
            yield self._text(path), path, content.save_as
            yield content._content or "", path, content.save_as
            yield "\n".join(f"/{link}" for link in content.get_static_links()), path, content.save_as
        for path in copied:
            if _extension(path) in TEXTS:
                yield self._text(path), path, path
        for path in settings["TEMPLATE_PAGES"]:
            yield self._text(path), "", ""
        for folder in (settings["THEME"], *settings["THEME_TEMPLATES_OVERRIDES"]):
            for file in sorted(Path(folder).rglob("*")):
                if _extension(file.name) in TEXTS and file.is_file():
                    yield file.read_text("utf-8", "replace"), "", ""
        said = {name: value for name, value in settings.items() if name.isupper() and name not in _PATHS}
        yield repr({name: value for name, value in said.items() if not name.startswith(_OWN)}), "", ""

    def _sources_below(self) -> Iterator[str]:
        """Every file below the content folder that is, was or may become a source; hidden ones, too."""
        content = Path(self._settings["PATH"]).absolute()
        left_out = {*map(Path, self._of_strangers), Path(self._settings["OUTPUT_PATH"]).absolute()}

        def is_left_out(path: str) -> bool:
            return basename(path) in _PASSED_OVER or not left_out.isdisjoint((Path(path), content / path))

        for below, names in folders_below(content, is_left_out):
            yield from (below + name for name in names if _extension(name) in SOURCES)

    def _is_held(self, path: str) -> bool:
        """Whether a file that is about to be copied is a source that is not published."""
        if _extension(path) not in SOURCES or self._is_meant_as_it_is(path):
            return False
        layout: ContentLayout = self._settings["STORY_LAYOUT"]
        of_strangers = path.startswith(tuple(f"{folder}/" for folder in self._of_strangers))
        return of_strangers or layout.kind(layout.content / path) != "other"

    def _is_meant_as_it_is(self, path: str) -> bool:
        """Whether the settings say that what looks like a source is a file to copy, in Pelican's ways.

        They name the very file, or switch its reader off, or name the folder of a page of HTML both as
        static and as one without articles.
        """
        settings, extension = self._settings, _extension(path)
        if path in settings["STATIC_PATHS"] or "path" in settings["EXTRA_PATH_METADATA"].get(path, ()):
            return True
        if settings["READERS"].get(extension, extension) is None:
            return True
        folders = {*settings["STATIC_PATHS"]} & {*settings["ARTICLE_EXCLUDES"]} - {""}
        return extension in ("html", "htm") and path.startswith(tuple(f"{name}/" for name in folders))

    def _text(self, path: str) -> str:
        try:
            return Path(self._settings["PATH"], path).read_text("utf-8", "replace")
        except OSError:
            return ""


def _extension(name: str) -> str:
    """The extension of a file, below what editors add to it: `md` of `x.md`, `#x.md#` and `x.md.bak`."""
    name = name.strip("#~").removesuffix(".bak").removesuffix(".orig")
    return name.rpartition(".")[2].lower() if "." in name else ""


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
            for found in re.finditer(_ALONE.format(re.escape(name)), text)
            for path in self._meant(
                text[max(0, found.end() - _LONGEST) : found.end()], name, folders, doubtful
            )
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
