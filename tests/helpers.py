"""What several tests need: a story from text, its problems as a writer reads them, strict XML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lxml import etree

from heard.content.fields import Reading
from heard.content.front_matter import read_source
from heard.content.parser import Rules, parse_story
from heard.model.records import Story

TODAY = date(2026, 11, 21)
READ_ONLY: dict[str, Any] = {"THEME": "simple", "MENUITEMS": ()}
"""Settings for tasks that only read a site: Pelican renders it all the same, and so with little work."""
PATH = "stories/refund.md"


def read(text: str | bytes, path: str = PATH, **rules: Any) -> tuple[Story | None, Reading]:
    """A story and its problems from the text of a file."""
    octets = text if isinstance(text, bytes) else text.encode()
    return parse_story(read_source(octets), path, Rules(as_of=TODAY, **rules))


def yaml_file(keys: str, body: str = "I rang at nine.") -> str:
    """A file with YAML front matter: a title, a date and an id unless the keys bring their own."""
    given = {line.split(":")[0] for line in keys.splitlines()}
    lines = [
        line
        for line in ("title: Refund", "date: 2024-05-17", "id: refund-2024")
        if line.split(":")[0] not in given
    ]
    return "\n".join(["---", *lines, *keys.splitlines(), "---", "", body, ""])


def story_of(keys: str, **rules: Any) -> Story:
    """The story of a file that must have no error."""
    story, reading = read(yaml_file(keys), **rules)
    assert story is not None, [str(problem) for problem in reading.problems]
    return story


def problems_of(keys: str, **rules: Any) -> list[str]:
    """Errors and warnings of a file with these keys, as a writer reads them."""
    _story, reading = read(yaml_file(keys), **rules)
    return [str(p) for p in reading.problems if p.severity != "hint"]


def codes_of(keys: str, **rules: Any) -> list[str]:
    """Their codes."""
    return [line.split(": ")[1].split(" ")[0] for line in problems_of(keys, **rules)]


def timeline(*events: Mapping[str, object] | str) -> str:
    """The key `timeline` with these events; a text is an event without anything else."""
    lines = ["timeline:"]
    for event in events:
        fields = {"event": event} if isinstance(event, str) else event
        pairs = ", ".join(f"{name}: {value}" for name, value in fields.items())
        lines.append(f"  - {{{pairs}}}")
    return "\n".join(lines)


def strict_xml(text: str | bytes) -> etree._Element:
    """XML by a parser that forgives nothing."""
    octets = text if isinstance(text, bytes) else text.encode()
    return etree.fromstring(octets, etree.XMLParser(recover=False, resolve_entities=False))
