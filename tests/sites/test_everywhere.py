"""Systems without fork, file locks of Unix or a set of processors build the same site, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, TODAY
from thrift import slow

from heard.cli.main import main
from heard.cli.new_site import Answers, write_site
from heard.cli.origin import Origin
from heard.text.today import today

TAKEN_AWAY = """
import os
import sys

for name in ("fork", "forkpty", "register_at_fork", "sched_getaffinity", "posix_spawn"):
    if hasattr(os, name):
        delattr(os, name)
sys.modules["fcntl"] = None
"""


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site in a folder with blanks and letters of other alphabets."""
    folder = tmp_path_factory.mktemp("everywhere") / "my blog é ü 語"
    write_site(folder, Answers("Everywhere", "Ida"), today("UTC"), Origin("heard", "names it."))
    for number in range(6):
        (folder / f"content/stories/größe-{number}.md").write_text(
            f"---\ntitle: Größe {number}\ndate: 2025-0{number + 1}-07\nvalues: [Honesty, Größe]\n"
            f"company: Tramway {number % 2}\ntimeline:\n- {{event: told, on: 2025-0{number + 1}-08}}\n"
            "---\n\nThey said [[the-wrong-trolley]] was worse.\n",
            "utf-8",
        )
    return folder


def built(blog: Path, name: str, *command: str, without: bool = False) -> dict[str, bytes]:
    """Build with a command, on a system without those functions or with them; the files of the output."""
    output = blog / name
    system = blog / "system"
    system.mkdir(exist_ok=True)
    (system / "sitecustomize.py").write_text(TAKEN_AWAY, "utf-8")
    paths = [str(ROOT / "plugins"), *([str(system)] if without else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "STORY_TODAY": TODAY}
    done = subprocess.run(
        [sys.executable, "-m", *command, "--output", output],
        cwd=blog,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    files = (path for path in output.rglob("*") if path.is_file() and path.name != ".heard")
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def test_nothing_of_unix_is_needed(blog: Path) -> None:
    usual = built(blog, "usual", "heard", "build")
    assert "stories/grosse-5/index.html" in usual
    assert built(blog, "without", "heard", "build", without=True) == usual


@slow
def test_nothing_of_unix_is_needed_by_plain_pelican(blog: Path) -> None:
    usual = built(blog, "usual", "heard", "build")
    assert built(blog, "plain", "pelican", without=True) == usual


def test_what_is_taken_away_is_gone(blog: Path) -> None:
    """The proof that the test above takes anything away."""
    (blog / "system").mkdir(exist_ok=True)
    (blog / "system/sitecustomize.py").write_text(TAKEN_AWAY, "utf-8")
    asked = "import os, sys; print(hasattr(os, 'fork'), sys.modules.get('fcntl', 1))"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": str(blog / "system")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["False", "None"]


@pytest.mark.parametrize(
    "command",
    ["check", "new Überraschung --no-ask", "due", "schema --snippets", "ids", "clean"],
)
def test_commands_work_in_a_folder_of_any_name(
    blog: Path, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blog)
    assert main(command.split()) == 0, capsys.readouterr()
