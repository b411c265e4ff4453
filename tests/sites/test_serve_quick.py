"""A saved text is on its page before the site is built, and the build then finds nothing to mend there."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from served import (
    GOOD,
    PATIENCE,
    Serving,
    assert_as_built_anew,
    children,
    needs_proc,
    newest,
    resident,
    story,
    until_built,
    wait,
)
from thrift import amount, slow

PAGE = "stories/the-call/index.html"
CALL = "stories/call.md"

pytestmark = needs_proc


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    found = Serving(tmp_path, 8700)
    yield found
    found.stop()


def made_at_once(serving: Serving) -> Path:
    """The folder of the newest page that was made at once."""
    serving.at_once.get(timeout=PATIENCE)
    folders = serving.folder.glob("heard-*/quick-*")
    return max(folders, key=lambda path: int(path.name.partition("-")[2]))


def nothing_at_once(serving: Serving) -> bool:
    try:
        serving.at_once.get_nowait()
    except Empty:
        return True
    return False


def save_and_build(serving: Serving, name: str, text: str) -> dict[str, object]:
    serving.save(name, text)
    return serving.events.get(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "It rang.",
            "It rang *twice*, as [[early]] says and [the file](early.md), with `code`.\n\n## Then",
        ),
        pytest.param("It rang.", "", marks=slow),
        pytest.param("title: The call", "title: The second call, & louder", marks=slow),
        pytest.param("---\n\nIt", "summary: In short.\n---\n\nIt", marks=slow),
    ],
    ids=["body", "empty", "title", "summary"],
)
def test_a_saved_text_is_served_before_the_build_ends_as_the_build_writes_it(serving, before, after):
    whole = GOOD.replace("title:", "slug: the-call\ntitle:")
    save_and_build(serving, CALL, whole)
    serving.at_once.get(timeout=PATIENCE)  # that its address stays what it was
    old = newest(serving)
    serving.save(CALL, whole.replace(before, after))
    page = made_at_once(serving) / PAGE
    octets = page.read_bytes()
    assert serving.events.empty()
    assert newest(serving) == old or not (newest(serving) / "feeds").exists()
    assert octets != (old / PAGE).read_bytes()
    assert page.stat().st_nlink == 1
    assert not [one for one in page.parent.iterdir() if one != page]

    serving.events.get(timeout=PATIENCE)
    assert newest(serving) != old
    assert (newest(serving) / PAGE).read_bytes() == octets
    assert_as_built_anew(serving)


@slow
def test_open_pages_learn_of_a_build_that_changes_nothing_more_without_a_reload(serving):
    first = serving.first["restyled"]
    built = save_and_build(serving, CALL, GOOD.replace("It rang.", "It rang twice."))
    assert serving.at_once.get(timeout=PATIENCE)["restyled"] == first
    assert built["restyled"] == first
    assert save_and_build(serving, "stories/new.md", story("new", "x"))["restyled"] > first


@slow
def test_what_is_more_than_a_text_waits_for_its_build(serving):
    others = {
        "a mistake": (CALL, GOOD.replace("2008-03-31", "Mar10")),
        "values": (CALL, GOOD.replace("title:", "values: [Patience]\ntitle:")),
    }
    more = {
        "a new file": ("stories/new.md", story("new", "x")),
        "an address": (CALL, GOOD.replace("title:", "slug: elsewhere\ntitle:")),
        "another day": (CALL, GOOD.replace("2008-03-31", "2008-04-01")),
        "no draft any more": ("stories/early.md", story("early", "out")),
    }
    others |= amount({}, more)
    for what, (name, text) in others.items():
        event = save_and_build(serving, name, text)
        assert nothing_at_once(serving), what
        if what == "a mistake":
            assert event["problems"]
        else:
            assert_as_built_anew(serving)
    serving.save(CALL, GOOD.replace("It rang.", "It rang after all that."))
    until_built(serving, "the-call", "after all that")


@slow
def test_two_files_at_once_and_a_text_taken_back_leave_what_a_clean_build_makes(serving):
    for number in range(3):
        serving.save(CALL, GOOD.replace("It rang.", f"It rang {number}."))
        serving.save("stories/early.md", story("early", f"at {number}"))
        serving.save(CALL, GOOD)
        until_built(serving, "early", f"It rang at {number}.")
        wait(lambda: "It rang." in serving.get("/stories/the-call/")[1])
    serving.save(CALL, GOOD.replace("It rang.", "It rang in the end."))
    until_built(serving, "the-call", "in the end")
    assert_as_built_anew(serving)


@slow
def test_a_second_text_is_shown_while_the_first_is_being_built(serving):
    pid = resident(serving)
    (kept,) = children(pid)
    serving.save(CALL, GOOD.replace("It rang.", "It rang once."))
    serving.at_once.get(timeout=PATIENCE)
    wait(lambda: set(children(pid)) - {kept}, 0.002)
    (builder,) = set(children(pid)) - {kept}
    os.kill(builder, signal.SIGSTOP)
    try:
        serving.save(CALL, GOOD.replace("It rang.", "It rang again."))
        page = made_at_once(serving) / PAGE
        assert "It rang again." in serving.get("/stories/the-call/")[1]
        assert serving.events.empty()
    finally:
        os.kill(builder, signal.SIGCONT)
    octets = page.read_bytes()
    serving.events.get(timeout=PATIENCE)
    assert "It rang again." in serving.get("/stories/the-call/")[1], "an older build hides no newer text"
    until_built(serving, "the-call", "It rang again.")
    assert (newest(serving) / PAGE).read_bytes() == octets
    assert_as_built_anew(serving)


@slow
def test_when_nobody_keeps_the_last_build_the_next_one_shows_the_text(serving):
    (kept,) = children(resident(serving))
    os.kill(kept, signal.SIGKILL)
    event = save_and_build(serving, CALL, GOOD.replace("It rang.", "It rang twice."))
    assert nothing_at_once(serving)
    assert event["problems"] == []
    assert_as_built_anew(serving)
    serving.save(CALL, GOOD.replace("It rang.", "It rang thrice."))
    assert "It rang thrice." in (made_at_once(serving) / PAGE).read_text("utf-8")


@slow
def test_a_plugin_that_changes_bodies_without_a_word_is_found_out(tmp_path):
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "shouting.py").write_text(
        "from pelican import signals\n"
        "def shout(generators):\n"
        "    for article in generators[0].context['articles']:\n"
        "        article._content = article._content.upper()\n"
        "def register():\n    signals.all_generators_finalized.connect(shout)\n",
        "utf-8",
    )
    more = f"PLUGIN_PATHS += [{str(tmp_path / 'extra')!r}]\nPLUGINS += ['shouting']\n"
    serving = Serving(tmp_path, 8700, more=more)
    try:
        save_and_build(serving, CALL, GOOD.replace("It rang.", "It rang twice."))
        assert "IT RANG TWICE." in serving.get("/stories/the-call/")[1]
        assert nothing_at_once(serving)
    finally:
        serving.stop()
