from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from heard.cli.schema import story_schema, story_snippets
from heard.content.keys import KEYS

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = story_schema(KEYS, {"topics": "tags"}, ["topics", "mood"])
STORIES = sorted((ROOT / "content" / "stories").glob("*.md"))


class Yaml12(yaml.SafeLoader):
    """Scalars as an editor reads them: `on` and `2008-03-31` are texts since YAML 1.2."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":int", ":float", ":null"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def wrong(front_matter: str, loader: Any = Yaml12) -> list[str]:
    """The places of what the schema refuses."""
    found = yaml.load(front_matter, Loader=loader)
    return sorted(
        ".".join(map(str, error.absolute_path)) or error.validator
        for error in Draft202012Validator(SCHEMA).iter_errors(found)
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_offered_with_its_help() -> None:
    assert list(SCHEMA["properties"])[: len(KEYS)] == [key.name for key in KEYS]
    assert all(SCHEMA["properties"][key.name]["description"] == key.help for key in KEYS)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_story_of_the_demo_site_is_right(path: Path) -> None:
    text = path.read_text("utf-8")
    found = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if found:  # the others are written with plain headers
        # BaseLoader leaves every scalar a text, as the site does.
        assert wrong(found[1], yaml.BaseLoader) == []


@pytest.mark.parametrize(
    "line",
    [
        "date: 2008",
        "date: '2008-03'",
        "date: '2008-03-31 14:05 +0200'",
        "date: 2008-03/2009",
        "date: undated",
        "values: [life, justice]",
        "values: life; justice",
        "values: [{name: life, stance: honoured}, justice]",
        "outcome: heard",
        "outcome: He softened and laughed.",
        "outcome: {stage: heard, text: He laughed.}",
        "timeline: [{on: '2008', event: told}]",
        "lesson: Ask twice.",
        "lessons: [Ask twice., {text: Ask once., for: staff}]",
        "series: {name: Flying, part: 2}",
        "series: Flying",
        "cost: {wait: PT40M, contacts: 3, money: {amount: 12.50, currency: EUR}}",
        "tags: a, b",
        "draft: yes",
        "x_mood: {any: thing}",
        "mood: blue",
        "topics: [a]",
        "title: 2008",
    ],
)
def test_what_the_site_reads_is_right(line: str) -> None:
    assert wrong(line if line.startswith("title") else f"title: A call\n{line}") == []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("vaules: [life]", "additionalProperties"),
        ("date: Mar10", "date"),
        ("outcome: herd", "outcome"),
        ("outcome: {stage: herd}", "outcome"),
        ("values: [{name: life, stance: honored}]", "values"),
        ("timeline: [{on: '2008'}]", "timeline"),
        ("channel: telegraph", "channel"),
        ("id: A B", "id"),
        ("relates: [{rel: likes, to: x}]", "relates"),
        ("first_published: {site: x, url: nowhere}", "first_published"),
    ],
)
def test_what_the_site_refuses_is_wrong(line: str, place: str) -> None:
    assert wrong(f"title: A call\n{line}") == [place]


def test_a_title_is_needed() -> None:
    assert wrong("date: 2008") == ["required"]


def test_each_key_is_a_snippet_that_offers_its_words() -> None:
    snippets = story_snippets(KEYS)
    assert snippets["kind"]["body"] == "kind: ${1|story,reflection|}"
    assert snippets["title"]["body"] == "title: ${1}"
    assert snippets["values"]["body"] == "values: [${1}]"
    assert snippets["draft"]["body"] == "draft: ${1|true,false|}"
    assert snippets["relates"]["body"] == "relates: \n  - rel: ${1}"
    assert {snippet["scope"] for snippet in snippets.values()} == {"markdown"}
