"""What a day, or the reply of a company, changes – and what stays as it is."""

from __future__ import annotations

import pytest
from engine_sites import differing, tree
from engine_story_edits import replied
from thrift import slow

SETTLED = """---
title: Story {0}
date: 2024-01-0{0}
outcome: heard
lesson: Ask number {0}.
company: Bolt
---

Some text about number {0}.
"""
OPEN = """---
title: Waiting {0}
id: waiting-{0}
date: 2024-02-0{0}
timeline:
  - on: 2024-02-0{0}
    event: told
company: Northwind
---

Still nothing about number {0}.
"""


@slow
@pytest.mark.parametrize("edit", ["a reply", "another day"])
def test_a_reply_and_another_day_cost_the_pages_that_show_them(heard, monkeypatch, edit):
    monkeypatch.setenv("STORY_TODAY", "2025-03-01")
    heard.write(
        {
            **{f"stories/s{n}.md": SETTLED.format(n) for n in range(1, 9)},
            **{f"stories/w{n}.md": OPEN.format(n) for n in (1, 2)},
        }
    )
    heard.beside()
    before = tree(heard.output)
    if edit == "a reply":
        heard.write({"replies/waiting-1/1.md": replied("We looked.", date="2024-02-20")})
    else:
        monkeypatch.setenv("STORY_TODAY", "2025-03-02")
    clean = heard.clean()
    report = heard.beside()
    assert differing(tree(heard.output), clean) == []
    changed = {name for name in differing(before, clean) if name.endswith(".html")}
    assert changed <= set(report.rendered) and "stories/waiting-1/index.html" in changed
    assert "stories/story-3/index.html" in report.fresh
    assert len(report.rendered) <= 2 * len(changed)
