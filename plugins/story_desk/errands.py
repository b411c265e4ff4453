"""Reading a site for a task that is no build: its stories, its settings, its day."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..stories.errand import Errand
from ..stories.exits import Refusal
from ..stories.library import Library
from .build import Order, Say
from .report import as_text
from .run import Run, Settings, read_quietly, run


def dry_run(order: Order) -> Run:
    """Read a site as a publish would, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="heard-") as folder:

        def prepare(settings: Settings) -> None:
            settings["OUTPUT_PATH"] = str(Path(folder, "site"))
            settings["DELETE_OUTPUT_DIRECTORY"] = False
            settings["STORY_SHOW_DRAFTS"] = False  # what is not published has no address to keep

        return run(order.conf, order.overrides(), prepare, order.debug)


def errand_for(order: Order, say: Say = print) -> Errand:
    """The site, read. Raises Refusal when it cannot be read at all."""
    result = dry_run(order)
    library = result.settings.get("STORY_LIBRARY")
    if result.stopped or not isinstance(library, Library):
        raise Refusal("\n".join(as_text(result.problems)))
    return Errand(
        content=Path(result.settings["PATH"]),
        output=Path(read_quietly(order.conf, order.overrides())["OUTPUT_PATH"]),
        settings=result.settings,
        library=library,
        today=result.settings["STORY_TODAY"],
        say=say,
    )
