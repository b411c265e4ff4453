"""Redirects: where each former address leads, and the file of them that hosts read.

`_redirects` has one `from to status` a line. Netlify and Cloudflare read it; both know neither 410 nor
anything else that says "gone", so that a story taken back gets a page and no line.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import quote

from msgspec import Struct

from heard.content.addresses import file_of
from heard.library.identities import Published, Recorded
from heard.text.problems import Problem

_NUMBERED = re.compile(r"/page/\d+/")
_PAGE = re.compile(r"\.html?$", re.IGNORECASE)


class Redirect(Struct, frozen=True):
    """A former address, and where it leads: `target` is empty for a story that was taken back.

    `title` and `lang` are those of what it leads to, `owner` is the story's id or the file of a page.
    `line` is that of the file (`source`) that lists it, 0 where the settings imply it.
    """

    address: str
    owner: str
    target: str = ""
    title: str = ""
    lang: str = ""
    source: str = ""
    line: int = 0
    is_recorded: bool = False
    """Whether it is of the record of identities."""
    is_public: bool = True
    """Whether it stands in the file of redirects, which everybody can read."""
    is_list: bool = False
    """Whether a page of a list stood there, and the target is the list."""

    @property
    def status(self) -> int:
        """For ever, unless a list that grows has such a page again one day."""
        return 302 if self.is_list and _NUMBERED.search(self.address) else 301

    @property
    def save_as(self) -> str:
        """The file of its page; empty for an address such as `/old.php`, which no page can have."""
        path = file_of(self.address[1:])
        return path if _PAGE.search(path) else ""


def recorded_redirects(recorded: Recorded, published: Iterable[Published], name: str) -> Iterator[Redirect]:
    """Yield the redirect from every address in the record, whose file is called `name`.

    A story that is a draft now has no page that an address could lead to. The story recorded last comes
    first: of an address that two had, it had it after the other.
    """
    now = {one.story.id: one for one in published}
    for entry in sorted(recorded.values(), key=lambda entry: (entry.first, entry.id), reverse=True):
        one = now.get(entry.id)
        if one is None and not entry.removed:
            continue
        target = (one.address, one.story.title, one.story.lang) if one else ("", "", "")
        for address in reversed(entry.addresses):
            yield Redirect(address, entry.id, *target, name, entry.line, is_recorded=True)


def plan_redirects(
    recorded: Iterable[Redirect], aliases: Iterable[Redirect], taken: Mapping[str, str]
) -> tuple[tuple[Redirect, ...], list[Problem]]:
    """All redirects that have their address to themselves, and a warning for each that has not.

    `taken` has who stands at an address now. An alias that somebody wrote wins over the record, where
    another story once stood, and one that the settings imply yields to it.
    """
    holders = {_key(address): source for address, source in taken.items()}
    in_order = sorted(aliases, key=lambda one: (one.source, one.address))
    written, implied = ([one for one in in_order if bool(one.line) is wanted] for wanted in (True, False))
    found: dict[str, Redirect] = {}
    problems: list[Problem] = []
    for one in (*written, *recorded, *implied):
        key = _key(one.address)
        other = found.get(key)
        if key == _key(one.target) or (other and key not in holders and other.owner == one.owner):
            continue
        if holder := holders.get(key) or other:
            problems += taken_from(one, holder)
        else:
            found[key] = one
    return tuple(sorted(found.values(), key=lambda one: one.address)), problems


def taken_from(one: Redirect, holder: str | Redirect) -> list[Problem]:
    """The message of a redirect at whose address something else stands, or leads on.

    There is none where nobody wrote it down, or where the story was taken back.
    """
    if not one.target or not (one.line or one.is_recorded):
        return []
    place, line = one.source, one.line
    if not one.is_recorded:
        name = holder.source if isinstance(holder, Redirect) else holder
        message = f"the alias {one.address} belongs to {name}, and does not lead here."
        hint = "Take it out, or give the other an address of its own."
    elif isinstance(holder, Redirect) and not holder.is_recorded:
        place, line = holder.source, holder.line
        message = f'the alias {holder.address} was an address of "{one.owner}", which has it no more.'
        hint = "Take one of them out."
    else:
        name = f'"{holder.owner}"' if isinstance(holder, Redirect) else holder
        message = f'{one.address} was an address of "{one.owner}", and belongs to {name} now.'
        hint = "Give one of them another `slug`, or take the address out of the record."
    return [Problem("redirect-taken", place, line, message, hint, "warning")]


def redirects_file(redirects: Iterable[Redirect], root: str) -> str:
    """The lines of `_redirects`, sorted; `root` is the path of the site on its host."""
    lines = {
        f"{quote(root + one.address)} {quote(root + one.target)} {one.status}\n"
        for one in redirects
        if one.target and one.is_public
    }
    return "".join(sorted(lines))


def folders_without_page(files: Iterable[str]) -> list[str]:
    """Return the folders (`stories/`) that hold pages as `x/index.html` and have no page themselves."""
    pages = {name.removesuffix("index.html") for name in files if name.endswith("index.html")}
    parents = {page[: page.rstrip("/").rfind("/") + 1] for page in pages}
    return sorted({folder for one in parents for folder in (one, *_above(one))} - pages - {""})


def nearest_page(folder: str, files: Container[str]) -> str:
    """Return the page of the nearest folder above one that has a page; the root's is an empty text."""
    for above in _above(folder):
        if f"{above}index.html" in files:
            return above
    return ""


def _above(page: str) -> list[str]:
    """The folders above one, the nearest first; the last is the root, as an empty text."""
    return [f"{folder}/" if folder.name else "" for folder in PurePosixPath(page).parents]


class Places:
    """Which files a site has by now, and who has them.

    Names count in lower case: on some machines `Call/` and `call/` are one folder.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files: dict[str, str] = {}
        self._folders: set[str] = set()
        for name, holder in files.items():
            self.take(name, holder)

    def take(self, name: str, holder: str) -> None:
        """Note that a file is there."""
        name = name.casefold()
        self._files[name] = holder
        if name[: name.rfind("/")] not in self._folders:  # else those above it are there, too
            self._folders.update(_folders(name))

    def is_free(self, name: str) -> bool:
        """Whether a file of this name touches no other, and stands in the way of none."""
        name = name.casefold()
        taken = name in self._files or name in self._folders
        return not taken and not any(folder in self._files for folder in _folders(name))

    def holder(self, name: str) -> str:
        """Who has the place of this file."""
        return self._files.get(name.casefold(), "another file of the site")


def _folders(name: str) -> list[str]:
    return [name[:at] for at, sign in enumerate(name) if sign == "/"]


def _key(address: str) -> str:
    """What makes two addresses one: letters of either case, with or without a slash at the end."""
    return address.removesuffix("index.html").rstrip("/").casefold()
