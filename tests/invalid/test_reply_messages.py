"""Replies that are wrong: each said with file, line and what to do."""

import pytest
from helpers import TODAY

from heard.content.front_matter import read_source, with_field
from heard.content.parser import Rules
from heard.content.reply_file import read_reply

STORY = "---\nid: the-lift\ntitle: The lift\ndate: 2026-01-05\n{keys}---\n\nIt was broken.\n"
HEAD = "---\nauthor: Bo\ndate: 2026-02-01\n"
WORDS = "---\n\nWe looked.\n"
ASK = "Ask until when, and add `due`; until then the reply counts as an answer."
EVIDENCE = "Add `evidence`: a link, or how one can see it."

CASES = {
    "empty": (
        "---\ndate: 2026-02-01\n---\n",
        "4: reply-empty The reply says nothing. Put the words of the "
        "company below the front matter, as they came.",
    ),
    "undated": (
        "---\nauthor: Bo\n---\n\nWe looked.\n",
        "1: reply-date A reply must say when it came. "
        "Add `date: 2026-03-09`: readers ask how long it took.",
    ),
    "future": (
        "---\ndate: 2027-01-01\n---\n\nWe looked.\n",
        "2: reply-date dated 2027-01-01, after today (2026-11-21). Only what was received is a reply.",
    ),
    "wordless": (
        f"{HEAD}change: planned\ndue: 2027-01-01\n{WORDS}",
        "4: reply-what A change that is planned must say what. Add `what`, in the company's own words.",
    ),
    "endless": (
        f"{HEAD}change: planned\nwhat: A ramp\n{WORDS}",
        f"4: reply-due A planned change without a date is no promise that anybody can follow. {ASK}",
    ),
    "unseen": (
        f"{HEAD}change: made\nwhat: A ramp\n{WORDS}",
        f"4: change-evidence A change without evidence is only somebody's word. {EVIDENCE}",
    ),
    "unchanged": (
        f"{HEAD}what: A ramp\n{WORDS}",
        '4: reply-change "what", but no change is named. Add `change: planned` or `change: made`.',
    ),
    "unknown word": (f"{HEAD}change: done\n{WORDS}", '4: word-unknown "done" is no change.'),
    "unknown key": (
        f"{HEAD}athor: Bo\n{WORDS}",
        '4: key-unknown unknown key "athor". Did you mean "author"?',
    ),
}


@pytest.fixture(scope="module")
def wrong_replies(shared_site):
    """Each of them to a story of its own, all in one site."""
    files = {}
    for number, (text, _) in enumerate(CASES.values()):
        story = STORY.format(keys="").replace("the-lift", f"lift-{number}")
        files[f"stories/{number}.md"] = story.replace("The lift", f"Lift {number}")
        files[f"replies/lift-{number}/1.md"] = text
    return shared_site(files)


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=CASES)
def test_a_mistake_is_told(wrong_replies, number, case):
    path = f"replies/lift-{number}/1.md"
    lines = [line for line in wrong_replies.log if line.startswith(f"{path}:")]
    assert any(line.startswith(f"{path}:{CASES[case][1]}") for line in lines), lines
    assert wrong_replies.has(f"stories/lift-{number}/")


def recorded(text: str) -> str:
    """The file with the hash that `heard reply-record` would write."""
    reply, _ = read_reply(read_source(text.encode()), "replies/the-lift/1.md", Rules(as_of=TODAY))
    return with_field(text, "sha256", reply.fingerprint)


def test_a_folder_that_is_no_story_is_told(site):
    built = site({"stories/a.md": STORY.format(keys=""), "replies/the-lif/1.md": recorded(HEAD + WORDS)})
    assert built.log == [
        'replies/the-lif/1.md: reply-story the folder "the-lif" is the id of no story; its replies are not '
        'shown. Did you mean "the-lift"?'
    ]


def test_two_replies_of_one_id_are_told(site):
    one = recorded(f"{HEAD}id: x\n{WORDS}")
    built = site(
        {"stories/a.md": STORY.format(keys=""), "replies/the-lift/1.md": one, "replies/the-lift/2.md": one}
    )
    assert built.log == [
        'replies/the-lift/2.md:1: reply-twice another reply to this story has the id "x"; '
        "this one is left out. Give it its own `id`."
    ]
    assert built.page("stories/the-lift/").count('id="reply-') == 1


def test_an_invitation_of_the_future_is_told(site):
    built = site({"stories/a.md": STORY.format(keys="invited: 2027-01-01\n")})
    assert built.log == [
        "stories/a.md:5: invited-future invited: 2027-01-01 is after today (2026-11-21). "
        "Write it down when the invitation has been sent."
    ]
