"""Cards in every state that the theme must show, made from front matter as a writer would write it."""

from __future__ import annotations

from datetime import date
from typing import Any

from helpers import read, yaml_file
from msgspec.structs import replace

from heard.conversation.replies.shown import ShownReply
from heard.library.building import LibraryInput, LibraryStory, build_library
from heard.library.facets import Addresses
from heard.library.library import Card, Library
from heard.model.records import Reply
from heard.text.dates import parse_moment

TODAY = date(2026, 11, 21)
VALUES = "values: [{name: justice, stance: honoured, by: company}, {name: patience, stance: tested}]"
LESSON = "lesson: {text: Write the date down., for: customer}"
FULL = f"{VALUES}\n{LESSON}\nauthor: Amina Ito\ncompany: Blue Tram\nchannel: phone\ntags: [letters]"
EVENTS = {
    "told_waiting": "- {on: 2026-11-01, event: told, channel: phone}",
    "told_overdue": "- {on: 2026-08-01, event: told}\n- {on: 2026-09-01, event: chased}",
    "changed_not_heard": "- {event: told}\n- {event: answered}\n- {event: unheard}\n"
    "- {on: 2026-10-01, event: changed, what: A ramp, evidence: I saw it}",
    "promise": "- {on: 2026-10-01, event: told}\n"
    "- {on: 2026-10-02, event: promised, what: A letter, due: 2026-12-24}",
    "reopened": "- {event: told}\n- {event: closed, reason: resolved}\n- {event: reopened}",
}
KEYS: dict[str, str] = {
    "heard": f"outcome: heard\nissue: not-theirs\nteller_after: stayed\n{FULL}",
    "told_waiting": f"timeline:\n{EVENTS['told_waiting']}\n{FULL}",
    "told_overdue": f"timeline:\n{EVENTS['told_overdue']}\n{FULL}",
    "unheard": f"outcome: unheard\n{FULL}",
    "changed": f"outcome: changed\n{FULL}",
    "changed_not_heard": f"timeline:\n{EVENTS['changed_not_heard']}\n{FULL}",
    "confirmed": f"outcome: confirmed\n{FULL}",
    "left": f"outcome: left\n{FULL}",
    "untold": f"outcome: untold\n{FULL}",
    "in_words": f"outcome: He softened and laughed.\n{FULL}",
    "no_outcome": FULL,
    "undated": f"date: undated\noutcome: answered\n{FULL}",
    "rtl": "title: الرسالة التي لم تصل\nlang: ar\noutcome: told\nvalues: [صدق]\nlesson: اكتب التاريخ.",
    "long_title": f"title: {'A very long title that goes on ' * 8}\noutcome: told\n{FULL}",
    "no_values": "outcome: heard",
    "draft": f"status: draft\noutcome: told\n{FULL}",
    "series_part": f"series: {{name: Learning to say sorry, part: 2}}\noutcome: heard\n{FULL}",
    "reflection": f"kind: reflection\n{FULL}",
    "promise": f"timeline:\n{EVENTS['promise']}\n{FULL}",
    "reopened": f"timeline:\n{EVENTS['reopened']}\n{FULL}",
}


def sample_library() -> Library:
    """A library of all samples."""
    volumes = []
    for name, keys in KEYS.items():
        slug = name.replace("_", "-")
        story, reading = read(yaml_file(f"id: {slug}-story\n{keys}"), f"stories/{slug}.md")
        assert story is not None, [str(problem) for problem in reading.problems]
        volumes.append(LibraryStory(story, f"stories/{slug}/"))
    return build_library(LibraryInput(TODAY, tuple(volumes), addresses=Addresses({})))


def samples() -> dict[str, Any]:
    """Name → card, as the examples of the theme expect it."""
    library = sample_library()
    cards: dict[str, Card] = {card.id: card for card in library.cards}
    return {name: cards[f"{name.replace('_', '-')}-story"] for name in KEYS}


def sample_replies() -> dict[str, Any]:
    """Name → reply, as a page shows it."""
    moment = parse_moment("2026-03-09")
    answer = Reply(
        "answer", "heard-story", "", moment, "", "", author="Bo Stokell", role="Head of stations"
    )
    planned = replace(answer, id="planned", change="planned", what="A ramp", due=parse_moment("2027"))
    return {
        name: ShownReply(reply, f"<p>We looked, and it was so ({name}).</p>")
        for name, reply in {
            "answer": answer,
            "nameless": replace(answer, id="nameless", author="", role=None, company="Blue Tram"),
            "planned": planned,
            "plan_without_date": replace(planned, id="dateless", due=None),
            "made": replace(planned, id="made", change="made", due=None, evidence="https://tram.example/"),
            "corrected": replace(answer, id="corrected", corrected=parse_moment("2026-04-01")),
        }.items()
    }
