"""Odd strings as titles, values, tags, companies, tellers and lessons of one site."""

from __future__ import annotations

import json
import random
import re

import feedparser
import pytest
from helpers import strict_xml
from thrift import amount

COUNT = amount(200, 500)
SEEDS = {
    "right to left": [
        "قصة قصيرة", "שלום עולם", "a\u202egnp.exe", "\u200fمرحبا\u200e hi", "فارسی\u200cها",
    ],
    "emoji": [
        "🎉", "🙈🙉🙊", "☎️ call", "💔 and 💙", "🔥" * 40,
    ],
    "joined": [
        "👩‍👩‍👧‍👦", "🏳️‍🌈 flag", "👍🏽", "a\u200db", "🇨🇭",
    ],
    "quotes": [
        '"', "'", "''", "“x”", "«x»", "`x`", "'\"'\"", "it's \"so\"", "„unten“",
    ],
    "markup": [
        "<script>alert(1)</script>", "</title><script>alert(2)</script>",
        '"><img src=x onerror=alert(3)>', "<b>bold</b>", "<!-- x", "]]>", "<![CDATA[x]]>",
        "&lt;script&gt;alert(4)&lt;/script&gt;", "&#60;i&#62;", "<svg/onload=alert(5)>",
        "<style>*{display:none}</style>", "</article></main>", "<a href='javascript:x'>y</a>",
    ],
    "templates": [
        "{{ 7*191 }}", "{% raise %}", "{# x #}", "{{ SITEURL }}", "{% endblock %}", "${7*191}",
        "<%= 7*191 %>", "{slug}", "{date:%Y}", "{0}", "{n}", "{", "}", "%s", "%(x)s", "%", "%00",
        "{{words}}",
    ],
    "paths": [
        "../../etc/passwd", "..\\..\\windows", "/etc/passwd", "C:\\x", "..", ".", "./.", "a/b/c",
        "~root", "file:///etc/passwd", "%2e%2e%2f", "....//", "index.html", "x.html/", "//evil.example",
        ".htaccess",
    ],
    "devices": [
        "CON", "nul", "COM1", "aux.md", "LPT1", "PRN",
    ],
    "controls": [
        "a\x00b", "\x07", "a\x1b[31mb", "a\x7fb", "a\x85b", "a\u2028b\u2029c", "\ufeffx", "a\ufffeb",
        "x\x0cy",
    ],
    "long": [
        "a" * 5000, "long words " * 450, "é" * 4999, "漢" * 3000, "-" * 3000,
    ],
    "blank": [
        " ", "\t", "\u00a0", "\u2003", "\u200b", "   \n  ", "\u3000",
    ],
    "combining": [
        "Z\u0351\u036b\u0343algo", "e\u0301" * 50, "\u0301", "A\u030a", "n\u0303o", "\u0489" * 20,
    ],
    "yaml": [
        "- x", "? x", ": x", "a: b", "# x", "&a", "*a", "!x", "| x", "> x", "@x", "%x", "~", "null",
        "yes", "1.10", "0x1F", "2008-03-31", "[a, b]", "{a: b}", "---", "...", "a #b", "'a", '"a',
        "a: [", "=", "<<",
    ],
    "unicode": [
        "ﬁne", "ŉ", "İstanbul", "ß", "ǅ", "Ⅷ", "１２３", "\U0001d4d7ello", "\ud7ff", "\ue000", "\ufffd",
        "\U0010fffd",
    ],
    "words": [
        "Undefinedness", "Nonesuch", "true", "NaN", "for", "staff", "page", "values", "undated",
        "in-words",
    ],
}  # fmt: skip


def odd_strings() -> list[str]:
    """The seeds, then pairs of them: the same in every run."""
    found = [text for seeds in SEEDS.values() for text in seeds]
    pick = random.Random(2026)
    while len(found) < COUNT:
        found.append(pick.choice(found[:150]) + pick.choice([" ", "", "-", "/"]) + pick.choice(found[:150]))
    return found[:COUNT]


