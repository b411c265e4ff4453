"""Pages and files: which have to be made anew, and how they are made.

A page is made of what its feature gives it and of the answers to what its template asked. Where both are as
they were, so is the page. A file made by code is made of what it names itself, and of what is asked for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from heard.facts.site import QUESTIONS, Key, Site
from heard.facts.store import Store
from heard.facts.templates import Templates
from heard.library.finishing import ENCODES, finished
from heard.library.outputs import File, Output, Page
from heard.library.spelling import mark_of, spelled

Row = tuple[bytes, str]
"""What is kept of an output: the mark of what it is given, and what its template asked, one a line."""
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder(dict[str, bytes])


class Made(Struct, frozen=True):
    """What became of one output: its bytes, or None for a file that is only copied, and its row."""

    output: Output
    octets: bytes | None
    row: Row


class Answers:
    """The marks of all that a site answers, and what it answers otherwise than the last time.

    What is not among them has the answer that everything has about which there is nothing to say.
    """

    def __init__(self, site: Site, store: Store) -> None:
        self._store = store
        self._rows: dict[str, bytes] = {}
        self.changed: set[str] = set()
        """The questions, as `_line` writes them."""
        known = dict(store.rows("answer"))
        for name in QUESTIONS:
            marks = {about: spelled(made_of) for about, made_of in site.answers(name)}
            row = self._rows[name] = _ENCODER.encode(marks)
            if row != known.get(name):
                before = _DECODER.decode(known[name]) if name in known else {}
                self.changed |= {_line(name, about) for about in _differing(before, marks)}

    def save(self) -> None:
        """Put them into the store."""
        self._store.put("answer", self._rows.items())


def answers_with(store: Store, name: str, made_of: Mapping[str, object]) -> tuple[str, bytes]:
    """Return the row of the answers to a question, some of which are made of something else now."""
    row = store.row("answer", name)
    marks = _DECODER.decode(row[0]) if row else {}
    return name, _ENCODER.encode(marks | {about: spelled(one) for about, one in made_of.items()})


def _differing(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    return (about for about in before.keys() | now.keys() if before.get(about) != now.get(about))


def _line(name: str, about: str) -> str:
    return f"{name} {about}".rstrip()


class Maker:
    """Makes the outputs of one build."""

    def __init__(self, generator: Any, site: Site, templates: Templates) -> None:
        self.generator, self.site, self.templates = generator, site, templates

    def make(self, output: Output) -> Made:
        """Make an output."""
        asked: set[Key] = set()
        self.site.note = asked.add
        try:
            octets = self._octets(output)
        finally:
            self.site.note = None
        return Made(output, octets, (self.mark(output), "\n".join(sorted(map(" ".join, asked)))))

    def _octets(self, output: Output) -> bytes | None:
        if isinstance(output, Page):
            return self._render(output).encode("utf-8")
        return output.make() if isinstance(output, File) else None

    def _render(self, page: Page) -> str:
        settings = self.generator.settings
        template = self.generator.get_template(page.template)
        context = {**settings, **page.given(), "output_file": page.save_as, "url": page.url}
        return finished(template.render(context), page.save_as, self.generator.context)

    def mark(self, output: Output) -> bytes:
        """Return the mark of what an output is given."""
        made_of = output.made_of
        templates: tuple[str, ...] = ()
        if isinstance(output, Page):
            given = made_of if made_of is not None else output.given()
            made_of = output.template, output.url, bool(self.generator.context[ENCODES]), given
            templates = (output.template,)
        elif isinstance(output, File):
            templates = output.templates
        return mark_of(self.templates.marks_of(templates) + spelled(made_of))


def to_make(
    outputs: Mapping[str, Output], maker: Maker, answers: Answers, store: Store, doubtful: Collection[str]
) -> dict[str, str]:
    """Return which outputs have to be made, each with the reason in words of the site.

    `doubtful` are those of which nobody knows whether they were written.
    """
    reasons = dict.fromkeys(outputs, "it is new")
    for name, mark, asked in store.rows("output"):
        if name in reasons and name not in doubtful:
            is_same = maker.mark(outputs[name]) == mark
            reasons[name] = _reason(asked, answers) if is_same else "what it shows itself has changed"
    return {name: reason for name, reason in reasons.items() if reason}


def _reason(asked: str, answers: Answers) -> str:
    """Return what changed of that which an output asked; empty for nothing."""
    line = next(filter(answers.changed.__contains__, asked.split("\n")), "") if answers.changed else ""
    name, _, about = line.partition(" ")
    return f"{QUESTIONS[name].words} changed{f' ({about})' if about else ''}" if name else ""
