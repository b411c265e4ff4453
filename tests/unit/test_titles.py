"""The title of a file without one: its first heading."""

import pytest

from heard.content.front_matter import read_source, without_heading

BODIES = {
    "first": ("# A title\n\nText.", "A title", 4),
    "after blank lines": ("\n\n# A title\n\nText.", "A title", 6),
    "closed": ("# A title ##\n\nText.", "A title", 4),
    "with an id": ("# A title {#here}\n", "A title {#here}", 4),
    "underlined": ("A title\n=======\n\nText.", "A title", 4),
    "underlined by one": ("A title\n=\n", "A title", 4),
    "after a comment": ("<!-- draft\n# no -->\n\n# A title\n\n# More", "A title", 7),
    "after references": ("[a]: https://a.example\n\n# A title\n\n# More", "A title", 6),
    "first of several": ("# A title\n\n# More\n\n# And more", "A title", 4),
    "only one, after a picture": ("![p](p.png)\n\n# A title\n\nText.", "A title", 6),
    "only one, after words": ("Words.\n\n# A title\n\n## Part", "A title", 6),
    "after code": ("```\n# a comment\n```\n\n# A title", "A title", 8),
    "after longer code": ("````\n```\n# a comment\n````\n\n# A title", "A title", 9),
}


@pytest.mark.parametrize(("body", "title", "line"), BODIES.values(), ids=BODIES)
def test_the_first_heading_is_the_title(body, title, line):
    source = read_source(f"---\ndate: 2024\n---\n{body}".encode())
    rest, heading, at = without_heading(source)
    assert (heading, at) == (title, line)
    assert rest.body.count("\n") == source.body.count("\n")
    assert title not in rest.body


NOT = {
    "several after words": "Words.\n\n# One\n\n# Two",
    "of the second level": "## Part",
    "in code": "```\n# a comment\n```",
    "in a listing": "    # a comment",
    "a tag": "#tag and words",
    "empty": "#\n\nText.",
    "a line": "Words.\n\n=====",
    "a paragraph of two lines": "Words\nmore\n====",
    "in a comment": "<!--\n# no\n-->",
    "nothing": "",
}


@pytest.mark.parametrize("body", NOT.values(), ids=NOT)
def test_nothing_else_is_the_title(body):
    source = read_source(f"---\ndate: 2024\n---\n{body}".encode())
    assert without_heading(source) == (source, "", 0)
