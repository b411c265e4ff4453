"""One rebuild for `heard serve`, in a process of its own.

Pelican keeps state between runs in one process (receivers, warnings already given), so every rebuild
gets another: a child of the resident process (`resident.py`) or, where there is no fork, a fresh one.
What is slow about a fresh process is importing Pelican: it does that first and then waits for its order,
one line of JSON on the standard input. The answer goes to a file, because plugins may print.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

SLOW_IMPORTS = (
    "pelican",
    "markdown",
    "markdown.extensions.extra",
    "markdown.extensions.codehilite",
    "pymdownx.superfences",
    "pygments.formatters.html",
    "pygments.lexers",
    "yaml",
    "html.parser",
    "unidecode",
)
"""What every build needs and what no writer edits; the plugins themselves are left for later."""


def main() -> None:
    """Wait for the order, build, answer."""
    for name in SLOW_IMPORTS:
        importlib.import_module(name)
    line = sys.stdin.readline()
    if line:  # else the server is gone
        order = json.loads(line)
        answer, _again = build(order)
        Path(order["answer"]).write_text(json.dumps(answer), encoding="utf-8")


def build(order: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Build what the order says; what came of it, as plain values, and what makes a page of it again."""
    from heard.build.build import BuildRequest  # here, because it imports the plugins
    from heard.build.run import run
    from heard.text.exits import USAGE, Refusal

    asked = BuildRequest(
        conf=Path(order["conf"]),
        content=Path(order["content"]) if order["content"] else None,
        changes=order["changes"],
        debug=order["debug"],
    )

    def build_on_the_last(settings: dict[str, Any]) -> None:
        # Each build has a folder of its own, so the pages are kept under another name than its path.
        settings["ENGINE_PREVIOUS"] = order["previous"]
        settings["ENGINE_NAME"] = f"served {settings['PATH']}"
        settings["ENGINE_KEEP_PAGES"] = True

    try:
        result = run(asked.conf, asked.overrides(), build_on_the_last, asked.debug)
    except Refusal as refusal:
        problem = {"severity": "error", "code": "refused", "path": order["conf"], "line": 0}
        return {"stopped": USAGE, "problems": [{**problem, "message": str(refusal), "hint": ""}]}, None
    answer = {
        "stopped": result.stopped,
        "problems": [json.loads(problem.as_json()) for problem in result.problems.summary()],
        "left_out": sorted(result.problems.left_out),
        "stories": result.stories,
        "pages": result.pages,
        "seconds": round(result.seconds, 2),
    }
    return answer, None if result.stopped else result.settings.get("ENGINE_AGAIN")
