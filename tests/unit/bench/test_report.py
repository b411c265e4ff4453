from __future__ import annotations

import copy
import json
import re

from bench import report
from bench.command import main
from bench.results import newest, newest_with, write

MADE = {"pages": 1000, "feeds": 90, "bytes": 1, "links": 9, "broken": 0}


def a_generator(label, seconds, pages=1000, **more):
    runs = {"clean": [{"seconds": seconds * n, "cpu": seconds} for n in (1, 1.1, 1.2)]}
    found = {
        "label": label,
        "version": "1.2",
        "runs": runs,
        "peak": 250_000_000,
        "unlike": [],
        "failed": "",
    }
    return {**found, "made": {**MADE, "pages": pages}, **more}


def a_size(count, scale=1.0, **more):
    generators = {
        "heard": a_generator("Heard", 2 * scale),
        "hugo": a_generator("Hugo, tuned theme", 1 * scale),
        "pelican": a_generator("stock Pelican", 4 * scale),
        "nikola": a_generator("Nikola", 30 * scale, unlike=["800 pages in place of 1,000"]),
    }
    return {"stories": count, "generators": {**generators, **more}}


RESULT = {
    "day": "2026-11-21",
    "revision": "abc1234",
    "rounds": 3,
    "machine": {
        "processor": "A Processor", "cores": 2, "memory_gb": 24, "system": "Linux 6", "output_on": "tmpfs",
        "load_before": 0.1, "python": "3.11.7",
    },
    "sizes": [a_size(1000), a_size(10_000, 12.0)],
}  # fmt: skip
SIZES = newest([RESULT])
PAGE = report.page(SIZES)


def test_the_same_results_make_the_same_page(tmp_path):
    write(RESULT, tmp_path / "results")
    paths = [report.write(tmp_path / name, tmp_path / "results") for name in "ab"]
    assert [path.name for path in paths] == ["speed.md", "speed.md"]
    assert {path.read_text("utf-8") for path in paths} == {PAGE}


def test_the_page_shows_times_shares_and_memory():
    assert "| Heard | 2.2\u00a0s | 2.00\u00a0× | 0.50\u00a0× |" in PAGE
    assert "| Heard | 2.0\u00a0s | 250\u00a0MB | 1,000 | 90 |" in PAGE
    assert "| Nikola (not equal) | 33.0\u00a0s |" in PAGE


def test_the_page_says_what_was_missed_and_what_was_not_measured():
    assert re.search(r"time beside Hugo \| 1.6 \| 2 \| \*\*missed\*\*", PAGE)
    assert "not measured" in PAGE and "missed" in PAGE


def test_the_page_says_what_was_not_equal():
    assert "Nikola: 800 pages in place of 1,000; its times must not be put beside ours." in PAGE
    assert "No JSON Feed." in PAGE


def test_the_page_warns_when_the_machine_was_busy():
    busy = {**RESULT, "machine": {**RESULT["machine"], "load_before": 5.5}}
    assert "5.5 processes wanted its 2 cores" in report.page(newest([busy]))
    assert "busy" not in PAGE


def test_the_page_says_which_numbers_are_of_the_former_engine():
    now = report.page(newest([{**RESULT, "day": report.FORMER_ENGINE}]))
    assert "former engine" in PAGE and "former engine" not in now


def test_a_generator_that_failed_is_named():
    size = a_size(1000, nikola=a_generator("Nikola", 1, failed="Nikola: exit code 1", runs={}, made=None))
    page = report.page(newest([{**copy.deepcopy(RESULT), "sizes": [size]}]))
    assert "Nikola could not be measured." in page


def test_without_results_the_page_says_so():
    assert "Nothing has been measured yet" in report.page([])


