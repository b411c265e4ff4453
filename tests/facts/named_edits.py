"""Edits of a site of stories: each by its name, in an order in which each of them shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from factsites import FactsSite

from heard.content.reply_file import fingerprint


@dataclass(frozen=True, slots=True)
class Edit:
    """One step: what happens to files, or settings that hold from here on."""

    files: dict[str, str | None] = field(default_factory=dict)
    """Files written; None for a deletion."""
    settings: dict[str, Any] = field(default_factory=dict)
    today: str = ""
    keys: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """Lines of the front matter of files that are there, by their key; None takes one out."""
    moved: dict[str, str] = field(default_factory=dict)
    """New names of files that are there."""
    tails: dict[str, str] = field(default_factory=dict)
    """Texts put at the end of files that are there."""


def apply(edit: Edit, site: FactsSite) -> None:
    """Do to a site what an edit says."""
    for name, text in edit.files.items():
        if text is None:
            (site.content / name).unlink()
        else:
            site.write(name, text)
    for name, keys in edit.keys.items():
        site.write(name, with_keys(site.read(name), keys))
    for name, other in edit.moved.items():
        site.write(other, site.read(name))
        (site.content / name).unlink()
    for name, text in edit.tails.items():
        site.write(name, site.read(name) + text)
    site.settings |= edit.settings
    site.day = edit.today or site.day


def with_keys(text: str, keys: dict[str, str | None]) -> str:
    """A text with some lines of its front matter changed."""
    _, head, body = text.split("---\n", 2)
    lines = [line for line in head.splitlines() if line.partition(":")[0] not in keys]
    lines += [f"{key}: {value}" for key, value in keys.items() if value is not None]
    return "---\n" + "\n".join(lines) + f"\n---\n{body}"


TODAY = "2026-11-21"
STORY = """---
id: story-{0}
title: Story {0}
date: 2024-01-0{1}
values: [care]
outcome: told
lesson: Ask.
company: Acme
timeline: [{{on: 2024-01-0{1}, event: told}}]
---

