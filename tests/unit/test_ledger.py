"""The ledger: the table of the story model row by row, then every rule of what is derived."""

from datetime import date, timedelta

import pytest
from helpers import TODAY

from heard.content.timeline import short_form
from heard.model.ledger import derive
from heard.model.records import Event, Outcome
from heard.model.vocabulary import EVENT_SPEAKER, OUTCOME_WORDS
from heard.text.dates import UNDATED, parse_moment

UNDATED_STORY = UNDATED
TABLE = [
    # word, events, stage, heard, loop, waiting on
    ("untold", "", "untold", None, "none", "nobody"),
    ("told", "told", "told", None, "open", "company"),
    ("answered", "told answered", "answered", None, "open", "teller"),
    ("unheard", "told answered unheard", "answered", False, "open", "company"),
    ("heard", "told answered heard", "answered", True, "settled", "nobody"),
    ("changed", "told answered changed", "changed", None, "open", "teller"),
    ("confirmed", "told answered changed confirmed", "confirmed", None, "settled", "nobody"),
    ("left", "told closed", "told", None, "closed", "nobody"),
]


def event(text: str) -> Event:
    """An event written as `name [on] [key=value …]`."""
    name, *rest = text.split()
    fields = dict(part.split("=") for part in rest if "=" in part)
    days = [part for part in rest if "=" not in part]
    return Event(
        event=name,
        by=EVENT_SPEAKER[name],
        on=parse_moment(days[0]) if days else None,
        due=parse_moment(fields["due"]) if "due" in fields else None,
        reason=fields.get("reason", "resolved" if name == "closed" else None),
        id=fields.get("id"),
        fulfils=tuple(fields["fulfils"].split(",")) if "fulfils" in fields else (),
        unprompted="unprompted" in fields,
    )


def ledger_of(*texts: str, as_of: date = TODAY, reply_days: int = 30):
    """What a timeline of these events comes to."""
    outcome = Outcome(events=tuple(map(event, texts)), has_timeline=True)
    ledger = derive(outcome, as_of, reply_days)
    assert ledger is not None
    return ledger


@pytest.mark.parametrize(("word", "events", "stage", "heard", "loop", "waiting_on"), TABLE)
def test_a_word_stands_for_its_row_of_the_table(word, events, stage, heard, loop, waiting_on):
    outcome = Outcome(word=word, events=short_form(word, UNDATED_STORY))
    ledger = derive(outcome, TODAY)
    assert " ".join(one.event for one in ledger.events) == events
    row = (ledger.word, ledger.stage, ledger.heard, ledger.loop, ledger.waiting_on)
    assert row == (word, stage, heard, loop, waiting_on)


@pytest.mark.parametrize(("word", "events"), [row[:2] for row in TABLE if row[1]])
def test_a_timeline_that_ends_the_same_way_is_filed_under_the_same_word(word, events):
    texts = [f"{name} reason=left" if name == "closed" else name for name in events.split()]
    assert ledger_of(*texts).word == word


def test_the_table_has_every_word():
    assert [row[0] for row in TABLE] == list(OUTCOME_WORDS)


def test_a_story_without_outcome_has_no_ledger():
    assert derive(None, TODAY) is None


def test_a_sentence_alone_is_filed_under_in_words():
    ledger = derive(Outcome(text="He softened and laughed."), TODAY)
    assert (ledger.word, ledger.text) == ("in-words", "He softened and laughed.")


# -- stage and heard ----------------------------------------------------------------------------

STAGES = [
    (["told"], "told"),
    (["told", "chased"], "told"),
    (["told", "heard"], "heard"),
    (["told", "heard", "answered"], "answered"),
    (["told", "promised due=2030"], "answered"),
    (["changed unprompted=yes"], "changed"),
    (["told", "changed", "confirmed"], "confirmed"),
    (["told", "changed", "confirmed", "changed"], "changed"),
    (["told", "changed", "confirmed", "changed", "confirmed"], "confirmed"),
    (["told", "changed", "confirmed", "chased"], "confirmed"),
]


@pytest.mark.parametrize(("texts", "stage"), STAGES)
def test_the_stage_is_the_furthest_reached(texts, stage):
    assert ledger_of(*texts).stage == stage


