from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import invoke
import pytest

ROOT = Path(__file__).resolve().parents[2]
TASKS = [
    "adopt", "build", "check", "clean", "comment-add", "comments-pull", "comments-serve", "digest", "ids",
    "moderate", "new", "schema", "serve", "test", "webmention-fetch", "webmention-send",
    "websub-ping",
]  # fmt: skip
BROKEN = "---\nid: broken\ntitle: Broken\ndate: Mar10\n---\n\nText.\n"
GOOD = "---\nid: good\ntitle: Good\ndate: 2008\n---\n\nText.\n"


def inv(
    *words: str | Path, cwd: Path = ROOT, stdin: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the tasks as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "invoke", "--search-root", str(ROOT), *map(str, words)],
        cwd=cwd,
        env={**os.environ, **environ},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def inv_here(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """Run the tasks in this process, from the checkout: exit code, output, errors."""
    spec = importlib.util.spec_from_file_location("tasks_of_this_test", ROOT / "tasks.py")
    assert spec and spec.loader
    tasks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tasks)
    capsys.readouterr()
    code = 0
    try:
        with contextlib.chdir(ROOT):
            invoke.Program(namespace=invoke.Collection.from_module(tasks)).run(["inv", *map(str, words)])
    except SystemExit as end:
        code = int(end.code or 0)
    return code, *capsys.readouterr()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "stories").mkdir(parents=True)
    (tmp_path / "content" / "pages").mkdir()
    (tmp_path / "content" / "pages" / "about.md").write_text("Title: About\n\nText.\n", "utf-8")
    (tmp_path / "content" / "stories" / "good.md").write_text(GOOD, "utf-8")
    return tmp_path / "content"


def test_every_task_is_listed_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(inv_here(capsys, "--list", "--list-format", "json")[1])
    found = {task["name"]: task["help"] for task in listed["tasks"]}
    assert set(TASKS) <= set(found)
    assert all(len(sentence) > 12 and sentence.endswith(".") for sentence in found.values())


@pytest.mark.parametrize("task", TASKS)
def test_every_option_of_a_task_is_explained(task: str, capsys: pytest.CaptureFixture[str]) -> None:
    _code, text, _errors = inv_here(capsys, "--help", task)
    assert text.startswith("Usage: inv ")
    # An option without an explanation stands alone on its line, and the next line is an option too.
    lines = [line for line in text.partition("Options:")[2].splitlines() if line.strip()]
    for line, after in zip(lines, [*lines[1:], "  -"], strict=True):
        if re.match(r"  -", line):
            assert re.search(r"\S  +\S", line.strip()) or not after.startswith("  -"), line


def test_a_good_folder_is_built_with_exit_code_0(content: Path, tmp_path: Path) -> None:
    done = inv("build", "--path", content, "--output", tmp_path / "site")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "site" / "stories" / "good" / "index.html").is_file()


def test_a_mistake_in_content_is_exit_code_1_without_a_traceback(content: Path, tmp_path: Path) -> None:
    (content / "stories" / "broken.md").write_text(BROKEN, "utf-8")
    done = inv("build", "--path", content, "--output", tmp_path / "site")
    assert done.returncode == 1
    assert "stories/broken.md:4: date-wrong" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_check_in_json_is_one_problem_a_line_and_nothing_else(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "stories" / "broken.md").write_text(BROKEN, "utf-8")
    code, output, _errors = inv_here(capsys, "check", "--path", content, "--format", "json")
    problems = [json.loads(line) for line in output.splitlines()]
    assert code == 1
    assert [problem["code"] for problem in problems if problem["severity"] == "error"] == ["date-wrong"]


def test_settings_given_twice_both_count(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "stories" / "good.md").write_text(GOOD.replace("title", "headline"), "utf-8")
    given = ["--set", 'STORY_KEY_ALIASES={"headline": "title"}', "--set", 'SITENAME="Elsewhere"']
    code, output, _errors = inv_here(
        capsys, "build", "--path", content, "--output", tmp_path / "site", *given
    )
    assert code == 0, output
    assert "Elsewhere" in (tmp_path / "site" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "SITENAME=Mine"], "Write: --set 'SITENAME=\"Mine\"'"),
        (["--set", "LOAD_CONTENT_CACHE=True"], "Write: --set LOAD_CONTENT_CACHE=true"),
        (["--set", "SITENAME"], "write KEY=VALUE"),
        (["--set", "sitename=1"], "written in capitals, as SITENAME"),
        (["--path", "nowhere"], "There is no folder nowhere"),
        (["--output", "content"], "is the content folder"),
        (["--conf", "nowhere.py"], "There is no settings file nowhere.py"),
    ],
)
def test_a_wrong_option_is_exit_code_2_and_a_sentence(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output, errors = inv_here(capsys, "build", *words)
    assert code == 2
    assert message in errors
    assert output == ""
    assert "Traceback" not in errors


def test_a_wrong_option_is_the_same_in_a_process_of_its_own() -> None:
    done = inv("build", "--path", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no folder nowhere" in done.stderr and "Traceback" not in done.stderr


def test_paths_count_from_where_one_stands(content: Path) -> None:
    done = inv("build", "--path", "content", "--output", "site", cwd=content.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Building content/ into site/\n")
    assert (content.parent / "site" / "index.html").is_file()


def test_a_new_story_is_right_as_it_stands_and_nothing_is_asked_of_a_script(content: Path) -> None:
    answers = ["--values", "honesty", "--outcome", "heard", "--lesson", "Ask: twice."]
    done = inv("new", "The refund", *answers, "--path", content, EDITOR="false")
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.strip())
    assert path == content / "stories" / "the-refund.md"
    with path.open("a") as file:
        file.write("They paid.\n")
    assert inv("check", "--strict", "--path", content).returncode == 0


def test_clean_leaves_a_strangers_folder_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    assert inv_here(capsys, "clean", "--output", tmp_path)[0] == 2
    assert (tmp_path / "thesis.txt").is_file()


def test_the_schema_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inv_here(capsys, "schema", "--output", tmp_path / "s.json")[0] == 0
    assert json.loads((tmp_path / "s.json").read_text("utf-8"))["properties"]["values"]


def test_the_readme_gives_two_commands_first_and_ci_runs_the_second() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    first, second = blocks[0].strip(), blocks[1].strip()
    assert first == (
        "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/inv serve"
    )
    assert second == ".venv/bin/inv test"
    assert "readme_command 2" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_wheel_lists_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = project["tool"]["setuptools"]["packages"]
    inits = (ROOT / "plugins").rglob("__init__.py")
    folders = [".".join(path.parent.relative_to(ROOT / "plugins").parts) for path in inits]
    assert sorted(listed) == sorted([*folders, "pelican.themes.heard"])


@pytest.mark.parametrize(
    "name", ["requirements.txt", "tests/browser/requirements.txt", "tests/sites/plugins.txt"]
)
def test_what_is_pinned_has_hashes_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?:|--index|--find-links|--trusted-host(?! )|/(home|tmp|work)/", text)
    pins = re.findall(r"^([a-z0-9-]+)==\S+( \\)?$", text, re.MULTILINE)
    assert pins
    assert all(hashed for _name, hashed in pins)
