"""`heard schema`: the keys of front matter as a JSON Schema, and as snippets for VS Code.

Both are made from the table of keys, so that an editor offers exactly what the site reads.
The schema is as strict as a helpful editor should be: the site itself also takes `In Person` for
`in-person`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from heard.build.run import read_quietly
from heard.content.fields import FALSE, TRUE
from heard.content.keys import KEYS, Key
from heard.model.vocabulary import STATUS_OF
from heard.text.files import write_whole
from heard.text.names import ID
from heard.text.terminal import shown

NAME = "story.schema.json"
SNIPPETS = ".vscode/stories.code-snippets"
Schema = dict[str, Any]

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_DATE = (
    r"^([Uu]ndated|\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?( ?(Z|[+-]\d{2}:?\d{2}))?)?)?)?"
    r"(\s*/\s*\d{4}\S*)?)$"
)


def write(conf: Path, output: Path | None = None, snippets: bool = False) -> int:
    """The task: write the schema (and the snippets); the exit code."""
    settings = read_quietly(conf, {})
    project = conf.absolute().parent
    target = output.absolute() if output else project / NAME
    extra = (*settings.get("STORY_EXTRA_KEYS", ()), *settings.get("STORY_KEY_ALIASES", {}))
    words = settings.get("STORY_VALUE_ALIASES", {})
    made = {target: story_schema(KEYS, settings.get("STORY_KEY_ALIASES", {}), extra, words)}
    if snippets:
        made[project / SNIPPETS] = story_snippets(KEYS)
    for path, content in made.items():
        write_whole(path, as_json(content))
        print(f"Wrote {shown(path)}")
    return 0


def as_json(content: Schema) -> str:
    """A schema, or snippets, as the text of their file."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def story_schema(
    keys: Iterable[Key],
    aliases: Mapping[str, str] | None = None,
    extra: Iterable[str] = (),
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Schema:
    """The JSON Schema (2020-12) of a story's front matter.

    `aliases` are the site's own names for keys, `extra` the keys that it allows beside ours, `words` its
    own words for ours, by key. An editor minds the case of a key, the site does not.
    """
    table = {key.name.lower(): key for key in keys}
    own = {name.lower(): list(meant) for name, meant in (words or {}).items()}
    properties = {key.name: _with_words(_described(key), own.get(name)) for name, key in table.items()}
    for name in extra:
        meant = table.get((aliases or {}).get(name, "").lower())
        properties[name] = properties[meant.name] if meant else {"description": "A key of this site."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a story",
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x_": {"description": "A key of your own, left alone."}},
        "additionalProperties": False,
        "required": [key.name for key in table.values() if key.required],
    }


def story_snippets(keys: Iterable[Key]) -> Schema:
    """Snippets in the form of VS Code: a key's name completes to the key and its words."""
    return {
        key.name: {
            "scope": "markdown",
            "prefix": key.name,
            "body": f"{key.name}: {_blank(key)}",
            "description": key.help,
        }
        for key in keys
    }


def _blank(key: Key) -> str:
    """What stands after the key: a choice of words, a list to fill, or a place to type."""
    words = key.words or (("true", "false") if key.form == "flag" else ())
    if words:
        return f"${{1|{','.join(words)}|}}"
    if key.form in ("names", "records") and key.split:
        return "[${1}]"
    if key.form in ("record", "records") and not key.short:
        first = "  - " if key.form == "records" else "  "
        needed = [field for field in key.fields if field.required] or list(key.fields)
        lines = [f"{field.name}: ${{{number}}}" for number, field in enumerate(needed, 1)]
        return "\n" + first + ("\n" + " " * len(first)).join(lines)
    return "${1}"


def _described(key: Key) -> Schema:
    form = _FORMS[key.form]
    return {"description": key.help, **(form(key) if callable(form) else form)}


def _with_words(described: Schema, words: list[str] | None) -> Schema:
    if not words:
        return described
    form = {name: value for name, value in described.items() if name != "description"}
    return {"description": described["description"], "anyOf": [form, {"enum": words}]}


def _record(key: Key) -> Schema:
    return {
        "type": "object",
        "properties": {
            name: _described(field)
            for field in key.fields
            for name in filter(None, (field.name, field.also))
        },
        "required": [field.name for field in key.fields if field.required and not field.also],
        "additionalProperties": False,
    }


def _one_or_record(key: Key) -> Schema:
    """A record, or what may stand in its place: one of the words, or a sentence (never one word)."""
    short = [_SCALAR] if key.short else []
    if key.words:
        short = [{"enum": list(key.words)}, {"type": "string", "pattern": r"\s"}]
    return {"anyOf": [*short, _record(key)]}


_FLAG: Schema = {"anyOf": [{"type": "boolean"}, {"enum": [*TRUE, *FALSE]}]}
_FORMS: dict[str, Schema | Callable[[Key], Schema]] = {
    "text": _SCALAR,
    "names": {"anyOf": [{"type": "array", "items": _SCALAR}, _SCALAR]},
    "word": lambda key: {"enum": list(key.words)},
    "date": {
        "anyOf": [
            {"type": "string", "pattern": _DATE, "examples": ["2008-03-31", "2008-03", "undated"]},
            {"type": "integer", "minimum": 1001, "maximum": 9999},
        ]
    },
    "number": {"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d{1,9}$"},
    "flag": _FLAG,
    "standing": lambda key: {"enum": list(dict.fromkeys((*key.words, *STATUS_OF)))},
    "published": {"anyOf": [_FLAG, {"type": "string", "pattern": r"^(\d{4}|https?://)"}]},
    "duration": {"type": "string", "pattern": "^[Pp]", "examples": ["PT40M", "P3D"]},
    "url": {"type": "string", "pattern": "^https?://"},
    "id": {"type": ["string", "integer"], "pattern": f"^{ID.pattern}$"},
    "record": _one_or_record,
    "records": lambda key: {
        "anyOf": [{"type": "array", "items": _one_or_record(key)}, *_one_or_record(key)["anyOf"]]
    },
}
"""What a key's value may be, by its form."""
