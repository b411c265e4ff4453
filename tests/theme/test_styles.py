"""The laws of the style sheets: colours in one file, small files, logical properties, readable contrast."""

from __future__ import annotations

import gzip
import re
from itertools import product

import pytest
from conftest import ROOT

from heard.theming.theme import join_styles

CSS = sorted((ROOT / "theme" / "css").glob("*.css"))
LITERAL = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab|hwb)a?\(", re.IGNORECASE)
PHYSICAL = re.compile(
    r"(?:^|[;{\s])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?:^|[;{\s])(?:left|right|top|bottom)"
    r"\s*:|text-align\s*:\s*(?:left|right)|(?:^|[;{\s])(?:min-|max-)?(?:width|height)\s*:"
)


def _plain(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_a_style_sheet_keeps_the_laws(path):
    text = _plain(path)
    assert len(path.read_text("utf-8").splitlines()) <= 120
    assert "!important" not in text
    assert not re.search(r"(?:^|[\s,}])#[a-z][\w-]*\s*[,{.:]", text), "no ids"
    assert "url(http" not in text and "@import" not in text and "@font-face" not in text
    if path.name != "tokens.css":
        assert LITERAL.findall(text) == []
    declarations = re.sub(r"@(?:media|container)[^{]*", "", text)
    assert PHYSICAL.findall(declarations) == []


def test_the_order_of_layers_is_declared_once(facts):
    first = _plain(ROOT / "theme" / facts.style_files[0])
    assert "@layer reset, tokens, base, layout, components, utilities, print;" in first


def test_every_style_sheet_is_joined(facts):
    assert sorted(facts.style_files) == [f"css/{path.name}" for path in CSS]


def test_the_joined_style_sheet_keeps_its_budget(facts):
    _name, text = join_styles(facts)
    assert len(gzip.compress(text.encode(), 9, mtime=0)) <= 8 * 1024


def _tokens(scheme):
    text = _plain(ROOT / "theme" / "css" / "tokens.css")
    pairs = re.findall(r"--([\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)", text)
    return {name: (light, dark)[scheme == "dark"] for name, light, dark in pairs}


def _luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast ratio of two colours. Source: WCAG 2.2, 1.4.3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_is_readable_on_every_paper(scheme):
    tokens = _tokens(scheme)
    texts = [name for name in tokens if name not in ("paper", "raised", "rule")]
    weak = [
        (text, paper, round(contrast(tokens[text], tokens[paper]), 2))
        for text, paper in product(texts, ("paper", "raised"))
        if contrast(tokens[text], tokens[paper]) < 4.5
    ]
    assert weak == []


def test_no_style_writes_whole_words_in_capitals():
    """Browsers would write Georgian in another alphabet and Greek without its accents."""
    sheets = {path.name: path.read_text("utf-8") for path in (ROOT / "theme" / "css").glob("*.css")}
    found = re.findall(
        r"text-transform:\s*(\w+)|font-variant(?:-caps)?:\s*([\w-]+)", "\n".join(sheets.values())
    )
    assert sheets and [value for pair in found for value in pair if value not in ("", "capitalize")] == []