def story_file(number: int, text: str) -> str:
    """A story with an odd string everywhere; JSON is YAML that can say anything."""
    odd = json.dumps(text, ensure_ascii=False)
    keys = [
        f"title: {odd}",
        f"date: 20{number % 20:02}",
        f"id: odd-{number}",
        f"outcome: {{stage: heard, text: {odd}}}",
    ]
    keys += [
        f"values: [{odd}]",
        f"tags: [{odd}]",
        f"authors: [{odd}]",
        f"company: {odd}",
        f"category: {odd}",
    ]
    keys += [f"lesson: [{odd}]", f"series: {odd}", f"summary: {odd}", f"x_odd: {odd}"]
    return "\n".join(["---", *keys, "---", "", "A quiet body.", ""])


@pytest.fixture(scope="module")
def odd_site(shared_site):
    files = {f"stories/{n}.md": story_file(n, text) for n, text in enumerate(odd_strings())}
    return shared_site(files, FEED_MAX_ITEMS=COUNT)


@pytest.fixture(scope="module")
def odd_tree(odd_site):
    """Its files, read once."""
    return odd_site.tree()


def test_there_are_pairs_beside_the_seeds():
    seeds = sum(map(len, SEEDS.values()))
    assert len(odd_strings()) == COUNT > seeds + 30


def test_every_story_has_a_page_or_is_named(odd_site, odd_tree):
    named = {problem.path for problem in odd_site.problems.of("error")}
    shown = {card_id for path, octets in odd_tree.items() if path.startswith("stories/")
             for card_id in re.findall(r"lessons/(odd-\d+)/", octets.decode())}  # fmt: skip
    missing = [n for n in range(COUNT) if f"odd-{n}" not in shown and f"stories/{n}.md" not in named]
    assert missing == []


def test_only_what_cannot_be_a_title_or_an_address_is_left_out(odd_site):
    codes = {problem.code for problem in odd_site.problems.of("error")}
    assert codes <= {"title-missing", "address-twice"}


def test_nothing_lands_outside_of_the_output(odd_site):
    beside = {path.name for path in odd_site.output.parent.iterdir()}
    assert beside == {"content1", "output1"}


def test_every_path_is_made_of_plain_characters(odd_tree):
    odd = [path for path in odd_tree if not re.fullmatch(r"[A-Za-z0-9._/-]+", path)]
    assert odd == []


def test_no_folder_is_named_longer_than_any_file_system_takes(odd_tree):
    assert max(len(part) for path in odd_tree for part in path.split("/")) <= 200


HARM = [
    *("<script>", "<script src", "<img src=x", "<svg/onload", "<style>*{", "</article></main>"),
    "<a href='javascript",
]


@pytest.mark.parametrize("harm", HARM)
def test_no_odd_string_becomes_markup(odd_tree, harm):
    assert [
        path for path, octets in odd_tree.items() if path.endswith(".html") and harm.encode() in octets
    ] == []


def test_no_odd_string_becomes_a_template(odd_tree):
    pages = [octets.decode() for path, octets in odd_tree.items() if path.endswith(".html")]
    assert any("{{ 7*191 }}" in page for page in pages)
    assert not any(re.search(r"\b1,?337\b", page) for page in pages)


def test_a_title_of_markup_is_shown_as_text(odd_tree):
    assert any(b"&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in octets for octets in odd_tree.values())


@pytest.mark.parametrize("name", ["feeds/all.rss.xml", "feeds/all.atom.xml"])
def test_the_feeds_are_strict_xml_with_every_story_once(odd_site, odd_tree, name):
    strict_xml(odd_tree[name])
    parsed = feedparser.parse(odd_tree[name])
    assert not parsed.bozo, parsed.get("bozo_exception")
    left_out = len(odd_site.problems.left_out)
    assert len({entry.id for entry in parsed.entries}) == COUNT - left_out
