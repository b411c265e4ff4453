from __future__ import annotations

import json

import pytest

from heard.build.report import as_text, count_sentence, line
from heard.text.problems import Problem, Problems
from heard.text.terminal import plural

UNKNOWN = Problem(
    "key-unknown", "stories/refund.md", 6, 'unknown key "vaules".', 'Did you mean "values"?', "warning"
)
BROKEN = Problem("yaml-broken", "stories/call.md", 3, "The front matter is not valid YAML.")
HINT = Problem("id-missing", "stories/call.md", 1, "no id.", severity="hint")


def collected(*problems: Problem) -> Problems:
    found = Problems()
    found.extend(problems)
    return found


def test_a_problem_is_one_line_with_place_code_message_and_hint() -> None:
    assert line(UNKNOWN) == (
        'stories/refund.md:6: key-unknown unknown key "vaules". Did you mean "values"?'
    )


def test_the_text_goes_from_errors_to_warnings_to_hints_and_counts_them() -> None:
    assert list(as_text(collected(HINT, UNKNOWN, BROKEN))) == [
        "Errors",
        f"  {line(BROKEN)}",
        "",
        "Warnings",
        f"  {line(UNKNOWN)}",
        "",
        "Hints",
        f"  {line(HINT)}",
        "",
        "1 error, 1 warning and 1 hint in 2 files.",
    ]


def test_nothing_wrong_is_said_in_a_sentence() -> None:
    assert list(as_text(collected())) == ["No problems found."]


def test_the_count_is_of_all_problems_also_where_many_are_told_as_one() -> None:
    many = [
        Problem("key-unknown", f"{number}.md", 2, 'unknown key "weight".', "", "warning", "weight")
        for number in range(2000)
    ]
    told = list(as_text(collected(*many)))
    assert len(told) == 4
    assert told[-1] == "2,000 warnings in 2,000 files."


def test_json_lines_hold_the_same_facts() -> None:
    lines = [json.loads(one) for one in [UNKNOWN.as_json()]]
    assert lines == [
        {
            "severity": "warning",
            "code": "key-unknown",
            "path": "stories/refund.md",
            "line": 6,
            "message": 'unknown key "vaules".',
            "hint": 'Did you mean "values"?',
        }
    ]


@pytest.mark.parametrize("text", ["a\x1b[31mred", "a\nb", "a\u202eb", "a\x9bb"])
def test_a_message_cannot_move_the_cursor_of_a_terminal(text: str) -> None:
    shown = line(Problem("x", "a.md", 1, text))
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("number", "word", "said"),
    [(1, "story", "1 story"), (2081, "story", "2,081 stories"), (0, "page", "0 pages")],
)
def test_numbers_and_words_agree(number: int, word: str, said: str) -> None:
    assert plural(number, word) == said


def test_two_severities_are_joined_by_and() -> None:
    assert count_sentence(collected(BROKEN, HINT)) == "1 error and 1 hint in 1 file."
