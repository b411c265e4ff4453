"""One build for `heard serve`, in its process or another, and what came of it as plain values."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

Order = dict[str, Any]
"""What is asked for: conf, content, output and the folder aside as texts, changes of settings, debug."""
Answer = dict[str, Any]
"""What came of it: `stopped`, an exit code, or 0; `problems`, `left_out`, `stories`, `pages`, `made`."""


def build_once(order: Order) -> Answer:
    """Build what the order says."""
    from heard.build.build import BuildRequest, build_in_place  # here, because it imports Pelican
    from heard.text.exits import USAGE, Refusal

    request = BuildRequest(
        conf=Path(order["conf"]),
        content=Path(order["content"]) if order["content"] else None,
        output=Path(order["output"]),
        changes=order["changes"],
        debug=order["debug"],
    )
    notes: list[str] = []
    try:
        result, _output, report = build_in_place(request, notes.append, aside=Path(order["aside"]))
    except Refusal as refusal:
        problem = {"severity": "error", "code": "refused", "path": order["conf"], "line": 0}
        return {"stopped": USAGE, "problems": [{**problem, "message": str(refusal), "hint": ""}]}
    return {
        "stopped": result.stopped,
        "problems": [json.loads(problem.as_json()) for problem in result.problems.summary()],
        "left_out": sorted(result.problems.left_out),
        "stories": result.stories,
        "pages": result.pages,
        "made": report.line() if report else "every page",
    }


def main() -> None:
    """Read an order, build, write the answer to the file that the order names."""
    order = json.loads(sys.stdin.readline())
    Path(order["answer"]).write_text(json.dumps(build_once(order)), encoding="utf-8")


if __name__ == "__main__":
    main()
