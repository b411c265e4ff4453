from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from bench.figures import exponent, median, percentile, ratio, spread
from bench.goals import GOALS, growth, reached
from bench.machine import file_system
from bench.processes import members, memory, pss, run, session_of
from bench.results import newest, read_all, write
from bench.scenarios import BUILDS, LABELS
from bench.sites import Made, look, unlike
from bench.stages import lines, module_of, stages, time_by_module
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
        path = write({"n": number}, date(2026, 11, 21), tmp_path)
    write({"n": 11}, date(2026, 11, 9), tmp_path)
    assert path.name == "2026-11-21-11.json"
    assert [result["n"] for result in read_all(tmp_path)] == [11, *range(11)]


def test_the_newest_measurement_of_a_size_counts():
    old, new = a_result("2026-01-01", heard=[5.0]), a_result("2026-02-01", heard=[4.0])
    only_theirs = a_result("2026-03-01", hugo=[1.0])
    assert [size.seconds("heard", "clean") for size in newest([old, new, only_theirs])] == [[4.0]]


def test_a_goal_beside_an_unequal_site_is_not_told():
    result = a_result("2026-01-01", heard=[1.0], hugo=[2.0])
    goal = next(goal for goal in GOALS if goal.stories == 1000)
    assert reached(goal, newest([result])) == 0.5
    result["sizes"][0]["generators"]["hugo"]["unlike"] = ["3 pages in place of 9"]
    assert reached(goal, newest([result])) is None


def test_growth_needs_both_sizes():
    assert growth("heard", 1000, 10_000, newest([a_result("2026-01-01", heard=[1.0])])) is None


def test_every_goal_names_something_that_is_measured():
    assert {goal.scenario for goal in GOALS} <= {*LABELS, "memory", "growth"}
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


# -- the profile ----


def test_time_belongs_to_modules(tmp_path):
    def stat(own, cumulative):
        return (1, 1, own, cumulative, {})

    assert module_of(str(tmp_path / "theme/templates/base.html"), tmp_path) == "theme/base.html"
    stats = {
        (str(tmp_path / "plugins/heard/links/hooks.py"), 1, "tie"): stat(1.0, 6.0),
        (str(tmp_path / "plugins/heard/links/related.py"), 1, "find"): stat(5.0, 5.0),
        ("/lib/jinja2/environment.py", 1, "render"): stat(2.0, 4.0),
        ("/lib/python3.11/json/decoder.py", 1, "decode"): stat(1.0, 1.0),
        ("~", 0, "<built-in join>"): (2, 2, 1.0, 1.0, {("/lib/jinja2/a.py", 1, "a"): (2, 2, 1.0, 1.0)}),
    }
    assert time_by_module(stats, tmp_path) == {
        "plugins/heard/links/hooks.py": 1.0,
        "plugins/heard/links/related.py": 5.0,
        "jinja2": 3.0,
        "Python": 1.0,
    }
    assert stages(stats, tmp_path) == {"links/hooks.py tie": 6.0, "jinja2/environment.py render": 4.0}
    assert lines(stats)[0] == "10.0 s in the profiler"


def test_a_result_is_json(tmp_path):
    path = write(a_result("2026-01-01", heard=[1.0]), date(2026, 1, 1), tmp_path)
    assert json.loads(path.read_text("utf-8"))["day"] == "2026-01-01"
