"""From read records to the parts of a story: values, outcome, lessons, series, relations and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from heard.content.fields import Fields, Reading, filled
from heard.content.timeline import check_timeline, other_word, short_form, with_replies
from heard.model import vocabulary
from heard.model.records import (
    Cost,
    Event,
    Lesson,
    Money,
    Outcome,
    Relation,
    Reply,
    SeriesPart,
    Story,
    ValueMention,
)
from heard.text.dates import Moment
from heard.text.excerpt import says_verbatim, shorten
from heard.text.names import did_you_mean, label_of, slug_of
from heard.text.problems import Problem

_SISTERS = (("author", "authors"), ("lesson", "lessons"), ("outcome", "timeline"))
"""Keys that say the same thing in different forms."""


def lay_under(found: Fields, given: Mapping[str, Any]) -> None:
    """Give a file what the site says where the file itself says nothing, in this or a sister key."""
    said = {name for name, value in found.items() if value is not None}
    if not isinstance(found.get("published"), bool):
        said.discard("published")  # a date or an address takes nothing back
    for name, value in given.items():
        sisters = next((group for group in _SISTERS if name in group), (name,))
        if said.isdisjoint(sisters):
            found[name] = value


def value_of(record: Fields, lang: str = "") -> ValueMention:
    """A value as a story mentions it."""
    name = label_of(record["value"], lang)
    return filled(ValueMention, record, name=name, slug=slug_of(name, "value"))


def outcome_of(
    reading: Reading, moment: Moment, as_of: date, replies: Iterable[Reply] = ()
) -> Outcome | None:
    """What came of it: a word, a sentence, a timeline, or several of these that agree.

    Replies of the company to this story add their events; the teller's own may build on them.
    """
    record, records = reading.found.get("outcome"), reading.found.get("timeline")
    if not record and not records:
        return with_replies(reading, None, replies, as_of)
    word, text = _outcome_word(reading, record or {})
    if not records:
        events = short_form(word, moment) if word else ()
        return with_replies(reading, Outcome(word, text, events), replies, as_of)
    events = tuple(
        filled(Event, one, by=one.get("by") or vocabulary.EVENT_SPEAKER[one["event"]]) for one in records
    )
    own = Outcome(word, text, events, has_timeline=True)
    whole = with_replies(reading, own, replies, as_of) or own
    check_timeline(reading, whole.events, as_of, {one["line"]: one.get("wrong", ()) for one in records})
    other = other_word(own, as_of) if whole is own or other_word(whole, as_of) else None
    if other and not reading.failed:
        message = f'The outcome says "{word}", the timeline comes to "{other}".'
        reading.note("outcome-disagrees", "outcome", message, "Change one of them, or leave the word out.")
    return whole


def _outcome_word(reading: Reading, record: Fields) -> tuple[str | None, str | None]:
    """The stage word and the sentence; one single word that is no stage is a slip, not a sentence."""
    word, text = record.get("stage"), record.get("text")
    if word is None and text and " " not in text:
        if text.lower() in vocabulary.OUTCOME_WORDS:
            return text.lower(), None
        message = f'"{text}" is no outcome.'
        hint = did_you_mean(text, vocabulary.OUTCOME_WORDS)
        if not hint.startswith("Did"):
            hint += " A sentence is possible, too."
        reading.note("outcome-unknown", record["line"], message, hint)
    return word, text


def lessons_of(reading: Reading) -> tuple[Lesson, ...]:
    """The lessons of `lesson` and `lessons` together, each with an id."""
    records = (*(reading.found.get("lesson") or ()), *(reading.found.get("lessons") or ()))
    lessons: list[Lesson] = []
    for number, record in enumerate(records, 1):
        name = record.get("id") or f"lesson-{number}"
        if any(lesson.id == name for lesson in lessons):
            message = f'Two lessons have the id "{name}".'
            reading.note("lesson-id-twice", record["line"], message, "Give each its own.")
        source = record.get("from") or "story"
        if source != "story" and not source.startswith(("comment:", "reply:")):
            message = f'A lesson cannot come from "{source}".'
            hint = "Write story, comment:<id> or reply:<id>."
            reading.note("lesson-from", record["line"], message, hint)
        lessons.append(filled(Lesson, record, id=name, audience=record.get("for"), source=source))
    return tuple(lessons)


def series_of(found: Fields, lang: str = "") -> SeriesPart | None:
    """The series a story is a part of."""
    record = found.get("series")
    if not record:
        return None
    name = label_of(record["name"], lang)
    return filled(SeriesPart, record, name=name, slug=slug_of(name, "series"))


def relations_of(reading: Reading) -> tuple[Relation, ...]:
    """Typed links; exactly one of `to` and `unlinked` must be given."""
    relations = []
    for record in reading.found.get("relates") or ():
        to, unlinked = record.get("to"), record.get("unlinked")
        if bool(to) == bool(unlinked):
            message = "A relation needs either `to` or `unlinked`" + (", not both." if to else ".")
            hint = "`to` names a story here, `unlinked` what is not here."
            reading.note("relation-target", record["line"], message, hint)
            continue
        relations.append(filled(Relation, record))
    return tuple(relations)


def cost_of(reading: Reading) -> Cost | None:
    """The friction."""
    record = reading.found.get("cost")
    if not record:
        return None
    money = record.get("money")
    amount = None
    if money:
        if re.fullmatch(r"[0-9][0-9,]*(\.[0-9]+)?", money["amount"]):
            amount = Money(money["amount"], money["currency"].upper())
        else:
            message = f'"{money["amount"]}" is no amount.'
            reading.note("number-wrong", money["line"], message, "Write it as 12.50.")
    return filled(Cost, record, wait_minutes=record.get("wait"), money=amount)


def lesson_line(story: Story) -> int:
    """The line where a story's lessons stand, in either spelling of the key."""
    return story.lines.get("lessons", story.lines.get("lesson", 1))


def named(lesson: Lesson) -> str:
    """How a message names a lesson."""
    return f'the lesson "{shorten(lesson.text, 60)}"'


def not_verbatim(story: Story, lesson: Lesson, html: str, where: str) -> Problem | None:
    """That a lesson marked as a quotation does not stand in `html`; `where` names that to people."""
    if not lesson.quote or says_verbatim(html, lesson.text):
        return None
    message = f"{named(lesson)} does not stand in the {where}."
    hint = "Quote it exactly, or leave `quote` out."
    return Problem("lesson-not-verbatim", story.source, lesson_line(story), message, hint)
