"""What an engineer types in a checkout: `inv --list` names the tasks, `inv --help TASK` explains one.

Each command of `heard` is a task of the same name and options; `test` and `bench` exist in a checkout only.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from invoke.context import Context

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "plugins"))  # a checkout that is not installed

from heard.cli.options import Option, flag  # noqa: E402
from heard.cli.tasks import end, task_with, tasks_for  # noqa: E402

TEST = (
    flag("--all", "Everything: more random examples, long sequences of edits, kills, real readers."),
    Option("--args", 'Anything for pytest, as in --args "-k outcome -x".'),
)


def test(_: Context, all_: bool, args: str) -> None:
    """Run the tests, on all processors; those of one file stay together, as they share what they build."""
    # In the order of folders, the many small files come last and fill what the long ones left.
    together = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *together, *shlex.split(args)]
    environ = {**os.environ, "HEARD_TESTS": "all" if all_ else ""}
    end(subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode)


BENCH = (
    Option(
        "--stories",
        "How many stories; several numbers with commas show how the time grows.",
        default="1000",
    ),
    Option("--rounds", "How often each generator builds, in turn (default: 3), or each edit (default: 9)."),
    Option("--only", "Which generators, with commas (default: all that are installed)."),
    flag("--edit", "Measure builds after an edit, too."),
    flag("--laboratory", "Measure what a page, a story and an edit cost, in place of whole builds."),
    flag("--report", "Write the page for the site from bench/results/."),
    flag("--install", "Install the other generators into their folder."),
    Option("--peers", "That folder (default: build/bench/peers/)."),
    Option("--output", "The folder for the sites that are built (default: build/bench/sites/)."),
    Option("--set", "A setting for our own builds, as in heard build.", "many", []),
    Option("--real", "Measure this folder of real posts (Markdown with YAML) in place of the corpus."),
)


def bench(_: Context, report: bool, set_: list[str], **values: Any) -> None:
    """Build one corpus with several generators, side by side; see bench/README.md."""
    from bench import command  # a checkout has it, an installed package has not

    end(command.main(pages=report, changes=set_, **values))


namespace = tasks_for(ROOT)
namespace.add_task(task_with(TEST, test))
namespace.add_task(task_with(BENCH, bench))