HEARD = [
    (["told", "answered"], None),
    (["told", "answered", "heard"], True),
    (["told", "answered", "unheard"], False),
    (["told", "answered", "heard", "unheard"], False),
    (["told", "answered", "unheard", "answered", "heard"], True),
]


@pytest.mark.parametrize(("texts", "heard"), HEARD)
def test_heard_is_what_the_teller_said_last(texts, heard):
    assert ledger_of(*texts).heard is heard


# -- waiting on -------------------------------------------------------------------------------------

WAITING = [
    (["told", "promised due=2030"], "company"),
    (["told", "changed", "confirmed", "promised due=2030"], "company"),
    (["told", "answered", "heard", "promised due=2030"], "company"),
    (["told", "promised due=2030", "closed"], "nobody"),
    (["told", "changed", "confirmed", "chased"], "nobody"),
    (["told", "changed", "chased"], "teller"),
    (["told", "answered", "chased"], "company"),
    (["told", "answered", "heard", "chased"], "company"),
    (["told", "answered", "closed", "reopened"], "company"),
    (["told", "answered", "unheard"], "company"),
    (["told", "answered", "unheard", "answered"], "company"),
    (["told", "heard"], "company"),
    (["told", "answered", "heard", "answered"], "nobody"),
    (["answered unprompted=yes"], "teller"),
]


@pytest.mark.parametrize(("texts", "who"), WAITING)
def test_waiting_on_is_the_first_rule_that_fits(texts, who):
    assert ledger_of(*texts).waiting_on == who


# -- promises -----------------------------------------------------------------------------------------

PROMISES = [
    (["promised id=one due=2030"], ["one"]),
    (["promised id=one due=2030", "promised id=two due=2031"], ["one", "two"]),
    (["promised id=one due=2030", "promised id=two due=2031", "changed"], []),
    (["promised id=one due=2030", "promised id=two due=2031", "changed fulfils=one"], ["two"]),
    (["promised id=one due=2030", "promised id=two due=2031", "changed fulfils=one,two"], []),
    (["changed", "promised id=one due=2030"], ["one"]),
    (["promised due=2030", "promised id=two due=2031", "changed fulfils=two"], [None]),
]


@pytest.mark.parametrize(("texts", "open_ids"), PROMISES)
def test_a_change_discharges_all_promises_or_those_it_names(texts, open_ids):
    assert [promise.id for promise in ledger_of("told", *texts).promises] == open_ids


# -- deadline, overdue, days ----------------------------------------------------------------------

DEADLINES = [
    (["told 2026-11-01"], "2026-12-01"),
    (["told 2026-10"], "2026-11-30"),
    (["told 2025"], "2026-01-30"),
    (["told 2026-11-01 ", "chased 2026-11-10"], "2026-12-10"),
    (["told 2026-10-01", "answered 2026-10-02", "unheard 2026-10-03"], "2026-11-02"),
    (["told 2026-09-01", "closed 2026-09-02", "reopened 2026-11-01"], "2026-12-01"),
    (["told 2026-11-01", "promised due=2026-12-24"], "2026-12-24"),
    (["told 2026-11-01", "promised due=2027", "promised due=2026-12"], "2026-12-31"),
    (["told 2026-11-01/2026-11-05"], "2026-12-05"),
    (["told"], None),
    (["told undated"], None),
    (["told 2026-11-01", "chased"], None),
    (["told 2026-11-01", "answered 2026-11-02"], None),
    (["told 2026-11-01", "answered", "heard"], None),
    (["told 2026-11-01", "promised due=2026-12-24", "closed"], None),
]


@pytest.mark.parametrize(("texts", "deadline"), DEADLINES)
def test_the_deadline_is_the_earliest_due_else_the_last_ask_and_the_days_to_reply(texts, deadline):
    found = ledger_of(*texts).deadline
    assert (found.isoformat() if found else None) == deadline


def test_the_days_to_reply_can_be_another_number():
    assert ledger_of("told 2026-11-01", reply_days=7).deadline == date(2026, 11, 8)


def test_a_deadline_beyond_the_calendar_is_none():
    assert ledger_of("told 2026-11-01", reply_days=10**9).deadline is None


