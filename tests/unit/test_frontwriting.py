"""Front matter that is written is read back as it was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.content.front_matter import file_text, read_source, with_field

FILE = "---\nid: a\nStatus: pending\nlong:\n  - x\n  - y\nlast: z\n---\n\nstatus: no key\n"


def fields(text: str) -> dict[str, object]:
    source = read_source(text.encode("utf-8", "replace"))
    return {name.text: getattr(node, "text", node) for name, node in source.record}


def test_a_field_is_set_in_its_place_whatever_its_case():
    assert with_field(FILE, "status", "approved") == FILE.replace("Status: pending", "status: approved")


def test_a_new_field_stands_last():
    assert with_field(FILE, "sha256", "5f") == FILE.replace("last: z\n", "last: z\nsha256: 5f\n")


def test_a_field_goes_with_its_further_lines():
    assert with_field(FILE, "long", "short") == FILE.replace("long:\n  - x\n  - y\n", "long: short\n")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_stay_as_they_are(mark):
    text = mark + FILE.replace("\n", "\r\n")
    assert with_field(text, "status", "spam") == text.replace("Status: pending", "status: spam")


@pytest.mark.parametrize("text", ["", "Title: A\n\nBody.\n", "---\nid: a\n"])
def test_a_file_without_such_a_head_is_refused(text):
    with pytest.raises(ValueError, match="front matter"):
        with_field(text, "status", "spam")


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_what_is_written_is_read_back(value):
    text = with_field(file_text({"author": value, "status": "pending"}, value), "status", value)
    assert fields(text) == {"author": value, "status": value}
