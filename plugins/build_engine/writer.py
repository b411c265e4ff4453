"""The writer: Pelican's own, but a file that would not change is not written."""

from __future__ import annotations

import os
from typing import Any

from pelican.writers import Writer

from .files import Draft
from .overwriting import claim


class EngineWriter(Writer):
    """Pelican's writer for one build of the engine; `writer_of` ties the two together."""

    build: Any

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        super().__init__(output_path, settings)
        self.build.writer = self

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:
        target = claim(self, filename, override)
        if target == os.devnull:
            return open(target, "w", encoding=encoding)
        return Draft(target, encoding, self._written)

    def _written(self, path: str, changed: bool) -> None:
        if changed:
            self.build.report.written.add(os.path.relpath(path, self.output_path))


def writer_of(build: Any) -> type[EngineWriter]:
    """The class of the writer of one build; Pelican makes the object."""
    return type("EngineWriter", (EngineWriter,), {"build": build})
