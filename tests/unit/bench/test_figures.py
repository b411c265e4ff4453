from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from bench.figures import exponent, median, percentile, ratio, spread
from bench.goals import GOALS, STRUCTURE, Measurements
from bench.machine import file_system
from bench.processes import members, memory, pss, run, session_of
from bench.results import newest, read_all, write
from bench.scenarios import BUILDS, LABELS
from bench.sites import Made, look, unlike
from bench.table import Bench, table

# -- sums -------------------------------------------------------------------------------------------


def test_a_ratio_is_the_median_of_the_ratios_round_by_round():
    # The machine was slow in the second round, for both.
    assert ratio([1.0, 10.0, 1.2], [2.0, 20.0, 2.0]) == 0.5
    assert median([1.0, 10.0, 1.2]) / median([2.0, 20.0, 2.0]) == 0.6


def test_a_round_that_only_one_has_does_not_count():
    assert ratio([1.0, 3.0, 9.0], [2.0, 6.0]) == 0.5
    assert ratio([], [1.0]) is None


def test_growth_is_an_exponent():
    assert exponent(1000, 2.0, 10_000, 20.0) == pytest.approx(1.0)
    assert exponent(1000, 2.0, 10_000, 200.0) == pytest.approx(2.0)
    assert exponent(1000, 2.0, 4000, 4.0) == pytest.approx(0.5)


