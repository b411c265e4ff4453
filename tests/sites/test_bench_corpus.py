from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from thrift import amount, slow  # noqa: E402

from bench import laboratory, parts  # noqa: E402
from bench.corpus import TODAY, tales  # noqa: E402
from bench.edits import EDITS  # noqa: E402
from bench.forms import heard  # noqa: E402
from bench.generators import known  # noqa: E402
from bench.serving import SETTLED  # noqa: E402
from heard.build.build import BuildRequest  # noqa: E402
from heard.build.check import check  # noqa: E402


def test_the_corpus_of_the_bench_has_no_problem(tmp_path, monkeypatch):
    monkeypatch.setenv("STORY_TODAY", TODAY.isoformat())
    heard.FORM.write(tales(amount(24, 60)), tmp_path)
    conf = tmp_path / heard.CONF
    conf.write_text(heard.settings(tmp_path), "utf-8")
    said: list[str] = []
    assert check(BuildRequest(conf), strict=True, say=said.append) == 0, said
    assert said == ["No problems found."]


def test_the_laboratory_measures_one_of_each_kind(tmp_path, monkeypatch):
    monkeypatch.setenv("STORY_TODAY", TODAY.isoformat())
    heard.FORM.write(tales(6), tmp_path)
    conf = tmp_path / heard.CONF
    conf.write_text(heard.settings(tmp_path), "utf-8")
    found = parts.measure(conf, 1)
    kinds = {"article read", "page of a story", "other page", "entry of a feed", "feed", "other file"}
    assert set(found["parts"]) >= kinds and min(found["parts"].values()) > 0
    assert {"gather", "make"} <= set(found["stages"])


@slow
def test_the_laboratory_measures_every_edit(tmp_path, monkeypatch):
    monkeypatch.setattr(laboratory, "REBUILDS", SETTLED + 1)
    site = laboratory.prepared(known(tmp_path)["heard"], 60, tmp_path)
    size: dict = {"stories": 60, "edits": {}}
    said: list[str] = []
    laboratory._measure(site, 1, size, said.append)
    measured = {name: of["heard"] for name, of in size["edits"].items()}
    assert list(measured) == [laboratory.WHOLE, *EDITS], said
    assert [name for name, one in measured.items() if not one.get("written", 1)] == ["nothing"]
    assert 0 < measured["body"]["pages"] < measured["title"]["pages"]
    assert {len(times) for times in size["serving"]["saves"].values()} == {SETTLED // 2, SETTLED // 2 + 1}
    assert list(size["serving"]["memory"]) == [str(SETTLED), str(SETTLED + 1)]
