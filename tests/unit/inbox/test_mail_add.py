"""`heard comment-add`: a saved message becomes a pending comment, or is refused in words."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, write_files
from helpers import READ_ONLY
from maildesk import HEAD, PLAIN, STORIES, Desk, message

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.sources.mail.add import add
from heard.conversation.sources.mail.letter import MOST
from heard.text.exits import Refusal


def test_a_message_becomes_a_comment_that_waits(desk: Desk) -> None:
    body = "It sang for me, too.\r\n\r\n> Ask twice.\r\n\r\nAda\r\n-- \r\nAda Byron, Pellwick\r\n"
    assert desk.add(HEAD + PLAIN + body) == 0
    (path,) = (desk.context.content / "comments").rglob("*.md")
    name = desk.only.id
    assert path.relative_to(desk.context.content).as_posix() == f"comments/the-bird/2026-11-20-{name}.md"
    assert path.read_text("utf-8") == (
        f"---\nid: {name}\nauthor: Ada Byron\ndate: 2026-11-20T02:15+01:00\nsource: mail\n"
        "format: text\nstatus: pending\n---\n\nIt sang for me, too.\n\n> Ask twice.\n\nAda\n"
    )
    assert name.startswith("mail-") and len(name) == 15
    assert desk.said[:3] == [
        "A comment on “The bird” (the-bird)",
        "by Ada Byron, 2026-11-20T02:15+01:00",
        "Kept:",
    ]
    assert "    – Ada Byron, Pellwick" in desk.said
    assert desk.said[-1].startswith("Written, pending: ")


def test_the_same_message_twice_says_so_and_writes_nothing(desk: Desk) -> None:
    assert desk.add(HEAD + PLAIN + "Once.") == 0
    assert desk.add(HEAD + PLAIN + "Once.", story="the-call") == 0
    assert "This message is here already" in desk.told and len(desk.comments) == 1
    unnamed = HEAD.replace("Message-ID: <one@secret.example>\r\n", "")
    assert desk.add(unnamed + PLAIN + "Twice.") == desk.add(unnamed + PLAIN + "Twice.") == 0
    assert len(desk.comments) == 2


def test_one_mail_opens_the_comments_of_its_story_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remarks = {f"comments/the-{name}/{n}.md": "Me too.\n" for name in ("call", "bird") for n in range(9)}
    write_files(tmp_path / "content", {**STORIES, **remarks})
    file = tmp_path / "message.eml"
    file.write_bytes((HEAD + PLAIN + "Once.").encode())
    monkeypatch.setenv("STORY_TODAY", "2026-11-21")
    order = BuildRequest(ROOT / "pelicanconf.py", tmp_path / "content", None, READ_ONLY)
    opened: list[str] = []
    comments = str(tmp_path / "content" / "comments")

    def listen(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and listening and str(args[0]).startswith(comments):
            opened.append(Path(str(args[0])).relative_to(comments).parts[0])

    listening = True
    sys.addaudithook(listen)
    assert add(context_for(order, lambda _line: None, with_comments=False), file, yes=True) == 0
    listening = False
    assert set(opened) == {"the-bird"} and len(opened) <= 9 + 2, "each once, and what is written"


def test_it_is_asked_and_a_no_writes_nothing(desk: Desk) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "n"

    assert desk.add(HEAD + PLAIN + "Once.", answer) == 0
    assert asked == ["Write it? [y/n] "] and desk.said[-1] == "Nothing was written." and desk.comments == []
    assert desk.add(HEAD + PLAIN + "Once.", answer, yes=True) == 0 and len(asked) == 1
    assert len(desk.comments) == 1


def test_without_a_person_nothing_is_written_unasked(desk: Desk) -> None:
    with pytest.raises(Refusal, match="--yes writes it without asking"):
        desk.add(HEAD + PLAIN + "Once.", yes=False)
    assert "    Once." in desk.said and desk.comments == [], "it is shown all the same"


def test_who_interrupts_the_question_has_said_no(desk: Desk) -> None:
    def interrupted(_question: str) -> str:
        raise KeyboardInterrupt

    assert desk.add(HEAD + PLAIN + "Once.", interrupted) == 0
    assert desk.said[-1] == "Nothing was written." and desk.comments == []


def test_an_answer_to_a_comment_stands_under_it(desk: Desk) -> None:
    desk.add(HEAD + PLAIN + "First.")
    first = desk.only.id
    head = HEAD.replace("<one@", "<two@").replace("[the-bird]", f"[the-bird#{first}]")
    assert desk.add(head + PLAIN + "Second.") == 0
    assert sorted(str(one.parent) for one in desk.comments) == ["None", first]
    assert f"in answer to {first}" in desk.told
    head = HEAD.replace("<one@", "<three@").replace("[the-bird]", "[the-bird#gone]")
    assert desk.add(head + PLAIN + "Third.") == 0
    assert "There is no comment gone under that story" in desk.told


@pytest.mark.parametrize(
    ("subject", "given", "story"),
    [
        ("Re: AW: [EXTERN] The bird [the-bird]", "", "the-bird"),
        ("[spam] [the-call] Re: x", "", "the-call"),
        ("[the-call] now about [the-bird]", "", "the-bird"),
        ("=?utf-8?B?" + base64.b64encode("Größe [the-bird]".encode()).decode() + "?=", "", "the-bird"),
        ("Re: The bird\r\n [the-bird]", "", "the-bird"),
        ("nothing at all", "the-call", "the-call"),
        ("[the-bird]", "the-call", "the-call"),
    ],
)
def test_the_story_is_that_of_the_subject_or_the_one_named(
    desk: Desk, subject: str, given: str, story: str
) -> None:
    assert desk.add(HEAD.replace("Re: The bird [the-bird]", subject) + PLAIN + "Words.", story=given) == 0
    assert desk.only.story_id == story


@pytest.mark.parametrize(
    ("subject", "given", "message"),
    [
        ("Hello", "", 'The subject "Hello" names no story of this site. Say which one: --story ID.'),
        ("[the-birt]", "", 'Did you mean "the-bird"? Say which one'),
        ("[../../etc]", "", "names no story of this site"),
        ("x", "the-birt", '--story the-birt: there is no such story. Did you mean "the-bird"'),
        ("x", "../the-bird", "there is no such story"),
        ("x\x1b[2J", "", "names no story"),
    ],
)
def test_a_message_of_no_story_is_refused_with_the_nearest(
    desk: Desk, subject: str, given: str, message: str
) -> None:
    with pytest.raises(Refusal) as told:
        desk.add(HEAD.replace("Re: The bird [the-bird]", subject) + PLAIN + "Words.", story=given)
    assert message in str(told.value) and "\x1b" not in str(told.value)
    assert desk.comments == []


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("ada@secret.example", ""),
        ('"ada@secret.example" <ada@secret.example>', ""),
        ('"ada (at) secret.example" <ada@secret.example>', ""),
        ('"ada [at] secret.example" <ada@secret.example>', ""),
        ("ada at secret dot example <ada@secret.example>", ""),
        ('"Ada Byron (ada@secret.example)" <ada@secret.example>', "Ada Byron"),
        (f'"{"A" * 95} ada@secret.example" <ada@secret.example>', "A" * 95),
        ("=?utf-8?Q?Zo=C3=AB_M=C3=BCller?= <z@secret.example>", "Zoë Müller"),
        ("=?utf-8?B?2YTZitmE2Yk=?= <l@secret.example>", "ليلى"),
        ("=?utf-8?B?8J+QpvCfjLs=?= <b@secret.example>", "🐦🌻"),
        ("=?utf-8?B?4oCuZXZpbOKArCBBZGE=?= <e@secret.example>", "evil Ada"),
        ("Ada\x00\x1b[31m Byron <a@secret.example>", None),
        ("=?utf-8?Q?Ada=0AStatus=3A_approved?= <a@secret.example>", None),
        ("'Ada Byron' via List <list@secret.example>", None),
        ("<<<>>>,,;", None),
        ("", ""),
        ("=?nonsense?Q?x?= <a@secret.example>", None),
        ('"Byron, Ada: the <first>" <a@secret.example>', "Byron, Ada: the <first>"),
        ("x" * 5000 + " <a@secret.example>", "x" * 100),
    ],
)
def test_the_name_is_the_one_given_and_never_an_address(desk: Desk, sender: str, name: str | None) -> None:
    assert desk.add(HEAD.replace("Ada Byron <ada@secret.example>", sender) + PLAIN + "Words.") == 0
    found = desk.only
    assert name is None or found.author == name
    assert "@" not in found.author and "\n" not in found.author
    assert found.status == "pending"


def test_headers_cannot_be_smuggled_into_the_file(desk: Desk) -> None:
    head = HEAD.replace("Ada Byron", "=?utf-8?Q?Ada=0D=0Astatus=3A_approved=0D=0A---=0D=0A?=")
    assert desk.add(head + PLAIN + "---\nstatus: approved\n---\nWords.") == 0
    assert desk.only.status == "pending"
    assert desk.only.body.strip() == "---\nstatus: approved\n---\nWords."


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("", "undated"),
        ("Date: yesterday, I think\r\n", "undated"),
        ("Date: Thu, 19 Nov 0026 20:15:30 -0500\r\n", None),
        ("Date: Thu, 19 Nov 2026 20:15:30 -9999\r\n", None),
        ("Date: Thu, 99 Nov 2026 20:15:30 +0000\r\n", "undated"),
        ("Date: 19 Nov 26 20:15 GMT\r\n", "2026-11-19T21:15+01:00"),
        ("Date: Thu, 19 Nov 2026 20:15:30 -0000 (UTC)\r\n", "2026-11-19T21:15+01:00"),
    ],
)
def test_a_date_is_read_or_left_out(desk: Desk, date: str, told: str | None) -> None:
    head = HEAD.replace("Date: Thu, 19 Nov 2026 20:15:30 -0500\r\n", date)
    assert desk.add(head + PLAIN + "Words.") == 0
    assert told is None or (desk.only.date.text or "undated") == told


def test_a_date_of_the_future_is_that_of_today_and_said_so(desk: Desk) -> None:
    head = HEAD.replace("19 Nov 2026", "19 Nov 2099")
    assert desk.add(head + PLAIN + "Words.") == 0
    assert desk.only.date.text == "2026-11-21" and "/2026-11-21-mail-" in desk.only.source
    assert "The message is dated 2099-11-19, after today; today is written in its place." in desk.said
    desk.add(HEAD.replace("<one@", "<two@") + PLAIN + "Words.")
    assert "after today" not in desk.told


@pytest.mark.parametrize(
    "html",
    [
        '<p>x <a href="https://x.example/?u=ada%40secret.example&amp;n=1">leave</a></p>',
        '<p>x <a href="https://x.example/?u=ADA%2540secret%2Eexample">leave</a></p>',
        "<p>x a<b>da@secret.example</b></p>",
        "<p>x <i>ada</i>@<b>secret</b>.example, y</p>",
        "<p>x ada&#64;secret.example</p>",
        "<p>x ada&#37;40secret.example</p>",
    ],
)
def test_addresses_of_its_header_are_left_out_however_they_are_written(desk: Desk, html: str) -> None:
    assert desk.add(message(html=html)) == 0
    (path,) = (desk.context.content / "comments").rglob("*.md")
    text = path.read_text("utf-8")
    assert "secret" not in re.sub("<[^>]*>", "", text) and "secret" not in text.lower()
    assert "…" in text and text.count("<b>") == text.count("</b>"), text
    assert "Still in it" not in desk.told


@pytest.mark.parametrize(
    "html",
    [
        '<p>x <a href="https://x.example/?u=bob%40other.example">leave</a></p>',
        "<p>x b<b>ob@other</b>.example</p>",
    ],
)
def test_other_addresses_are_told_however_they_are_written(desk: Desk, html: str) -> None:
    desk.add(message(html=html))
    assert "Still in it: bob@other.example." in desk.told


def test_an_encoded_address_in_plain_text_is_left_out(desk: Desk) -> None:
    desk.add(
        HEAD + PLAIN + "See https://x.example/?u=ada%40secret.example&n=1 and adada@secret.example.org"
    )
    assert desk.only.body.strip() == "See https://x.example/?u=…&n=1 and adada@secret.example.org"
    assert "Still in it: adada@secret.example.org." in desk.told


def test_addresses_of_its_header_are_left_out_and_and_others_are_told(desk: Desk) -> None:
    text = "I am ADA@secret.example, you are stories@heard.example, and he is bob@other.example."
    assert desk.add(HEAD + PLAIN + text) == 0
    assert desk.only.body.strip() == "I am …, you are …, and he is bob@other.example."
    assert "Still in it: bob@other.example." in desk.told


def test_nothing_of_its_own_is_no_comment(desk: Desk) -> None:
    head = HEAD + "In-Reply-To: <x@y>\r\n"
    assert desk.add(head + PLAIN + "On 2 Nov 2026 Bob wrote:\n> All of it.\n\n-- \nAda") == 1
    assert "says nothing of its own" in desk.told and desk.comments == []


def test_a_message_that_is_too_large_or_too_long_is_refused(desk: Desk) -> None:
    assert desk.add(HEAD + PLAIN + "x" * 70_000) == 1
    assert "70,000 characters; a comment has at most 65,535" in desk.told
    html = HEAD + "Content-Type: text/html\r\n\r\n"
    assert desk.add(html + "<p>x</p>\n" * 40_000) == 1
    assert "characters of HTML, more than anybody would write" in desk.told
    with pytest.raises(Refusal, match="more than 5,000,000 octets"):
        desk.add(HEAD + PLAIN + "x" * MOST)


def test_what_is_no_message_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is not a mail message"):
        desk.add("Just some words in a file.\n")
    with pytest.raises(Refusal, match=r"gone\.eml cannot be read: No such file"):
        add(desk.context, tmp_path / "gone.eml")


def test_escape_sequences_do_not_reach_the_terminal(desk: Desk) -> None:
    body = "\x1b]0;owned\x07\x1b[2J\x9b31mred \u202egnirts\u2028line\r\n-- \r\n\x1b[1mbold"
    assert desk.add(HEAD + PLAIN + body) == 0
    assert not set("\x1b\x07\x9b\u202e\r") & set(desk.told)
