"""Redirects: where each former address leads, and the file of them that hosts read.

`_redirects` has one `from to status` a line. Netlify and Cloudflare read it; both know neither 410 nor
anything else that says "gone", so that a story taken back gets a page and no line.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from heard.content.addresses import file_of
from heard.library.identities import Identity, Published, Recorded
from heard.text.problems import Problem

PERMANENT, FOUND = 301, 302
_NUMBERED = re.compile(r"/page/\d+/")
_PAGE = re.compile(r"\.html?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Redirect:
    """A former address, and where it leads: `target` is empty for a story that was taken back.

    `title` and `lang` are those of what it leads to, `owner` is the story's id or the file of a page.
    `line` is that of the file (`source`) that lists it, 0 where the record or the settings made it.
    """

    address: str
    owner: str
    target: str = ""
    title: str = ""
    lang: str = ""
    source: str = ""
    line: int = 0
    is_public: bool = True
    """Whether it stands in the file of redirects, which everybody can read."""
    is_list: bool = False
    """Whether a page of a list stood there, and the target is the list."""

    @property
    def status(self) -> int:
        """For ever, unless a list that grows has such a page again one day."""
        return FOUND if self.is_list and _NUMBERED.search(self.address) else PERMANENT

    @property
    def save_as(self) -> str:
        """The file of its page; empty for an address such as `/old.php`, which no page can have."""
        path = file_of(self.address[1:])
        return path if _PAGE.search(path) else ""


def plan_redirects(
    recorded: Recorded, published: Iterable[Published], name: str
) -> tuple[tuple[Redirect, ...], list[Problem]]:
    """Every former address that no story has now, and a warning for each that leads elsewhere.

    A story that is a draft now has no page that an address could lead to. `name` is that of the record.
    """
    now = {one.story.id: one for one in published}
    holders = {_key(one.address): one for one in now.values()}
    found: dict[str, Redirect] = {}
    problems: list[Problem] = []
    # The story recorded last wins an address that two had: it had it after the other.
    for entry in sorted(recorded.values(), key=lambda entry: (entry.first, entry.id), reverse=True):
        one = now.get(entry.id)
        if one is None and not entry.removed:
            continue
        for address in _former(entry, one):
            holder = holders.get(_key(address))
            other = found.get(_key(address))
            now_there = holder.story.source if holder else f'"{other.owner}"' if other else ""
            if now_there:
                if one and now_there != f'"{entry.id}"':
                    problems.append(former_taken(address, entry.id, now_there, name, entry.line))
                continue
            target = (one.address, one.story.title, one.story.lang) if one else ()
            found[_key(address)] = Redirect(address, entry.id, *target)
    return tuple(sorted(found.values(), key=lambda redirect: redirect.address)), problems


def with_aliases(
    recorded: Iterable[Redirect], aliases: Iterable[Redirect], taken: Mapping[str, str]
) -> tuple[tuple[Redirect, ...], list[Problem]]:
    """All redirects: the aliases that files list, and of those in the record what they leave.

    `taken` has who stands at an address now. An alias at such an address does not lead on, which is told,
    as is the second of two. One that was written wins over the record, where another story once stood.
    """
    holders = {_key(address): source for address, source in taken.items()}
    rest = {_key(one.address): one for one in recorded}
    found: dict[str, Redirect] = {}
    problems: list[Problem] = []
    for alias in sorted(aliases, key=lambda one: (one.source, one.address)):
        key = _key(alias.address)
        if key == _key(alias.target) or (key in rest and not alias.line):
            continue
        other = found.get(key)
        holder = holders.get(key) or (other.source if other and other.owner != alias.owner else "")
        if holder:
            problems += [alias_taken(alias, holder)] if alias.line else []
        elif other is None:
            found[key] = alias
    for key, one in rest.items():
        if key in found and one.target and found[key].owner != one.owner:
            alias, hint = found[key], "Take one of them out."
            message = f'the alias {alias.address} was an address of "{one.owner}", which has it no more.'
            problems.append(Problem("redirect-taken", alias.source, alias.line, message, hint, "warning"))
    return tuple(sorted((rest | found).values(), key=lambda one: one.address)), problems


def alias_taken(alias: Redirect, holder: str) -> Problem:
    """The message of an alias at whose address something else stands."""
    message = f"the alias {alias.address} belongs to {holder}, and does not lead here."
    hint = "Take it out, or give the other an address of its own."
    return Problem("redirect-taken", alias.source, alias.line, message, hint, "warning")


def former_taken(address: str, owner: str, holder: str, name: str, line: int = 0) -> Problem:
    """The message of an address in the record (`name`) at which something else stands."""
    message = f'{address} was an address of "{owner}", and belongs to {holder} now.'
    hint = "Give one of them another `slug`, or take the address out of the record."
    return Problem("redirect-taken", name, line, message, hint, "warning")


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


def _above(page: str) -> Iterator[str]:
    """The folders above one, the nearest first; the last is the root, as an empty text."""
    parts = page.rstrip("/").split("/")[:-1]
    for end in range(len(parts), -1, -1):
        yield "".join(f"{part}/" for part in parts[:end])


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


def _former(entry: Identity, one: Published | None) -> list[str]:
    """The addresses that a story does not have any more, newest first."""
    now = _key(one.address) if one else None
    return [address for address in reversed(entry.addresses) if _key(address) != now]


def _key(address: str) -> str:
    """What makes two addresses one: letters of either case, with or without a slash at the end."""
    return address.removesuffix("index.html").rstrip("/").casefold()
