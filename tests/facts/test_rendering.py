"""What a build leaves is enough to make every page again; how it is worked out changes no byte."""

import json
import os
import random
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest
import thrift
from conftest import ROOT
from factsites import FactsSite, without_times

sys.path.append(str(Path(__file__).parent))
from edits import EDITS, begin

from heard.facts import reading, workers
from heard.facts.gathering import gather
from heard.facts.inventory import outputs_of
from heard.facts.making import Maker
from heard.facts.stamps import Tree
from heard.facts.templates import Templates
from heard.library.outputs import Copy
from heard.plugin import modules_of

SOME = 4
"""Edits before the store is looked at."""


def test_everything_is_made_from_the_store_alone(tmp_path, monkeypatch):
    site, chance = FactsSite(tmp_path), random.Random(7)
    begin(site, chance)
    site.build()
    for _ in range(SOME):
        chance.choice(EDITS)(site, chance)
        site.build()
    monkeypatch.setattr(reading.Reading, "read_file", None)
    with site.opened(site.output, site.store_file) as (generator, store):
        kept = reading.Reading(generator, store, store.fact("templates"), Tree(()))
        gathered = gather(generator, modules_of(generator.settings), store, kept, 1)
        maker = Maker(generator, generator.settings["JINJA_GLOBALS"]["site"], Templates(generator, store))
        outputs = {name: one for name, one in outputs_of(gathered).items() if not isinstance(one, Copy)}
        made = {name: maker.make(output).octets for name, output in outputs.items()}
    remade = [gathered.texts.texts[path] for path in gathered.texts._answers]
    assert not any(text.made_of for text in remade)  # these ask each time
    tree = site.tree()
    assert len(made) > 100
    assert [name for name, octets in made.items() if octets != tree[name]] == []


def made_by(site, patch, processes, can_fork):
    """The output and the rows of a site that so many processes make, and a part of it again."""
    forked = []
    fork = workers._forked
    for module in (workers, reading):
        patch.setattr(module, "FEWEST", 2)
    patch.setattr(workers.threading, "active_count", lambda: 1)
    patch.setattr(workers, "_forked", lambda *arguments: forked.append(1) or fork(*arguments))
    if not can_fork:
        patch.setattr(workers, "get_all_start_methods", lambda: ["spawn"])
    site.settings["HEARD_WORKERS"] = processes
    begin(site, random.Random(3))
    site.build()
    name = "stories/story-1.md"
    for number in (1, 2, 3):
        site.write(
            f"stories/story-{number}.md", site.read(name).replace("story-1", f"story-{number}") + "More.\n"
        )
    site.build()
    assert len(forked) == (3 if can_fork and processes > 1 else 0), "reading, writing, and reading again"
    return site.tree(), without_times(site.store)


def digest_of(tree, rows):
    """What tells such a site from another; addresses of folders left out."""
    tables = {name: sorted(table.items()) for name, table in rows.items() if name != "output"}
    return blake2b(repr((sorted(tree.items()), sorted(tables.items()))).encode()).hexdigest()


MANNERS = [(2, True, "1"), (5, False, "2"), *thrift.amount([], [(5, True, "2"), (2, False, "0")])]
"""Processes, whether they may be forked, and the seed by which sets are ordered."""


@pytest.fixture(scope="module")
def by_one(tmp_path_factory):
    """What one process makes."""
    with pytest.MonkeyPatch.context() as patch:
        return digest_of(*made_by(FactsSite(tmp_path_factory.mktemp("one")), patch, 1, can_fork=True))


@pytest.mark.parametrize(("processes", "can_fork", "seed"), MANNERS)
def test_any_number_of_processes_makes_the_same_bytes(tmp_path, by_one, processes, can_fork, seed):
    arguments = json.dumps([str(tmp_path), processes, can_fork])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, __file__, arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == by_one


if __name__ == "__main__":
    folder, processes, can_fork = json.loads(sys.argv[1])
    with pytest.MonkeyPatch.context() as patch:
        print(digest_of(*made_by(FactsSite(Path(folder)), patch, processes, can_fork)))
