"""`inv bench --real FOLDER`: real posts, built in turn by stock Pelican and by Heard.

Heard makes another site of the same files, with more pages. It is held against itself: after an edit
its tree must be that of its own clean build of the edited sources.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from . import results
from .machine import revision
from .real import Folder, read
from .real_sites import generators, place
from .results import OURS, STOCK, Record
from .room import Say, first_look, take_turns
from .scenarios import Failed, build
from .sites import files
from .table import Bench, table

SCENARIOS = ("clean", "nothing", "body", "title")
SHOWN = 5
"""So many files that differ are named."""


@dataclass(slots=True)
class Trees:
    """How often a site was compared with the one it must equal, and what was wrong."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, scenario: str, names: list[str]) -> None:
        """Keep a comparison: the names of the files that differ."""
        self.compared += 1
        self.wrong += [f"{scenario}: {name}" for name in names[: max(0, SHOWN - len(self.wrong))]]

    def record(self) -> Record:
        """For the result's file; what was never compared is not equal."""
        return {
            "equal": bool(self.compared) and not self.wrong,
            "compared": self.compared,
            "wrong": self.wrong,
        }


class Judge:
    """Looks, after each scenario, whether the sites are what they must be."""

    def __init__(self, benches: list[Bench], posts: Folder, room: Path, rounds: int, say: Say) -> None:
        self.sites = {one.site.generator.name: one for one in benches}
        self.trees = Trees()
        self._posts, self._room, self._rounds, self._say = posts, room, rounds, say
        word = posts.edited()[1]
        self._marks = {"body": b"Later I heard of it once more", "title": f"Again {word}".encode()}

    def look(self, scenario: str) -> None:
        """Compare what a scenario has left."""
        ours = self.sites[OURS]
        self._edit_is_shown(scenario)
        # A clean build takes long, so that Heard is compared in the last round only.
        last = len(ours.runs.get(scenario, ())) == self._rounds
        if scenario in self._marks and last and not ours.failed:
            with suppress(Failed):  # which would then be told of the measured site, too
                names = differing(self._anew(ours), ours.site.output)
                self.trees.note(scenario, names)
                if names:
                    self._say(f"  NOT EQUAL   {ours.label:20} {scenario}: {', '.join(names[:SHOWN])}")

    def _edit_is_shown(self, scenario: str) -> None:
        # A build that misses an edit is quick, and means nothing.
        mark = self._marks.get(scenario)
        for one in self.sites.values():
            if mark and not one.failed and not shows(one.site.output, mark):
                one.failed = f"no page shows the edit ({scenario})"
                self._say(f"  {one.label:20} {one.failed}")

    def _anew(self, ours: Bench) -> Path:
        """The output of a clean build of the sources as they are now, elsewhere."""
        twin = place(ours.site.generator, self._posts, self._room / "real-anew")
        twin.source.write_bytes(ours.site.source.read_bytes())
        build(twin)
        return twin.output


def bench_real(
    folder: Path,
    rounds: int,
    room: Path,
    extra: tuple[str, ...] = (),
    say: Say = print,
    keep: Path = results.FOLDER,
) -> int:
    """Measure a folder of posts; 1 where trees that must be equal are not. Raises ValueError."""
    posts = read(folder)
    posts.edited()
    result = results.begun(room, rounds)
    say("  ".join(f"{name}: {value}" for name, value in result["machine"].items()))
    left_out = ", ".join(f"{number} × {reason}" for reason, number in posts.left_out.items()) or "nothing"
    say(f"\n{posts.name}: {len(posts.posts):,} posts; left out: {left_out}")
    versions = {STOCK: version("pelican"), OURS: revision()}
    benches = [
        Bench(place(one, posts, room / f"real-{one.name}"), versions[one.name])
        for one in generators(posts, extra)
    ]
    judge = Judge(benches, posts, room, rounds, say)
    with suppress(KeyboardInterrupt):  # what was measured until then is kept
        first_look(benches, say)
        judge.look("clean")
        take_turns(benches, SCENARIOS, rounds, say, judge.look)
    for line in table(benches):
        say(line)
    sites = {one.site.generator.name: one.record() for one in benches}
    trees = sites[OURS]["trees"] = judge.trees.record()
    say(f"{sites[OURS]['label']}: trees {'equal' if trees['equal'] else 'NOT EQUAL'}")
    result["real"] = {
        "folder": posts.name,
        "posts": len(posts.posts),
        "left_out": dict(posts.left_out),
        "sites": sites,
    }
    path = results.write(result, keep)
    say(f"Kept in bench/results/{path.name}.")
    return int(any(one.failed for one in benches) or not trees["equal"])


def differing(one: Path, other: Path) -> list[str]:
    """The files that two folders do not share byte for byte, by name."""
    mine, theirs = files(one), files(other)
    both = mine.keys() & theirs.keys()
    unlike = {name for name in both if mine[name].read_bytes() != theirs[name].read_bytes()}
    return sorted((mine.keys() ^ theirs.keys()) | unlike)


def shows(output: Path, mark: bytes) -> bool:
    """Whether any page holds some words."""
    return any(mark in path.read_bytes() for path in output.rglob("*.html"))
