"""Whatever readers do in Isso and the writer does to the files, in whatever order: the laws of a pull."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from issoserver import need_isso, write_database
from msgspec.structs import replace
from thrift import amount

from heard.content.front_matter import with_field
from heard.conversation.comment_folder import stored_comments, with_changes
from heard.conversation.sources.isso.pull import pull
from heard.library.command_context import CommandContext
from heard.library.library import Card, Library
from heard.model.records import Story
from heard.text.dates import UNDATED

START = 1795266000.25
BIRD = Story("the-bird", "The bird", "the-bird", "stories/bird.md", UNDATED)
LIBRARY = Library(date(2026, 11, 21), by_id={"the-bird": Card(BIRD, "stories/the-bird/")})
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from([None, 0, 1]), st.sampled_from([1, 2])),
        st.tuples(st.sampled_from(["edit", "delete", "activate"]), st.integers(0, 5)),
        st.tuples(st.sampled_from(["mine", "spam", "away"]), st.integers(0, 5)),
        st.just(("pull",)),
    ),
    max_size=14,
)


class World:
    """Isso's database, the writer's files, and what must hold of both."""

    def __init__(self, folder: Path) -> None:
        self.said: list[str] = []
        (folder / "content").mkdir()
        self.database = folder / "data" / "isso" / "comments.db"
        write_database(self.database)
        self.context = CommandContext(
            folder / "content", folder, MappingProxyType({}), LIBRARY, date(2026, 11, 21), self.said.append
        )
        self.there: list[int] = []
        self.clock = START
        self.mine: dict[Path, str] = {}
        self.spam: set[Path] = set()

    def pull(self) -> None:
        self.said.clear()
        assert pull(self.context) == 0

    def take(self, step: tuple[Any, ...]) -> None:
        kind, *given = step
        self.clock += 7
        files = [
            one.path for one in stored_comments(self.context.content, {}) if one.comment.status != "removed"
        ]
        if kind == "pull":
            self.pull()
        elif kind == "add":
            parent = self.there[given[0]] if given[0] is not None and given[0] < len(self.there) else None
            words = {"text": f"Said at {self.clock}", "created": self.clock, "author": "Ada"}
            self.there += write_database(
                self.database, ("add", "the-bird", {**words, "parent": parent, "mode": given[1]})
            )
        elif kind in ("edit", "delete", "activate") and given[0] < len(self.there):
            number = self.there[given[0]]
            if kind == "edit":
                words = {"text": f"Edited at {self.clock}", "modified": self.clock}
                write_database(self.database, ("update", number, words))
            elif kind == "activate":
                write_database(self.database, ("activate", number))
            else:
                self.there.remove(number)
                write_database(self.database, ("delete", number))
        elif kind in ("mine", "spam", "away") and given[0] < len(files):
            path = files[given[0]]
            text = path.read_text("utf-8")
            if kind == "mine":
                self.mine[path] = f"My own words at {self.clock}"
                path.write_text(with_changes(text, {"body": self.mine[path]}), "utf-8")
            elif kind == "spam":
                self.spam.add(path)
                path.write_text(with_field(text, "status", "spam"), "utf-8")
            else:
                path.unlink()
                self.mine.pop(path, None)
                self.spam.discard(path)


@given(STEPS)
@settings(max_examples=amount(15, 100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_writers_words_stay_and_a_second_pull_does_nothing(steps: list[tuple[Any, ...]]) -> None:
    need_isso()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for step in (*steps, ("pull",)):
            world.take(step)
        kept = {one.path: one for one in stored_comments(world.context.content, {})}
        assert {path: kept[path].comment.body.strip() for path in world.mine} == world.mine
        assert {kept[path].comment.status for path in world.spam} <= {"spam"}
        assert len({one.comment.id for one in kept.values()}) == len(kept)
        present = {one.comment.id for one in kept.values()}
        answered = {one.comment.parent for one in kept.values() if one.comment.parent}
        assert answered <= present or any(step[0] == "away" for step in steps)
        before = {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
        world.pull()
        assert world.said[-1].startswith("Nothing new")
        assert before == {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
        world.context = replace(world.context, today=date(2027, 11, 21))
        world.database.unlink()
        write_database(world.database)
        world.pull()
        assert all(path.read_bytes() == octets for path, octets in before.items() if path.suffix == ".md")
