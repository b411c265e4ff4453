"""Templates: by what a page is known to be made with the same ones as before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import TemplateError
from jinja2.meta import find_referenced_templates

from heard.facts.store import Store
from heard.library.spelling import mark_of

ANY = ""
"""Stands for a template that is not known by its name: all of them count."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[bytes, dict[str, list[str]]])


class Templates:
    """The templates of a site. `mark` stands for all of them.

    Which others a template extends, includes and imports is kept until one of them changes.
    """

    def __init__(self, generator: Any, store: Store) -> None:
        self._environment, self._endings = generator.env, generator.settings["TEMPLATE_EXTENSIONS"]
        folders = [*generator.settings["THEME_TEMPLATES_OVERRIDES"], Path(generator.theme, "templates")]
        self._marks: dict[str, bytes] = {}
        parts: list[bytes] = []
        for folder in map(Path, folders):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    name, mark = path.relative_to(folder).as_posix(), mark_of(path.read_bytes())
                    self._marks.setdefault(name, mark)
                    parts += [name.encode(), mark]
            parts.append(b"/")
        self.mark = mark_of(b"\0".join(parts))
        kept = store.fact("closures")
        before, self._with_others = _DECODER.decode(kept) if kept else (b"", {})
        if before != self.mark:
            self._with_others = dict(self._all_with_others())

    def kept(self) -> bytes:
        """Return what is kept of them for the next build."""
        return _ENCODER.encode((self.mark, self._with_others))

    def marks_of(self, names: Iterable[str]) -> bytes:
        """Return what stands for some templates, named without their ending, and all that they take."""
        files = (one for name in names for one in self._files(name))
        return b"".join(self._marks.get(one, self.mark) for one in files)

    def _files(self, name: str) -> Iterable[str]:
        known = (self._with_others.get(f"{name}{ending}") for ending in self._endings)
        return next(filter(None, known), (ANY,))

    def _all_with_others(self) -> Iterator[tuple[str, list[str]]]:
        takes = {name: set(self._taken_by(name)) for name in self._marks}
        for name in sorted(self._marks):
            found, waiting = {name}, [name]
            while waiting:
                new = takes.get(waiting.pop(), set()) - found
                found |= new
                waiting += new
            yield name, sorted(found)

    def _taken_by(self, name: str) -> Iterator[str]:
        """Yield the templates that one names; of what it names when it is rendered, or wrongly, any."""
        try:
            source = self._environment.loader.get_source(self._environment, name)[0]
            for other in find_referenced_templates(self._environment.parse(source)):
                yield other if other in self._marks else ANY
        except (TemplateError, UnicodeDecodeError):
            yield ANY
