from __future__ import annotations

from pathlib import Path

from heard.dev import builders
from heard.dev.builders import Builders


def test_a_build_that_dies_is_a_problem_with_its_last_words(monkeypatch, tmp_path: Path) -> None:
    boot = "import sys; sys.stdin.readline(); sys.exit('out of memory')"
    monkeypatch.setattr(builders, "_BOOT", boot)
    rebuilding = Builders()
    answer = rebuilding.build({"conf": "pelicanconf.py"})
    rebuilding.close()
    assert answer["stopped"] == 4
    (problem,) = answer["problems"]
    assert problem["severity"] == "error"
    assert problem["message"] == "The build ended with code 1: out of memory"


def test_a_spare_that_died_while_waiting_is_replaced(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(builders, "_BOOT", "raise SystemExit")
    rebuilding = Builders()
    assert rebuilding._spare is not None
    rebuilding._spare.wait()
    answering = (
        "import json, pathlib, sys; order = json.loads(sys.stdin.readline()); "
        "pathlib.Path(order['answer']).write_text('{\"stopped\": 0}')"
    )
    monkeypatch.setattr(builders, "_BOOT", answering)
    assert rebuilding.build({"conf": "pelicanconf.py"}) == {"stopped": 0}
    rebuilding.close()
