"""What is measured of every generator: builds from nothing, and after something changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from .forms.form import edit_body, edit_title
from .processes import Measured, run
from .sites import Place

LABELS = {
    "clean": "from nothing",
    "nothing": "nothing changed",
    "body": "one body edited",
    "title": "one title edited",
    "kept": "output gone, caches kept",
}


Change = Callable[[Place], None]
BUILDS: dict[str, Change] = {
    "clean": Place.clean,
    "nothing": lambda site: None,
    "body": lambda site: edit_body(site.source, "a sentence"),
    "title": lambda site: edit_title(site.source, "Again"),
    "kept": lambda site: shutil.rmtree(site.output, ignore_errors=True),
}
"""What happens before a build, in the order of a round: each begins with what the one before has left."""


class Failed(Exception):
    """A command did not do what was asked."""


def build(site: Place, scenario: str = "nothing", look: bool = False) -> Measured:
    """Change what a scenario changes, then build in a fresh process. Raises Failed."""
    BUILDS[scenario](site)
    generator = site.generator
    measured = run(generator.build, site.folder, generator.env, look)
    if measured.code not in generator.fine or not site.page().is_file():
        raise Failed(f"{generator.label}: exit code {measured.code}\n{measured.told}")
    return measured
