from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pelican.log import LimitFilter, console
from pelican.plugins import signals

from heard.build.build import BuildRequest, build
from heard.build.check import check
from heard.build.run import run
from heard.cli.clean import clean
from heard.text.exits import Refusal
from heard.text.terminal import shown

ROOT = Path(__file__).resolve().parents[2]
GOOD = "---\nid: the-call\ntitle: The call\ndate: 2008-03-31\noutcome: heard\n---\n\nIt rang.\n"
BROKEN = "---\nid: broken\ntitle: Broken\ndate: Mar10\n---\n\nText.\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    write(folder, {"stories/call.md": GOOD})
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def order(content: Path, output: Path | None = None, **changes: Any) -> BuildRequest:
    # The demo site's menu leads to a page that only the demo site has.
    return BuildRequest(ROOT / "pelicanconf.py", content, output, {"MENUITEMS": [], **changes})


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- what it writes, and what it says -------------------------------------------------------------


def test_a_build_says_what_it_builds_and_what_came_of_it(content: Path, tmp_path: Path) -> None:
    said: list[str] = []
    output = tmp_path / "site"
    assert build(order(content, output), said.append) == 0
    assert said[0] == f"Building {content}/ into {output}/"
    assert said[-1].startswith("1 story on ")
    assert f"in {output}/ after" in said[-1]
    assert (output / "stories" / "the-call" / "index.html").is_file()
    assert not (tmp_path / "site.new").exists()
    assert not (tmp_path / "site.old").exists()


def test_two_builds_give_the_same_tree(content: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "one"):  # the third replaces the first
        assert build(order(content, tmp_path / name), lambda _line: None) == 0
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_broken_story_is_left_out_and_named_and_the_rest_is_built(content: Path, tmp_path: Path) -> None:
    write(content, {"stories/broken.md": BROKEN})
    said: list[str] = []
    assert build(order(content, tmp_path / "site"), said.append) == 1
    problems = [line for line in said if "date-wrong" in line]
    assert len(problems) == 1
    assert problems[0].startswith(f"  {content}/stories/broken.md:4: date-wrong")
    assert ", 1 file left out: " in said[-1]
    assert (tmp_path / "site" / "stories" / "the-call" / "index.html").is_file()


