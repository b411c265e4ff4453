"""Reading values by their form: a text, a word of a list, a date, a record – or a problem.

Each function takes a node of the front matter and returns a Python value, or None after noting what
is wrong. Nothing raises: a writer sees all mistakes of a file at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from heard.content.front_matter import CONTROL, Many, Node, Record, Text
from heard.content.keys import Key
from heard.model import vocabulary
from heard.text.dates import DateError, Moment, moment_of, parse_moment
from heard.text.names import ID, did_you_mean
from heard.text.problems import Problem

T = TypeVar("T", bound=Struct)
Fields = dict[str, Any]
"""Read values by key name; absent keys are missing, empty ones None."""
_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD_CODES = {
    "event": ("event-unknown", "event"),
    "reason": ("reason-unknown", "reason"),
    "stage": ("outcome-unknown", "outcome"),
    "rel": ("relation-unknown", "relation"),
}
_OF_ONE_TEXT = frozenset("word standing date number flag published duration url id".split())
"""The forms that read the text of a value; the others read its node."""
PELICANS_DATES = ("date", "modified")
"""Keys of every Pelican blog, whose dates are spelled in many ways."""
_MAP_IT = "STORY_VALUE_ALIASES maps the words of another platform"
_OR_OWN = f"{_MAP_IT}; if the key is your own, list it in STORY_EXTRA_KEYS."
ALWAYS_OURS = ("status", "draft")
"""Keys that nobody can make his own: a draft stays a draft."""
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Reading:
    """One file being read: where it is, what it says, what was found wrong so far."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: Fields = {}
        self.lines: dict[str, int] = {}
        """The line of each key of ours that stands in the file."""
        self.extra: dict[str, object] = {}
        """What the owner's own keys hold."""
        self.problems: list[Problem] = []

    @property
    def failed(self) -> bool:
        """Whether anything found so far keeps the file out of the site."""
        return any(problem.severity == "error" for problem in self.problems)

    def note(
        self,
        code: str,
        where: int | str,
        message: str,
        hint: str = "",
        *,
        severity: str = "error",
        group: str = "",
    ) -> None:
        """Note a problem in a line of this file, or in that of a key."""
        line = self.lines.get(where, 1) if isinstance(where, str) else where
        self.problems.append(Problem(code, self.path, line, message, hint, severity, group))

    # -- one value --------------------------------------------------------------------------------

    def read(self, key: Key, node: Node) -> Any:
        """The value of a key in its form; None where it is empty or wrong."""
        if is_empty(node):
            return None
        if key.form not in _OF_ONE_TEXT:
            return getattr(self, f"_{key.form}")(key, node)
        text = self._scalar(key, node)
        return None if text is None else getattr(self, f"_{key.form}")(key, text, node.line)

    def _scalar(self, key: Key, node: Node) -> str | None:
        if isinstance(node, Text) or node.raw:
            return clean(node.text if isinstance(node, Text) else node.raw)
        kind = "list" if isinstance(node, Many) else "record"
        self.note("key-form", node.line, f'"{key.name}" must be one text, not a {kind}.')
        return None

    def _text(self, key: Key, node: Node) -> str | None:
        if isinstance(node, Many) and len(node.entries) == 1 and not node.raw:
            node = node.entries[0]
        return self._scalar(key, node) or None

    def _names(self, key: Key, node: Node) -> tuple[str, ...]:
        if isinstance(node, Text):
            texts = split_names(node.text) if key.split else [node.text]
        elif isinstance(node, Many):
            texts = [self._scalar(key, entry) or "" for entry in node.entries]
        else:
            self.note("key-form", node.line, f'"{key.name}" must be a list of names.')
            return ()
        return tuple(dict.fromkeys(name for name in map(clean, texts) if name))

    def _word(self, key: Key, text: str, line: int) -> str | None:
        word = _as_word(text)
        if word in key.words:
            return word
        code, name = _WORD_CODES.get(key.name, ("word-unknown", key.name))
        self.note(code, line, f'"{text}" is no {name}.', did_you_mean(word, key.words))
        return None

    def _standing(self, key: Key, text: str, line: int) -> tuple[str, str] | None:
        """What a word says of publishing: a word of STATUSES, and the word as it was written."""
        word = _as_word(text)
        if word in vocabulary.STATUS_OF:
            return vocabulary.STATUS_OF[word], text
        if word in key.words:
            return "published", word
        hint = f"{did_you_mean(word, key.words)} {_what_else(key)}".strip()
        self.note("word-unknown", line, f'"{text}" is no {key.name}.', hint)
        return None

    def _date(self, key: Key, text: str, line: int) -> Moment | None:
        try:
            return moment_of(text) if key.name in PELICANS_DATES else parse_moment(text)
        except DateError as error:
            hint = "Write 2008, 2008-03, 2008-03-31, 2008-03-31 14:05 or undated."
            self.note("date-wrong", line, f"{key.name}: {error}.", hint)
            return None

    def _number(self, key: Key, text: str, line: int) -> int | None:
        if not re.fullmatch(r"[0-9]{1,18}", text):
            self.note("number-wrong", line, f'"{key.name}" must be a whole number, not "{text}".')
        elif not key.least <= int(text) <= key.most:
            message = f'"{key.name}" must lie between {key.least} and {key.most}, not at {int(text)}.'
            self.note("number-wrong", line, message)
        else:
            return int(text)
        return None

    def _flag(self, key: Key, text: str, line: int) -> bool | None:
        if text.lower() in TRUE or text.lower() in FALSE:
            return text.lower() in TRUE
        hint = _what_else(key) if key.holds_back else ""
        self.note("flag-wrong", line, f'"{key.name}" must be true or false, not "{text}".', hint)
        return None

    def _published(self, key: Key, text: str, line: int) -> bool | Moment | str | None:
        """A flag, or when or where something appeared: Jekyll's flag has other people's name."""
        if text.lower() in TRUE or text.lower() in FALSE:
            return text.lower() in TRUE
        value = publication(text)
        if value is None:
            message = f'"{key.name}" must be true, false or a date, not "{text}".'
            self.note("flag-wrong", line, message, _what_else(key))
        else:
            note_unread(self, Text(key.name, line, typed=key.name))
        return value

    def _duration(self, key: Key, text: str, line: int) -> int | None:
        """Minutes of an ISO 8601 duration of days, hours and minutes."""
        match = _DURATION.fullmatch(text.upper())
        if match and any(match.groups()):
            days, hours, minutes = (int(match[name] or 0) for name in ("days", "hours", "minutes"))
            return (days * 24 + hours) * 60 + minutes
        hint = "Write PT40M for 40 minutes, PT2H30M, or P3D for three days."
        self.note("duration-wrong", line, f'"{key.name}": "{text}" is not a duration.', hint)
        return None

    def _url(self, key: Key, text: str, line: int) -> str | None:
        if is_web_address(text):
            return text
        hint = "Write a full address that begins with https://."
        self.note("url-wrong", line, f'"{key.name}": "{text}" is not a web address.', hint)
        return None

    def _id(self, _key: Key, text: str, line: int) -> str | None:
        if ID.fullmatch(text):
            return text
        hint = "Use 3 to 80 characters of a–z, 0–9 and hyphens."
        self.note("id-wrong", line, f'"{text}" cannot be an id.', hint)
        return None

    # -- records ----------------------------------------------------------------------------------

    def _record(self, key: Key, node: Node) -> dict[str, Any] | None:
        """A record as a dict of its fields, with its line under `line`.

        Fields whose value was refused stand under `wrong`: they were told already.
        """
        if isinstance(node, Text) and key.short:
            value = self.read(next(field for field in key.fields if field.name == key.short), node)
            return None if value is None else {key.short: value, "line": node.line}
        if not isinstance(node, Record):
            form = "a text or a record" if key.short else "a record"
            names = ", ".join(field.name for field in key.fields)
            self.note("key-form", node.line, f'"{key.name}" must be {form} of {names}.')
            return None
        known = {field.name: field for field in key.fields}
        known |= {field.also: field for field in key.fields if field.also}
        found: dict[str, Any] = {"line": node.line}
        for name, value in node:
            field = known.get(name.text.lower())
            if field is not None and field.name in found:
                message = f'The key "{field.name}" stands twice in "{key.name}".'
                self.note("key-twice", name.line, message, "Keep one of them.")
            elif field is None:
                message = f'unknown key "{name.text}" in "{key.name}".'
                hint = did_you_mean(name.text, [field.name for field in key.fields])
                if " " in name.text:  # in braces, a comma ends the text
                    hint = "Put a text that holds a comma in quotation marks."
                self.note("key-unknown", name.line, message, hint)
            else:
                before = len(self.problems)
                found[field.name] = self.read(field, value)
                if len(self.problems) > before:
                    found.setdefault("wrong", set()).add(field.name)
        for field in key.fields:
            if field.required and found.get(field.name) in (None, ""):
                if field.name not in found.get("wrong", ()):
                    self.note("field-missing", node.line, f'"{key.name}" needs "{field.name}".')
                return None
        return found

    def _records(self, key: Key, node: Node) -> tuple[dict[str, Any], ...]:
        entries: tuple[Node, ...] = node.entries if isinstance(node, Many) else (node,)
        if isinstance(node, Text) and key.split:
            entries = tuple(Text(name, node.line) for name in split_names(node.text))
        found = []
        for entry in entries:
            record = None if is_empty(entry) else self._record(key, entry)
            if record is not None:
                found.append(record)
        return tuple(found)


