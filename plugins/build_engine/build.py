"""One build from its beginning to its end: who keeps what, and in which order."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .outputs import Outputs, copied
from .reader import Reading
from .settings import wishes
from .store import Store
from .writer import EngineWriter, writer_of

logger = logging.getLogger(__name__)


class Build:
    """What the hooks need of one build."""

    def __init__(self, settings: dict[str, Any], plugins: Iterable[Any]) -> None:
        self.settings = settings
        self.wish = wishes(settings)
        self.store = Store(self.wish.folder, logger.info)
        self.reading = Reading(self.wish, self.store, settings, plugins)
        self.report = self.reading.report
        self.context: dict[str, Any] = {}
        self.writer: EngineWriter | None = None
        settings["ENGINE_REPORT"] = self.report

    def everything_is_read(self, generators: list[Any]) -> None:
        """Keep what was read."""
        self.context = generators[0].context
        if self.wish.keep:
            self.reading.save()

    def writer_class(self) -> type[EngineWriter]:
        """The writer of this build."""
        return writer_of(self)

    def end(self) -> None:
        """Remove what is no longer produced, and say what was done."""
        if self.wish.keep and self.writer is not None:
            self._look_over_output(self.writer)
        for note in self.report.notes:
            logger.info("%s", note)
        logger.info("%s.", self.report.summary())

    def _look_over_output(self, writer: EngineWriter) -> None:
        folder = Path(writer.output_path).absolute()
        written = (Path(path).absolute() for path in writer._written_files)
        produced = {path.relative_to(folder).as_posix() for path in written if path.is_relative_to(folder)}
        produced |= {
            Path(name).as_posix() for name in copied(self.settings, self.context, self.settings["THEME"])
        }
        outputs = Outputs(self.store, f"output {self.wish.previous}")
        if folder == self.wish.previous:
            self.report.removed = outputs.prune(folder, produced)
        outputs.note(folder, produced)
