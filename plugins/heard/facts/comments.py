"""Comments from their records: a file that is as it was is neither read nor made into HTML again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from heard.conversation.comment_file import CommentFile
from heard.conversation.generator import CommentGenerator
from heard.facts.reading import Reading, text_of
from heard.facts.records import may_change_with_the_day
from heard.facts.store import Store
from heard.text.problems import Problem


class CommentRecord(Struct, frozen=True):
    """What a comment file says (`comment` is None for one that cannot be read), and its HTML once made."""

    comment: CommentFile | None
    problems: tuple[Problem, ...]
    html: str | None
    until_day: bool


_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(CommentRecord)


class KeptComments:
    """The comments of one build."""

    def __init__(self, store: Store, reading: Reading) -> None:
        self._store, self._reading = store, reading
        self._known = {row[0]: row[1:] for row in store.rows("comment")}
        self.records: dict[str, CommentRecord] = {}
        self._stamps: dict[str, bytes] = {}
        self._changed: set[str] = set()
        self.read_now: set[str] = set()
        """Files that were read in this build."""

    def read(self, generator: CommentGenerator, path: Path, source: str) -> CommentRecord:
        """Return the record of a file."""
        before, octets = self._known.get(source, (b"", b""))
        stamp, is_same = self._reading.tree.look(str(path), before)
        record = _DECODER.decode(octets) if is_same else None
        if record is None or (record.until_day and self._reading.day_is_new):
            comment, problems = generator.read_one(path, source)
            text = text_of(path)
            until_day = may_change_with_the_day(text, self._reading.settings["STORY_TODAY"])
            record = CommentRecord(comment, tuple(problems), None, until_day)
            self.read_now.add(source)
        if stamp != before or source in self.read_now:
            self._changed.add(source)
        self.records[source], self._stamps[source] = record, stamp
        return record

    def html(self, file: CommentFile, make: Any) -> str:
        """Return the HTML of a comment, made at most once."""
        record = self.records[file.source]
        if record.html is None:
            record = CommentRecord(record.comment, record.problems, make(file), record.until_day)
            self.records[file.source] = record
            self._changed.add(file.source)
        assert record.html is not None
        return record.html

    def save(self) -> None:
        """Put what was read into the store, and drop what is not there any more."""
        rows = ((path, self._stamps[path], _ENCODER.encode(self.records[path])) for path in self._changed)
        self._store.put("comment", rows)
        self._store.drop("comment", self._known.keys() - self.records.keys())


class CommentsFromRecords(CommentGenerator):
    """The generator of comments that reads from these records."""

    kept: KeptComments

    def read_files(self, paths: Iterable[tuple[Path, str]]) -> list[CommentFile]:
        """Return the comments in these files."""
        found = []
        for path, source in paths:
            record = self.kept.read(self, path, source)
            self.note(source, record.comment, record.problems)
            if record.comment is not None:
                found.append(record.comment)
        return found

    def html_of(self, file: CommentFile) -> str:
        """Return the HTML of one."""
        return self.kept.html(file, super().html_of)
