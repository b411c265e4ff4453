"""What a task outside a build works on: a content folder, its settings, its stories, its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from heard.library.library import Library

Say = Callable[[str], None]
READS_COMMENTS: ContextVar[bool] = ContextVar("READS_COMMENTS", default=True)
"""Whether a site is read with its comments; no setting, as no page that is published depends on it."""


class CommandContext(Struct, frozen=True):
    """One call of a task. `say` tells the person at the keyboard a line; `output` holds the built site."""

    content: Path
    output: Path
    settings: Mapping[str, Any]
    library: Library
    today: date
    say: Say = print
