"""The documents at the top: folders and layers as they are, each number and each heading once."""

from __future__ import annotations

import re
import tomllib

from conftest import ROOT

HEARD = ROOT / "plugins" / "heard"
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def contract() -> list[set[str]]:
    """The layers of the contract in pyproject.toml, from top to bottom."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return [{name.strip().removeprefix("heard.") for name in layer.split("|")} for layer in layers]


def test_the_picture_shows_the_layers_in_their_order():
    picture = TEXT.partition("## The layers")[2].partition("```text\n")[2].partition("```")[0]
    rows = re.findall(r"^│ +(.*?) +│$", picture, re.MULTILINE)
    assert [set(row.split(" · ")) for row in rows] == contract()


def test_every_folder_of_the_package_is_named():
    folders = [path.parent.relative_to(HEARD).as_posix() for path in HEARD.rglob("__init__.py")]
    assert len(folders) > 20
    assert [name for name in folders if name != "." and f"`{name}/`" not in TEXT] == []


def test_every_folder_is_described_in_the_order_of_the_layers():
    described = re.findall(r"^\*\*`(\w+)(?:/|\.py)`\*\*", TEXT, re.MULTILINE)
    layers = [layer for layer in reversed(contract()) for _name in layer]
    assert len(described) == len(layers)
    assert [name in layer for name, layer in zip(described, layers, strict=True)] == [True] * len(layers)


def test_every_module_that_is_named_is_there():
    """A module stands by its path, or by its name in the paragraph of its folder."""
    named = re.findall(r"`([\w/]+\.py)`", TEXT)
    there = [*HEARD.rglob("*.py"), *ROOT.glob("*.py"), *(ROOT / "tests").rglob("*.py")]
    paths = [f"/{path.relative_to(ROOT).as_posix()}" for path in there]
    assert len(named) > 50
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in paths)] == []


def test_nothing_is_described_in_a_second_place():
    """The skeleton's README is a file of the sites that `heard new-site` makes."""
    readmes = [path.relative_to(HEARD).as_posix() for path in HEARD.rglob("README.md")]
    assert readmes == ["cli/skeleton/README.md"]


def test_decisions_are_numbered_in_their_order():
    text = (ROOT / "plugins" / "DECISIONS.md").read_text("utf-8")
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_changelog_has_each_kind_of_change_once():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Upgrade"]
    for release in text.split("\n## [")[1:]:
        headings = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert headings == [kind for kind in kinds if kind in headings]
