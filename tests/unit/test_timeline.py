"""Timelines: each rule that can be broken, with its code, its line and its words."""

import pytest
from helpers import codes_of, problems_of, story_of, timeline

TOLD = {"event": "told", "on": "2024-01-10"}
ANSWERED = {"event": "answered", "on": "2024-01-11"}
CHANGED = {"event": "changed", "what": "the form", "evidence": "https://example.org"}
PROMISED = {"event": "promised", "what": "a refund", "due": "2024-02-01"}

BROKEN = [
    ([{"event": "shouted"}], 'event-unknown "shouted" is no event. Known are: told, answered, heard, '
     "unheard, promised, chased, changed, confirmed, closed, reopened."),
    ([TOLD, {"event": "anserwed"}], 'event-unknown "anserwed" is no event. Did you mean "answered"?'),
    ([TOLD, "shouted"], 'event-unknown "shouted" is no event. Known are: told, answered, heard, '
     "unheard, promised, chased, changed, confirmed, closed, reopened."),
    ([TOLD, {"event": "answered", "on": "2023-12-31"}], 'event-order "answered" (2023-12-31) stands '
     'after "told" (2024-01-10). Put events in the order of time.'),
    ([TOLD, {"event": "answered", "on": "2027-01-01"}], 'event-future "answered" is dated 2027-01-01, '
     "after today (2026-11-21). Only what happened is an event."),
    (["answered"], 'not-told "answered", but nothing was told yet. Put `event: told` before it, or '
     "`unprompted: true` if the company moved first."),
    (["chased"], 'not-told "chased", but nothing was told yet. Put `event: told` before it.'),
    ([PROMISED], 'not-told "promised", but nothing was told yet. Put `event: told` before it, or '
     "`unprompted: true` if the company moved first."),
    (["told", "confirmed"], "nothing-changed There is no change yet that could be confirmed. "
     "Put `event: changed` before it."),
    (["told", "reopened"], "not-closed Nothing is closed that could be reopened."),
    (["told", {"event": "closed", "reason": "left"}, "answered"],
     'after-closed "answered" stands after "closed". Only `reopened` may follow.'),
    (["told", "answered", {"event": "heard", "by": "company"}], 'heard-by-company Only the teller can '
     'say "heard". Remove `by`, or use `answered`.'),
    (["told", "answered", {"event": "unheard", "by": "company"}], 'heard-by-company Only the teller '
     'can say "unheard". Remove `by`, or use `answered`.'),
    (["told", {"event": "answered", "by": "teller"}], 'event-speaker "answered" is said by the '
     "company, not by the teller. Remove `by`."),
    ([{"event": "told", "by": "company"}], 'event-speaker "told" is said by the teller, not by the '
     "company. Remove `by`."),
    (["told", {"event": "promised", "due": "2024-02"}], "promise-what A promise must say what was "
     "promised. Add `what`."),
    (["told", {"event": "promised", "what": "a refund"}], "promise-due A promise must say when it is "
     "due. Add `due`."),
    (["told", {"event": "changed", "evidence": "seen"}], "change-what A change must say what changed. "
     "Add `what`."),
    (["told", {"event": "changed", "what": "the form"}], "change-evidence A change without evidence "
     "is only somebody's word. Add `evidence`: a link, or how one can see it."),
    (["told", "closed"], "reason-missing Closing must say why. Add `reason`."),
    (["told", {"event": "closed", "reason": "bored"}], 'reason-unknown "bored" is no reason. Known '
     "are: resolved, left, withdrawn, no-longer-matters, company-gone."),
    (["told", {**PROMISED, "id": "refund"}, {**CHANGED, "fulfils": "refnud"}],
     'fulfils-unknown There is no promise "refnud" before. Did you mean "refund"?'),
    (["told", PROMISED, {**CHANGED, "fulfils": "refund"}],
     'fulfils-unknown There is no promise "refund" before. Give the promise an `id`.'),
    (["told", {**PROMISED, "id": "refund"}, {"event": "answered", "fulfils": "refund"}],
     'fulfils-unknown "answered" cannot fulfil a promise. Only `changed` can.'),
    (["told", {"event": "answered", "whom": "me"}], 'key-unknown unknown key "whom" in "timeline". '
     "Known are: on, event, by, channel, note, due, what, evidence, reason, id, fulfils, unprompted."),
    ([{"on": "2024-01-10"}], 'field-missing "timeline" needs "event".'),
    (["told", {"event": "answered", "on": "Mar10"}], 'date-wrong on: "Mar10" has no year. Write 2008, '
     "2008-03, 2008-03-31, 2008-03-31 14:05 or undated."),
    (["told", {"event": "answered", "channel": "pigeon"}], 'word-unknown "pigeon" is no channel. '
     "Known are: phone, email, chat, in-person, post, web, social, app, other."),
    (["told", {"event": "answered", "unprompted": "maybe"}],
     'flag-wrong "unprompted" must be true or false, not "maybe".'),
]  # fmt: skip


