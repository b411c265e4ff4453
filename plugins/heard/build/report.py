"""Problems as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from heard.text.problems import SEVERITIES, Problem, Problems
from heard.text.terminal import plural, strip_control_chars


def as_text(problems: Problems) -> Iterator[str]:
    """Lines for a terminal: errors, then warnings, then hints, and a sentence that counts them."""
    summary = problems.summary()
    for severity in SEVERITIES:
        group = [problem for problem in summary if problem.severity == severity]
        if group:
            yield f"{severity.capitalize()}s"
            yield from (f"  {line(problem)}" for problem in group)
            yield ""
    yield count_sentence(problems)


def line(problem: Problem) -> str:
    """`path:line: CODE message. Hint.` on one line, harmless to a terminal."""
    return strip_control_chars(str(problem))


def count_sentence(problems: Problems) -> str:
    """`2 errors and 1 warning in 3 files.`"""
    counts = [(len(problems.of(severity)), severity) for severity in SEVERITIES]
    parts = [plural(number, severity) for number, severity in counts if number]
    if not parts:
        return "No problems found."
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{listed} in {plural(len({problem.path for problem in problems}), 'file')}."
