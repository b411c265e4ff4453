"""`heard moderate` shows what waits, harmlessly, and sets one line of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, write_files
from helpers import READ_ONLY
from msgspec.structs import replace

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.comment_folder import stored_comments
from heard.conversation.sources.mail.moderate import QUESTION, moderate
from heard.library.command_context import CommandContext
from heard.text.exits import Refusal

FOLDER = "comments/the-bird"


def comment(name: str, date: str, keys: str = "status: pending\n", body: str = "It sang.") -> str:
    return f"---\nid: {name}\nauthor: Ada\ndate: {date}\n{keys}---\n\n{body}\n"


@pytest.fixture(scope="module")
def read_site(tmp_path_factory: pytest.TempPathFactory) -> CommandContext:
    folder = tmp_path_factory.mktemp("site")
    story = "---\ntitle: The bird\ndate: 2026-11-01\nid: the-bird\n---\n\nIt sang.\n"
    write_files(folder / "content", {"stories/bird.md": story})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", "2026-11-21")
        return context_for(BuildRequest(ROOT / "pelicanconf.py", folder / "content", None, READ_ONLY))


@dataclass
class Desk:
    """A folder with comments, a person who answers, and what that person sees."""

    context: CommandContext
    said: list[str] = field(default_factory=list)

    def moderate(self, *answers: str, **wish: Any) -> int:
        self.said.clear()
        given: Iterator[str] = iter(answers)

        def ask(question: str) -> str:
            assert question == QUESTION
            answer = next(given, None)
            if answer is None:
                raise EOFError
            return answer

        code = moderate(replace(self.context, say=self.said.append), **wish, ask=ask)
        assert next(given, None) is None, "every answer was asked for"
        return code

    @property
    def told(self) -> str:
        return "\n".join(self.said)

    def text(self, name: str) -> str:
        return (self.context.content / FOLDER / f"{name}.md").read_text("utf-8")


@pytest.fixture
def desk(read_site: CommandContext, tmp_path: Path) -> Desk:
    write_files(
        tmp_path / "content",
        {
            f"{FOLDER}/b.md": comment("second", "2026-11-02", "status: pending # not yet\n"),
            f"{FOLDER}/a.md": comment(
                "third", "2026-11-03", "x_note: mine\nstatus: pending\nkind: question\n"
            ),
            f"{FOLDER}/c.md": comment("first", "2026-11-01", "in_reply_to: second\nstatus: pending\n"),
            f"{FOLDER}/d.md": comment("shown", "2026-11-01", ""),
            f"{FOLDER}/e.md": "---\nid: [broken\n---\n\nText.\n",
        },
    )
    return Desk(replace(read_site, content=tmp_path / "content"))


def test_the_oldest_is_asked_first_and_each_answer_is_set(desk: Desk) -> None:
    before, b_before = desk.text("a"), desk.text("b")
    assert desk.moderate("a", "s", "r") == 0
    assert [line for line in desk.said if " of 3" in line] == ["1 of 3", "2 of 3", "3 of 3"]
    order = [line for line in desk.said if line.startswith("the-bird/")]
    assert order[0] == "the-bird/first – on “The bird”, in answer to second"
    assert [line.split(" ")[0] for line in order] == ["the-bird/first", "the-bird/second", "the-bird/third"]
    assert "status: approved\n" in desk.text("c")
    assert "status: spam\n" in desk.text("b")
    assert desk.text("b") == b_before.replace("status: pending # not yet", "status: spam")
    assert desk.text("a") == before.replace("status: pending", "status: spam").replace(
        "\nIt sang.\n", ""
    ), "what was never shown leaves no place"
    assert desk.said[-1] == "3 comments decided, 0 still waiting."
    assert desk.moderate() == 0 and desk.said == ["No comment waits."]


def test_next_leaves_one_and_quit_leaves_the_rest(desk: Desk) -> None:
    assert desk.moderate("n", "x", "", "q") == 0
    assert desk.said[-1] == "0 comments decided, 3 still waiting."
    assert desk.moderate("a") == 0, "who goes away quits"
    assert desk.said[-1] == "1 comment decided, 2 still waiting."


def test_an_edit_is_shown_again_before_it_is_decided(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "edit.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/It sang/It sang well/" "$1"\n', "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert desk.moderate("e", "a", "q") == 0
    assert "    It sang well." in desk.said
    assert "It sang well." in desk.text("c") and "status: approved" in desk.text("c")
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    desk.moderate("e", "q")
    assert "Set EDITOR to edit here" in desk.told
    monkeypatch.setenv("EDITOR", str(tmp_path / "no-such-editor"))
    desk.moderate("e", "q")
    assert "cannot be started" in desk.told


def test_a_list_asks_nothing(desk: Desk) -> None:
    assert desk.moderate(list_=True) == 0
    assert desk.said[-1] == "3 comments waiting." and "a question" in desk.said


def test_scripts_decide_by_name_and_may_take_it_back(desk: Desk) -> None:
    decisions = {
        "approve": ["the-bird/first", "the-bird/second"],
        "spam": ["the-bird/shown"],
        "remove": [],
    }
    assert desk.moderate(**decisions) == 0
    assert "status: approved" in desk.text("c") and "status: spam" in desk.text("d")
    assert desk.moderate(approve=["the-bird/shown"]) == 0
    assert "status: approved" in desk.text("d")


def test_a_name_that_is_wrong_decides_nothing(desk: Desk) -> None:
    with pytest.raises(
        Refusal, match=r'There is no comment the-bird/frist\. Did you mean "the-bird/first"'
    ):
        desk.moderate(approve=["the-bird/second", "the-bird/frist"])
    assert "status: pending" in desk.text("b")


def test_without_a_person_nothing_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with (Path("/dev/null")).open() as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        with pytest.raises(Refusal, match="use --list, and --approve"):
            moderate(desk.context)


def test_what_a_stranger_wrote_cannot_move_the_cursor_or_pose_as_a_question(desk: Desk) -> None:
    body = f"\x9b2J\u202egnirts\n\n{QUESTION}a\nApproved: the-bird/first\nA\tB\u2028C"
    keys = 'author: "Eve\\e[2J\\u202e"\nurl: https://x.example/\nstatus: pending\n'
    text = comment("evil", "2026-10-01", "").replace("author: Ada\n", keys).replace("It sang.", body)
    write_files(desk.context.content, {f"{FOLDER}/evil.md": text})
    assert desk.moderate("q") == 0
    shown = "\n".join(desk.said[: desk.said.index("2 of 4")] if "2 of 4" in desk.said else desk.said)
    assert not set("\x1b\x9b\u202e\u2028\t") & set(shown)
    assert f"    {QUESTION}a".rstrip() in shown and "    Approved: the-bird/first" in shown, (
        "indented, all of it"
    )


def test_a_comment_in_html_is_shown_as_words(desk: Desk) -> None:
    text = comment(
        "html", "2026-10-01", "format: html\nstatus: pending\n", "<p>One<br>two &amp; <b>three</b></p>"
    )
    write_files(desk.context.content, {f"{FOLDER}/html.md": text})
    desk.moderate("q")
    assert desk.said[3:5] == ["    One", "    two & three"]


def test_a_file_with_plain_headers_is_left_to_its_writer(desk: Desk) -> None:
    write_files(
        desk.context.content,
        {f"{FOLDER}/plain.md": "Id: plain\nDate: 2026-09-01\nStatus: pending\n\nText.\n"},
    )
    assert desk.moderate(approve=["the-bird/plain"]) == 1
    assert "set its status by hand" in desk.told
    assert desk.moderate("a", "a", "q") == 1, "a failure is no decision"
    assert desk.said[-1] == "1 comment decided, 3 still waiting."


def test_line_ends_and_all_other_octets_stay(desk: Desk) -> None:
    path = desk.context.content / FOLDER / "b.md"
    before = b"\xef\xbb\xbf" + desk.text("b").replace("\n", "\r\n").replace(" # not yet", "").encode()
    path.write_bytes(before)
    assert desk.moderate(approve=["the-bird/second"]) == 0
    assert path.read_bytes() == before.replace(b"pending", b"approved")
    path.write_bytes(before)
    assert desk.moderate(remove=["the-bird/second"]) == 0
    assert path.read_bytes() == before.replace(b"pending", b"spam").replace(b"\r\nIt sang.\r\n", b"")


def test_removal_keeps_the_place_of_what_was_shown_and_empties_what_was_not(desk: Desk) -> None:
    shown, waiting = desk.text("d"), desk.text("c")
    names = ["the-bird/shown", "the-bird/first"]
    assert desk.moderate(remove=names) == 0
    assert desk.text("d") == shown.replace("---\n\nIt", "status: removed\n---\n\nIt")
    assert desk.text("c") == waiting.replace("pending", "spam").replace("\nIt sang.\n", "")
    assert desk.said == [
        "Removed: the-bird/shown",
        "Its words removed, put aside as spam as it was never shown: the-bird/first",
    ]
    assert "second" in {one.comment.id for one in stored_comments(desk.context.content, {})}


def test_a_file_that_changes_while_it_is_asked_about_is_shown_and_asked_again(desk: Desk) -> None:
    path = desk.context.content / FOLDER / "c.md"
    changed = desk.text("c").replace("It sang.", "It sang, said I.")

    def meanwhile() -> Iterator[str]:
        path.write_text(changed, "utf-8")
        yield "a"
        assert "    It sang, said I." in desk.said and "status: pending" in desk.text("c")
        yield "a"
        path.with_name("b.md").unlink()
        yield "s"
        yield "q"

    given = meanwhile()
    said = desk.said
    code = moderate(replace(desk.context, say=said.append), ask=lambda _question: next(given))
    assert desk.text("c") == changed.replace("pending", "approved")
    assert any("was changed in the meantime; nothing was set" in line for line in said)
    assert any("b.md is not there any more" in line for line in said)
    assert code == 1 and said[-1] == "1 comment decided, 2 still waiting."


def test_a_decision_by_name_on_a_file_that_changed_is_refused(desk: Desk) -> None:
    path = desk.context.content / FOLDER / "b.md"
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        path.write_text(desk.text("b").replace("It sang.", "It sang, said I."), "utf-8")

    names = ["the-bird/first", "the-bird/second"]
    assert moderate(replace(desk.context, say=say), approve=names) == 1
    assert "b.md was changed in the meantime" in said[-1]
    assert "status: pending" in desk.text("b") and "said I" in desk.text("b")
