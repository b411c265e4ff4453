"""Every macro has an example, and every example shows every state without a gap."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from .samples import TODAY, sample_library, sample_replies, samples

EXAMPLES = sorted(path.name for path in (ROOT / "theme" / "examples").glob("*.html"))
MACROS = sorted(path.name for path in (ROOT / "theme" / "templates" / "macros").glob("*.html"))


@pytest.fixture(scope="module")
def given():
    return {
        "samples": samples(),
        "library": sample_library(),
        "sample_replies": sample_replies(),
        "today": TODAY,
    }


def test_every_macro_file_has_an_example():
    assert EXAMPLES == MACROS


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_is_called_by_its_example(name):
    source = (ROOT / "theme" / "templates" / "macros" / name).read_text("utf-8")
    example = (ROOT / "theme" / "examples" / name).read_text("utf-8")
    macros = re.findall(r"{%-? macro (\w+)\(", source)
    others = source + "".join(
        (ROOT / "theme" / "templates" / "macros" / other).read_text("utf-8") for other in MACROS
    )
    unused = [macro for macro in macros if f"{macro}(" not in example and others.count(f"{macro}(") < 2]
    assert macros and unused == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_renders_every_state(environment, given, name):
    html = environment.get_template(name).render(**given)
    assert html.strip()
    assert "None" not in re.sub(r"<[^>]*>", " ", html)
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<[^>]*>", " ", html)), "a {place} was left unfilled"


def test_no_word_of_the_catalogue_is_html(facts):
    found = [text for text in _texts(facts.strings) if re.search(r"<[a-z/]", text)]
    assert found == []


def _texts(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
