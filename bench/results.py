"""Results on disk: one JSON file a run, named by its day and its number on that day."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .machine import describe, revision

FOLDER = Path(__file__).resolve().parent / "results"
OURS, TUNED, UNRELATED, STOCK = "heard", "hugo", "hugo-unrelated", "pelican"
Record = dict[str, Any]


def begun(output: Path, rounds: int) -> Record:
    """The beginning of a result: when, what and on which machine, with the folder for the sites."""
    machine = {**describe(output), "python": platform.python_version()}
    today = date.today().isoformat()
    return {"day": today, "revision": revision(), "rounds": rounds, "machine": machine, "sizes": []}


def write(result: Record, folder: Path = FOLDER) -> Path:
    """Write a result beside those of its day."""
    day = result["day"]
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max(
        (int(path.stem.rpartition("-")[2]) for path in folder.glob(f"{day}-*.json")), default=0
    )
    path = folder / f"{day}-{number}.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read_all(folder: Path = FOLDER) -> list[Record]:
    """All results, oldest first."""
    paths = sorted(folder.glob("*.json"), key=_order)
    return [{**json.loads(path.read_text("utf-8")), "file": path.name} for path in paths]


@dataclass(frozen=True, slots=True)
class Size:
    """The newest measurement of one number of stories."""

    stories: int
    run: Record
    """The run that it was part of: its day, machine and versions."""
    generators: Record

    def numbers(self, name: str, scenario: str, what: str = "seconds") -> list[float]:
        """What a generator took in a scenario, a number for each round; none where it was not measured.

        `what` is `seconds`, or `cpu`: seconds that processors were busy, all its processes together.
        """
        runs = self.generators.get(name, {}).get("runs", {}).get(scenario, ())
        return [run[what] for run in runs]

    def comparable(self, name: str) -> bool:
        """Whether a generator made what we made, so that its times may be put beside ours."""
        found = self.generators.get(name)
        return found is not None and not found.get("unlike") and not found.get("failed")


def newest(results: Sequence[Record]) -> list[Size]:
    """For each number of stories its newest measurement with ours in it, fewest stories first."""
    found: dict[int, Size] = {}
    for result in results:
        for size in _sizes(result):
            if size.numbers(OURS, "clean"):
                found[size.stories] = size
    return [found[count] for count in sorted(found)]


def newest_with(what: str, results: Sequence[Record]) -> Record | None:
    """The newest run with `real` posts, or of the `laboratory`; None where there is none."""
    return next((result for result in reversed(results) if result.get(what)), None)


def _sizes(result: Record) -> Iterator[Size]:
    for size in result["sizes"]:
        yield Size(size["stories"], result, size["generators"])


def _order(path: Path) -> tuple[str, int]:
    day, _dash, number = path.stem.rpartition("-")
    return day, int(number)
