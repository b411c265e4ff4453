"""Front matter as it stands in the file: every text with its line, and nothing guessed.

Two spellings give the same `Record`: YAML between `---` lines, and plain Pelican headers. Scalars
stay text: `on`, `no`, `1.10` and `2008-03-31` are what the writer typed, and the key decides what
they mean. (YAML 1.1 would read `on:` in a timeline as the key `true`.) What is written here is read back as
it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field  # noqa: TID251 – a field is not compared
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from heard.content.layout import LEFTOVERS, is_ignored
from heard.text.files import unix_lines
from heard.text.problems import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML built without libyaml is slower, not different
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

FOREIGN = "front-matter-foreign"
_NAMED = re.compile(r"---[ ]?(toml|json|js|javascript)")
MAX_NODES = 20_000
MAX_DEPTH = 12
MAX_UNCHECKED = 400
_HEADER = re.compile(r"^ {0,3}(?P<key>[A-Za-z][\w.-]*):[ \t]*(?P<value>(?!//).*)$")
_RULE = re.compile(r"-{4,}")
_END = re.compile(r"-{3,}|\.{3}")
_MORE = re.compile(r"^(?: {4}|\t)\s*(?P<value>\S.*)$")
_FENCE = re.compile(
    r"\A\ufeff?---[ \t]*(?P<end>\r?\n)(?P<head>.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
# XML 1.0 allows no other control characters; they would break every feed.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CODE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATX = re.compile(r"[ ]{0,3}#[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}=+[ \t]*")
_WORDS = re.compile(r"[ ]{0,3}[^\s>#]")
_UNSEEN = re.compile(r"[ ]{0,3}\[[^\]]+\]:.*|\s*")
"""What no reader sees: a reference, or nothing."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as typed. `is_null` marks an empty value or `~`, `typed` is a key as it stands there."""

    text: str
    line: int
    is_null: bool = False
    typed: str = field(default="", compare=False)


class Many(Struct, frozen=True):
    """A list. `raw` is its text where a plain header may have meant just that: `Title: [Update]`."""

    entries: tuple[Node, ...]
    line: int
    raw: str = ""


class Record(Struct, frozen=True):
    """A mapping; keys keep their spelling and the line they stand in."""

    fields: tuple[tuple[Text, Node], ...]
    line: int
    raw: str = ""

    def get(self, name: str) -> Node | None:
        """The value of a key, or None."""
        return next((node for key, node in self.fields if key.text == name), None)

    def __iter__(self) -> Iterator[tuple[Text, Node]]:
        return iter(self.fields)


Node = Text | Many | Record


class Source(Struct, frozen=True):
    """A file taken apart: its front matter, its body, where the body starts, and what is wrong.

    A mistake has no path yet. Its `group` is the key that is meant, where it matters less for one that is
    not read.
    """

    record: Record = Record((), 1)
    body: str = ""
    body_line: int = 1
    mistakes: tuple[Problem, ...] = ()


def folded_key(typed: str, line: int) -> Text:
    """A key of a file without regard to case, as Pelican reads it."""
    return Text(typed.strip().lower(), line, typed=typed.strip())


def read_path(path: Path) -> Source:
    """A file taken apart; one that cannot be opened is a mistake like any other."""
    try:
        return read_source(path.read_bytes())
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or type(error).__name__}."
        hint = "Check its permissions, and whether it is a dangling symlink."
        return Source(mistakes=(Problem("file-unreadable", "", 1, message, hint),))


def files_in(folder: Path, patterns: Collection[str] = LEFTOVERS, below: str = "*") -> list[Path]:
    """The Markdown files one level below a folder, in order; a folder that is called so is none.

    What has a name by one of the patterns, or lies in a folder that has, is passed over. `below` names
    the only folder to look into.
    """
    return [
        path
        for path in sorted(folder.glob(f"{below}/*.[mM][dD]"))
        if not (is_ignored(path.name, patterns) or is_ignored(path.parent.name, patterns) or path.is_dir())
    ]


def read_source(octets: bytes) -> Source:
    """Take a file apart. Never raises: what is wrong stands in `mistakes`."""
    text, mistakes = _decode(octets)
    if text is None:
        return Source(mistakes=mistakes)
    if not text.strip():
        hint = "Write a title and a story, or delete the file."
        return Source(mistakes=(*mistakes, Problem("file-empty", "", 1, "The file is empty.", hint)))
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.strip())
    if language := _foreign(lines, start):
        message = f"The front matter is {language}, which is not read; the file is left out."
        hint = "Write the keys as YAML, between lines with ---."
        return Source(mistakes=(*mistakes, Problem(FOREIGN, "", start + 1, message, hint)))
    is_yaml = lines[start].rstrip() in ("---", "---yaml", "--- yaml")
    if is_yaml:
        source = _read_yaml(lines, start)
    else:
        source = _read_headers(lines, start + 1 if _RULE.fullmatch(lines[start].rstrip()) else 0)
    return Source(source.record, source.body, source.body_line, mistakes + source.mistakes)


