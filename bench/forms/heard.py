"""The corpus as Heard's writers would keep it, and the settings file for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ..corpus import Link, Tale
from .form import ADDRESS, File, Form, body, front_matter

ROOT = Path(__file__).resolve().parent.parent.parent
CONF = "conf.py"
_SETTINGS = '''"""Settings of the bench: those of the checkout, for a corpus in another folder."""

from runpy import run_path

globals().update({{k: v for k, v in run_path({conf!r}).items() if k.isupper()}})
SITEURL = {address!r}
PATH = {content!r}
OUTPUT_PATH = {output!r}
THEME = {theme!r}
PLUGIN_PATHS = [{plugins!r}]
MENUITEMS = ()
TIMEZONE = "UTC"
STATIC_PATHS = []
'''


def settings(site: Path) -> str:
    """A settings file for a corpus in `site`, by the settings of this checkout."""
    return _SETTINGS.format(
        conf=str(ROOT / "pelicanconf.py"),
        address=ADDRESS,
        content=str(site / "content"),
        output=str(site / "output"),
        theme=str(ROOT / "theme"),
        plugins=str(ROOT / "plugins"),
    )


def _link(link: Link) -> str:
    # Both spellings that a writer may use, each for about half of the links.
    if len(link.text) % 2:
        return f"[[{link.slug}|{link.text}]]"
    return f"[{link.text}]({{filename}}/stories/{link.slug}.md)"


def text(tale: Tale) -> str:
    """The file of a story."""
    timeline = [_event(tale, event, day.isoformat()) for event, day in tale.timeline]
    keys = front_matter(
        (
            ("id", tale.slug),
            ("title", tale.title),
            ("slug", tale.slug),
            ("author", tale.author),
            ("summary", tale.summary),
            ("category", tale.category),
            ("tags", tale.tags),
            ("values", [{"value": value, "stance": stance} for value, stance in tale.values]),
            ("outcome", "" if timeline else tale.outcome),
            ("lesson", tale.lesson),
            ("company", tale.company),
            ("channel", tale.channel),
            ("series", {"name": tale.series[0], "part": tale.series[1]} if tale.series else None),
            ("relates", [{"rel": "answers", "to": tale.answers.slug}] if tale.answers else None),
        )
    )
    more = f"date: {tale.day.isoformat()}\n"
    if timeline:
        more += f"timeline: {json.dumps(timeline, ensure_ascii=False)}\n"
    return keys.replace("---\n", f"---\n{more}", 1) + body(tale, _link) + "\n"


def _event(tale: Tale, event: str, day: str) -> dict[str, str]:
    company = event in ("answered", "changed")
    by = "company" if company else "teller"
    found: dict[str, str] = {"on": day, "event": event, "by": by, "channel": tale.channel}
    if event == "changed":
        found |= {"what": "The form has another box", "evidence": "https://example.org/form"}
    if event == "closed":
        found["reason"] = "left"
    return found


def comments(tale: Tale) -> Iterator[File]:
    """A file for each comment."""
    for number, comment in enumerate(tale.comments, 1):
        keys = front_matter((("id", f"c{number}"), ("author", comment.author)))
        dated = keys.replace("---\n", f"---\ndate: {comment.day.isoformat()}\n", 1)
        yield f"content/comments/{tale.slug}/{number}.md", f"{dated}{comment.text}\n"


FORM = Form("content/stories", text, comments)