def filled(kind: type[T], read: Mapping[str, Any], **more: Any) -> T:
    """A record of the model: its fields that have a value among those that were read, and some more."""
    names = kind.__struct_fields__
    given = {name: value for name, value in read.items() if name in names and value is not None}
    return kind(**{**given, **more})


def _as_word(text: str) -> str:
    return text.lower().replace("_", "-").replace(" ", "-")


def _what_else(key: Key) -> str:
    return f"{_MAP_IT}." if key.name in ALWAYS_OURS else _OR_OWN


def publication(text: str) -> Moment | str | None:
    """When or where something appeared, from a text that is a date or a web address; else None."""
    text = clean(text)
    if is_web_address(text):
        return text
    try:
        return parse_moment(text)
    except DateError:
        return None


def note_unread(reading: Reading, name: Text) -> None:
    """Note that a key says when or where something appeared, which no page shows."""
    message = f'"{name.typed}" says when or where it appeared, and is not shown.'
    hint = "The date of a story is `date`. STORY_EXTRA_KEYS keeps the key for your theme."
    reading.note("published-where", name.line, message, hint, severity="hint", group=name.text)


def is_empty(node: Node) -> bool:
    """Whether nothing was written: no value, or blanks."""
    return isinstance(node, Text) and (node.is_null or not node.text.strip())


def clean(text: str) -> str:
    """Plain text on one line: entities resolved, white space folded, nothing that XML forbids."""
    text = html.unescape(text) if "&" in text else text
    return " ".join(without_controls(text).split())


def without_controls(text: str) -> str:
    """A text without what XML forbids."""
    return CONTROL.sub("", _SURROGATE.sub("\ufffd", text))


def split_names(text: str) -> list[str]:
    """Names in one text, as Pelican takes them apart: at lines, else semicolons, else commas.

    A list that goes on after a comma or semicolon in the next line is one list.
    Source: `ensure_metadata_list` in pelican/readers.py.
    """
    *others, _last = lines = text.strip().splitlines() or [""]
    is_one_list = all(line.rstrip().endswith((",", ";")) for line in others)
    separator = "\n" if not is_one_list else ";" if ";" in text else ","
    text = text if not is_one_list else " ".join(lines)
    return [name.strip() for name in text.split(separator) if name.strip()]


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http(s) address without white space."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text


def holds_login(url: str) -> bool:
    """Whether a web address names a user before its host."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return False
