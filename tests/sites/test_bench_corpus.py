from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from thrift import amount  # noqa: E402

from bench import parts  # noqa: E402
from bench.corpus import TODAY, tales  # noqa: E402
from bench.forms import heard  # noqa: E402
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
