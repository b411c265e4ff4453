"""What a site consists of: pages that a template makes, and files that code makes.

A feature says what its pages show. Who writes them, and whether one has to be made anew, is not its
concern.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from msgspec import Struct


class Body:
    """The HTML of a text of the site, loaded when it is shown.

    `mark` says which text it is; where it is empty, only the HTML does. `ask` is called by whoever shows
    the text, each time.
    """

    __slots__ = ("_load", "ask", "mark")

    def __init__(self, mark: str, load: Callable[[], str], ask: Callable[[], object] = bool) -> None:
        self.mark, self._load, self.ask = mark, load, ask

    def __html__(self) -> str:
        self.ask()
        return self._load()

    def __str__(self) -> str:
        return Markup(self.__html__())


class Page(Struct, frozen=True):
    """One page: its template without the ending, its address, and what the template is given.

    Where a site has thousands of its kind, `variables` is a function that is called when the page is made,
    and `made_of` stands for all that it returns: as long as that is the same, so is the page.
    """

    template: str
    url: str
    save_as: str
    variables: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    made_of: object = None

    def given(self) -> Mapping[str, Any]:
        """Return what the template is given."""
        return self.variables() if callable(self.variables) else self.variables


class File(Struct, frozen=True):
    """One file that code makes. `made_of` is all that its bytes depend on, beside some `templates`."""

    save_as: str
    made_of: object
    make: Callable[[], bytes]
    templates: tuple[str, ...] = ()


class Copy(Struct, frozen=True):
    """One file that is copied as it is. `made_of` tells when it has to be copied again."""

    save_as: str
    made_of: object
    path: str


Output = Page | File | Copy


def name_of(path: str | os.PathLike[str]) -> str:
    """Return the one spelling of a path below a folder: without double or leading parts, with slashes."""
    return os.path.normpath(path).replace(os.sep, "/")
