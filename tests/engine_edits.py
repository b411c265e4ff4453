"""Random edits of a site: of content, theme, settings and the day, with renames and deletions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

NAMES = ("a", "b", "c", "d", "e", "f")
WORDS = st.sampled_from(
    ("plain", "*stressed*", "[b]({filename}b.md)", "<b>x</b> & y", "ünï", "![p]({static}/images/x.txt)")
)
TAGS = st.lists(st.sampled_from(("red", "green", "blue")), max_size=2, unique=True)
DAYS = st.sampled_from(("2024-01-01", "2024-01-02", "2023-12-31", "2024-06-30"))
STATUS = st.sampled_from(("published", "published", "published", "draft", "hidden"))


@dataclass(frozen=True, slots=True)
class Edit:
    """One step: files written (None for a deletion), or settings that hold from here on."""

    files: dict[str, str | None] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    today: str = ""


@st.composite
def posts(draw: st.DrawFn) -> Edit:
    """A post in one of two markups is written, or written anew."""
    name, title, word = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES)), draw(WORDS)
    day, tags, status = draw(DAYS), draw(TAGS), draw(STATUS)
    lang = draw(st.sampled_from(("", "", "Lang: de\nSlug: shared\n")))
    if draw(st.booleans()):
        text = f"Title: T{title}\nDate: {day}\nTags: {', '.join(tags)}\nStatus: {status}\n{lang}\n{word}\n"
        return Edit({f"posts/{name}.md": text, f"posts/{name}.rst": None})
    text = f"T{title}\n##\n\n:date: {day}\n:tags: {', '.join(tags)}\n:status: {status}\n\n{title} text.\n"
    return Edit({f"posts/{name}.rst": text, f"posts/{name}.md": None})


OTHERS = (
    st.sampled_from(NAMES).map(lambda name: Edit({f"posts/{name}.md": None, f"posts/{name}.rst": None}))
    | st.sampled_from(NAMES).map(lambda name: Edit({f"pages/{name}.md": f"Title: P{name}\n\nA page.\n"}))
    | st.sampled_from(NAMES).map(lambda name: Edit({f"pages/{name}.md": None}))
    | st.sampled_from(("one", "two", None)).map(lambda text: Edit({"images/x.txt": text}))
)
THEME = st.sampled_from(
    (
        "{% extends '!simple/base.html' %}{% block head %}{{ super() }}<!-- mine -->{% endblock %}",
        "{% extends '!simple/base.html' %}{% block head %}{{ super() }}{{ articles|length }}{% endblock %}",
        "{% extends '!simple/base.html' %}{% block head %}{{ super() }}"
        "{% for a in articles %}{{ a.title }}{{ a.tags }}{% endfor %}{% endblock %}",
        "{% extends '!simple/base.html' %}"
        "{% block head %}{% include SITENAME ignore missing %}{% endblock %}",
        None,
    )
).map(lambda text: Edit({"../theme-overrides/base.html": text}))
SETTINGS = st.sampled_from(
    (
        {"SITENAME": "Another"},
        {"SITENAME": "One"},
        {"DEFAULT_PAGINATION": 1},
        {"DEFAULT_PAGINATION": 3},
        {"DEFAULT_PAGINATION": False},
        {"RELATIVE_URLS": True},
        {"RELATIVE_URLS": False},
        {"SUMMARY_MAX_LENGTH": 2},
        {"MARKDOWN": {"extensions": ["markdown.extensions.toc"], "extension_configs": {}}},
        {"ARTICLE_URL": "x/{slug}/", "ARTICLE_SAVE_AS": "x/{slug}/index.html"},
        {"ENGINE_WORKERS": 1},
        {"ENGINE_WORKERS": 2},
        {"ENGINE_WORKERS": 5},
    )
).map(lambda settings: Edit(settings=settings))
STOCK_EDITS = st.lists(posts() | posts() | OTHERS | THEME | SETTINGS, min_size=1, max_size=5)


@st.composite
def stories(draw: st.DrawFn) -> Edit:
    """A story is written, or written anew: values, outcome, lesson, links, series, dates."""
    name, title = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    lines = [f"title: Story {title}", f"date: {draw(DAYS)}"]
    for key, found in (
        ("values", ("[care]", "[honesty, care]", "[{honesty: breached}]")),
        ("outcome", ("heard", "unheard", "changed", "They wrote back.")),
        ("lesson", ("Ask twice.", "Wait.")),
        ("company", ("Acme", "Bolt")),
        ("series", ("Flights",)),
        ("tags", ("[red]", "[red, blue]")),
        ("author", ("Ida", "Ben")),
        ("draft", ("true",)),
        ("outcom", ("typo",)),
        ("lang", ("de",)),
    ):
        chance = 6 if key in ("draft", "outcom", "lang") else 2
        if draw(st.integers(0, chance)) == 0:
            lines.append(f"{key}: {draw(st.sampled_from(found))}")
    if draw(st.booleans()):
        other = draw(st.sampled_from(NAMES))
        lines.append(f"relates:\n  - {{rel: answers, to: {other}}}")
    body = draw(
        st.sampled_from(("A text.", "See [[a]] and [b]({filename}/stories/b.md).", "*Long* text. " * 30))
    )
    return Edit({f"stories/{name}.md": "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"})


STORY_OTHERS = (
    st.sampled_from(NAMES).map(lambda name: Edit({f"stories/{name}.md": None}))
    | st.sampled_from(("care", "honesty")).map(
        lambda name: Edit({f"values/{name}.md": f"---\nname: {name} defined\n---\n\nWhat it means.\n"})
    )
    | st.sampled_from(("care", "honesty")).map(lambda name: Edit({f"values/{name}.md": None}))
    | st.sampled_from(("2026-11-21", "2026-11-22", "2024-01-01", "2023-12-31")).map(
        lambda day: Edit(today=day)
    )
    | st.tuples(st.sampled_from(NAMES), st.sampled_from(("One.", "Two."))).map(
        lambda pair: Edit(
            {f"comments/{pair[0]}/1.md": f"---\nauthor: Ben\ndate: 2024-02-03\n---\n\n{pair[1]}\n"}
        )
    )
    | st.sampled_from(NAMES).map(lambda name: Edit({f"comments/{name}/1.md": None}))
)
STORY_SETTINGS = st.sampled_from(
    (
        {"DEFAULT_PAGINATION": 2},
        {"DEFAULT_PAGINATION": 10},
        {"STORY_REPLY_DAYS": 3},
        {"STORY_SHOW_DRAFTS": True},
        {"STORY_SHOW_DRAFTS": False},
        {"SITEURL": "https://other.example/sub"},
        {"ENGINE_WORKERS": 1},
        {"ENGINE_WORKERS": 5},
    )
).map(lambda settings: Edit(settings=settings))
STORY_THEME = st.sampled_from(
    ("<meta name=one>", "{{ library.cards|length }}", "{{ article.title }}", None)
).map(lambda text: Edit({"../theme-overrides/extra_head.html": text})) | st.sampled_from(
    ("{{ content }}", "{{ library.cards|length }}", "{{ card.article.content }}", "{{ feeds }}", None)
).map(lambda text: Edit({"../theme-overrides/feed_item.html": text}))
STORY_EDITS = st.lists(
    stories() | stories() | STORY_OTHERS | STORY_SETTINGS | STORY_THEME, min_size=1, max_size=5
)
