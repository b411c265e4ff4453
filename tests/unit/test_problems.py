"""Problems: one line each, in order, and told once when they are many."""

import json

from hypothesis import given
from hypothesis import strategies as st

from heard.text.problems import GROUP_FROM, Problem, Problems


def unknown_key(number: int, group: str = "key vaules") -> Problem:
    hint = 'Did you mean "values"?'
    return Problem("key-unknown", f"{number}.md", 3, 'unknown key "vaules".', hint, "warning", group)


def collected(*problems: Problem) -> Problems:
    found = Problems()
    found.extend(problems)
    return found


def test_a_problem_is_place_code_message_and_hint():
    problem = Problem("key-unknown", "stories/a.md", 6, 'unknown key "vaules".', 'Did you mean "values"?')
    assert str(problem) == 'stories/a.md:6: key-unknown unknown key "vaules". Did you mean "values"?'


def test_without_a_line_the_place_is_the_file():
    assert str(Problem("setting-wrong", "settings", 0, "No.")) == "settings: setting-wrong No."


def test_a_problem_is_one_line_of_json():
    problem = Problem("date-wrong", "é.md", 2, "No.\nNo.", "Write 2008.")
    assert json.loads(problem.as_json()) == {
        "severity": "error",
        "code": "date-wrong",
        "path": "é.md",
        "line": 2,
        "message": "No.\nNo.",
        "hint": "Write 2008.",
    }
    assert "\n" not in problem.as_json() and "é" in problem.as_json()


def test_the_same_problem_twice_counts_once():
    assert len(collected(unknown_key(1), unknown_key(1))) == 1


@given(
    st.permutations([unknown_key(n) for n in range(3)] + [Problem("a", "z.md", n, "x") for n in (9, 10)])
)
def test_the_order_is_severity_path_and_line_whatever_came_first(problems):
    told = [problem.place for problem in collected(*problems)]
    assert told == ["z.md:9", "z.md:10", "0.md:3", "1.md:3", "2.md:3"]


def test_a_few_of_a_group_are_told_one_by_one():
    assert len(collected(*map(unknown_key, range(GROUP_FROM - 1))).summary()) == GROUP_FROM - 1


def test_many_of_a_group_are_told_once():
    (told,) = collected(*map(unknown_key, range(2000))).summary()
    assert str(told) == (
        '0.md:3: key-unknown unknown key "vaules" – in 2,000 files, this is the first. '
        'Did you mean "values"?'
    )


def test_two_groups_are_told_apart():
    problems = [unknown_key(n, group) for n in range(9) for group in ("one", "two")]
    assert [problem.path for problem in collected(*problems).summary()] == ["0.md", "0.md"]


def test_errors_are_never_summarised():
    problems = [Problem("x", f"{n}.md", 1, "No.", "", "error", "group") for n in range(9)]
    assert len(collected(*problems).summary()) == 9


def test_what_is_left_out_is_remembered_by_path():
    found = Problems()
    found.leave_out(Problem("address-twice", "b.md", 1, "No."))
    assert (found.left_out, [p.code for p in found.of("error")]) == ({"b.md"}, ["address-twice"])
