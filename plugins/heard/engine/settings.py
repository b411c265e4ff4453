"""The engine's settings, and what they come to for one build."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heard.settings import Setting


def _not_negative(value: int) -> str | None:
    return None if value >= 0 else f"must not be negative, but is {value}"


SETTINGS = (
    Setting("ENGINE_ON", bool, True, "Whether the engine does anything at all."),
    Setting(
        "ENGINE_WORKERS",
        int,
        0,
        "Processes that read and render; 0 for one per processor, 1 for none beside the first.",
        _not_negative,
    ),
    Setting(
        "ENGINE_CACHE",
        bool,
        True,
        "Whether what was read, and what each page was made from, is kept for the next build.",
        internal=True,
    ),
    Setting(
        "ENGINE_FORK_FROM",
        int,
        300,
        "Fewer changed sources or pages than this are read or rendered in the first process.",
        _not_negative,
        internal=True,
    ),
    Setting(
        "ENGINE_PREVIOUS",
        str,
        "",
        "The folder with the site of the build before, where it is not OUTPUT_PATH; set by `heard build`.",
        internal=True,
    ),
    Setting(
        "ENGINE_KEEP_PAGES",
        bool,
        True,
        "Whether the pages will be there for the next build; the tasks say no for a site they throw away.",
        internal=True,
    ),
    Setting(
        "ENGINE_NAME",
        str,
        "",
        "The name under which pages are kept, where their folder changes each time; set by `heard serve`.",
        internal=True,
    ),
    Setting(
        "ENGINE_MAKE",
        object,
        None,
        "For plugins: makes a file only if what goes into it has changed; set by the engine.",
        internal=True,
    ),
    Setting(
        "ENGINE_BY_RESULT",
        tuple,
        (),
        "For plugins: names of settings that count for a page only by what comes of them, such as the day; "
        "for what is read they count whole.",
        internal=True,
    ),
    Setting(
        "ENGINE_KEEP",
        object,
        None,
        "For plugins: keeps a value until what it is worked out from changes; set by the engine.",
        internal=True,
    ),
    Setting(
        "ENGINE_REFRESH",
        object,
        None,
        "For plugins: functions that bring up to date what they made of one source (`again.py`).",
        internal=True,
    ),
    Setting(
        "ENGINE_AGAIN",
        object,
        None,
        "For `heard serve`: makes one page once more, in the process of the build; set by the engine.",
        internal=True,
    ),
    Setting(
        "ENGINE_FINISH",
        tuple,
        (),
        "For plugins: functions that are given the text of a rendered page and the name of its file, and "
        "return the text that is written. Their result depends on nothing else but plain settings.",
        internal=True,
    ),
    Setting("ENGINE_REPORT", object, None, "What the build did; set by the engine.", internal=True),
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings come to."""

    on: bool
    workers: int
    keep: bool
    folder: Path
    fork_from: int
    previous: Path
    keep_pages: bool
    name: str


def processors() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def wishes(settings: Mapping[str, Any]) -> Wishes:
    """The settings as the engine uses them, once they are checked."""
    previous = Path(settings["ENGINE_PREVIOUS"] or settings["OUTPUT_PATH"]).absolute()
    return Wishes(
        on=settings["ENGINE_ON"],
        workers=(settings["ENGINE_WORKERS"] or processors()) if hasattr(os, "fork") else 1,
        keep=settings["ENGINE_CACHE"],
        folder=Path(settings["CACHE_PATH"], "build-engine").absolute(),
        fork_from=settings["ENGINE_FORK_FROM"],
        previous=previous,
        keep_pages=settings["ENGINE_CACHE"] and settings["ENGINE_KEEP_PAGES"],
        name=settings["ENGINE_NAME"] or str(previous),
    )
