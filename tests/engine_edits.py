"""Random edits of a site: of content, theme, settings and the day, with renames and deletions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
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
    """One step: what happens to files, or settings that hold from here on."""

    files: dict[str, str | None] = field(default_factory=dict)
    """Files written; None for a deletion."""
    settings: dict[str, Any] = field(default_factory=dict)
    today: str = ""
    keys: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """Lines of the front matter of files that may be there, by their key; None takes one out."""
    moved: dict[str, str] = field(default_factory=dict)
    """New names of files that may be there."""
    tails: dict[str, str] = field(default_factory=dict)
    """Texts put at the end of files that are there."""


def apply(edit: Edit, content: Path) -> None:
    """Do to the files of a site what an edit says."""
    for name, text in edit.files.items():
        _put(content / name, text)
    for name, keys in edit.keys.items():
        if (path := content / name).is_file():
            path.write_text(with_keys(path.read_text("utf-8"), keys), "utf-8")
    for name, other in edit.moved.items():
        if (path := content / name).is_file():
            _put(content / other, path.read_text("utf-8"))
            path.unlink()
    for name, text in edit.tails.items():
        _put(content / name, (content / name).read_text("utf-8") + text)


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def with_keys(text: str, keys: dict[str, str | None]) -> str:
    """A text with some lines of its front matter changed."""
    _, head, body = text.split("---\n", 2)
    lines = [line for line in head.splitlines() if line.partition(":")[0] not in keys]
    lines += [f"{key}: {value}" for key, value in keys.items() if value is not None]
    return "---\n" + "\n".join(lines) + f"\n---\n{body}"


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
