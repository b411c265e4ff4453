"""What templates use is there, and the theme's README tells of all of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from heard.facts.site import FRAME_FIELDS, QUESTIONS

README = (ROOT / "theme" / "README.md").read_text("utf-8")
TOLD = README.partition("## What a template gets")[2].partition("\n## ")[0]
TEMPLATES = ROOT / "theme" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
MACROS = sorted((TEMPLATES / "macros").glob("*.html"))
ASKED = {*FRAME_FIELDS, *QUESTIONS, "source_of"} - {"frame", "text"}
"""What a template may ask; the rest is for whoever makes the site."""


@pytest.fixture(scope="module")
def parsed(environment):
    @cache
    def tree(path: Path) -> nodes.Template:
        return environment.parse(path.read_text("utf-8"))

    return tree


def questions(tree: nodes.Node) -> set[str]:
    return {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "site"
    }


def test_all_that_a_template_may_ask_is_told_and_nothing_else():
    assert set(re.findall(r"`site\.(\w+)", TOLD)) == ASKED


def test_templates_ask_what_there_is(parsed):
    asked = {name for path in PAGES for name in questions(parsed(path))}
    assert len(asked) > 15 and asked <= ASKED


def test_every_variable_of_a_page_is_told(parsed):
    """What one template sets, those that it includes may use."""
    trees = [parsed(path) for path in PAGES if path.parent.name != "macros"]
    used = {name for tree in trees for name in find_undeclared_variables(tree)}
    own = {name.name for tree in trees for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    own |= {node.target for tree in trees for node in tree.find_all(nodes.Import)}
    told = set(re.findall(r"`(\w+)(?:\(\w*\))?`", README))
    assert len(used) > 50
    assert sorted(used - own - told) == []


@pytest.mark.parametrize("path", MACROS, ids=lambda path: path.name)
def test_nothing_is_asked_outside_of_a_macro(parsed, path):
    """A file of macros is imported once, and a question of its own would be heard for one page only."""
    tree = parsed(path)
    outside = [node for node in tree.body if not isinstance(node, nodes.Macro)]
    assert [name for node in outside for name in questions(node)] == []
    assert [node for node in outside for name in node.find_all(nodes.Name) if name.name == "site"] == []