@pytest.mark.parametrize(("day", "loop"), [("2026-11-30", "open"), ("2026-12-01", "open")])
def test_on_its_deadline_a_loop_is_still_open(day, loop):
    assert ledger_of("told 2026-11-01", as_of=date.fromisoformat(day)).loop == loop


def test_the_day_after_its_deadline_a_loop_is_overdue():
    assert ledger_of("told 2026-11-01", as_of=date(2026, 12, 2)).overdue


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01"])
def test_a_promise_due_in_a_month_is_overdue_only_after_its_last_day(day):
    ledger = ledger_of("told", "promised due=2026-12", as_of=date.fromisoformat(day))
    assert ledger.overdue is (day == "2027-01-01")


def test_without_a_date_nothing_is_ever_overdue():
    assert ledger_of("told", as_of=date(9999, 12, 31)).loop == "open"


SINCE = [
    (["told 2026-11-01"], "2026-11-01", 20),
    (["told 2026-11-01", "chased 2026-11-11"], "2026-11-01", 20),
    (["told 2026-11-01", "answered 2026-11-11"], "2026-11-11", 10),
    (["told 2026-11-01", "answered 2026-11-02", "unheard 2026-11-11"], "2026-11-11", 10),
    (["told"], None, None),
    (["told 2026-11-01", "answered 2026-11-02", "heard 2026-11-03"], None, None),
]


@pytest.mark.parametrize(("texts", "since", "days"), SINCE)
def test_days_count_from_the_first_ask_that_nothing_answered(texts, since, days):
    ledger = ledger_of(*texts)
    assert (ledger.since.isoformat() if ledger.since else None, ledger.days) == (since, days)


# -- closed and reopened, the word ----------------------------------------------------------------

WORDS = [
    (["told", "closed reason=left"], "left", "closed"),
    (["told", "answered", "heard", "closed reason=left"], "left", "closed"),
    (["told", "answered", "changed", "confirmed", "closed reason=left"], "left", "closed"),
    (["told", "answered", "closed reason=resolved"], "answered", "closed"),
    (["told", "closed reason=company-gone"], "told", "closed"),
    (["told", "closed reason=left", "reopened"], "told", "open"),
    (["told", "answered", "changed", "heard"], "changed", "open"),
    (["told", "answered", "changed", "unheard"], "changed", "open"),
    (["told", "heard"], "heard", "open"),
    (["told", "unheard"], "told", "open"),
    (["told", "promised due=2030"], "answered", "open"),
]


@pytest.mark.parametrize(("texts", "word", "loop"), WORDS)
def test_the_word_is_the_first_that_fits_and_closing_ends_the_loop(texts, word, loop):
    ledger = ledger_of(*texts)
    assert (ledger.word, ledger.loop) == (word, loop)


def test_closing_names_its_reason():
    assert ledger_of("told", "closed reason=withdrawn").closed_reason == "withdrawn"


def test_the_four_dots_are_told_answered_heard_changed():
    assert ledger_of("told", "promised due=2030", "changed").steps == (True, True, False, True)


def test_only_the_short_told_has_the_day_of_the_story():
    events = short_form("heard", parse_moment("2008-03-31"))
    assert [one.on and one.on.text for one in events] == ["2008-03-31", None, None]


@pytest.mark.parametrize("written", ["2008", "2008-03", "2008-03-01/2008-03-02", "undated"])
def test_the_short_told_has_no_date_when_the_story_has_no_day(written):
    assert short_form("told", parse_moment(written))[0].on is None


def test_a_day_later_is_one_day_more():
    today = ledger_of("told 2026-11-01")
    assert ledger_of("told 2026-11-01", as_of=TODAY + timedelta(days=1)).days == today.days + 1


def test_an_undated_promise_counts_from_the_last_day_known_before_it():
    outcome = Outcome(
        events=(
            Event("told", "teller", parse_moment("2026-01-10")),
            Event("promised", "company", what="X", due=parse_moment("2026-02-01")),
        ),
        has_timeline=True,
    )
    ledger = derive(outcome, date(2026, 11, 21))
    assert ledger.since == date(2026, 1, 10) and ledger.overdue
