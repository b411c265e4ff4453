"""Writing front matter: lines that `front_matter.py` reads back as what was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from heard.content.front_matter import CONTROL
from heard.text.lines import unix_lines

_FENCE = re.compile(
    r"\A\ufeff?---[ \t]*(?P<end>\r?\n)(?P<head>.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)


def file_text(fields: Mapping[str, object], body: str) -> str:
    """A whole file: the fields that have a value, in their order, then the body.

    Characters that no feed may hold are left out of the body; its line ends become those of Unix.
    """
    head = "".join(
        f"{name}: {one_line(value)}\n" for name, value in fields.items() if value not in (None, "")
    )
    text = CONTROL.sub("", unix_lines(body)).strip("\n")
    return f"---\n{head}---\n" + (f"\n{text}\n" if text else "")


def with_field(text: str, name: str, value: object) -> str:
    """The text of a file with one field set, everything else as it stands, line ends too.

    Without a value (None) the field goes. Raises ValueError where the file does not begin with front matter
    between `---` lines.
    """
    fence = _fence_of(text)
    head = fence["head"]
    line = "" if value is None else f"{name}: {one_line(value)}{fence['end']}"
    # With its further lines; `Status:` is the same key.
    old = re.compile(rf"^{re.escape(name)}:.*\n(?:[ \t]+\S.*\n)*", re.MULTILINE | re.IGNORECASE)
    head = old.sub(lambda _: line, head, count=1) if old.search(head) else head + line
    return text[: fence.start("head")] + head + text[fence.end("head") :]


def with_body(text: str, body: str) -> str:
    """The text of a file with another body, line ends as they stand. Raises ValueError as `with_field`."""
    fence = _fence_of(text)
    end = fence["end"]
    return f"{text[: fence.end()]}\n" + (f"{end}{body.replace(chr(10), end)}{end}" if body else "")


def _fence_of(text: str) -> re.Match[str]:
    fence = _FENCE.match(text)
    if not fence:
        raise ValueError("no front matter between --- lines")
    return fence


def one_line(value: object) -> str:
    """One value on one line of YAML, quoted where YAML needs it."""
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=1_000_000)
    return text.removesuffix("...\n").strip()
