"""What tests of identities share: a record as `heard ids` writes it, for sites that a test builds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from helpers import TODAY, story_of

from heard.library.identities import (
    Identity,
    Published,
    brought_up_to_date,
    marked_as_removed,
    published_in,
)
from heard.library.identity_file import read_identities, text_of
from heard.model.records import Story

FIRST = date(2026, 1, 2)


def entry(story_id: str, *addresses: str, **fields: Any) -> Identity:
    """One recorded story; without addresses it has that of its id."""
    given = {"identity": f"urn:story:{story_id}", "first": FIRST, **fields}
    return Identity(story_id, addresses=addresses or (f"/stories/{story_id}/",), **given)


def recorded(*entries: Identity) -> dict[str, Identity]:
    """A record of these."""
    return {one.id: one for one in entries}


def published(story_id: str, address: str = "", keys: str = "") -> Published:
    """A story that has a page."""
    return Published(_story(story_id, keys), address or f"/stories/{story_id}/")


@cache
def _story(story_id: str, keys: str) -> Story:
    return story_of(f"id: {story_id}\n{keys}")


def ids_file(folder: Path) -> Path:
    """Where a site that is built in `folder` has its record."""
    return folder / "data" / "ids.json"


def record(folder: Path, built: Any, removed: Iterable[str] = (), today: date = TODAY) -> dict[str, Any]:
    """Do what `heard ids` does after a build; the stories as the file has them."""
    before, problems = read_identities(ids_file(folder), "data/ids.json")
    assert problems == []
    stories = published_in(built.settings["STORY_LIBRARY"])
    after, _steps = brought_up_to_date(before or {}, stories, today)
    for story_id in removed:
        after, _steps = marked_as_removed(after, story_id, today)
    ids_file(folder).parent.mkdir(exist_ok=True)
    ids_file(folder).write_text(text_of(after), "utf-8")
    found: dict[str, Any] = json.loads(text_of(after))["stories"]
    return found
