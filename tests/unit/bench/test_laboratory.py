from __future__ import annotations

import os
from collections import Counter

import pytest
import yaml

from bench import laboratory
from bench.edits import BY_PEERS, EDITS, LABELS, edited, prepare
from bench.generators import known
from bench.parts import SEAMS, fastest, timed
from bench.processes import Measured
from bench.sites import Site

SAVING = [name for name, edit in EDITS.items() if edit]


@pytest.fixture
def site(tmp_path):
    return Site(known(tmp_path)["heard"], tmp_path / "site", 60, prepare)


def files(site):
    return {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", SAVING)
def test_an_edit_saves_one_file_and_is_taken_back(site, name):
    before = files(site)
    with edited(site, name) as path:
        during = files(site)
        assert {path} == {one for one in during if during[one] != before.get(one)}
    assert files(site) == before


@pytest.mark.parametrize("name", BY_PEERS)
def test_a_peer_s_site_can_be_edited(tmp_path, name):
    site = Site(known(tmp_path)["hugo"], tmp_path / "site", 60)
    with edited(site, name) as path:
        assert path.suffix == ".md"


@pytest.mark.parametrize(
    ("name", "key", "holds"),
    [
        ("title", "title", lambda before, after: after == f"Again {before}"),
        ("value", "values", lambda before, after: after[:-1] == before and len(after) == len(before) + 1),
        ("date", "date", lambda before, after: (after - before).days == 30),
        ("draft", "status", lambda before, after: (before, after) == ("draft", None)),
    ],
)
def test_an_edit_of_front_matter_changes_what_it_says(site, name, key, holds):
    def said(path):
        return yaml.safe_load(path.read_text("utf-8").split("---\n")[1])

    with edited(site, name) as path:
        after = said(path)
    before = said(path)
    assert holds(before.get(key), after.get(key))
    assert {other for other in before | after if before.get(other) != after.get(other)} == {key}


def test_a_site_that_is_cleaned_keeps_what_edits_need(site):
    before = files(site)
    site.write("output/index.html", "")
    site.clean()
    assert files(site) == before


def test_each_edit_has_a_name_and_a_new_day_is_the_last():
    assert LABELS.keys() - EDITS.keys() == {laboratory.WHOLE}
    assert list(EDITS)[-1] == laboratory.DAY


# -- repetitions ---------------------------------------------------------------------------------------


def measured(
    cpu, peak=0, told="12 stories on 27 pages: 3 of 1,027 pages, 1,009 other files, 2 removed, in …"
):
    return Measured(2 * cpu, cpu, peak, 0, told)


def test_the_shortest_repetition_counts_and_what_was_made_is_read_from_the_build():
    found = laboratory._record([measured(1.5, 90), measured(1.25), measured(1.3)])
    assert found == {"cpu": 1.25, "seconds": 2.5, "peak": 90, "pages": 3, "files": 1009, "rounds": 3}
    assert laboratory._record([measured(1.5, told="Nothing has changed: …")])["pages"] is None


def test_every_repetition_begins_with_the_same_site(site, monkeypatch):
    seen = []

    def build(built, scenario="nothing", look=False):
        seen.append((built.source.read_bytes(), built.generator.env["STORY_TODAY"], look))
        return measured(1.0)

    monkeypatch.setattr(laboratory, "build", build)
    first = site.source.read_bytes()
    assert laboratory.repeated(site, "title", 3)["rounds"] == 3
    texts, _days, looks = zip(*seen, strict=True)
    assert texts[::2] == (texts[0],) * 3 != (first,) * 3 and texts[1::2] == (first,) * 3
    assert looks == (True, *[False] * 5)
    seen.clear()
    laboratory.repeated(site, "day", 3)
    assert [day for _text, day, _look in seen] == ["2026-01-03", "2026-01-04", "2026-01-05"]


def test_what_takes_long_is_repeated_for_a_while_only(site, monkeypatch):
    monkeypatch.setattr(laboratory, "PATIENCE", 0.0)
    monkeypatch.setattr(laboratory, "build", lambda built, scenario="nothing", look=False: measured(1.0))
    assert laboratory.repeated(site, "title", 9)["rounds"] == 1


def test_files_that_are_written_anew_or_removed_are_counted(site, monkeypatch):
    for name in "abc":
        site.write(f"output/{name}", name)

    def build(built, scenario="nothing", look=False):
        built.write("output/new", "new")
        (built.output / "b").unlink(missing_ok=True)
        os.utime(built.output / "c", ns=(1, 1))
        return measured(1.0)

    monkeypatch.setattr(laboratory, "build", build)
    assert laboratory.repeated(site, "title", 2)["written"] == 3


# -- parts ----------------------------------------------------------------------------------------------


def test_of_each_one_the_shortest_time_counts_and_of_a_kind_the_mean():
    rounds = [Counter({("page", "a"): 0.004, ("page", "b"): 0.002}), Counter({("page", "a"): 0.001})]
    rounds[1]["page", "b"] = 0.003
    assert fastest(rounds) == {"page": 1.5}


def test_calls_for_the_same_one_add_up_and_what_is_raised_is_raised():
    spent = Counter()
    method = timed(lambda one, name: name or 1 / 0, lambda one, name: ("part", one), spent)
    assert method("x", "y") == "y"
    with pytest.raises(ZeroDivisionError):
        method("x", "")
    assert list(spent) == [("part", "x")]


def test_what_is_timed_is_there():
    assert [callable(getattr(owner, name)) for owner, name, _part in SEAMS] == [True] * 3