Text {0}. See [[story-b]], [it]({{filename}}/stories/a.md) and ![p]({{static}}/images/x.svg).
"""
UNTOLD = "---\nid: story-z\ntitle: Z\ndate: 2024-01-09\ndraft: true\n---\n\n![s](/images/s.svg)\n"
ANSWERS = "[{{rel: answers, to: story-{0}}}]"
BASE: dict[str, str | bytes] = {
    **{f"stories/{name}.md": STORY.format(name, number + 1) for number, name in enumerate("abc")},
    "images/x.svg": "<svg/>",
    "pages/about.md": "---\ntitle: About\n---\n\nUs.\n",
}
"""What the named edits are made to."""


def said(words: str, keys: str = "") -> str:
    """A comment."""
    return f"---\nauthor: Ben\ndate: 2024-02-03\n{keys}---\n\n{words}\n"


def replied(words: str, **keys: str) -> str:
    """A reply of the company, with the hash of what was received."""
    facts = {"author": "Bo", "role": "Head of stations", "date": "2024-02-05", **keys}
    lines = [f"{key}: {value}" for key, value in facts.items()]
    return "\n".join(("---", *lines, f"sha256: {fingerprint(facts, words)}", "---", "", words, ""))


def recorded(one: str, *former: str, **more: str) -> Edit:
    """The record of identities, with former addresses of one story and a story that was taken back."""
    here = {
        "addresses": [*(f"/{name}/" for name in former), f"/stories/story-{one}/"],
        "first": "2024-01-01",
        "identity": f"urn:story:story-{one}",
    }
    gone = {"addresses": ["/stories/gone/"], "first": "2024-01-01", "identity": "urn:story:gone", **more}
    stories = {f"story-{one}": here} | ({"gone-by-now": gone} if more else {})
    return Edit({"../data/ids.json": json.dumps({"stories": stories, "version": 1}, indent=1)})


def families(one: str, other: str) -> dict[str, dict[str, Edit]]:
    """Edits around one story and another, in order: each shows somewhere, made after those before it."""
    story, reply, comment = f"stories/{one}.md", f"replies/story-{one}/1.md", f"comments/story-{one}/1.md"
    answer, gesture = f"comments/story-{one}/2.md", f"comments/story-{one}/3.md"
    promise = {"change": "planned", "what": "A bell", "due": "2026-12-01"}
    made = {"change": "made", "what": "A bell", "evidence": "It rang."}
    kept = '[{text: Ask., from: "comment:1"}]'
    return {
        "reply": {
            "a first reply": Edit({reply: replied("We looked.")}),
            "its words are corrected": Edit({reply: replied("We *looked* twice.")}),
            "it promises": Edit({reply: replied("We shall.", **promise)}),
            "the change is made": Edit({reply: replied("We did.", **made)}),
            "somebody alters it": Edit({reply: replied("We did.", **made) + "Or not.\n"}),
            "it is put back": Edit({reply: replied("We did.", **made)}),
            "a second one": Edit({f"replies/story-{one}/2.md": replied("Again.", author="Al")}),
            "the first is taken out": Edit({reply: None}),
            "the last is taken out": Edit({f"replies/story-{one}/2.md": None}),
        },
        "comment": {
            "the first comment": Edit({comment: said("Me too.")}),
            "its words are edited": Edit({comment: said("Me *three*.")}),
            "it is a question": Edit(keys={comment: {"kind": "question"}}),
            "an answer": Edit({answer: said("Because.", "in_reply_to: 1\n")}),
            "it waits": Edit(keys={comment: {"status": "pending"}}),
            "it is approved": Edit(keys={comment: {"status": "approved"}}),
            "it is removed": Edit(keys={comment: {"status": "removed"}}),
            "it is back": Edit(keys={comment: {"status": None, "kind": None}}),
            "it is spam": Edit(keys={comment: {"status": "spam"}}),
            "its file is deleted": Edit({comment: None}),
            "the last one is deleted": Edit({answer: None}),
        },
        "gesture": {
            "a like": Edit({gesture: said("", "kind: like\n")}),
            "a repost": Edit(keys={gesture: {"kind": "repost"}}),
            "a bookmark by another": Edit(keys={gesture: {"kind": "bookmark", "author": "Cleo"}}),
            "a mention": Edit({gesture: said("A word.", "kind: mention\noriginal: https://b.example/1\n")}),
            "it is taken back": Edit({gesture: None}),
        },
        "tie": {
            "a comment": Edit({comment: said("Ask.")}),
            "a lesson from it": Edit(keys={story: {"lesson": None, "lessons": kept}}),
            "its words, exactly": Edit(keys={story: {"lessons": kept.replace("{", "{quote: true, ")}}),
            "no longer its words": Edit({comment: said("Do not ask.")}),
            "the comment waits": Edit(keys={comment: {"status": "pending"}}),
            "a lesson of its own again": Edit(keys={story: {"lessons": None, "lesson": "Ask."}}),
            "the comment is shown": Edit(keys={comment: {"status": None}}),
            "it grew into a story": Edit(keys={comment: {"told_as": f"story-{other}"}}),
            "that story is a draft": Edit(keys={f"stories/{other}.md": {"draft": "true"}}),
            "that story is told": Edit(keys={f"stories/{other}.md": {"draft": None}}),
            "it did not": Edit(keys={comment: {"told_as": None}}),
        },
        "story": {
            "another title": Edit(keys={story: {"title": "Another", "slug": f"story-{one}"}}),
            "another body": Edit({story: STORY.format(one, 1).replace("Text", "New text")}),
            "another address": Edit(keys={story: {"slug": f"elsewhere-{one}"}}),
            "another file": Edit(moved={story: f"stories/moved/{one}.md"}),
            "its old file": Edit(moved={f"stories/moved/{one}.md": story}),
            "a draft": Edit(keys={story: {"draft": "true"}}),
            "published": Edit(keys={story: {"draft": None}}),
            "broken": Edit(keys={story: {"date": "someday-ish"}}),
            "of today": Edit(keys={story: {"date": TODAY}}),
            "of the future": Edit(keys={story: {"date": "2026-11-22"}}),
            "of a day before": Edit(keys={story: {"date": "2024-01-05"}}),
            "a part of a series": Edit(keys={story: {"series": "Flights"}}),
            "an answer to another": Edit(
                keys={story: {"relates": f"[{{rel: answers, to: story-{other}}}]"}}
            ),
            "by another teller": Edit(keys={story: {"author": "Ida", "tags": "[red]"}}),
            "in another language": Edit(keys={story: {"lang": "de"}}),
            "deleted": Edit({story: None}),
            "told again": Edit({story: STORY.format(one, 2)}),
        },
        "hidden": {
            "hidden": Edit(keys={story: {"status": "hidden"}}),
            "a comment under it": Edit({comment: said("Me too.")}),
            "a value that nobody else names": Edit(keys={story: {"values": "[care, shyness]"}}),
            "published": Edit(keys={story: {"status": None}}),
        },
        "file": {
            "a picture that nobody names": Edit({"images/s.svg": "<svg/>"}),
            "a draft names it": Edit({"stories/z.md": UNTOLD}),
            "a page names it, too": Edit({"pages/s.md": "---\ntitle: S\n---\n![s](/images/s.svg)\n"}),
            "the page does not": Edit({"pages/s.md": "---\ntitle: S\n---\nNothing.\n"}),
            "the story is told": Edit(keys={"stories/z.md": {"draft": None}}),
            "it is in the trash": Edit(moved={"stories/z.md": "stories/.trash/z.md"}),
        },
        "term": {
            "a new value": Edit(keys={story: {"values": "[care, patience]"}}),
            "a value breached": Edit(keys={story: {"values": "[{value: care, stance: breached}]"}}),
            "a value defined": Edit({"values/care.md": "---\nname: Care\n---\n\nWhat it means.\n"}),
            "a value renamed": Edit({"values/care.md": "---\nname: Caring\naliases: [care]\n---\n\nIt.\n"}),
            "a value undefined": Edit({"values/care.md": None}),
            "another outcome": Edit(keys={story: {"outcome": "They wrote back."}}),
            "another company": Edit(keys={story: {"company": "Bolt"}}),
            "a company described": Edit({"companies/bolt.md": "---\nlabel: Bolt Ltd\n---\n\nThey.\n"}),
            "its days": Edit({"companies/bolt.md": "---\nlabel: Bolt\nreply_days: 5\n---\n\nThey.\n"}),
            "a company undescribed": Edit({"companies/bolt.md": None}),
            "another lesson": Edit(keys={story: {"lesson": "Ask twice."}}),
        },
        "record": {
            "a former address": recorded(one, "old"),
            "two of them": recorded(one, "older", "old"),
            "a story taken back": recorded(one, "older", removed="2026-11-01"),
            "too long ago for feeds": recorded(one, "older", removed="2024-02-01"),
            "another file of redirects": Edit(settings={"REDIRECTS_SAVE_AS": "moved.txt"}),
            "no file of redirects": Edit(settings={"REDIRECTS_SAVE_AS": ""}),
            "a broken record": Edit({"../data/ids.json": "{"}),
            "a whole one": recorded(one, "old"),
            "none": Edit({"../data/ids.json": None}),
        },
    }


ASKS = "{% if card %}{{ card.title }}{% endif %}"
FURTHER: dict[str, dict[str, Edit]] = {
    "theme": {
        "text in a template for all": Edit({"../over/extra_head.html": "<meta name=one>"}),
        "a template that counts": Edit({"../over/extra_head.html": "{{ site.index_urls|length }}"}),
        "a template that asks the page": Edit({"../over/extra_head.html": ASKS}),
        "a template as it was": Edit({"../over/extra_head.html": None}),
        "feeds with bodies only": Edit({"../over/feed_item.html": "{{ content }}"}),
        "feeds that count": Edit({"../over/feed_item.html": "{{ site.pages|length }}"}),
        "feeds that ask": Edit({"../over/feed_item.html": "{{ site.neighbours(card).older.title }}"}),
        "feeds that know feeds": Edit({"../over/feed_item.html": "{{ site.feeds|length }}"}),
        "feeds as they were": Edit({"../over/feed_item.html": None}),
        "the base": Edit(tails={"../theme/templates/base.html": "<!-- end -->"}),
        "a part": Edit(tails={"../theme/templates/partials/story_end.html": "<!-- story -->"}),
        "words of the language": Edit({"../theme/strings.en.toml": '[nav]\nstory = "Tales"\n'}),
        "other words": Edit({"../theme/strings.en.toml": '[nav]\nvalue = "What counts"\n'}),
        "words as they were": Edit({"../theme/strings.en.toml": None}),
        "a style sheet": Edit(tails={"../theme/css/print.css": "\nb { color: red }\n"}),
        "a script": Edit(tails={"../theme/js/conversation.js": "\n// more\n"}),
    },
    "setting": {
        "shorter lists": Edit(settings={"DEFAULT_PAGINATION": 1}),
        "longer lists": Edit(settings={"DEFAULT_PAGINATION": 10}),
        "days to reply": Edit(settings={"STORY_REPLY_DAYS": 3000}),
        "another name": Edit(settings={"SITENAME": "Another"}),
        "another address": Edit(settings={"SITEURL": "https://other.example/sub"}),
        "an address for letters": Edit(settings={"COMMENTS_EMAIL": "post@other.example"}),
        "words laid over": Edit(settings={"THEME_STRINGS": {"nav": {"lesson": "To keep"}}}),
        "shorter feeds": Edit(settings={"FEED_MAX_ITEMS": 1}),
        "no feed of all": Edit(settings={"FEED_NAMES": ["lessons", "value"]}),
        "feeds in one format": Edit(settings={"FEED_FORMS": ["atom"]}),
        "feeds elsewhere": Edit(settings={"FEEDS_URL": "follow/{name}/index.{form}"}),
        "a live conversation": Edit(
            settings={"COMMENTS_PROVIDER": "isso", "COMMENTS_OPTIONS": {"host": "https://c.example"}}
        ),
        "a menu": Edit(settings={"MENUITEMS": (("About", "/about/"),)}),
    },
    "day": {
        "tomorrow": Edit(today="2026-11-22"),
        "next year": Edit(today="2027-01-01"),
        "before a story": Edit(today="2024-01-02"),
        "before all": Edit(today="2023-12-31"),
        "today": Edit(today=TODAY),
    },
    "rest": {
        "a picture": Edit({"images/x.svg": "<svg></svg>"}),
        "no picture": Edit({"images/x.svg": None}),
        "a page": Edit({"pages/more.md": "---\ntitle: More\n---\n\nMore of us.\n"}),
        "its text": Edit({"pages/more.md": "---\ntitle: More\n---\n\nMore of you.\n"}),
        "no page": Edit({"pages/more.md": None}),
    },
}

NAMED = families("a", "b") | FURTHER
