"""One reply of a company as a file: its words, what it says it changes, and the hash that keeps both.

A reply is shown only with a recorded hash that fits. Whoever changes a word of it afterwards is told so
by the next build; a correction that the company sent is recorded on purpose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from heard.content.fields import Reading, filled
from heard.content.front_matter import Source, files_in, read_path
from heard.content.keys import Key
from heard.content.layout import LEFTOVERS
from heard.content.parser import Rules, checked_lang, read_fields
from heard.model import vocabulary
from heard.model.records import Reply
from heard.text.dates import Moment
from heard.text.names import slug_of
from heard.text.problems import Problems

CHANGES = ("planned", "made")
REPLY_KEYS = (
    Key("id", "text", "The permanent name of the reply; by default that of its file."),
    Key("author", "text", "Who signed it."),
    Key("role", "text", "What that person is in the company."),
    Key("company", "text", "Who replied, where the story does not say."),
    Key("date", "date", "When it was received.", required=True),
    Key("channel", "word", "How it came.", vocabulary.CHANNELS),
    Key("change", "word", "Whether a change is planned or made.", CHANGES),
    Key("what", "text", "What is planned, or what was changed."),
    Key("due", "date", "Until when it is planned."),
    Key("evidence", "text", "How one can see the change: a link or a sentence."),
    Key("fulfils", "names", "The promises that this change keeps.", split=True),
    Key("corrected", "date", "When the company last corrected it."),
    Key("lang", "text", "Its language."),
    Key("sha256", "text", "What `heard reply-record` wrote: the hash of the reply as it was received."),
)
_KEPT = ("author", "role", "company", "date", "change", "what", "due", "evidence")


def read_reply(source: Source, path: str, rules: Rules) -> tuple[Reply | None, Reading]:
    """A reply from a file taken apart; None when an error keeps it out.

    `path` is `replies/<story-id>/<name>.md` below the content folder.
    """
    reading = Reading(path)
    found = read_fields(reading, source, REPLY_KEYS, rules)
    if reading.failed and not source.record.fields:
        return None, reading  # nothing could be read: what follows would only be noise
    if not source.body.strip():
        hint = "Put the words of the company below the front matter, as they came."
        reading.note("reply-empty", source.body_line, "The reply says nothing.", hint)
    _check_date(reading, rules)
    _check_change(reading)
    lang = checked_lang(reading)
    if reading.failed:
        return None, reading
    where = PurePosixPath(path)
    reply = filled(
        Reply,
        found,
        id=slug_of(found.get("id") or where.stem, "reply"),
        story_id=where.parent.name,
        source=path,
        body=source.body,
        fingerprint=fingerprint(found, source.body),
        recorded=found.get("sha256"),
        lang=lang,
        line_of_change=reading.lines.get("change", 1),
    )
    return reply, reading


def fingerprint(found: Mapping[str, Any], body: str) -> str:
    """The SHA-256 of a reply's words and statements, in hexadecimal; line ends do not count."""
    facts = {name: getattr(found[name], "text", found[name]) for name in _KEPT if found.get(name)}
    facts["body"] = "\n".join(line.rstrip() for line in body.strip().splitlines())
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _check_date(reading: Reading, rules: Rules) -> None:
    moment = reading.found.get("date")
    if not isinstance(moment, Moment) or not moment.is_dated:
        if "date" not in reading.lines or isinstance(moment, Moment):
            hint = "Add `date: 2026-03-09`: readers ask how long it took."
            reading.note("reply-date", "date", "A reply must say when it came.", hint)
    elif moment.first and moment.first > rules.as_of:
        message = f"dated {moment.text}, after today ({rules.as_of.isoformat()})."
        reading.note("reply-date", "date", message, "Only what was received is a reply.")


def _check_change(reading: Reading) -> None:
    found, change = reading.found, reading.found.get("change")
    if change and not found.get("what"):
        message = f"A change that is {change} must say what."
        reading.note("reply-what", "change", message, "Add `what`, in the company's own words.")
    if change == "planned" and not found.get("due"):
        message = "A planned change without a date is no promise that anybody can follow."
        hint = "Ask until when, and add `due`; until then the reply counts as an answer."
        reading.note("reply-due", "change", message, hint, severity="warning")
    if change == "made" and not found.get("evidence"):
        message = "A change without evidence is only somebody's word."
        hint = "Add `evidence`: a link, or how one can see it."
        reading.note("change-evidence", "change", message, hint, severity="warning")
    if not change:
        for name in ("what", "due", "evidence", "fulfils"):
            if found.get(name):
                hint = "Add `change: planned` or `change: made`."
                reading.note("reply-change", name, f'"{name}", but no change is named.', hint)
                break


def read_replies(
    content: Path,
    folder: str,
    rules: Rules,
    problems: Problems,
    patterns: Collection[str] = LEFTOVERS,
) -> tuple[Reply, ...]:
    """All replies of a content folder that are what was recorded, by story, date and id.

    Files with names by one of the patterns are passed over.
    """
    found: dict[tuple[str, str], Reply] = {}
    for path in files_in(content / folder, patterns):
        source = path.relative_to(content).as_posix()
        reply, reading = read_reply(read_path(path), source, rules)
        if reply is not None:
            _check_record(reading, reply)
            if (reply.story_id, reply.id) in found:
                message = f'another reply to this story has the id "{reply.id}"; this one is left out.'
                reading.note("reply-twice", 1, message, "Give it its own `id`.")
        problems.extend(reading.problems)
        if reply is None or reading.failed:
            problems.left_out.add(source)
        elif reply.is_recorded:
            found[reply.story_id, reply.id] = reply
    return tuple(sorted(found.values(), key=lambda r: (r.story_id, r.date.sort_time(), r.id)))


def _check_record(reading: Reading, reply: Reply) -> None:
    command = f"heard reply-record {reply.story_id}"
    if reply.recorded is None:
        hint = f"Compare it with what was sent, then run `{command}`."
        message = "the reply is not recorded yet, so it is not shown."
        reading.note("reply-unrecorded", 1, message, hint, severity="warning")
    elif not reply.is_recorded:
        hint = f"Put it back as it was, or, if the company sent a correction, run `{command} --corrected`."
        message = "the reply is no longer what was recorded, so it is not shown."
        reading.note("reply-altered", 1, message, hint)
