"""What a build did, and why: counted, and told in a line or in full."""

from __future__ import annotations

from collections.abc import Iterable


class Report:
    """Sources read, pages rendered, files written, and the reason for each page."""

    collects_only = True

    def __init__(self) -> None:
        self.sources_parsed: list[str] = []
        self.rendered: dict[str, str] = {}
        """Page → why it was rendered."""
        self.fresh: set[str] = set()
        """Pages that were not rendered, because nothing they are made from has changed."""
        self.written: set[str] = set()
        self.made: set[str] = set()
        """Files that plugins make by themselves, such as feeds, and that were made."""
        self.worked_out: set[str] = set()
        """Values that plugins had to work out, by the names under which they are kept."""
        self.removed: list[str] = []
        self.notes: list[str] = []
        """What kept the engine from its work, one sentence each."""
        self.doubts: list[str] = []
        """What is done in each build, because nobody can know what it depends on; some of it."""
        self.dates: list[float] = []
        """The moments that contents are dated, in seconds since 1970: one to come changes the site."""

    def parsed(self, source: str) -> None:
        """A source was read anew."""
        self.sources_parsed.append(source)

    def note(self, text: str) -> None:
        """Something kept the engine from its work; the same thing once."""
        if text not in self.notes:
            self.notes.append(text)

    def doubt(self, what: str) -> None:
        """Something has to be done in each build; the first of its kind tells enough."""
        if not self.doubts:
            self.doubts.append(what)

    def summary(self) -> str:
        """One line."""
        parts = [
            f"{len(self.sources_parsed):,} sources read",
            f"{len(self.rendered):,} of {len(self.rendered) + len(self.fresh):,} pages rendered",
            f"{len(self.written):,} files written",
        ]
        if self.removed:
            parts.append(f"{len(self.removed):,} removed")
        return ", ".join(parts)

    def explain(self, page: str) -> list[str]:
        """Why a page was or was not rendered, or a source read. `page` is a file or address of the site."""
        wanted = page.strip("/")
        names = _spellings(wanted)
        lines = [
            f"{name}: rendered, because {self.rendered[name]}." for name in names if name in self.rendered
        ]
        lines += [
            f"{name}: not rendered; nothing it is made from has changed."
            for name in names
            if name in self.fresh
        ]
        lines += [
            f"{wanted}: read, because it changed or is new." for one in self.sources_parsed if one == wanted
        ]
        if not lines:
            near = sorted(one for one in (*self.rendered, *self.fresh) if wanted and wanted in one)[:5]
            also = f" There are {', '.join(near)}." if near else ""
            lines = [f"{page}: no page of this name was planned, and no such source was read anew.{also}"]
        return lines


def _spellings(name: str) -> Iterable[str]:
    return dict.fromkeys((name, f"{name}/index.html".lstrip("/"), f"{name}.html"))
