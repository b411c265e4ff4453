"""Reads the comments and hands them to pages and feeds."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from markdown import Markdown
from pelican.generators import Generator

from ..stories.cleaning import clean_html
from ..stories.commentfile import CommentFile, read_comment
from ..stories.frontmatter import read_source
from ..stories.library import Library
from ..stories.model import Comment
from ..stories.names import did_you_mean
from ..stories.parser import Rules
from ..stories.problems import Problem, Problems
from .threads import Thread, thread_comments


class CommentGenerator(Generator):
    """Puts `comments` (story id → approved comments, oldest first) into the context."""

    def generate_context(self) -> None:
        """Read every comment file."""
        markdown = Markdown(output_format="html")
        problems: Problems = self.settings["STORY_PROBLEMS"]
        files: dict[str, list[CommentFile]] = defaultdict(list)
        taken: set[tuple[str, str]] = set()
        for file in self._files(problems):
            if (file.story_id, file.id) in taken:
                message = f'another comment of this story has the id "{file.id}"; this one is left out.'
                problems.leave_out(
                    Problem("comment-twice", file.source, 1, message, "Give it its own `id`.")
                )
                continue
            taken.add((file.story_id, file.id))
            files[file.story_id].append(file)
        comments: dict[str, tuple[Comment, ...]] = {}
        threads: dict[str, tuple[Thread, ...]] = {}
        for story_id, found in sorted(files.items()):
            shown = {f.id: _comment(f, markdown) for f in found if f.status == "approved"}
            threads[story_id], wrong = thread_comments(found, shown)
            problems.extend(wrong)
            ordered = sorted(shown.values(), key=lambda c: (c.date.sort_time(), c.id))
            if ordered:
                comments[story_id] = tuple(ordered)
        self.context["comments"] = comments
        self.context["threads"] = threads
        self.context["comment_files"] = dict(files)

    def _files(self, problems: Problems) -> list[CommentFile]:
        folder = Path(self.path) / self.settings["COMMENTS_PATH"]
        rules = Rules(as_of=self.settings["STORY_TODAY"], default_lang=self.settings["DEFAULT_LANG"])
        found = []
        for path in sorted(folder.glob("*/*.md")):
            source = path.relative_to(self.path).as_posix()
            comment, reading = read_comment(read_source(path.read_bytes()), source, rules)
            problems.extend(reading.problems)
            if comment is None:
                problems.left_out.add(source)
            else:
                found.append(comment)
        return found


def _comment(file: CommentFile, markdown: Markdown) -> Comment:
    markdown.reset()
    content = clean_html(markdown.convert(file.body))
    return Comment(
        id=file.id,
        author=file.author,
        date=file.date,
        content=content,
        url=file.url,
        unattributed=file.unattributed,
        modified=file.modified,
        kind=file.kind,
        platform=file.platform,
        original=file.original,
        told_as=file.told_as,
        lang=file.lang,
    )


def check_stories(generators: list[Generator]) -> None:
    """Report comments under a story that is not here."""
    context: dict[str, Any] = generators[0].context
    library: Library = context["library"]
    known = set(library.by_id) | {story.id for story in library.withheld}
    problems: Problems = generators[0].settings["STORY_PROBLEMS"]
    for story_id, files in context["comment_files"].items():
        if story_id not in known:
            message = f'the folder "{story_id}" is the id of no story; its comments are not shown.'
            hint = did_you_mean(story_id, sorted(known))
            problems.add(Problem("comment-story", files[0].source, 0, message, hint))
