"""Pages and files: which have to be made anew, and how they are made.

A page is made of what its feature gives it and of the answers to what its template asked. Both stand in
its mark, so that a page whose mark is the same is the same page. Files made by code depend on what they are
made of alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from heard.facts.site import QUESTIONS, Key, Site
from heard.facts.spelling import Speller, mark_of
from heard.library.finishing import finished
from heard.library.outputs import File, Output, Page

Row = tuple[bytes, bytes]
"""What is kept of an output: the mark of what it is given, and what its template asked, with answers."""
_ENCODER = msgspec.json.Encoder()
_ASKED = msgspec.json.Decoder(tuple[tuple[Key, str], ...])
_NOTHING = _ENCODER.encode(())
UNKNOWN = "?"
"""The mark of an answer that cannot be told from another: whoever asked is made each time."""


@dataclass(frozen=True)
class Made:
    """What became of one output: its bytes, or None for a file that is only copied, and its row."""

    output: Output
    octets: bytes | None
    row: Row


class Maker:
    """Makes the outputs of one build. `common` is the mark of what all outputs are made with."""

    def __init__(self, generator: Any, site: Site, common: bytes) -> None:
        self.generator, self.site, self.common = generator, site, common
        self._speller = Speller()
        self._answers: dict[Key, str] = {}

    def why(self, output: Output, known: Row | None) -> str:
        """Return why an output has to be made, in words of the site; empty where it is as it was."""
        if known is None:
            return "it is new"
        if not known[0] or self._mark(output) != known[0]:
            return "what it shows itself has changed"
        for key, mark in _ASKED.decode(known[1]) if known[1] != _NOTHING else ():
            if mark == UNKNOWN or self._answer(key) != mark:
                return f"{QUESTIONS[key[0]][0]} changed" + (f" ({' '.join(key[1:])})" if key[1:] else "")
        return ""

    def make(self, output: Output) -> Made:
        """Make an output."""
        if not isinstance(output, Page):
            octets = output.make() if isinstance(output, File) else None
            return Made(output, octets, (self._mark(output), _NOTHING))
        asked: dict[Key, None] = {}
        self.site.note = lambda key: asked.setdefault(key)
        try:
            text = self._render(output)
        finally:
            self.site.note = None
        answers = _ENCODER.encode([(key, self._answer(key)) for key in sorted(asked)])
        return Made(output, text.encode("utf-8"), (self._mark(output), answers))

    def _render(self, page: Page) -> str:
        settings = self.generator.settings
        template = self.generator.get_template(page.template)
        context = {**settings, **page.variables, "output_file": page.save_as, "url": page.url}
        return finished(template.render(context), page.save_as, self.generator.context)

    # -- marks --------------------------------------------------------------------------------------

    def _mark(self, output: Output) -> bytes:
        """Return the mark of what an output is given; empty where it cannot be told."""
        try:
            return mark_of(self.common + self._speller.mark(self._made_of(output)))
        except TypeError:
            return b""

    @staticmethod
    def _made_of(output: Output) -> object:
        if isinstance(output, Page):
            return output.template, output.url, output.variables
        return output.made_of

    def _answer(self, key: Key) -> str:
        """Return the mark of what the site answers."""
        mark = self._answers.get(key)
        if mark is None:
            try:
                mark = self._speller.mark(self.site.made_of(key)).hex()
            except KeyError:  # what was asked about is not there any more
                mark = "gone"
            except TypeError:
                mark = UNKNOWN
            self._answers[key] = mark
        return mark


def mark_of_templates(folders: list[Path]) -> bytes:
    """Return the mark of all templates in some folders, by their names and texts."""
    parts: list[bytes] = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                parts += [path.relative_to(folder).as_posix().encode(), mark_of(path.read_bytes())]
        parts.append(b"/")
    return mark_of(b"\0".join(parts))
