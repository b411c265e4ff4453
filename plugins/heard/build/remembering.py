"""After a build: what the next one has to compare before it may say that nothing changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from heard.build import folders
from heard.build.noticing import Notice
from heard.build.stamps import tree_of
from heard.build.untouched import Wish, fingerprint_of, forget, keep, place_by_conf, place_in


def begin(wish: Wish, notice: Notice, settings: Mapping[str, Any], output: Path) -> None:
    """The settings are read: say what the build itself writes, and look over what it is made from."""
    forget(place_by_conf(wish))
    notice.leave_out(_ours(settings, output))
    sources = [settings["PATH"], settings["THEME"], *(settings.get("PLUGIN_PATHS") or ())]
    notice.look_over(str(folder) for folder in sources)


def remember(
    wish: Wish, notice: Notice, settings: Mapping[str, Any], output: Path, told: Iterable[str], code: int
) -> str:
    """Keep all that counted for a build that is in place; empty, or why nothing can be kept."""
    place = place_by_conf(wish)
    report = settings.get("ENGINE_REPORT")
    if report is None or place != place_in(str(settings["CACHE_PATH"]), wish):
        return "it is not known where"
    if doubts := [*report.notes, *report.doubts]:
        return str(doubts[0])
    files, listed, doubt = notice.everything()
    if doubt:
        return doubt
    began = notice.began / 1e9
    facts = {
        "circumstances": wish.circumstances,
        "from": began,
        "until": min([wish.midnight, *_midnights(began, settings), *_turns(began, report)]),
        "files": files,
        "folders": {path: [stamp, fingerprint_of(names)] for path, (stamp, names) in listed.items()},
        "ours": notice.ours,
        "output": [str(output), os.path.realpath(output)],
        "made": tree_of(os.path.realpath(output)),
        "told": list(told),
        "code": code,
    }
    keep(place, facts)
    return ""


def _ours(settings: Mapping[str, Any], output: Path) -> Iterator[str]:
    """What the build writes beside and below the site; nothing there is made from it."""
    yield str(output)
    yield from (str(folders.beside(output, ending)) for ending in ("new", "old", "lock"))
    yield str(settings["CACHE_PATH"])


def _midnights(began: float, settings: Mapping[str, Any]) -> Iterator[float]:
    """When the next day begins, in the site's time zone and in UTC; a wish knows it for the machine."""
    for zone in (ZoneInfo(settings.get("TIMEZONE") or "UTC"), UTC):
        day = datetime.fromtimestamp(began, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        yield (day + timedelta(days=1)).timestamp()


def _turns(began: float, report: Any) -> Iterator[float]:
    """When what is dated in the future ceases to be."""
    return (moment for moment in report.dates if moment > began)