def _foreign(lines: list[str], start: int) -> str:
    """In which language, that is not read here, the front matter is written; empty where it is in ours."""
    first = lines[start].rstrip()
    if first == "+++":
        return "TOML"
    if named := _NAMED.fullmatch(first):
        return named[1].upper()
    return "JSON" if first == "{" or first.startswith('{"') else ""


def _decode(octets: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    try:
        text = unix_lines(octets.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = octets[: error.start].count(b"\n") + 1
        message = f"The file is not UTF-8: byte 0x{octets[error.start]:02x} cannot be read."
        return None, (Problem("file-not-utf8", "", line, message, "Save it as UTF-8."),)
    found = CONTROL.search(text)
    if found is None:
        return text, ()
    line = text.count("\n", 0, found.start()) + 1
    count = len(CONTROL.findall(text))
    message = f"{count} control character{'s' if count > 1 else ''} (U+{ord(found[0]):04X}) left out."
    hint = "Feeds may not hold them; delete them in the file."
    return CONTROL.sub("", text), (Problem("control-character", "", line, message, hint, "warning"),)


def _read_yaml(lines: list[str], start: int) -> Source:
    """Front matter between `---` in line `start` (from 0) and the next `---` or `...`."""
    inside = enumerate(lines[start + 1 :], start + 1)
    end = next((number for number, line in inside if line.rstrip() in ("---", "...")), None)
    if end is None:
        message = "The front matter opened by --- is never closed."
        hint = "Put a line with --- between the keys and the story."
        return Source(mistakes=(Problem("front-matter-open", "", start + 1, message, hint),))
    body = "\n".join(lines[end + 1 :])
    text = "\n".join(lines[start + 1 : end]) + "\n"
    try:
        record, mistakes = _composed(text, start + 2)
    except yaml.YAMLError as error:
        record, mistakes = None, (_yaml_mistake(error, lines, start + 2),)
    if record is not None and not isinstance(record, Record):
        message = "The front matter is not a list of keys."
        hint = 'Write one "key: value" a line.'
        mistakes = (Problem("front-matter-form", "", start + 2, message, hint),)
    return Source(record if isinstance(record, Record) else Record((), 1), body, end + 2, mistakes)


def _composed(text: str, first_line: int) -> tuple[Node | None, tuple[Problem, ...]]:
    """YAML as nodes of ours and what is wrong with them; None for nothing. Raises YAMLError.

    Composing recurses, in C without a guard: what is nested too deeply for it is refused first. No text is
    nested more deeply than it is long.
    """
    if len(text) > MAX_UNCHECKED:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > 10 * MAX_DEPTH:
                mark: Any = event.start_mark  # libyaml's marks have a type of their own
                raise yaml.MarkedYAMLError(problem="it is nested too deeply", problem_mark=mark)
    root = yaml.compose(text, Loader=_Loader)
    builder = _Builder(first_line)
    return builder.build(root, 0) if root else None, tuple(builder.mistakes)


class _Builder:
    """Turns composed YAML nodes into ours; refuses what has no end (an anchor inside itself)."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.mistakes: list[Problem] = []
        self.nodes = 0

    def build(self, node: yaml.Node, depth: int) -> Node:
        line = node.start_mark.line + self.first_line
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            if not any(mistake.code == "front-matter-deep" for mistake in self.mistakes):
                message = "The front matter is nested too deeply or repeats itself without end."
                self.mistakes.append(Problem("front-matter-deep", "", line, message))
            return Text("", line, True)
        if isinstance(node, yaml.ScalarNode):
            null = node.tag == "tag:yaml.org,2002:null" and not node.style  # None, or "" by libyaml
            return Text("" if null else node.value, line, null)
        if isinstance(node, yaml.SequenceNode):
            return Many(tuple(self.build(child, depth + 1) for child in node.value), line)
        return record_of(self._pairs(node, depth), line, self.mistakes)

    def _pairs(self, node: yaml.Node, depth: int) -> Iterator[tuple[Text, Node]]:
        for key_node, value_node in node.value:
            if self.nodes > MAX_NODES:
                break  # what follows is not read, so nothing can be said of it
            key = self.build(key_node, depth + 1)
            if not isinstance(key, Text):
                message = "A key must be a word."
                self.mistakes.append(Problem("front-matter-form", "", key.line, message))
                continue
            if depth == 0:  # Pelican, too, reads `Title` and `title` as one key
                key = folded_key(key.text, key.line)
            yield key, self.build(value_node, depth + 1)


def record_of(pairs: Iterable[tuple[Text, Node]], line: int, mistakes: list[Problem]) -> Record:
    """A record of keys and values; of a key that stands twice the first counts, which is noted.

    Twice the same is untidy; two different values are a mistake that nobody can decide.
    """
    fields: dict[str, tuple[Text, Node]] = {}
    for key, value in pairs:
        first, other = fields.setdefault(key.text, (key, value))
        if first is not key:
            message = f'The key "{key.text}" stands here and in line {first.line}.'
            same = isinstance(value, Text) and isinstance(other, Text) and value.text == other.text
            severity = "warning" if same else "error"
            mistakes.append(
                Problem("key-twice", "", key.line, message, "Keep one of them.", severity, key.text)
            )
    return Record(tuple(fields.values()), line)


def _yaml_mistake(error: yaml.YAMLError, lines: list[str], first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min((mark.line if mark else 0) + first_line, len(lines))
    what = getattr(error, "problem", None) or "it cannot be read"
    hint = "Put the value in quotation marks if it holds a colon, or check the indentation."
    if "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        hint = "Indent with spaces, not with a tab."
    else:  # YAML notices a missing space only in the line after it
        for number in (line, line - 1):
            if number >= first_line and re.match(r"[\w-]+:[^\s/]", lines[number - 1]):
                line, hint = number, "Put a space after the colon."
                break
    return Problem("yaml-broken", "", line, f"The front matter is not valid YAML: {what}.", hint)


def _read_headers(lines: list[str], start: int) -> Source:
    """Plain Pelican headers: `Key: value` lines up to the first that is none (Markdown's meta).

    They begin in line `start` (from 0); after a line of dashes, which Markdown takes for an opening `---`,
    another one may end them.
    """
    rows: list[tuple[Text, list[str]]] = []
    end = 0
    for number, line in enumerate(lines[start:], start + 1):
        header = _HEADER.match(line)
        if header:
            rows.append((folded_key(header["key"], number), [(header["value"] or "").strip()]))
        elif rows and (more := _MORE.match(line)):
            rows[-1][1].append(more["value"].strip())
        else:
            is_over = not line.strip() or (start and _END.fullmatch(line.rstrip()))
            end = number if is_over else number - 1
            break
        end = number
    mistakes: list[Problem] = []

    def pairs() -> Iterator[tuple[Text, Node]]:
        for key, values in rows:
            node, wrong = header_value(values, key.line)
            mistakes.extend(wrong)
            yield key, node

    record = record_of(pairs(), 1, mistakes)
    body = "\n".join(lines[end:]) if rows else "\n".join(lines)
    return Source(record, body, end + 1 if rows else 1, tuple(mistakes))


def header_value(values: list[str], line: int) -> tuple[Node, tuple[Problem, ...]]:
    """The value of a plain header; what starts like YAML's `[` or `{` is read as YAML's flow style."""
    joined = "\n".join(value for value in values if value)
    if re.match(r"^(?:\[.*\]|\{.*\})$", joined, re.DOTALL):
        with suppress(yaml.YAMLError):
            node, mistakes = _composed(joined, line)
            if node is not None:
                return node if isinstance(node, Text) else replace(node, raw=joined), mistakes
    return Text(joined, line, not joined), ()


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


def without_heading(source: Source) -> tuple[Source, str, int]:
    """A file without the heading that is its title, the text of that heading and its line in the file.

    The text is empty where there is none.

    The heading opens the body, or it is the only one of its level. Empty lines stay in its place, so that
    all others keep their number.
    """
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source.body)
    seen, lines = text.split("\n"), source.body.split("\n")
    headings = list(_top_headings(seen))
    if not headings:
        return source, "", 0
    start, end, title = headings[0]
    if len(headings) > 1 and not all(_UNSEEN.fullmatch(line) for line in seen[:start]):
        return source, "", 0
    lines[start:end] = [""] * (end - start)
    return replace(source, body="\n".join(lines)), title, source.body_line + start


def _top_headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The headings of the first level: the lines of each (from 0, the last not among them) and its text."""
    fence = ""
    for number, (two_above, above, line) in enumerate(
        zip(["", "", *lines], ["", *lines], lines, strict=False)
    ):
        mark = _CODE.match(line)
        if fence:
            fence = "" if mark and mark["fence"].startswith(fence) else fence
        elif mark:
            fence = mark["fence"]
        elif (atx := _ATX.fullmatch(line)) and atx["text"]:
            yield number, number + 1, atx["text"]
        elif _UNDERLINE.fullmatch(line) and _WORDS.match(above) and not two_above.strip():
            yield number - 1, number + 1, above.strip()