def test_the_page_tells_what_edits_take():
    edits = {"body": {"heard": an_edit(0.25), "hugo": an_edit(3)}, "nothing": {"heard": an_edit(0.07)}}
    edits["nothing"]["heard"] |= {"pages": None, "files": None, "written": 0}
    serving = {"saves": {"body": [[0.05, 0.04]] * 20}, "memory": {"20": 10**8, "200": 104_000_000}}
    laboratory = {
        "parts": {"page of a story": 1.234},
        "sizes": [{"stories": 1000, "edits": edits, "serving": serving}],
    }
    page = report.page(SIZES, None, {**RESULT, "laboratory": laboratory}).replace("\u00a0", " ")
    assert "page of a story 1.23 ms" in page
    assert "| body | 250 ms | 90 MB | 1 | 27 | 2 | 3.0 s | – |" in page
    assert "| nothing changed | 70 ms | 90 MB | – | – | 0 | – | – |" in page
    assert "body 50 ms, 95 in 100 within 50 ms, processor 40 ms." in page
    assert "100 MB after 20 saves, 104 MB after 200 saves" in page
    assert "| 1,000 stories: any edit of content, in seconds | 0.5 | 0.25 | reached |" in page
    assert "After an edit" not in PAGE


def an_edit(cpu):
    return {
        "cpu": cpu,
        "seconds": cpu,
        "peak": 90_000_000,
        "pages": 1,
        "files": 27,
        "written": 2,
        "rounds": 9,
    }


def test_a_wrong_option_is_told_and_nothing_is_measured(tmp_path):
    said = []
    assert main(stories="few", say=said.append) == 2
    assert main(only="jekyll", say=said.append) == 2
    assert main(rounds="0", say=said.append) == 2
    assert said[0] == "--stories few: must be a whole number, at least 60."
    assert "--only jekyll: known are heard, hugo" in said[1]


def test_results_that_are_kept_name_no_place():
    for path in report.results.FOLDER.glob("*.json"):
        text = path.read_text("utf-8")
        found = json.loads(text)
        assert found["sizes"] or found.get("real") or found["laboratory"]
        assert not re.search(r'"/[a-z]+/', text)


# -- real posts --------------------------------------------------------------------------------------


def a_site(label, seconds, **more):
    runs = {
        name: [{"seconds": seconds * n, "cpu": 1.0} for n in (1, 1.5)]
        for name in ("clean", "nothing", "body")
    }
    made = {"pages": 3891, "feeds": 1398, "bytes": 1, "links": 9, "broken": 0}
    return {
        "label": label,
        "version": "1",
        "runs": runs,
        "peak": 97_000_000,
        "made": made,
        "failed": "",
        **more,
    }


EQUAL = {"equal": True, "compared": 9, "wrong": []}
REAL = {
    "folder": "digitalgov",
    "posts": 2077,
    "left_out": {"draft": 1, "address taken": 3},
    "sites": {
        "pelican": a_site("stock Pelican", 10.0),
        "heard": a_site("Heard", 20.0, trees=EQUAL),
    },
}
RUN = {**RESULT, "sizes": [], "real": REAL}


def test_the_page_tells_of_real_posts_beside_the_corpus():
    page = report.page(SIZES, RUN).replace("\u00a0", " ")
    assert "2,077 posts of digitalgov" in page and "3 × address taken, 1 × draft" in page
    assert "| one body edited | 12.5 s | 25.0 s (2.00 ×) |" in page
    assert "sources: equal each of 9 times." in page and "not equal**" not in page
    assert "Real posts" not in report.page(SIZES)
    assert "## Real posts" in report.page([], RUN)


def test_the_page_names_what_differs_and_what_failed():
    run = copy.deepcopy(RUN)
    run["real"]["sites"]["heard"]["trees"] = {
        "equal": False,
        "compared": 9,
        "wrong": ["body: index.html"],
    }
    run["real"]["sites"]["heard"] |= {"failed": "exit code 4", "runs": {}, "made": None}
    page = report.page(SIZES, run)
    assert "**not equal** (`body: index.html`)" in page
    assert "Heard could not be measured to the end: exit code 4." in page


def test_results_of_both_kinds_lie_side_by_side():
    newer = {**RUN, "day": "2026-11-23"}
    results = json.loads(json.dumps([RESULT, RUN, newer, {**RESULT, "day": "2026-11-24"}]))
    assert newest_with("real", results)["day"] == "2026-11-23"
    assert {size.run["day"] for size in newest(results)} == {"2026-11-24"}
    assert newest_with("real", [RESULT]) is None
