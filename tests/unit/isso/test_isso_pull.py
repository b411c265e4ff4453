"""`heard comments-pull` against databases that Isso's own code wrote."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, build, write_files
from helpers import READ_ONLY
from issoserver import HAS_ISSO, write_database
from msgspec.structs import replace

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.comment_folder import stored_comments
from heard.conversation.sources.isso.pull import pull
from heard.library.command_context import CommandContext
from heard.text.exits import Refusal

NOON = 1795266000.25  # 2026-11-21 13:00:00 UTC, and a quarter of a second
AT_NOON = "2026-11-21T14:00+01:00"
STORIES: dict[str, str | bytes] = {
    "stories/bird.md": "---\ntitle: The bird\ndate: 2026-11-01\nid: the-bird\n---\n\nIt sang.\n",
    "stories/call.md": "---\ntitle: The call\ndate: 2026-11-02\nid: the-call\nslug: a-call\n---\n\n"
    "It rang.\n",
    "stories/late.md": "---\ntitle: Late\ndate: 2026-11-03\nid: not-yet\nstatus: draft\n---\n\nSoon.\n",
}
IDS = {
    "the-call": {
        "addresses": ["/2019/old-call/", "/stories/a-call/"],
        "first": "2026-11-02",
        "identity": "urn:story:the-call",
    }
}


@pytest.fixture(scope="module")
def read_site(tmp_path_factory: pytest.TempPathFactory) -> CommandContext:
    folder = tmp_path_factory.mktemp("site")
    write_files(folder / "content", STORIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", "2026-11-21")
        changes = {"SITEURL": "https://heard.example/blog", "TIMEZONE": "Europe/Zurich", **READ_ONLY}
        return context_for(BuildRequest(ROOT / "pelicanconf.py", folder / "content", None, changes))


@dataclass
class Home:
    """A content folder with an Isso's database beside it."""

    context: CommandContext
    said: list[str] = field(default_factory=list)

    @property
    def content(self) -> Path:
        return self.context.content

    @property
    def database(self) -> Path:
        return self.content.parent / "data" / "isso" / "comments.db"

    @property
    def state(self) -> Path:
        return self.content.parent / "data" / "isso.json"

    def isso(self, *steps: tuple[Any, ...]) -> list[int]:
        return write_database(self.database, *steps)

    def pull(self, **wish: Any) -> str:
        self.said.clear()
        assert pull(replace(self.context, say=self.said.append), **wish) == 0
        return "\n".join(self.said)

    def files(self) -> dict[str, str]:
        folder = self.content / "comments"
        return {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.content / "comments" / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")


@pytest.fixture
def home(read_site: CommandContext, tmp_path: Path) -> Home:
    (tmp_path / "content").mkdir()
    return Home(replace(read_site, content=tmp_path / "content"))


def said(text: str = "The same happened to *me*.", at: float = NOON, **fields: Any) -> dict[str, Any]:
    return {"text": text, "created": at, "author": "Ada", **fields}


BIRD = "the-bird/2026-11-21-isso-1.md"


def test_a_comment_becomes_a_file_with_its_words_as_they_were_typed(home: Home) -> None:
    home.isso(
        (
            "add",
            "the-bird",
            said("First *line*\nsecond <b>line</b>\n\n> quoted", website="https://ada.example/"),
        )
    )
    told = home.pull()
    assert home.files() == {
        BIRD: (
            "---\nid: isso-1\nauthor: Ada\nurl: https://ada.example/\n"
            f"date: {AT_NOON}\nsource: isso\nstatus: approved\n---\n\n"
            "First *line*\nsecond <b>line</b>\n\n> quoted\n"
        )
    }
    assert told == f"New: comments/{BIRD}\n1 new, 0 as before. Read the files, and commit them."


def test_no_file_ever_holds_an_address_or_who_voted(home: Home) -> None:
    secret = {"email": "ada@secret.example", "remote_addr": "203.0.113.7", "author": "Ada"}
    home.isso(
        ("add", "the-bird", said(**secret)),
        ("vote", True, 1, "203.0.113.99"),
        ("add", "the-bird", said("A second one", NOON + 1, author="ada@secret.example")),
        ("add", "the-bird", said("A third one", NOON + 2, website="http://ada@secret.example/")),
        ("add", "the-bird", said("And one more", NOON + 4, author="Eve &lt;eve@secret.example&gt;")),
        ("add", "the-bird", said("Another", NOON + 5, author="eve (at) secret dot example")),
        ("add", "the-bird", said("A fourth one", NOON + 3, website="javascript:alert(1)")),
    )
    with closing(sqlite3.connect(home.database)) as database:
        key = database.execute("SELECT value FROM preferences").fetchone()[0]
    home.pull()
    written = "\n".join([*home.files().values(), home.state.read_text("utf-8")])
    assert len(home.files()) == 6
    assert "author: Eve\n" in written
    for secret_text in ("secret.example", "secret dot", "203.0.113", "javascript", key):
        assert secret_text not in written


def test_the_second_pull_writes_nothing_and_says_so(home: Home) -> None:
    home.isso(("add", "the-bird", said()), ("add", "the-bird", said("Me, too.", NOON + 9, parent=1)))
    home.pull()
    stamps = {p: p.stat().st_mtime_ns for p in [*home.content.rglob("*.md"), home.state]}
    assert home.pull() == f"Nothing new in {home.database.as_posix()}. Here already: 2 comments."
    assert stamps == {p: p.stat().st_mtime_ns for p in [*home.content.rglob("*.md"), home.state]}


def test_answers_stay_under_what_they_answer(home: Home) -> None:
    home.isso(
        ("add", "the-bird", said()),
        ("add", "the-bird", said("Second", NOON + 60, parent=1)),
        ("add", "the-bird", said("Older than what it answers", NOON - 60, parent=1)),
    )
    home.pull()
    kept = {one.comment.id: one.comment.parent for one in stored_comments(home.content, {})}
    assert kept == {"isso-1": None, "isso-2": "isso-1", "isso-3": "isso-1"}
    assert "Nothing new" in home.pull()


def test_what_waits_in_isso_waits_here_and_is_approved_with_it(home: Home) -> None:
    home.isso(("add", "the-bird", said(mode=2)))
    home.pull()
    assert "status: pending" in home.files()[BIRD]
    home.isso(("activate", 1))
    assert "Changed (status)" in home.pull()
    assert "status: approved" in home.files()[BIRD]


def test_an_edit_in_isso_is_taken_over(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    home.pull()
    home.edit(BIRD, "status:", "kind: question\nstatus:")
    home.isso(("update", 1, {"text": "I was wrong.", "modified": NOON + 60.5, "author": "Ada B."}))
    assert f"Changed (author, body, modified): comments/{BIRD}" in home.pull()
    text = home.files()[BIRD]
    assert text.endswith("---\n\nI was wrong.\n")
    assert "author: Ada B.\n" in text and "modified: 2026-11-21T14:01+01:00\n" in text
    assert "kind: question" in text, "what the writer added stays"


def test_the_writers_edit_wins_and_is_told_once(home: Home) -> None:
    home.isso(("add", "the-bird", said("My number is 555-1234.")))
    home.pull()
    home.edit(BIRD, "555-1234", "…")
    assert "Nothing new" in home.pull()
    home.isso(("update", 1, {"text": "My number is 555-9999.", "author": "Ada B."}))
    told = home.pull()
    assert f"Kept your edit of body: comments/{BIRD}" in told and "Changed (author)" in told
    assert "My number is …." in home.files()[BIRD] and "555" not in home.files()[BIRD]
    assert home.pull().startswith("Nothing new")


@pytest.mark.parametrize("status", ["spam", "removed"])
def test_a_status_that_the_writer_set_wins(home: Home, status: str) -> None:
    home.isso(("add", "the-bird", said(mode=2)))
    home.pull()
    home.edit(BIRD, "status: pending", f"status: {status}")
    home.isso(("activate", 1))
    assert "Kept your edit of status" in home.pull()
    assert f"status: {status}" in home.files()[BIRD]


def test_what_its_reader_deleted_is_emptied_and_its_place_kept(home: Home) -> None:
    home.isso(
        ("add", "the-bird", said(website="https://ada.example/")),
        ("add", "the-bird", said("Me, too.", NOON + 9, parent=1)),
        ("add", "the-bird", said("Alone.", NOON + 19)),
    )
    home.pull()
    home.isso(("delete", 1), ("delete", 3))
    told = home.pull()
    assert told.count("Removed: ") == 2 and "2 removed" in told
    for name in (BIRD, "the-bird/2026-11-21-isso-3.md"):
        text = home.files()[name]
        assert "status: removed" in text and text.endswith("---\n"), text
        assert "Ada" not in text and "ada.example" not in text
        assert not {"author", "url", "modified"} & {line.partition(":")[0] for line in text.split("\n")}
    assert "Me, too." in home.files()["the-bird/2026-11-21-isso-2.md"]
    assert "Nothing new" in home.pull()


@pytest.mark.parametrize("by_hand", ["spam", "pending"])
@pytest.mark.parametrize("answered", [False, True])
def test_what_was_never_shown_leaves_no_place_when_it_is_deleted(
    home: Home, tmp_path: Path, by_hand: str, answered: bool
) -> None:
    write_files(home.content, STORIES)
    home.isso(("add", "the-bird", said(mode=2)))
    if answered:  # then Isso keeps the row, emptied
        home.isso(("add", "the-bird", said("Me, too.", NOON + 9, parent=1, mode=2)))
    home.pull()
    home.edit(BIRD, "status: pending", f"status: {by_hand}")
    home.isso(("delete", 1))
    assert "1 removed" in home.pull()
    text = home.files()[BIRD]
    assert "status: spam\n" in text and "happened" not in text and "author" not in text
    assert "Nothing new" in home.pull()
    page = build(home.content, tmp_path / "out", MENUITEMS=()).page("stories/the-bird/")
    assert "was removed" not in page and 'class="comment' not in page


def test_an_approved_comment_leaves_its_place_on_the_page(home: Home, tmp_path: Path) -> None:
    write_files(home.content, STORIES)
    home.isso(("add", "the-bird", said()))
    home.pull()
    home.isso(("delete", 1))
    home.pull()
    assert "was removed" in build(home.content, tmp_path / "out", MENUITEMS=()).page("stories/the-bird/")


def test_the_last_comment_of_a_database_may_be_deleted_too(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    home.pull()
    home.isso(("delete", 1))
    assert "1 removed" in home.pull()
    assert "happened" not in home.files()[BIRD]


def test_a_number_that_isso_gives_again_is_another_comment(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    home.pull()
    assert home.isso(
        ("delete", 1), ("add", "the-bird", said("Somebody else.", NOON + 60, author="Bob"))
    ) == [1]
    assert "1 new, 1 removed" in home.pull()
    second = f"the-bird/2026-11-21-isso-1-{int(NOON) + 60}.md"
    assert sorted(home.files()) == [second, BIRD] or sorted(home.files()) == [BIRD, second]
    assert "Bob" in home.files()[second] and "status: removed" in home.files()[BIRD]


def test_a_deletion_does_not_take_the_writers_own_words(home: Home) -> None:
    home.isso(("add", "the-bird", said()), ("add", "the-bird", said("Yes", NOON + 9, parent=1)))
    home.pull()
    home.edit(BIRD, "*me*", "me (name left out)")
    home.isso(("delete", 1))
    assert "Kept your edit of" in home.pull()
    assert "name left out" in home.files()[BIRD] and "status: approved" in home.files()[BIRD]
    assert "Nothing new" in home.pull()


def test_a_database_that_was_lost_takes_nothing_with_it(home: Home) -> None:
    home.isso(("add", "the-bird", said()), ("add", "the-bird", said("Second", NOON + 9)))
    home.pull()
    before = home.files()
    home.database.unlink()
    with pytest.raises(Refusal, match="There is not a database of Isso at"):
        home.pull()
    assert home.files() == before
    home.isso(("add", "the-bird", said("In the new one", NOON + 99, author="Bob")))
    told = home.pull()
    assert "1 new" in told and "2 comments pulled before are not in" in told and "--deleted" in told
    assert {name: home.files()[name] for name in before} == before
    assert f"the-bird/2026-11-21-isso-1-{int(NOON) + 99}.md" in home.files()
    home.pull(deleted=True)
    assert {name: home.files()[name] for name in before} == before, "another database cannot delete"


def test_many_gone_at_once_are_asked_for(home: Home) -> None:
    home.isso(*(("add", "the-bird", said(f"Number {n}", NOON + n)) for n in range(6)))
    home.pull()
    before = home.files()
    home.isso(*(("delete", n) for n in range(1, 6)))
    told = home.pull()
    assert "5 comments pulled before are not in" in told and home.files() == before
    assert "5 removed" in home.pull(deleted=True)
    assert sum("status: removed" in text for text in home.files().values()) == 5
    assert "Nothing new" in home.pull()


def test_what_nobody_moderated_for_long_is_not_lost_when_isso_forgets_it(home: Home) -> None:
    old = NOON - 40 * 86400
    home.isso(("add", "the-bird", said(mode=2, at=old)), ("add", "the-bird", said("Here", NOON)))
    home.pull()
    home.isso(("purge", 86400))
    assert "1 comment pulled before" in home.pull()
    assert any("status: pending" in text and "happened" in text for text in home.files().values())


def test_a_file_that_the_writer_took_away_stays_away(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    home.pull()
    (home.content / "comments" / BIRD).unlink()
    assert "1 comment whose file you took away stayed away." in home.pull()
    assert home.files() == {}


def test_files_without_a_state_are_known_again(home: Home) -> None:
    home.isso(("add", "the-bird", said()), ("add", "the-bird", said("Second", NOON + 9)))
    home.pull()
    home.edit(BIRD, "author: Ada\n", "author: A.\n")
    before = home.files()
    state = home.state.read_text("utf-8")
    home.state.unlink()
    assert "Kept your edit of author" in home.pull()
    assert home.files() == before and home.state.read_text("utf-8") == state


def test_files_without_a_state_are_known_again_within_one_minute(home: Home) -> None:
    """Files know the minute only; a number that Isso gave again is still told by its own name."""
    home.isso(("add", "the-bird", said()))
    home.pull()
    home.isso(("delete", 1), ("add", "the-bird", said("Somebody else.", NOON + 5, author="Bob")))
    home.pull()
    before = home.files()
    assert len(before) == 2
    home.state.unlink()
    assert home.pull().startswith("Nothing new") and home.files() == before


def test_threads_are_found_by_id_and_by_every_address(home: Home) -> None:
    threads = [
        "the-call", "/the-call", "/stories/a-call/", "/blog/stories/a-call/", "/2019/old-call/index.html",
        "https://heard.example/blog/stories/a-call/?from=feed", "not-yet",
    ]  # fmt: skip
    (home.content.parent / "data").mkdir()
    record = home.content.parent / "data" / "ids.json"
    record.write_text(json.dumps({"version": 1, "stories": IDS}), "utf-8")
    home.isso(*(("add", name, said(f"At {name}", NOON + n)) for n, name in enumerate(threads)))
    home.pull()
    folders = [name.split("/")[0] for name in home.files()]
    assert sorted(folders) == ["not-yet", *["the-call"] * 6]


def test_comments_of_no_story_are_told_and_stay_where_they_are(home: Home) -> None:
    home.isso(
        ("add", "/elsewhere/", said()),
        ("add", "/elsewhere/", said("Again", NOON + 1)),
        ("add", "\x1b[2J../../evil", said()),
    )
    told = home.pull()
    title = "The title of /elsewhere/"
    assert f'No story here has the thread "/elsewhere/" ({title}): 2 comments stayed in Isso.' in told
    assert "\x1b" not in told and "evil" in told
    assert home.files() == {}


def test_a_dry_run_writes_nothing(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    assert home.pull(dry_run=True).endswith("It would be 1 new. Nothing was written.")
    assert home.files() == {} and not home.state.exists()


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("---\nstatus: removed\n---\nnot front matter", "Ada"),
        ("a\x00b\x1bc\r\nd\u2028e", "A\x00da"),
        ("{filename}x.md [[the-call]] {{ jinja }}", "{{ jinja }}"),
        ("  indented\n\ttab", "Ada: the 'first' #1 & \"more\" &lt;b>"),
        ("👩🏽‍🦽🏳️‍🌈", "🐦"),
        ("مرحبا", "ليلى"),
        ("x" * 65_535, "y" * 3000),
    ],
)
def test_odd_words_are_read_back_and_stay_as_they_are(home: Home, text: str, author: str) -> None:
    home.isso(("add", "the-bird", said(text, author=author)))
    home.pull()
    (kept,) = stored_comments(home.content, {})
    assert kept.comment.status == "approved" and kept.comment.author
    for sign in "\x00\x1b\r":
        text = text.replace(sign, "\n" if sign == "\r" and "\r\n" not in text else "")
    assert kept.comment.body.strip("\n") == text.strip("\n")
    assert home.pull().startswith("Nothing new")


@pytest.mark.parametrize("at", [0.0001, -5.0, 1e18, float(2**62)])
def test_a_time_that_is_none_is_undated(home: Home, at: float) -> None:
    home.isso(("add", "the-bird", said(at=at)))
    home.pull()
    ((name, text),) = home.files().items()
    assert "undated" in name or "date: 19" in text
    assert "Nothing new" in home.pull()


def test_the_day_is_that_of_the_site(home: Home) -> None:
    """What is said in the evening in New York would otherwise be dated tomorrow, and wait for it."""
    home.isso(("add", "the-bird", said(at=NOON + 12.5 * 3600)))  # 01:30 UTC
    home.context = replace(home.context, settings={**home.context.settings, "TIMEZONE": "America/New_York"})
    home.pull()
    ((name, text),) = home.files().items()
    assert name.startswith("the-bird/2026-11-21-") and "2026-11-21T20:30-05:00" in text


def test_a_database_that_is_none_is_refused_in_words(home: Home, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE comments (id INTEGER, words TEXT)")
        database.commit()
    with pytest.raises(Refusal, match="is not a database of Isso"):
        home.pull(db=other)
    (tmp_path / "text.db").write_text("This is no database, it is a text. " * 50, "utf-8")
    assert pull(replace(home.context, say=home.said.append), tmp_path / "text.db") == 4
    assert "file is not a database. Nothing was changed." in home.said[-1]


@pytest.mark.skipif(not HAS_ISSO, reason="nothing to lock")
def test_a_database_that_somebody_locks_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from heard.conversation.sources.isso import snapshot as isso_database

    monkeypatch.setattr(isso_database, "PATIENCE", 0.1)
    home.isso(("add", "the-bird", said()))
    with closing(sqlite3.connect(home.database)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert pull(replace(home.context, say=home.said.append)) == 4
    assert "database is locked" in home.said[-1]


def test_a_database_in_another_journal_is_read_while_it_is_written(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    with closing(sqlite3.connect(home.database)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("UPDATE comments SET text = 'Written, not yet folded in'")
        database.commit()
        database.execute("BEGIN IMMEDIATE")
        home.pull()
    assert "not yet folded in" in home.files()[BIRD]


def test_a_broken_state_stops_the_pull(home: Home) -> None:
    home.isso(("add", "the-bird", said()))
    home.pull()
    before = home.files()
    home.state.write_text('{"version": 1, "comments": {"1@2": {}}}', "utf-8")
    with pytest.raises(Refusal, match=r"isso\.json cannot be read .* version control"):
        home.pull()
    assert home.files() == before


def test_a_database_and_an_address_are_one_too_many(home: Home) -> None:
    with pytest.raises(Refusal, match="Give --db or --url"):
        home.pull(db=home.database, url="http://127.0.0.1:1/")
