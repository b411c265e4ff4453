"""Lessons that are said to be quoted: whether their words stand where they are said to come from."""

from __future__ import annotations

from heard.model.records import Lesson, Story
from heard.text.excerpt import says_verbatim, shorten
from heard.text.problems import Problem


def lesson_line(story: Story) -> int:
    """The line where a story's lessons stand, in either spelling of the key."""
    return story.lines.get("lessons", story.lines.get("lesson", 1))


def named(lesson: Lesson) -> str:
    """How a message names a lesson."""
    return f'the lesson "{shorten(lesson.text, 60)}"'


def not_verbatim(story: Story, lesson: Lesson, html: str, where: str) -> Problem | None:
    """That a lesson marked as a quotation does not stand in `html`; `where` names that to people."""
    if not lesson.quote or says_verbatim(html, lesson.text):
        return None
    message = f"{named(lesson)} does not stand in the {where}."
    hint = "Quote it exactly, or leave `quote` out."
    return Problem("lesson-not-verbatim", story.source, lesson_line(story), message, hint)
