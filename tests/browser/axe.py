"""Runs axe on a page that is open, and tells what it finds, a line each."""

from __future__ import annotations

import json
from typing import Any

ALL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Tags: each stands for many rules."""
OF_LOOKS = ("color-contrast", "link-in-text-block")
"""Rules whose answer the colours change, and not only the HTML."""


def violations(page: Any, names: tuple[str, ...] = ALL) -> list[str]:
    """What axe, which the page has loaded, says against these tags or rules."""
    options = {"runOnly": list(names), "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run(document, {json.dumps(options)}).then((all) => all.violations)")
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary'][:300]}"
        for violation in found
        for node in violation["nodes"][:2]
    ]
