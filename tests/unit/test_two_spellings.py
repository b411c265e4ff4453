"""YAML and plain Pelican headers say the same: each key is written both ways and compared."""

import pytest
import yaml
from helpers import read
from msgspec.structs import replace

from heard.content.front_matter import read_source
from heard.content.keys import HOLDING
from heard.content.keys import KEYS as MODEL

KEYS = {
    "title": "The call: that ended well",
    "date": "2008-03-31 14:05 +0100",
    "id": "call-2008",
    "authors": ["Ada Example", "Bob, the second"],
    "summary": "It took forty minutes.",
    "tags": ["phone", "night"],
    "category": "Trains",
    "slug": "the-call",
    "status": "published",
    "lang": "en-GB",
    "modified": "2009-01",
    "url": "calls/2008/",
    "save_as": "calls/2008/index.html",
    "template": "article",
    "aliases": ["/2008/03/the-call/", "/calls.php"],
    "values": ["life", {"name": "justice", "stance": "breached", "by": "company", "note": "No, never."}],
    "outcome": {"stage": "changed", "text": "He softened: and laughed."},
    "timeline": [
        {"event": "told", "on": "2008-03-31", "channel": "phone", "note": "After nine."},
        {"event": "promised", "what": "a form", "due": "2008-05", "id": "the-form"},
        {"event": "answered", "on": "2008-04-02"},
        {"event": "heard"},
        {
            "event": "changed",
            "what": "the form, at last",
            "evidence": "https://example.org/form",
            "fulfils": ["the-form"],
        },
    ],
    "issue": "workaround",
    "teller_after": "stayed",
    "lessons": [
        "When you connect, you get a chance to receive too.",
        {"id": "ask", "text": "Ask.", "for": "staff", "from": "comment:c1", "quote": "true",
         "applied": "Here."},
    ],
    "company": "Northwind Rail",
    "channel": "phone",
    "perspective": "leader",
    "kind": "reflection",
    "evidence": ["one-story", "other-story"],
    "series": {"name": "A winter of calls", "part": "2"},
    "relates": [
        {"rel": "answers", "to": "other-story", "note": "Point by point."},
        {"rel": "thanks", "unlinked": "a man at the counter"},
    ],
    "enough": {"what": "A call back.", "cost": "small"},
    "cost": {"wait": "PT2H30M", "contacts": "3", "days": "12",
             "money": {"amount": "12.50", "currency": "EUR"}},
    "first_published": {"site": "Elsewhere", "url": "https://example.org/a", "on": "2019-03",
                        "canonical": "true"},
    "syndicated": [{"site": "There", "url": "https://example.org/b"}, {"site": "Paper"}],
    "content_note": "A death.",
    "invited": "2024-06-01",
    "guid": "tag:old.example,2009:42",
    "x_mood": ["blue", {"deep": "yes"}],
}  # fmt: skip
SHORT = {
    "title": "Short",
    "date": "undated",
    "id": "short-form",
    "author": "Ada",
    "draft": "yes",
    "values": "life",
    "outcome": "heard",
    "lesson": "One sentence, with a comma.",
    "series": "Winter",
    "enough": "A call back.",
    "first_published": "Elsewhere",
    "tags": "a, b",
}
PARAGRAPH = "\n\nI rang at nine.\n\n---\n\nNote: that is all.\n"


def as_yaml(keys) -> str:
    return "---\n" + yaml.safe_dump(keys, allow_unicode=True, sort_keys=False) + "---" + PARAGRAPH


def as_headers(keys) -> str:
    """Plain headers; what is no text stands in YAML's flow style."""
    lines = []
    for name, value in keys.items():
        flow = value
        if not isinstance(value, str):
            flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6).strip()
        lines.append(f"{name.capitalize()}: {flow}")
    return "\n".join(lines) + PARAGRAPH


def story(text: str):
    found, reading = read(text)
    assert [str(p) for p in reading.problems if p.severity != "hint"] == []
    assert found is not None
    return without_lines(found)


def without_lines(found):
    """A story apart from where its keys stand."""
    relates = tuple(replace(relation, line=0) for relation in found.relates)
    outcome = found.outcome
    if outcome:
        events = tuple(replace(event, line=0) for event in outcome.events)
        outcome = replace(outcome, events=events)
    return replace(found, lines={}, relates=relates, outcome=outcome)


@pytest.mark.parametrize("keys", [KEYS, SHORT], ids=["long", "short"])
def test_both_spellings_give_the_same_story(keys):
    assert story(as_headers(keys)) == story(as_yaml(keys))


@pytest.mark.parametrize("name", sorted(KEYS.keys() - {"title", "date", "id", "timeline", "outcome"}))
def test_both_spellings_of_a_key_alone_give_the_same(name):
    keys = {key: KEYS[key] for key in ("title", "date", "id", name)}
    assert story(as_headers(keys)) == story(as_yaml(keys))


def test_every_key_of_the_model_is_compared():
    told_elsewhere = {"translation"}  # read for Pelican's sake, no part of a story
    told_elsewhere |= {key.name for key in HOLDING} - {"status", "draft"}  # see test_held_back
    assert {key.name for key in MODEL} - told_elsewhere == KEYS.keys() - {"x_mood"} | SHORT.keys()


def test_both_spellings_have_the_same_body():
    bodies = [read_source(spell(KEYS).encode()).body.strip() for spell in (as_yaml, as_headers)]
    assert bodies == ["I rang at nine.\n\n---\n\nNote: that is all."] * 2


def test_separators_in_plain_headers_are_pelican_s():
    plain = "Title: x\nDate: 2008\nId: xyz\nValues: life; justice\nTags: a\n    b, c\n\ny"
    found, _reading = read(plain)
    assert [value.slug for value in found.values] == ["life", "justice"]
    assert found.tags == ("a", "b, c")
