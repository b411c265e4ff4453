"""Edits that writers and owners make, each of one file, which is then as it was again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from .corpus import Tale, tale
from .forms import heard
from .forms.form import with_sentence, with_title
from .names import VALUES
from .sites import Site

WHOLE, NOTHING, DAY = "clean", "nothing", "day"
BY_PEERS = ("body", "new")
"""The edits that are made of other generators' sites, too."""
MONTH = timedelta(days=30)
_DATE = re.compile(r"^date: (.+)$", re.MULTILINE)
_VALUES = re.compile(r"^values: \[(.*)\]$", re.MULTILINE)
_DRAFT, _STATUS = "content/stories/a-draft.md", "status: draft\n"
_VALUE = f"content/values/{VALUES[0].lower()}.md"
_DEFINITION = f"---\nname: {VALUES[0]}\n---\n\nTo wait, and to know for what.\n"
_COMMENT = (
    "---\nid: measured\nauthor: Dora Ames\ndate: 2026-01-01\n---\n\nIt went like that at ours, too.\n"
)
_REPLY = """---
author: Bo Lind
role: Head of service
date: 2026-01-01
sha256: 1468a2b999c8c5552c71952999f6cc7b8e537c483d7771afa2cb1db18af89ae6
---

We have looked into it and changed the form.
"""


def newest(site: Site) -> Tale:
    """One story more than the corpus has, of a later day than all of them."""
    return replace(tale(site.count, site.count), series=None)


def prepare(site: Site) -> None:
    """Give our own site what some edits need: a draft, a definition, a folder for templates of its own."""
    draft = replace(newest(site), slug="a-draft", title="A draft")
    site.write(_DRAFT, heard.text(draft).replace("---\n", f"---\n{_STATUS}", 1))
    site.write(_VALUE, _DEFINITION)
    site.write("over/none.txt", "No template is replaced.\n")
    over = f"THEME_TEMPLATES_OVERRIDES = [{str(site.folder / 'over')!r}]\n"
    site.write(heard.CONF, site.text(site.folder / heard.CONF) + over)


Saved = tuple[str, str]
"""The path of a file below the site, and the text that it has after an edit."""


def _body(site: Site) -> Saved:
    return _story(site, with_sentence(site.text(site.source), "word"))


def _title(site: Site) -> Saved:
    return _story(site, with_title(site.text(site.source), "Again"))


def _new(site: Site) -> Saved:
    new, form = newest(site), site.generator.form
    return f"{form.stories}/{new.slug}.md", form.text(new)


def _value(site: Site) -> Saved:
    """The rarest value that the story has not."""
    text = site.text(site.source)
    name = next(value for value in reversed(VALUES) if value not in text.split("\n---\n")[0])
    return _story(site, _VALUES.sub(rf'values: [\1, {{"value": "{name}", "stance": "about"}}]', text))


def _comment(site: Site) -> Saved:
    return f"content/comments/{site.edited}/measured.md", _COMMENT


def _reply(site: Site) -> Saved:
    return f"content/replies/{site.edited}/measured.md", _REPLY


def _date(site: Site) -> Saved:
    """A month later."""
    text = site.text(site.source)
    return _story(
        site, _DATE.sub(lambda found: f"date: {date.fromisoformat(found[1]) + MONTH}", text, count=1)
    )


def _publish(site: Site) -> Saved:
    return _DRAFT, site.text(site.folder / _DRAFT).replace(_STATUS, "")


def _definition(_site: Site) -> Saved:
    return _VALUE, f"{_DEFINITION}Now more is said.\n"


def _story(site: Site, text: str) -> Saved:
    return site.source.relative_to(site.folder).as_posix(), text


def _template(name: str) -> Callable[[Site], Saved]:
    """One more line in a template of the theme."""
    before, end, after = (heard.ROOT / "theme" / "templates" / name).read_text("utf-8").rpartition("{% end")
    return lambda site: (f"over/{name}", f"{before}<!-- edited -->{end}{after}")


EDITS: dict[str, Callable[[Site], Saved] | None] = {
    NOTHING: None,
    "body": _body,
    "title": _title,
    "new": _new,
    "value": _value,
    "comment": _comment,
    "reply": _reply,
    "date": _date,
    "draft": _publish,
    "definition": _definition,
    "template": _template("404.html"),
    "templates": _template("article.html"),
    DAY: None,
}
"""By name, what an edit saves. A new day comes last, since no build goes back to an earlier one."""
LABELS = {name: name for name in EDITS} | {
    WHOLE: "from nothing",
    NOTHING: "nothing changed",
    "new": "new story",
    "value": "value given",
    "draft": "draft published",
    "template": "template of one page",
    "templates": "template of all stories",
    DAY: "a new day",
}


@contextmanager
def edited(site: Site, name: str) -> Iterator[Path | None]:
    """Make an edit, and take it back: the file that was saved, or None."""
    edit = EDITS[name]
    if edit is None:
        yield None
        return
    place, text = edit(site)
    path = site.folder / place
    before = site.text(path) if path.exists() else None
    site.write(place, text)
    try:
        yield path
    finally:
        if before is None:
            path.unlink()
        else:
            site.write(place, before)
