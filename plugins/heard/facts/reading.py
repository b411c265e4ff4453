"""Reading: each source once, by Pelican's readers; a source that is as it was comes from its record."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pelican.contents import Article, Content, Page, SkipStub
from pelican.generators import Generator

from heard.content.layout import files_in
from heard.content.placing import Placed, place
from heard.facts.records import (
    ARTICLE,
    DEFINITION,
    FAILED,
    PAGE,
    SKIPPED,
    LogLine,
    Record,
    Source,
    addresses_of_files,
    may_change_with_the_day,
    packed,
    unpacked,
)
from heard.facts.stamps import Tree
from heard.facts.store import Store
from heard.facts.workers import FEWEST, shared
from heard.library.generator import OF_PAGES, OF_STORIES, templates_for
from heard.library.spelling import mark_of, spelled
from heard.model.records import Aliases
from heard.text.problems import Problems

_INCLUDES = re.compile(r"include::|:file:|:url:|--8<--|\{!")
"""How a text has a reader open other files, which nobody watches: it is read in each build."""
CLASSES = {ARTICLE: Article, PAGE: Page, DEFINITION: Page}


class _Listener(logging.Handler):
    """Notes what is logged while one file is read; our own messages are among the problems already."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[LogLine] = []
        self.is_repeatable = True

    def emit(self, record: logging.LogRecord) -> None:
        if "problem" in record.__dict__:
            return
        if record.exc_info or sys.exc_info()[0] is not None or not isinstance(record.args, tuple):
            self.is_repeatable = False
            return
        arguments = tuple(str(argument) for argument in record.args)
        self.lines.append(LogLine(record.name, record.levelno, str(record.msg), arguments))