def test_what_a_story_lost_is_gone_from_the_output(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "site"
    write(content, {"stories/other.md": GOOD.replace("call", "other")})
    build(order(content, output), lambda _line: None)
    assert (output / "stories" / "the-other").is_dir()
    (content / "stories" / "other.md").unlink()
    build(order(content, output), lambda _line: None)
    assert not (output / "stories" / "the-other").exists()


# -- output that is not ours ----------------------------------------------------------------------


def test_a_folder_that_somebody_filled_is_refused_and_left_alone(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "precious"
    write(output, {"thesis.txt": "years of work"})
    with pytest.raises(Refusal, match=r"not written by this task \(it has no \.heard file\)"):
        build(order(content, output), lambda _line: None)
    assert tree(output) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("ending", ["new", "old"])
def test_a_strangers_folder_beside_the_output_is_left_alone_too(
    content: Path, tmp_path: Path, ending: str
) -> None:
    write(tmp_path / f"site.{ending}", {"thesis.txt": "years of work"})
    with pytest.raises(Refusal, match="is left alone"):
        build(order(content, tmp_path / "site"), lambda _line: None)
    assert (tmp_path / f"site.{ending}" / "thesis.txt").is_file()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("content", "is the content folder"),
        ("content/site", "lies inside the content folder"),
        (".", "contains the content folder"),
        ("/", "is or contains the folder of the project"),
        (str(ROOT), "is or contains the folder of the project"),
        (str(ROOT / "theme" / "site"), "lies inside the theme"),
        (str(ROOT / "plugins" / "site"), "lies inside the plugins"),
        (str(ROOT / ".git" / "site"), "holds a repository"),
        ("~", "is or contains your home folder"),
    ],
)
def test_an_output_in_the_wrong_place_is_refused(
    content: Path, tmp_path: Path, output: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if output == "~":
        (tmp_path / "home" / "me").mkdir(parents=True)
        monkeypatch.setenv("HOME", str(tmp_path / "home" / "me"))
        output = "home"
    before = tree(tmp_path)
    with pytest.raises(Refusal, match=reason):
        build(order(content, tmp_path / output), lambda _line: None)
    assert tree(tmp_path) == before


def test_an_output_behind_a_link_is_judged_by_where_it_leads(content: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(content / "stories")
    with pytest.raises(Refusal, match="lies inside the content folder"):
        build(order(content, tmp_path / "link"), lambda _line: None)


def test_an_output_cut_off_halfway_through_the_swap_is_put_back(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "site"
    build(order(content, output), lambda _line: None)
    before = tree(output)
    output.rename(tmp_path / "site.old")
    assert build(order(content, output, STORY_REPLY_DAYS="x"), lambda _line: None) == 2
    assert tree(output) == before


# -- what goes wrong ------------------------------------------------------------------------------


def test_wrong_settings_are_all_named_and_the_live_output_stays(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "site"
    build(order(content, output), lambda _line: None)
    before = tree(output)
    said: list[str] = []
    wrong = order(content, output, STORY_REPLY_DAY=3, STORY_REPLY_DAYS="x")
    assert build(wrong, said.append) == 2
    assert [line.split()[1] for line in said if "setting-" in line] == [
        "setting-unknown",
        "setting-wrong",
    ]
    assert said[-1] == f"Nothing was built; {output}/ is as it was."
    assert tree(output) == before
    assert not (tmp_path / "site.new").exists()


def test_a_plugin_that_cannot_be_loaded_stops_the_build(content: Path, tmp_path: Path) -> None:
    said: list[str] = []
    assert build(order(content, tmp_path / "site", PLUGINS=["nope"]), said.append) == 2
    assert any("plugin-broken Cannot load plugin `nope`" in line for line in said)


def test_a_plugin_with_a_mistake_is_named_with_its_file_and_line(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"room/halfbuilt/__init__.py": "\nfrom . import nothing\n"})
    broken = {"PLUGIN_PATHS": [str(tmp_path / "room")], "PLUGINS": ["halfbuilt"]}
    result = run(ROOT / "pelicanconf.py", order(content, tmp_path / "site", **broken).overrides())
    assert result.exit_code == 2
    (problem,) = result.problems.of("error")
    assert problem.place == f"{tmp_path}/room/halfbuilt/__init__.py:2"
    assert problem.message.startswith("Cannot load plugin `halfbuilt`")


@pytest.mark.parametrize(
    ("conf", "place", "words"),
    [
        ("A = 1\nB = (\n", ":2:", "'(' was never closed"),
        ("A = 1\nB = A / 0\n", ":2:", "ZeroDivisionError: division by zero"),
        ('PATH = "nowhere"\n', ":", "You need to specify a path containing the content"),
        ('PATH = "."\nTHEME = "nowhere"\n', ":", "Could not find the theme nowhere"),
    ],
)
def test_settings_that_cannot_be_read_are_a_sentence_with_their_line(
    tmp_path: Path, conf: str, place: str, words: str
) -> None:
    (tmp_path / "pelicanconf.py").write_text(conf, "utf-8")
    result = run(tmp_path / "pelicanconf.py", {})
    (problem,) = result.problems
    assert result.exit_code == 2
    assert str(problem).startswith(f"{tmp_path}/pelicanconf.py{place}")
    assert words in problem.message


def test_an_unforeseen_failure_says_what_was_being_done_and_how_to_learn_more(
    content: Path, tmp_path: Path
) -> None:
    theme = tmp_path / "theme"
    for name in ("base", "index", "article"):
        write(theme, {f"templates/{name}.html": "<p>\n{{ nothing.at.all }}"})
    said: list[str] = []
    changes = {"THEME": str(theme), "PLUGINS": [], "DIRECT_TEMPLATES": []}
    assert build(order(content, tmp_path / "site", **changes), said.append) == 4
    (line,) = [line for line in said if "broken-off" in line]
    assert line.strip().startswith(f"{theme}/templates/article.html:2: broken-off")
    assert "while writing the page of stories/call.md: UndefinedError" in line
    assert line.endswith("Add --debug to see where it comes from.")
    assert not (tmp_path / "site").exists()


def test_a_setting_that_nobody_knows_is_a_warning_with_the_nearest(content: Path, tmp_path: Path) -> None:
    said: list[str] = []
    assert build(order(content, tmp_path / "site", SITENAM="x"), said.append) == 0
    assert (
        "  --set: setting-unknown Neither Pelican nor a plugin knows a setting SITENAM. "
        'Did you mean "SITENAME"?'
    ) in said


# -- what Pelican says ----------------------------------------------------------------------------


def test_pelicans_own_warnings_are_problems_with_the_file_they_are_about(content: Path) -> None:
    write(content, {"stories/call.md": GOOD + "\n[x]({nothing}y.md)\n"})
    stock = order(content, content.parent / "site", PLUGINS=[], THEME="simple")
    result = run(ROOT / "pelicanconf.py", stock.overrides())
    (problem,) = [problem for problem in result.problems if "Replacement" in problem.message]
    assert (problem.code, problem.severity) == ("pelican", "warning")
    assert problem.path == f"{content}/stories/call.md"  # which Pelican's message does not say


def test_nothing_is_told_twice_and_nothing_is_hidden_by_an_earlier_run(content: Path) -> None:
    write(content, {"stories/call.md": GOOD + "\n[x]({filename}nothing.md) [y]({nothing}y.md)\n"})
    overrides = order(content, content.parent / "site").overrides()
    first, second = (run(ROOT / "pelicanconf.py", overrides).problems for _ in range(2))
    assert list(map(str, first)) == list(map(str, second))
    assert len([problem for problem in first if "nothing.md" in problem.message]) == 1


def test_a_run_leaves_logging_and_signals_as_they_were(content: Path) -> None:
    root, pelican = logging.getLogger(), logging.getLogger("pelican")
    before = (list(root.handlers), root.level, pelican.level, console.quiet)
    writers = len(signals.content_written.receivers)
    run(
        ROOT / "pelicanconf.py",
        {**order(content, content.parent / "site").overrides(), "PLUGINS": []},
    )
    assert (list(root.handlers), root.level, pelican.level, console.quiet) == before
    assert len(signals.content_written.receivers) == writers
    record = logging.LogRecord("pelican", logging.WARNING, "", 1, "told once", (), None)
    assert LimitFilter().filter(record) is True
    assert LimitFilter().filter(record) is False


# -- check and clean ------------------------------------------------------------------------------


def test_check_finds_broken_links_and_writes_nothing(content: Path, tmp_path: Path) -> None:
    write(content, {"stories/call.md": GOOD + "\n[x](/nowhere/)\n"})
    before = tree(tmp_path)
    said: list[str] = []
    assert check(order(content), say=said.append) == 1
    assert any('link-broken The link "/nowhere/" leads nowhere.' in line for line in said)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("link", ["{filename}nothing.md", "{static}/images/no%20thing.png"])
def test_a_broken_link_to_a_file_is_told_once_where_it_is_written(content: Path, link: str) -> None:
    write(content, {"stories/call.md": GOOD + f"\n[x]({link})\n"})
    said: list[str] = []
    assert check(order(content), say=said.append) == 1
    (line,) = [line for line in said if ".md:" in line or "thing" in line]
    assert line.startswith(f"  {content}/stories/call.md:10: link-broken ")


def test_a_picture_that_is_not_beside_its_story_fails_a_check_and_not_a_build(content: Path) -> None:
    write(content, {"stories/call.md": GOOD + "\n![x](nothing.png)\n"})
    said: list[str] = []
    assert check(order(content), say=said.append) == 1
    found = [line for line in said if "nothing.png" in line]
    assert any(line.startswith(f"  {content}/stories/call.md:10: link-broken ") for line in found)
    assert any("index.html:" in line for line in found)


def test_check_of_a_good_site_is_fine(content: Path) -> None:
    said: list[str] = []
    assert check(order(content), say=said.append) == 0, said
    assert said[-1] == "No problems found."


def test_strict_lets_a_warning_fail_and_a_hint_pass(content: Path) -> None:
    write(content, {"stories/call.md": GOOD.replace("id: the-call\n", "")})
    assert check(order(content), strict=True, say=lambda _line: None) == 0
    write(content, {"stories/call.md": GOOD.replace("id:", "ids:")})
    assert check(order(content), say=lambda _line: None) == 0
    assert check(order(content), strict=True, say=lambda _line: None) == 1


def test_check_can_keep_the_site_that_it_checked(content: Path, tmp_path: Path) -> None:
    assert check(order(content, tmp_path / "site"), say=str, tell=str) == 0
    assert (tmp_path / "site" / "index.html").is_file()


def test_clean_deletes_what_a_build_wrote_and_nothing_else(content: Path, tmp_path: Path) -> None:
    conf = tmp_path / "pelicanconf.py"
    names = "PATH, OUTPUT_PATH, CACHE_PATH, THEME, PLUGINS"
    conf.write_text(f"""{names} = "content", "output", "cache", "simple", []\n""", "utf-8")
    build(BuildRequest(conf), lambda _line: None)
    write(tmp_path, {"mine/x.txt": "x", "cache/heard/site-1.sqlite3": "", "cache/mine.txt": "x"})
    said: list[str] = []
    assert clean(conf, say=said.append) == 0
    assert said[:2] == [f"Deleted {shown(tmp_path / name)}/" for name in ("output", "cache/heard")]
    assert all(line.endswith("__pycache__/") for line in said[2:])
    assert (tmp_path / "cache" / "mine.txt").is_file()
    with pytest.raises(Refusal, match="is left alone"):
        clean(conf, tmp_path / "mine")
    assert (tmp_path / "mine" / "x.txt").is_file()


def test_clean_deletes_what_is_kept_for_the_next_build(content: Path, tmp_path: Path) -> None:
    conf = tmp_path / "pelicanconf.py"
    conf.write_text(f"""PATH, OUTPUT_PATH, CACHE_PATH = "content", "output", "kept"
THEME, PLUGINS, PLUGIN_PATHS = {str(ROOT / "theme")!r}, ["heard"], [{str(ROOT / "plugins")!r}]
""")
    assert build(BuildRequest(conf), lambda _line: None) == 0
    assert list((tmp_path / "kept" / "heard").iterdir())
    (tmp_path / "kept" / "mine.txt").write_text("x")
    assert clean(conf, say=str) == 0
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mine.txt"]


def test_a_reader_of_the_output_that_stops_early_is_no_failure(content: Path) -> None:
    command = f"{sys.executable} -m invoke check --path {content} --format json | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert "Traceback" not in done.stderr


# -- what has not changed keeps its time, so that who polls is told: no news -------------------------


def test_a_file_that_says_the_same_keeps_its_time(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "site"
    times = []
    for _publish in range(2):
        assert build(order(content, output), lambda _line: None) == 0
        times.append({path: (output / path).stat().st_mtime_ns for path in tree(output)})
    assert times[0] == times[1]


def test_a_file_that_says_something_else_has_the_time_of_its_build(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "site"
    build(order(content, output), lambda _line: None)
    before = (output / "feeds/all.rss.xml").stat().st_mtime_ns
    write(content, {"stories/call.md": GOOD.replace("It rang.", "It rang twice.")})
    build(order(content, output), lambda _line: None)
    assert (output / "feeds/all.rss.xml").stat().st_mtime_ns > before
