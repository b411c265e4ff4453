"""What was sent is known again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from heard.mail.digest_send import Sending, State, load, reader_of, save
from heard.text.exits import Refusal

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 8)
ADA, BOB = reader_of("ada@example.org"), reader_of("bob@example.org")


def sent(on: date = FIRST, reader: str = ADA, *told: str, choice: str = "everything") -> Sending:
    return Sending(on, choice, told, (reader,))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    state = State().with_sending(sent(FIRST, ADA, "a"), ["a", "b"]).with_sending(sent(SECOND), ["ä"])
    save(tmp_path / "data" / "digest.json", state)
    assert load(tmp_path / "data" / "digest.json") == state
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["digest.json"]


def test_no_file_is_an_empty_state(tmp_path: Path) -> None:
    assert not load(tmp_path / "digest.json").has_begun


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "{}",
        '{"version": 2}',
        '{"version": 1}',
        '{"version": 1, "sendings": [1], "appeared": {}}',
        '{"version": 1, "sendings": [], "appeared": []}',
        '{"version": 1, "sendings": [], "appeared": {"a": "x"}}',
    ],
)
def test_a_file_that_cannot_be_trusted_is_not_taken_for_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "digest.json").write_text(text, "utf-8")
    with pytest.raises(Refusal):
        load(tmp_path / "digest.json")


def test_readers_of_one_message_share_an_entry() -> None:
    state = State().with_sending(sent(FIRST, ADA, "a"), ()).with_sending(sent(FIRST, BOB, "a"), ())
    (entry,) = state.sendings
    assert entry.readers == (ADA, BOB)


def test_what_was_there_before_the_first_digest_has_no_day_and_what_came_later_has() -> None:
    state = State().with_sending(sent(FIRST), ["old"]).with_sending(sent(SECOND), ["old", "new"])
    assert state.appeared == {"old": None, "new": SECOND}


def test_each_reader_and_choice_of_terms_has_its_own_place() -> None:
    state = State().with_sending(sent(FIRST, ADA, "a"), ()).with_sending(sent(SECOND, BOB, "b"), ())
    assert (state.last("everything", ADA), state.last("everything", BOB)) == (FIRST, SECOND)
    assert (state.told("everything", ADA), state.told("everything")) == ({"a"}, {"a", "b"})
    assert state.last("value:honesty", ADA) is None
    assert state.told("value:honesty", ADA) == frozenset()


def test_a_new_reader_begins_where_the_others_stand() -> None:
    assert State().with_sending(sent(SECOND), ()).last("everything", BOB) == SECOND


def test_the_file_holds_no_address() -> None:
    assert reader_of("Ada@Example.org") == ADA
    assert "ada" not in ADA and "@" not in ADA
