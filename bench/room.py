"""`inv bench`: write the corpora, check that the sites are equal, build in turn, keep the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import results
from .generators import Generator, Missing, known, version
from .machine import revision
from .processes import Measured
from .results import OURS
from .scenarios import BUILDS, LABELS, Failed, build
from .sites import Site, look, unlike
from .table import Bench, table

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be measured."""

    stories: Sequence[int]
    rounds: int
    only: Sequence[str]
    folder: Path
    """Where the sites are written."""
    peers: Path
    edits: bool = False
    extra: tuple[str, ...] = ()
    """Options for our own build."""


def bench(wish: Wish, say: Say = print) -> Path:
    """Measure everything that is wished for; the file of the result."""
    everyone = known(wish.peers, wish.extra)
    chosen = [everyone[name] for name in everyone if not wish.only or name in wish.only]
    result = results.begun(wish.folder, wish.rounds)
    say("  ".join(f"{name}: {value}" for name, value in result["machine"].items()))
    versions = versions_of(chosen, wish.folder, say)
    there = [generator for generator in chosen if generator.name in versions]
    sizes = []
    with suppress(KeyboardInterrupt):  # what was measured until then is kept
        for count in wish.stories:
            sites = [Site(one, wish.folder / f"{one.name}-{count}", count) for one in there]
            benches = [Bench(site, versions[site.generator.name]) for site in sites]
            sizes.append((count, benches))
            say(f"\n{count:,} stories")
            first_look(benches, say)
            _compare(benches, say)
            take_turns(benches, tuple(BUILDS) if wish.edits else ("clean",), wish.rounds, say)
    for _count, benches in sizes:
        for line in table(benches):
            say(line)
    result["sizes"] = [
        {"stories": count, "generators": {one.site.generator.name: one.record() for one in benches}}
        for count, benches in sizes
    ]
    return results.write(result)


def take_turns(
    benches: Sequence[Bench],
    scenarios: Sequence[str],
    rounds: int,
    say: Say,
    after: Callable[[str], None] = lambda name: None,
) -> None:
    """All scenarios, everybody in turn in each of them; `after` each of them somebody may compare."""
    for number in range(rounds):
        turn = number % len(benches) if benches else 0
        order = (*benches[turn:], *benches[:turn])  # nobody is always the first
        for name in scenarios:
            for one in order:
                found = _build(one, name, say)
                if found:
                    one.note(name, found.seconds, found.cpu)
                    say(f"  round {number + 1}  {LABELS[name]:24} {one.label:20} {found.seconds:8.2f} s")
            after(name)


def first_look(benches: Sequence[Bench], say: Say) -> None:
    """Build once without counting: what comes out, and with how much memory."""
    for one in benches:
        found = _build(one, "clean", say, look=True)
        if found:
            one.peak, one.made = found.peak, look(one.site.output)
        say(f"  first look  {one.label:20} {one.failed or _what(one)}")


def _compare(benches: Sequence[Bench], say: Say) -> None:
    ours = next((one.made for one in benches if one.site.generator.name == OURS), None)
    for one in benches:
        if ours and one.made:
            one.unlike = unlike(one.made, ours)
            for reason in one.unlike:
                say(f"  NOT EQUAL   {one.label:20} {reason}")


def _build(one: Bench, scenario: str, say: Say, look: bool = False) -> Measured | None:
    if one.failed:
        return None
    try:
        return build(one.site, scenario, look)
    except Failed as error:
        one.failed = str(error).splitlines()[0]
        say(str(error))
        return None


def _what(one: Bench) -> str:
    assert one.made
    made = one.made
    text = f"{made.pages:,} pages, {made.feeds:,} feeds, {made.bytes / 1e6:,.0f} MB"
    memory = f"{one.peak / 1e6:,.0f} MB of memory"
    return f"{text}, {memory}, {len(made.broken)} of {made.links} links broken"


def versions_of(generators: Sequence[Generator], folder: Path, say: Say) -> dict[str, str]:
    """The version of each generator that is installed, by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for generator in generators:
        try:
            found[generator.name] = version(generator, folder) or revision()
        except Missing:
            say(f"{generator.label} is not installed and is left out: inv bench --install")
    return found
