"""What the site says of a file – defaults, and what its path tells – read as if it stood in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from heard.content.fields import Fields, Reading
from heard.content.front_matter import Many, Node, Record, Source, Text, header_value
from heard.content.keys import Key
from heard.content.parser import Rules, read_fields
from heard.text.problems import Problem

Given = Mapping[str, tuple[object, str]]
"""Values by the name of their key, each with the setting that gives it."""


def read_given(
    path: str, given: Given, keys: tuple[Key, ...], rules: Rules
) -> tuple[Fields, list[Problem]]:
    """The values that the site gives a file, and what is wrong with them. Keys that are not ours go to
    Pelican and its plugins as ever; one that may hold the file back and is not understood is an error.
    """
    values: Fields = {}
    problems: list[Problem] = []
    for name, (value, setting) in given.items():
        reading = Reading(path)
        record = Record(((Text(name.lower(), 0, typed=name), node_of(value, name)),), 0)
        read_fields(reading, Source(record), keys, rules)
        for read, one in reading.found.items():
            if one is not None or read in ("published", "publish", "save_as"):
                values[read] = one
        problems += [
            replace(problem, line=0, hint=f"{problem.hint} {setting} says so.".strip())
            for problem in reading.problems
            if problem.code not in ("key-unknown", "key-reserved")
        ]
    return values, problems


def node_of(value: object, name: str = "", line: int = 0) -> Node:
    """A value of Python as a node of front matter; texts are read as plain headers are."""
    if value is None:
        return Text("", line, True)
    if isinstance(value, bool):
        return Text(str(value).lower(), line)
    if isinstance(value, str):
        if name == "author":  # Pelican takes `authors` apart, not `author`
            return Many((Text(value, line),), line)
        return header_value(value.split("\n"), line)[0]
    if isinstance(value, datetime):
        if value.time() == time.min and value.tzinfo is None:
            return Text(value.date().isoformat(), line)
        return Text(value.isoformat(" ", "seconds" if value.second else "minutes"), line)
    if isinstance(value, date):
        return Text(value.isoformat(), line)
    if isinstance(value, Mapping):
        fields = ((Text(str(key), line), node_of(one, line=line)) for key, one in value.items())
        return Record(tuple(fields), line)
    if isinstance(value, (list, tuple, set, frozenset)):
        return Many(tuple(node_of(one, line=line) for one in value), line)
    return Text(str(value), line)