@pytest.mark.parametrize(("events", "message"), BROKEN)
def test_a_broken_rule_is_told_with_the_line_of_its_event(events, message):
    line = 5 + len(events)  # three keys, `---` and `timeline:` stand above the first event
    first = problems_of(timeline(*events))[0]
    assert first == f"stories/refund.md:{line}: {message}"


ALLOWED = [
    [TOLD, ANSWERED, {"event": "heard", "on": "2024-01-11"}],
    ["told", "heard"],
    [{"event": "answered", "unprompted": "true"}, "heard"],
    [{**PROMISED, "unprompted": "yes"}],
    [{**CHANGED, "unprompted": "true"}, "confirmed"],
    ["told", {**PROMISED, "id": "refund"}, {**CHANGED, "fulfils": "refund"}],
    ["told", {"event": "closed", "reason": "left"}, "reopened", "answered"],
    [{"event": "told", "on": "2024"}, {"event": "answered", "on": "2024-01"}],
    [{"event": "told", "on": "2024-05-01"}, {"event": "answered", "on": "2024"}],
    [TOLD, "answered", {"event": "heard", "on": "2024-01-10"}],
    [TOLD, {"event": "answered", "on": "undated"}],
    [{"event": "told", "on": "2026-11-21"}],
    [{"event": "told", "on": "2026"}],
    ["Told", "Answered"],
]


@pytest.mark.parametrize("events", ALLOWED)
def test_what_the_rules_allow_is_not_complained_of(events):
    assert problems_of(timeline(*events)) == []


def test_clock_times_of_one_day_are_compared():
    events = [
        {"event": "told", "on": "2024-01-10 14:00"},
        {"event": "answered", "on": "2024-01-10 09:00"},
    ]
    assert codes_of(timeline(*events)) == ["event-order"]


def test_an_undated_event_between_two_does_not_hide_their_order():
    events = [TOLD, "answered", {"event": "heard", "on": "2023-01-01"}]
    assert codes_of(timeline(*events)) == ["event-order"]


def test_all_broken_rules_of_a_timeline_are_told_together():
    assert codes_of(timeline("answered", "confirmed", "closed", "told")) == [
        "not-told",
        "nothing-changed",
        "reason-missing",
        "after-closed",
    ]


def test_an_outcome_word_that_the_timeline_does_not_come_to_is_an_error():
    keys = "outcome: heard\n" + timeline("told", "answered", "unheard")
    assert problems_of(keys) == [
        'stories/refund.md:5: outcome-disagrees The outcome says "heard", the timeline comes to '
        '"unheard". Change one of them, or leave the word out.'
    ]


def test_an_outcome_word_that_agrees_stands_beside_its_timeline():
    story = story_of("outcome: heard\n" + timeline("told", "answered", "heard"))
    assert (story.outcome.word, len(story.outcome.events)) == ("heard", 3)


def test_a_sentence_beside_a_timeline_is_the_text_of_the_outcome():
    story = story_of("outcome: They heard me.\n" + timeline("told"))
    assert (story.outcome.text, story.outcome.has_timeline) == ("They heard me.", True)


def test_a_single_event_needs_no_list():
    assert story_of("timeline: told").outcome.events[0].event == "told"


def test_an_imprecise_date_between_two_days_hides_no_wrong_order():
    codes = codes_of(
        timeline(
            {"on": "2026-03-20", "event": "told"},
            {"on": "2026-03", "event": "answered"},
            {"on": "2026-03-01", "event": "chased"},
        )
    )
    assert codes == ["event-order"]
