"""`inv bench --laboratory`: what one of each kind costs, and what an edit costs.

Processor time, the shortest of several repetitions: on a machine that does other things, too, it comes out
the same within five to ten parts in a hundred, where the time of whole builds does not. Each edit is built
in a fresh process and taken back, so that all repetitions measure the same.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from . import report, results
from .corpus import TODAY
from .edits import BY_PEERS, DAY, EDITS, LABELS, NOTHING, WHOLE, edited, prepare
from .forms.heard import CONF, ROOT
from .generators import Generator, known
from .processes import Measured
from .results import OURS, TUNED, UNRELATED, Record
from .room import Say, Wish, versions_of
from .scenarios import Failed, build
from .serving import SAVES
from .sites import Site, files

PATIENCE = 60.0
"""Seconds after which an edit is not made another time."""
SERVED = 10_000
"""Up to so many stories a site is served, too."""
PARTS_OF = 200
"""The stories of which the parts are measured."""
REBUILDS = 200
"""Saves after which the memory of a process that serves is compared, at GROWN stories at most."""
GROWN = 1_000
_MADE = re.compile(r": ([\d,]+) of [\d,]+ pages?, ([\d,]+) other files?")


def laboratory(wish: Wish, say: Say = print) -> Path:
    """Measure the parts, and edits at each number of stories; the file of the result."""
    everyone = known(wish.peers, wish.extra)
    names = [name for name in (OURS, TUNED, UNRELATED) if not wish.only or name in wish.only]
    result = results.begun(wish.folder, wish.rounds)
    chosen = list(versions_of([everyone[name] for name in names], wish.folder, say))
    measured: Record = {"sizes": []}
    result["laboratory"] = measured
    with suppress(KeyboardInterrupt):  # what was measured until then is kept
        if OURS in chosen:
            site = prepared(everyone[OURS], PARTS_OF, wish.folder)
            measured |= _asked(site, "bench.parts", wish.rounds, say)
        for count in wish.stories:
            size: Record = {"stories": count, "edits": {}}
            measured["sizes"].append(size)
            for name in chosen:
                try:
                    _measure(prepared(everyone[name], count, wish.folder), wish.rounds, size, say)
                except Failed as error:
                    say(str(error))
    for block in report.edits_section(result):
        say(f"\n{block}")
    return results.write(result)


def prepared(generator: Generator, count: int, folder: Path) -> Site:
    """A site of so many stories, with what edits of our own need."""
    more = prepare if generator.name == OURS else None
    return Site(generator, folder / f"edits-{generator.name}-{count}", count, more)


def _measure(site: Site, rounds: int, size: Record, say: Say) -> None:
    """Everything of one site at one number of stories. Raises Failed."""
    name = site.generator.name
    whole = build(site, "clean", look=True)
    size["edits"].setdefault(WHOLE, {})[name] = _record([whole])
    for edit in EDITS if name == OURS else BY_PEERS:
        record = size["edits"].setdefault(edit, {})[name] = repeated(site, edit, rounds)
        say(f"  {site.count:>7,}  {site.generator.label:20} {LABELS[edit]:20} {record['cpu']:8.2f} s")
    if name == OURS and site.count <= SERVED:
        rebuilds = REBUILDS if site.count <= GROWN else 2 * SAVES
        size["serving"] = _asked(site, "bench.serving", rebuilds, say)


def repeated(site: Site, edit: str, rounds: int) -> Record:
    """Build after an edit again and again, each time from the same state.

    Memory is watched and files are counted in the first repetition.
    """
    found, written, end = [], 0, time.monotonic() + PATIENCE
    if edit == NOTHING:  # a build that is to tell again what it told needs files that are not new
        time.sleep(2.5)
        build(site)
    for number in range(rounds):
        if number and time.monotonic() > end:
            break
        if edit == DAY:
            today = (TODAY + timedelta(days=number + 1)).isoformat()
            site.generator = replace(site.generator, env={**site.generator.env, "STORY_TODAY": today})
        before = {} if number else stamps(site.output)
        with edited(site, edit) as path:
            found.append(build(site, look=not number))
        written = (
            written
            if number
            else len({name for name, _time in stamps(site.output).items() ^ before.items()})
        )
        if path and site.generator.name == OURS:
            build(site)
    return {**_record(found), "written": written}


def stamps(folder: Path) -> dict[str, int]:
    """Every file of a folder, with the time at which it was written."""
    return {name: path.stat().st_mtime_ns for name, path in files(folder).items()}


def _asked(site: Site, module: str, number: int, say: Say) -> Record:
    """What a module measures of a site, in a process of its own; nothing where it fails, which is told."""
    command = [sys.executable, "-m", module, str(site.folder / CONF), str(number)]
    env = {**os.environ, **site.generator.env}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if ended.returncode:
        say(f"{module}: exit code {ended.returncode}\n{ended.stdout}{ended.stderr}")
        return {}
    found: Record = json.loads(ended.stdout.splitlines()[-1])
    return found


def _record(found: Sequence[Measured]) -> Record:
    made = _MADE.search(found[-1].told)
    pages, files = (int(text.replace(",", "")) for text in made.groups()) if made else (None, None)
    cpu, seconds = min(one.cpu for one in found), min(one.seconds for one in found)
    kept = {"cpu": round(cpu, 3), "seconds": round(seconds, 3), "peak": found[0].peak}
    return {**kept, "pages": pages, "files": files, "rounds": len(found)}
