"""Reads the comments and hands them to pages and feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.generators import Generator

from heard.content.front_matter import files_in, read_path
from heard.content.parser import Rules
from heard.conversation.bodies import Bodies
from heard.conversation.comment_file import CommentFile, read_comment, wordless
from heard.conversation.conversation import Conversation, hold_conversation
from heard.conversation.providers import PROVIDERS, Embed, embed_of, option_problems
from heard.conversation.settings import COMMENT_SETTINGS
from heard.conversation.ties import TieFinder
from heard.library.checks import in_no_story
from heard.library.command_context import READS_COMMENTS
from heard.library.library import Card, Library
from heard.model.records import Comment
from heard.settings import refuse
from heard.text.problems import Problem, Problems

SETTINGS = COMMENT_SETTINGS


def initialized(pelican: Pelican) -> None:
    """Refuse options that the provider of live comments cannot use."""
    settings = pelican.settings
    provider, options = settings.get("COMMENTS_PROVIDER", "none"), settings.get("COMMENTS_OPTIONS", {})
    if provider in PROVIDERS and (found := list(option_problems(provider, options))):
        refuse(found)


class CommentGenerator(Generator):
    """Puts `conversations` (story id → Conversation) into the context.

    Beside them stand `comments` (those of the threads, oldest first) and `threads`, for feeds and machines.
    """

    def generate_context(self) -> None:
        """Read every comment file."""
        problems: Problems = self.settings["STORY_PROBLEMS"]
        files: dict[str, list[CommentFile]] = defaultdict(list)
        taken: set[tuple[str, str]] = set()
        for file in self.read_files(self._paths()):
            if (file.story_id, file.id) in taken:
                message = f'another comment of this story has the id "{file.id}"; this one is left out.'
                problems.leave_out(
                    Problem("comment-twice", file.source, 1, message, "Give it its own `id`.")
                )
                continue
            taken.add((file.story_id, file.id))
            files[file.story_id].append(file)
        conversations: dict[str, Conversation] = {}
        for story_id, found in sorted(files.items()):
            conversation, wrong = hold_conversation(found, self._comment)
            problems.extend(wrong)
            if conversation != Conversation():
                conversations[story_id] = conversation
        self.context["conversations"] = conversations
        self.context["comments"] = {
            name: held.comments for name, held in conversations.items() if held.count
        }
        self.context["threads"] = {name: held.threads for name, held in conversations.items()}
        self.context["comment_files"] = dict(files)
        self.context["live_conversation"] = self._embed

    def _embed(self, card: Card) -> Embed | None:
        """For templates: the live conversation of a story, or None."""
        settings = self.settings
        provider, options = settings["COMMENTS_PROVIDER"], settings["COMMENTS_OPTIONS"]
        return embed_of(card.story, provider, options, settings["SITEURL"])

    def _paths(self) -> Iterator[tuple[Path, str]]:
        """Yield every comment file, with its path below the content folder."""
        if READS_COMMENTS.get():
            folder = Path(self.path) / self.settings["COMMENTS_PATH"]
            for path in files_in(folder, self.settings["IGNORE_FILES"]):
                yield path, path.relative_to(self.path).as_posix()

    def read_files(self, paths: Iterable[tuple[Path, str]]) -> list[CommentFile]:
        """Read comment files; what cannot be read is told and left out."""
        comments = []
        for path, source in paths:
            comment, problems = self.read_one(path, source)
            self.note(source, comment, problems)
            if comment is not None:
                comments.append(comment)
        return comments

    def read_one(self, path: Path, source: str) -> tuple[CommentFile | None, list[Problem]]:
        """Return what one file says, and its problems."""
        rules = Rules(as_of=self.settings["STORY_TODAY"], default_lang=self.settings["DEFAULT_LANG"])
        comment, reading = read_comment(read_path(path), source, rules)
        return comment, reading.problems

    def note(self, source: str, comment: CommentFile | None, problems: Iterable[Problem]) -> None:
        """Note the problems of a file, and whether it is left out."""
        noted: Problems = self.settings["STORY_PROBLEMS"]
        noted.extend(problems)
        if comment is None:
            noted.left_out.add(source)

    def html_of(self, file: CommentFile) -> str:
        """Return the body of a comment as HTML."""
        return self._bodies.html(file.body, file.format)

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies()

    def _comment(self, file: CommentFile) -> Comment:
        """What is shown of a comment; one without words is kept, and a problem says so."""
        content = self.html_of(file)
        if not content and file.is_spoken:
            self.settings["STORY_PROBLEMS"].add(wordless(file))
        return _shown(file, content)


def _shown(file: CommentFile, content: str) -> Comment:
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


GENERATOR = CommentGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Report comments under a story that is not here, and tie comments to lessons and stories."""
    context: dict[str, Any] = generators[0].context
    library: Library = context["library"]
    problems: Problems = generators[0].settings["STORY_PROBLEMS"]
    first = ((story_id, files[0].source) for story_id, files in context["comment_files"].items())
    problems.extend(in_no_story("comment-story", "comments", library, first))
    finder = TieFinder(library, context["conversations"])
    context["comment_ties"] = finder.ties(context["comment_files"])
    problems.extend(finder.problems)
