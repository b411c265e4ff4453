"""Front matter: taken apart in both spellings, with the line of every key, and never an exception."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heard.content.front_matter import CONTROL, Many, Record, Text, read_source


def plain(node):
    """A node as Python's own types."""
    if isinstance(node, Text):
        return None if node.is_null else node.text
    if isinstance(node, Record):
        return {key.text: plain(value) for key, value in node}
    return [plain(entry) for entry in node.entries]


def keys(octets: bytes | str) -> dict:
    source = read_source(octets if isinstance(octets, bytes) else octets.encode())
    assert source.mistakes == ()
    return plain(source.record)


def mistakes(octets: bytes | str) -> list[str]:
    source = read_source(octets if isinstance(octets, bytes) else octets.encode())
    return [f"{m.line} {m.severity} {m.code} {m.message} {m.hint}".strip() for m in source.mistakes]


def body(octets: bytes | str) -> tuple[int, str]:
    source = read_source(octets if isinstance(octets, bytes) else octets.encode())
    return source.body_line, source.body


GOOD = {"title": "Refund", "date": "2024"}
SPELLINGS = {
    "YAML": "---\ntitle: Refund\ndate: 2024\n---\nBody",
    "YAML with a byte order mark": "\ufeff---\ntitle: Refund\ndate: 2024\n---\nBody",
    "YAML with CRLF": "---\r\ntitle: Refund\r\ndate: 2024\r\n---\r\nBody",
    "YAML with CR": "---\rtitle: Refund\rdate: 2024\r---\rBody",
    "YAML ended by dots": "---\ntitle: Refund\ndate: 2024\n...\nBody",
    "YAML after blank lines": "\n\n---\ntitle: Refund\ndate: 2024\n---\nBody",
    "YAML with blanks after the dashes": "---  \ntitle: Refund\ndate: 2024\n---\t\nBody",
    "YAML without a body": "---\ntitle: Refund\ndate: 2024\n---",
    "YAML with capitals": "---\nTitle: Refund\nDATE: 2024\n---\nBody",
    "YAML with comments": "---\n# a note\ntitle: Refund # mine\ndate: 2024\n---\nBody",
    "headers": "Title: Refund\nDate: 2024\n\nBody",
    "headers with a byte order mark": "\ufeffTitle: Refund\nDate: 2024\n\nBody",
    "headers with CRLF": "Title: Refund\r\nDate: 2024\r\n\r\nBody",
    "headers with tabs": "Title:\tRefund\nDate:\t2024\n\nBody",
    "headers without a body": "Title: Refund\nDate: 2024",
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_a_spelling_gives_the_same_keys(text):
    assert keys(text) == GOOD


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_front_matter_is_no_part_of_the_body(text):
    assert body(text)[1].strip() in ("Body", "")


def test_scalars_stay_as_typed():
    text = "---\non: yes\nversion: 1.10\nday: 2008-03-31\nnone: ~\nempty:\nquoted: 'no'\n---\n"
    assert keys(text) == {
        "on": "yes",
        "version": "1.10",
        "day": "2008-03-31",
        "none": None,
        "empty": None,
        "quoted": "no",
    }


def test_lists_and_records_nest():
    text = "---\nvalues:\n  - {name: Justice, stance: tested}\n  - life\n---\n"
    assert keys(text) == {"values": [{"name": "Justice", "stance": "tested"}, "life"]}


def test_plain_headers_take_yaml_s_flow_style():
    assert keys("Values: [life, {name: justice}]\n\nx") == {"values": ["life", {"name": "justice"}]}


def test_brackets_that_are_no_list_stay_text():
    assert keys("Title: [a] and [b\n\nx") == {"title": "[a] and [b"}


def test_a_plain_header_goes_on_in_indented_lines():
    assert keys("Tags: life\n    justice\nTitle: x\n\ny") == {"tags": "life\njustice", "title": "x"}


LINES = [
    ("---\ntitle: x\nvalues:\n  - life\n---\n", {"title": 2, "values": 3}),
    ("\n\n---\ntitle: x\n---\n", {"title": 4}),
    ("---\r\ntitle: x\r\ndate: 2024\r\n---\r\n", {"title": 2, "date": 3}),
    ("Title: x\nTags: a\n    b\nDate: 2024\n\nBody", {"title": 1, "tags": 2, "date": 4}),
]


@pytest.mark.parametrize(("text", "lines"), LINES)
def test_every_key_knows_its_line(text, lines):
    assert {key.text: key.line for key, _value in read_source(text.encode()).record} == lines


BODIES = [
    ("---\ntitle: x\n---\nOne\n---\nTwo\n...\nThree", (4, "One\n---\nTwo\n...\nThree")),
    ("Title: x\n\nOne\n\n---\n\nTwo", (3, "One\n\n---\n\nTwo")),
    ("Title: x\n\nNote: this is no header.", (3, "Note: this is no header.")),
    ("Title: x\nOne of two", (2, "One of two")),
    ("No header here.\n\nText", (1, "No header here.\n\nText")),
    ("\nTitle: x\n\nText", (1, "\nTitle: x\n\nText")),
]


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_a_body_begins_after_its_front_matter_and_keeps_its_lines(text, expected):
    assert body(text) == expected


QUOTE = "Put the value in quotation marks if it holds a colon, or check the indentation."
NOT_YAML = "error yaml-broken The front matter is not valid YAML:"
WRONG = [
    ("", "1 error file-empty The file is empty. Write a title and a story, or delete the file."),
    (" \n\t\n", "1 error file-empty The file is empty. Write a title and a story, or delete the file."),
    ("\ufeff", "1 error file-empty The file is empty. Write a title and a story, or delete the file."),
    (b"---\ntitle: Caf\xe9\n---\n", "2 error file-not-utf8 The file is not UTF-8: byte 0xe9 cannot be "
     "read. Save it as UTF-8."),
    ("Ol\xe9".encode("utf-16"), "1 error file-not-utf8 The file is not UTF-8: byte 0xff cannot be "
     "read. Save it as UTF-8."),
    ("---\ntitle: x\n\nBody", "1 error front-matter-open The front matter opened by --- is never "
     "closed. Put a line with --- between the keys and the story."),
    ("---\ntitle: a: b\n---\n", f"2 {NOT_YAML} mapping values are not allowed in this context. {QUOTE}"),
    ("---\ntitle: x\n\tdate: 2024\n---\n", f"3 {NOT_YAML} found a tab character that violates indentation. "
     "Indent with spaces, not with a tab."),
    ("---\ntitle:x\ndate: 2024\n---\n", f"2 {NOT_YAML} mapping values are not allowed in this context. "
     "Put a space after the colon."),
    ("---\ntitle: x\nvalues: [life\n---\n", f"4 {NOT_YAML} did not find expected ',' or ']'. {QUOTE}"),
    ("---\ntitle: *nobody\n---\n", f"2 {NOT_YAML} found undefined alias. {QUOTE}"),
    ("---\n- title\n---\n", 'error front-matter-form The front matter is not a list of keys. Write one '
     '"key: value" a line.'),
    ("---\njust words\n---\n", 'error front-matter-form The front matter is not a list of keys. Write '
     'one "key: value" a line.'),
    ("---\n? [a]\n: b\n---\n", "2 error front-matter-form A key must be a word."),
    ("---\ntitle: x\ntitle: y\n---\n", '3 error key-twice The key "title" stands here and in line 2. '
     "Keep one of them."),
    ("---\ntitle: x\nTitle: x\n---\n", '3 warning key-twice The key "title" stands here and in line 2. '
     "Keep one of them."),
    ("---\ncost: {days: 1, days: 2}\n---\n", '2 error key-twice The key "days" stands here and in line '
     "2. Keep one of them."),
    ("Title: x\nTitle: y\n\nz", '2 error key-twice The key "title" stands here and in line 1. Keep one '
     "of them."),
    ("Title: x\ntitle: x\n\nz", '2 warning key-twice The key "title" stands here and in line 1. Keep '
     "one of them."),
    ("---\ntitle: x\x07y\n---\nz\x00", "2 warning control-character 2 control characters (U+0007) left "
     "out. Feeds may not hold them; delete them in the file."),
    ("---\na: &a [*a]\n---\n", "2 error front-matter-deep The front matter is nested too deeply or "
     "repeats itself without end."),
]  # fmt: skip


@pytest.mark.parametrize(("octets", "mistake"), WRONG)
def test_what_is_wrong_with_a_file_has_a_line_and_a_hint(octets, mistake):
    (found,) = mistakes(octets)
    assert found.removeprefix("" if mistake[0].isdigit() else found.split(" ")[0] + " ") == mistake


def test_an_anchor_may_be_used_twice():
    assert keys("---\na: &x [life]\nb: *x\n---\n") == {"a": ["life"], "b": ["life"]}


def test_a_thousand_million_laughs_are_cut_short():
    laughs = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    for one, other in zip("abcdefgh", "bcdefghi", strict=True):
        laughs.append(f"{other}: &{other} [{', '.join([f'*{one}'] * 10)}]")
    found = mistakes("---\n" + "\n".join(laughs) + "\n---\n")
    assert [line.split(" ")[2] for line in found] == ["front-matter-deep"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_what_is_nested_without_end_is_a_mistake(opening):
    text = "---\nvalues: " + ("\n" if opening == "- " else "") + opening * 30_000 + "\n---\n"
    assert mistakes(text)[0].split(" ")[1] == "error"


@pytest.mark.parametrize("end", ["\n", "----\n", "---\n", "...\n", "\n\n"])
def test_headers_may_stand_below_a_line_of_dashes(end):
    """Python-Markdown takes any line of three dashes or more for the opening of its headers."""
    text = f"-----\nTitle: Random jam\nTags: a, b\n{end}It hung.\n"
    assert keys(text) == {"title": "Random jam", "tags": "a, b"}
    line, told = body(text)
    assert (text.splitlines()[line - 1], told.strip()) in (("It hung.", "It hung."), ("", "It hung."))


def test_a_line_of_dashes_above_a_text_is_a_rule():
    assert keys("----\nIt hung.\n") == {}
    assert body("----\nIt hung.\n") == (1, "----\nIt hung.\n")


def test_a_header_nested_without_end_is_text_or_a_mistake():
    read_source(b"Values: " + b"[" * 30_000 + b"]" * 30_000 + b"\n\nx")


def test_control_characters_never_get_any_further():
    source = read_source("---\ntitle: a\x1bb\n---\nc\x00d\ufffe".encode())
    assert (plain(source.record), source.body) == ({"title": "ab"}, "cd")


yamlish = st.lists(
    st.sampled_from("--- ... title: &a *a [ ] { } - , : | > ! # ' \" \t \n \r\n \x00 \ufeff x é".split(" "))
).map(lambda parts: ("---\n" + " ".join(parts) + "\n---\nbody").encode())


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode), yamlish))
@example(b"---\n!!python/object:os.system x\n---\n")
@example(b"---\n---\n")
@example(b"---\n\n---")
@example(b"---\n%YAML 9.9\n---\n")
def test_reading_never_raises_and_lines_are_lines_of_the_file(octets):
    source = read_source(octets)
    last = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert all(1 <= mistake.line <= last for mistake in source.mistakes)
    assert not CONTROL.search(source.body)


def test_entries_of_a_list_know_their_lines():
    node = read_source(b"---\nvalues:\n  - life\n  - justice\n---\n").record.get("values")
    assert isinstance(node, Many)
    assert [entry.line for entry in node.entries] == [3, 4]
