"""Hands the replies of companies to pages."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from pelican.generators import Generator

from heard.conversation.replies.shown import ShownReply, lesson_problems
from heard.library.checks import in_no_story
from heard.library.library import Library
from heard.model.records import Reply
from heard.text.problems import Problems
from heard.text.sanitise import clean_html


class ReplyGenerator(Generator):
    """Puts `replies` (story id → replies, oldest first) into the context."""

    def generate_context(self) -> None:
        """Render the words of every reply."""
        markdown = Markdown(output_format="html")
        given: dict[str, tuple[Reply, ...]] = self.settings["STORY_REPLIES"]
        self.context["replies"] = {
            story_id: tuple(_shown(reply, markdown) for reply in replies)
            for story_id, replies in given.items()
        }


def _shown(reply: Reply, markdown: Markdown) -> ShownReply:
    markdown.reset()
    return ShownReply(reply, clean_html(markdown.convert(reply.body), complete_links=True))


GENERATOR = ReplyGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Report replies under a story that is not here, and lessons that no reply says."""
    context: dict[str, Any] = generators[0].context
    library: Library = context["library"]
    problems: Problems = generators[0].settings["STORY_PROBLEMS"]
    replies = (shown.reply for found in context["replies"].values() for shown in found)
    files = ((reply.story_id, reply.source) for reply in replies)
    problems.extend(in_no_story("reply-story", "replies", library, files))
    problems.extend(lesson_problems(library.pages, context["replies"]))