@pytest.mark.parametrize(("share", "value"), [(0.95, 19), (1.0, 20), (0.5, 10), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_measured(share, value):
    assert percentile(list(range(20, 0, -1)), share) == value


def test_the_spread_is_a_share_of_the_median():
    assert spread([9.0, 10.0, 11.0]) == pytest.approx(0.2)


# -- memory and processes ------------------------------------------------------------------------------

ROLLUP = """55d0e1a00000-7ffd3c5f1000 ---p 00000000 00:00 0    [rollup]
Rss:              204800 kB
Pss:              102400 kB
Pss_Dirty:          2048 kB
Pss_Anon:           1024 kB
"""


def test_memory_is_what_the_kernel_says_is_a_process_s_share():
    assert pss(ROLLUP) == 102_400 * 1024
    assert pss("") == 0


def test_a_program_s_name_may_hold_brackets_and_spaces():
    assert session_of("42 (a) b (c d)) S 1 42 4711 0 -1 4194304") == 4711
    assert session_of("") == 0


def test_all_processes_of_a_session_count():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, start_new_session=True, text=True
    )
    try:
        while len(list(members(process.pid))) < 2:
            assert process.poll() is None
        assert process.pid in members(process.pid) and os.getpid() not in members(process.pid)
        assert memory(process.pid) > 1_000_000
    finally:
        process.communicate("\n")


def test_a_run_tells_what_it_took_and_how_it_ended(tmp_path):
    code = "import sys, os; print(os.environ['WORD'], os.getcwd()); sys.exit(3)"
    found = run([sys.executable, "-c", code], tmp_path, {"WORD": "lamp"}, look=True)
    assert found.code == 3
    assert found.told.split() == ["lamp", str(tmp_path.resolve())]
    assert found.seconds > 0 and found.cpu > 0


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\nmemory /fast tmpfs rw 0 0\nother /fas btrfs rw 0 0\n")
    assert file_system(mounts.__class__("/fast/site"), mounts) == "tmpfs"
    assert file_system(mounts.__class__("/else"), mounts) == "ext4"


# -- what a build made -----------------------------------------------------------------------------------

PAGE = '<a href="/a/">A</a> <a class="x" href="https://heard.example/b/?q#top">B</a> <a href="https://else.example/">E</a>'


def a_site(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return look(folder)


def test_pages_feeds_and_links_are_counted(tmp_path):
    made = a_site(
        tmp_path,
        {
            "index.html": PAGE,
            "a/index.html": "",
            "feed.xml": "<?xml version='1.0'?><rss/>",
            "a/index.atom": "<feed/>",
            "a/feed.json": '{"items": [], "version": "https://jsonfeed.org/version/1.1"}',
            "sitemap.xml": "<urlset/>",
            "data.json": "{}",
        },
    )
    assert (made.pages, made.feeds, made.links, made.broken) == (2, 3, 2, ("/b/",))


def test_sites_are_alike_within_five_in_a_hundred():
    ours = Made(1000, 10, 0, 50, ())
    assert unlike(Made(1050, 10, 0, 50, ()), ours) == []
    assert unlike(Made(1051, 10, 0, 50, ()), ours) == ["1,051 pages in place of 1,000"]
    assert unlike(Made(1000, 10, 0, 50, ("/x/",)), ours) == ["1 of 50 links lead nowhere"]


# -- what is kept ------------------------------------------------------------------------------------------


def a_result(day, **clean):
    generators = {
        name: {
            "label": name.title(),
            "version": "1",
            "runs": {"clean": [{"seconds": s, "cpu": s} for s in times]},
        }
        for name, times in clean.items()
    }
    return {"day": day, "sizes": [{"stories": 1000, "generators": generators}]}


def test_the_results_of_a_day_are_numbered_and_read_in_order(tmp_path):
    for number in range(11):
        path = write({"n": number, "day": "2026-11-21"}, tmp_path)
    write({"n": 11, "day": "2026-11-09"}, tmp_path)
    assert path.name == "2026-11-21-11.json"
    assert [result["n"] for result in read_all(tmp_path)] == [11, *range(11)]


def test_the_newest_measurement_of_a_size_counts():
    old, new = a_result("2026-01-01", heard=[5.0]), a_result("2026-02-01", heard=[4.0])
    only_theirs = a_result("2026-03-01", hugo=[1.0])
    assert [size.numbers("heard", "clean") for size in newest([old, new, only_theirs])] == [[4.0]]


def test_a_goal_beside_an_unequal_site_is_not_told():
    result = a_result("2026-01-01", heard=[1.0], hugo=[2.0])
    assert measurements(result).beside(1000, "hugo") == 0.5
    result["sizes"][0]["generators"]["hugo"]["unlike"] = ["3 pages in place of 9"]
    assert measurements(result).beside(1000, "hugo") is None


def test_growth_needs_both_sizes():
    small = a_result("2026-01-01", heard=[1.0])
    large = json.loads(json.dumps(small).replace("1000", "10000").replace("1.0", "20.0"))
    assert measurements(small).growth("heard", 1000, 10_000) is None
    assert measurements(small, large).growth("heard", 1000, 10_000) == pytest.approx(1.301, abs=0.001)


def measurements(*results):
    return Measurements({size.stories: size for size in newest(results)}, {})


def an_edit(cpu, **peers):
    times = {"heard": cpu, **peers}
    return {
        name: {"cpu": cpu, "seconds": cpu, "peak": 10**8, "pages": 3, "files": 9}
        for name, cpu in times.items()
    }


LABORATORY = {
    "stories": 10_000,
    "edits": {"body": an_edit(0.5, **{"hugo-unrelated": 20.0}), "new": an_edit(1.0), "value": an_edit(1.5)},
    "serving": {
        "saves": {"body": [[n / 100, 0.01] for n in range(1, 21)], "title": [[1.0, 1.0]] * 20},
        "memory": {"20": 100_000_000, "200": 104_000_000},
    },
}
EDITS = Measurements({}, {10_000: LABORATORY})


def test_what_an_edit_took_is_that_of_the_dearest():
    assert EDITS.edit(10_000, "body") == 0.5
    assert EDITS.edit(10_000, *STRUCTURE) == 1.5
    assert EDITS.edit(10_000, "body", what="peak") == 0.1
    assert EDITS.edit(10_000, "date") is None and EDITS.edit(1000, "body") is None


def test_an_edit_is_put_beside_another_generator_s_build():
    assert EDITS.edit_beside(10_000, "body", "hugo-unrelated") == 0.025
    assert EDITS.edit_beside(10_000, "new", "hugo-unrelated") is None


def test_saves_of_a_served_site_and_how_its_process_grew():
    assert (EDITS.save(10_000, "body", 0.5), EDITS.save(10_000, "body", 0.95)) == (0.1, 0.19)
    assert EDITS.served_growth(10_000) == pytest.approx(0.04)
    assert EDITS.save(1000, "body", 0.5) is None and EDITS.served_growth(1000) is None


def test_every_goal_can_be_asked_of_nothing():
    assert {number(Measurements({}, {})) for _text, _limit, number in GOALS} == {None}
    assert set(BUILDS) <= set(LABELS)


class _Site:
    def __init__(self, name):
        self.generator = type("G", (), {"name": name, "label": name.title()})


def test_the_table_shows_medians_and_shares():
    benches = [Bench(_Site(name), "1") for name in ("heard", "hugo")]
    for one, times in zip(benches, ([1.0, 2.0, 3.0], [2.0, 4.0, 4.0]), strict=True):
        for seconds in times:
            one.note("clean", seconds, seconds)
    told = table(benches)
    assert told[1].split() == [
        "from",
        "nothing",
        "Heard",
        "2.00",
        "s",
        "100",
        "%",
        "2.00",
        "s",
        "0.500",
        "–",
    ]


def test_a_result_is_json(tmp_path):
    path = write(a_result("2026-01-01", heard=[1.0]), tmp_path)
    assert json.loads(path.read_text("utf-8"))["day"] == "2026-01-01"
