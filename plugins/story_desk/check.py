"""`inv check`: build everything, follow every link, report everything, change nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..stories.problems import Problem, Problems
from . import exits
from .build import Order, Say, build_beside, swap
from .exits import Refusal
from .linkcheck import check_links
from .report import as_json, as_text
from .run import Run, Settings, run

FORMATS = ("text", "json")


def check(
    order: Order,
    strict: bool = False,
    form: str = "text",
    say: Say = print,
    tell: Say = print,
) -> int:
    """Report all problems through `say`; the exit code. `tell` gets what is no problem.

    With an output folder in the order the site that was checked is kept there, else thrown away.
    """
    if form not in FORMATS:
        raise Refusal(f"--format {form}: known are {' and '.join(FORMATS)}.")
    if order.output is None:
        with tempfile.TemporaryDirectory(prefix="heard-") as folder:
            result = _build_in(order, Path(folder, "site"))
            problems = _with_links(result, Path(folder, "site"))
        code = result.stopped
    else:
        result, output = build_beside(order, tell)
        code = swap(output, tell) if output and not result.stopped else result.stopped
        problems = _with_links(result, output) if output else result.problems
    for line in as_json(problems) if form == "json" else as_text(problems):
        say(line)
    return code or _verdict(problems, strict)


def _build_in(order: Order, folder: Path) -> Run:
    def prepare(settings: Settings) -> None:
        settings["OUTPUT_PATH"] = str(folder)
        settings["DELETE_OUTPUT_DIRECTORY"] = False

    return run(order.conf, order.overrides(), prepare, order.debug)


def _with_links(result: Run, folder: Path) -> Problems:
    """The problems of the run and, if there is a site, those of its links."""
    problems = Problems()
    problems.extend(result.problems)
    problems.left_out |= result.problems.left_out
    if not result.stopped:
        links: Iterable[Problem] = check_links(folder, str(result.settings.get("SITEURL", "")))
        problems.extend(links)
    return problems


def _verdict(problems: Problems, strict: bool) -> int:
    failing = ("error", "warning") if strict else ("error",)
    return exits.CONTENT if any(problems.of(severity) for severity in failing) else exits.FINE
