"""What was pulled from Isso: which comment became which file, and what each field was then.

A field is kept as a hash. One that differs from it in the file was changed by the writer, one that
differs from it in Isso was changed there; so neither change is lost, and what a reader deleted is not kept
by the back door. The file is committed with the comments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from heard.text.files import read_state, write_state

VERSION = 1
STATE_FILE = "isso.json"
FIELDS = ("author", "body", "in_reply_to", "modified", "status", "url")


@dataclass(frozen=True, slots=True)
class Pulled:
    """One comment that was pulled: `id` in the folder of `story`, last seen in the database `database`.

    `fields` holds hashes. `gone` says that its deletion was dealt with.
    """

    story: str
    id: str
    database: str
    fields: Mapping[str, str]
    gone: bool = False


State = Mapping[str, Pulled]
"""What was pulled, by the key of its row."""


def hash_of(value: str) -> str:
    """How the value of a field stands in the state."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def load(path: Path) -> dict[str, Pulled]:
    """The state in a file; nothing where there is no file. Raises Refusal for one that is broken."""

    def make(content: dict[str, Any]) -> dict[str, Pulled]:
        return {str(key): _pulled(entry) for key, entry in content["comments"].items()}

    return read_state(path, VERSION, make) or {}


def save(path: Path, state: State) -> None:
    """Write the state, sorted, so that a diff shows what happened. Raises OSError."""
    comments = {key: asdict(one) for key, one in sorted(state.items())}
    for entry in comments.values():
        entry["fields"] = dict(sorted(entry["fields"].items()))
        if not entry["gone"]:
            del entry["gone"]
    write_state(path, VERSION, {"comments": comments})


def _pulled(entry: Mapping[str, Any]) -> Pulled:
    fields = {name: str(entry["fields"][name]) for name in FIELDS}
    return Pulled(
        str(entry["story"]), str(entry["id"]), str(entry["database"]), fields, bool(entry.get("gone"))
    )