class Reading:
    """Reads the sources of one build.

    `generator` is any of Pelican's, for its readers and its rules of what is a source; `templates` is the
    mark of the templates, which a file may ask for, and `tree` has the times of all files. `read` names the
    sources that were read now.
    """

    def __init__(self, generator: Generator, store: Store, templates: bytes, tree: Tree) -> None:
        self.generator, self.store, self.tree = generator, store, tree
        self.readers = dict.fromkeys(CLASSES, generator.readers)
        """Pelican's readers, by the kind of source."""
        day = str(generator.settings["STORY_TODAY"])
        self.settings: dict[str, Any] = generator.settings
        self.problems: Problems = self.settings["STORY_PROBLEMS"]
        self.read: set[str] = set()
        self.unkept: set[str] = set()
        """Those that are read again in each build."""
        self.records: dict[str, Record] = {}
        self.day_is_new = store.fact("day") != day.encode()
        self._theme_is_new = store.fact("templates") != templates
        self._counts_times = self.settings.get("DEFAULT_DATE") == "fs"
        self._marker = re.compile(self.settings["INTRASITE_LINK_REGEX"])
        self._rows: dict[str, tuple[bytes, bytes]] = {}
        self._bodies: dict[str, str] = {}
        self._stamps: dict[str, tuple[bytes, bool]] = {}
        self._ahead: dict[str, tuple[bytes, str, bool]] = {}
        """What other processes have read."""
        self._told_now: set[str] = set()
        """Sources whose reading was logged in this process, and need not be told again."""
        replies = self.settings["STORY_REPLIES"]
        self._replies = {story_id: _mark_of_replies(those) for story_id, those in replies.items()}
        self._templates = {
            ARTICLE: templates_for(generator, OF_STORIES),
            PAGE: templates_for(generator, OF_PAGES),
        }

    @cached_property
    def _known(self) -> dict[str, tuple[bytes, bytes]]:
        """The stamp and the record of each source in the last build."""
        return {path: (stamp, octets) for path, stamp, octets in self.store.rows("source")}

    # -- which files, and what they say -------------------------------------------------------------

    def files(self, kind: str) -> list[str]:
        """Return the paths of all stories or pages, in order."""
        names = {ARTICLE: "ARTICLE", PAGE: "PAGE"}[kind]
        paths, excluded = self.settings[f"{names}_PATHS"], self.settings[f"{names}_EXCLUDES"]
        endings = self.generator.readers.extensions
        ignored = self.settings["IGNORE_FILES"]
        return sorted(files_in(self.generator.path, paths, excluded, endings, ignored))

    def sources_of(self, kind: str, paths: Iterable[str]) -> Iterator[Source]:
        """Yield the sources of some files; what cannot become a page is told and left out."""
        for path in paths:
            record = self._record(kind, path)
            self._tell(record)
            if record.kind != kind:
                if record.kind == FAILED:
                    self.generator.context["generated_content"][path] = None
                continue
            source = Source(record, self.generator.path, self.settings, partial(self.body, path))
            self.generator.context["generated_content"][path] = source
            self.generator.context["static_links"] |= source.get_static_links()
            yield source

    def body(self, path: str) -> str:
        """Return the body of a source as it was read, before anything in it was completed."""
        return self._bodies[path] if path in self._bodies else self.store.html("body", path)

    def read_ahead(self, kind: str, paths: Sequence[str], processes: int) -> None:
        """Read the files that are new or have changed, in several processes where there are many."""
        waiting = [path for path in paths if not self._take_known(kind, path)]
        if processes == 1 or len(waiting) < FEWEST:
            return  # each is read when it is asked for

        def read(start: int, end: int) -> list[tuple[bytes, str, bool]]:
            return [self._packed(*self.read_file(kind, path)) for path in waiting[start:end]]

        pieces = shared(read, len(waiting), processes)
        self._ahead.update(zip(waiting, chain.from_iterable(pieces), strict=True))

    @staticmethod
    def _packed(record: Record, html: str, is_repeatable: bool) -> tuple[bytes, str, bool]:
        """A record as it comes from another process; one that cannot be kept is read again here."""
        return (packed(record), html, True) if is_repeatable else (b"", "", False)

    def _take_known(self, kind: str, path: str) -> bool:
        """Take the record of a file that is as it was, where it still says the same; whether it did."""
        before, octets = self._known.get(path, (b"", b""))
        stamp, is_same = self._stamps[path] = self.tree.look(f"{self.generator.path}/{path}", before)
        if not is_same or (self._counts_times and stamp != before):
            return False
        record = unpacked(octets)
        if record.kind not in (kind, SKIPPED, FAILED) or record.said_by != self._said_by(record):
            return False
        if (record.until_day and self.day_is_new) or (record.until_theme and self._theme_is_new):
            return False
        self.records[path] = record
        if stamp != before:
            self._rows[path] = (stamp, octets)
        return True

    def _record(self, kind: str, path: str) -> Record:
        """Return the record of a file: as it was kept, or read anew."""
        if path not in self._stamps:
            self._take_known(kind, path)
        if path in self.records:
            return self.records[path]
        self.read.add(path)
        octets, html, is_repeatable = self._ahead.pop(path, (b"", "", False))
        if octets:
            record = unpacked(octets)
        else:
            record, html, is_repeatable = self.read_file(kind, path)
            self._told_now.add(path)
        self.records[path], self._bodies[path] = record, html
        if is_repeatable:
            self._rows[path] = (self._stamps[path][0], packed(record))
        return record

    def _said_by(self, record: Record) -> str:
        return self._replies.get(record.story.id, "") if record.story else ""

    def _tell(self, record: Record) -> None:
        """Tell again what was told when the file was read."""
        self.problems.extend(record.problems)
        self.problems.left_out.update(record.left_out)
        if record.path not in self._told_now:
            self.tell_log(record)

    @staticmethod
    def tell_log(record: Record) -> None:
        """Log again what was logged when a file was read."""
        for line in record.log:
            logging.getLogger(line.logger).log(line.level, line.template, *line.arguments)

    # -- one file -----------------------------------------------------------------------------------

    def read_file(self, kind: str, path: str) -> tuple[Record, str, bool]:
        """Read one file: its record, its body, and whether that may be kept for another build."""
        before, left_out = len(self.problems), set(self.problems.left_out)
        listener, root = _Listener(), logging.getLogger()
        root.addHandler(listener)
        try:
            content = self._content(kind, path)
            record, html, opens_others = self._record_of(kind, path, content)
        finally:
            root.removeHandler(listener)
        gone = tuple(sorted(self.problems.left_out - left_out))
        told = self.problems.noted_after(before)
        record = replace(record, problems=told, left_out=gone, log=tuple(listener.lines))
        try:
            record = unpacked(packed(record))  # what is read now is as what is kept
        except TypeError:
            return record, html, False
        return record, html, listener.is_repeatable and not opens_others

    def _content(self, kind: str, path: str) -> Content | None:
        """Let Pelican read a file. Source: `generate_context` in pelican/generators.py."""
        generator = self.generator
        try:
            content = self.readers[kind].read_file(
                base_path=generator.path, path=path, content_class=CLASSES[kind], context=generator.context
            )
        except Exception:
            logging.getLogger("pelican.generators").exception("Could not process %s", path)
            return None
        return None if not isinstance(content, SkipStub) and not content.is_valid() else content

    def _record_of(self, kind: str, path: str, content: Content | None) -> tuple[Record, str, bool]:
        """Return the record of a file, its body, and whether its text has others opened."""
        full = Path(self.generator.path, path)
        text = text_of(full)
        day = self.settings["STORY_TODAY"]
        is_ours = getattr(content, "metadata", {}).get("reader") == "story"
        opens_others = bool(_INCLUDES.search(text))
        until_day = not is_ours or may_change_with_the_day(f"{path}\n{text}", day)
        until_day |= self.settings.get("DEFAULT_DATE") == "fs"
        if isinstance(content, SkipStub):
            return Record(path, SKIPPED, until_day=until_day), "", opens_others
        if content is None:
            return Record(path, FAILED, until_day=until_day), "", opens_others
        placed = self._placed(kind, content)
        html = content._content or ""
        story = getattr(content, "story", None)
        metadata = content.metadata
        category = getattr(content, "category", None)
        fields = {
            name: value
            for name in (*self.settings["FORMATTED_FIELDS"], "summary")
            if isinstance(value := metadata.get(name), str) and "<" in value
        }
        aliases = metadata.get("aliases")
        record = Record(
            path=path,
            kind=kind,
            story=story,
            definition=getattr(content, "definition", None),
            title=str(content.title),
            slug=content.slug,
            lang=content.lang,
            in_default_lang=content.in_default_lang,
            status=content.status,
            held_back=getattr(content, "held_back", None),
            url=content.url if kind != DEFINITION else "",
            save_as=content.save_as if kind != DEFINITION else "",
            template=content.template,
            asks_for_place=hasattr(content, "override_save_as"),
            has_page=content not in placed.without_page,
            former=placed.former.get(content, ""),
            category=str(category) if category else "",
            translation=str(metadata.get("translation", "false")),
            date=_plain(getattr(content, "date", None)),
            summary=metadata.get("summary"),
            fields=fields,
            aliases=aliases if isinstance(aliases, Aliases) else None,
            body_mark=mark_of(html.encode("utf-8", "surrogatepass")),
            story_mark=spelled(story) if story else b"",
            static_links=tuple(sorted(content.get_static_links())),
            addresses=addresses_of_files(html, self._marker),
            attaches="attach" in html.lower(),
            said_by=self._replies.get(story.id, "") if story else "",
            until_day=until_day,
            until_theme=bool(metadata.get("template")),
        )
        return record, html, opens_others

    def _placed(self, kind: str, content: Content) -> Placed:
        """Give a source that is shown its place."""
        is_shown = content.status != "draft" or self.settings["STORY_SHOW_DRAFTS"]
        if kind == DEFINITION or not is_shown:
            return Placed(frozenset(), {})
        return place([content], self.settings, self._templates[kind])

    # -- the end ------------------------------------------------------------------------------------

    def save(self) -> None:
        """Put what was read into the store, drop what is not there any more, and keep none of it here."""
        self.store.put("source", ((path, *row) for path, row in self._rows.items()))
        self.store.put("body", ((path, html) for path, html in self._bodies.items() if path in self._rows))
        gone = self._known.keys() - self.records.keys()
        self.unkept = self.read - self._rows.keys()
        for table in ("source", "body"):
            self.store.drop(table, gone | self.unkept)
        self._bodies = {path: html for path, html in self._bodies.items() if path not in self._rows}
        self._rows.clear()


def text_of(path: Path) -> str:
    """Return the text of a file, as far as it is one; empty where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _mark_of_replies(replies: object) -> str:
    return mark_of(repr(replies).encode()).hex()


def _plain(moment: datetime | None) -> datetime | None:
    """A date of Pelican's, which has a kind of its own, as Python's."""
    return datetime.fromisoformat(moment.isoformat()) if moment else None
