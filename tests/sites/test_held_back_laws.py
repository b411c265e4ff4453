"""Whatever combination of signs holds a random file back: its words, slug and picture are nowhere."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import build, write_files
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from thrift import amount

YES, NO = ("true", "True", "yes", "ON", "1"), ("false", "False", "no", "OFF", "0")
LATER = ("2026-11-22", "2031")
SIGNS = [
    *((key, value) for key in ("draft", "Draft", "private", "PRIVATE") for value in YES),
    *((key, value) for key in ("published", "Publish", "publish") for value in NO),
    *(("status", word) for word in ("draft", "Draft", "SKIP", "pending", "private", "trash", "archived")),
    *((key, word) for key in ("visibility", "State") for word in ("private", "draft", "Pending")),
    *((key, day) for key in ("publishDate", "pubdate", "published_at", "date") for day in LATER),
    *((key, day) for key in ("expiryDate", "expirydate") for day in ("2026-11-21", "2019-05")),
    ("typepad_status", "Draft"), ("post_status", "x"), ("isDraft", "no"), ("draft", "perhaps"),
]  # fmt: skip
IN_SETTINGS = [
    *((key, value) for key in ("draft", "Private") for value in (True, "yes", 1)),
    *((key, value) for key in ("published", "publish") for value in (False, "off", 0)),
    *(("status", word) for word in ("draft", "Draft", "skip", "pending")),
    ("visibility", "private"), ("publishDate", "2031-01-01"), ("expiryDate", "2019-05-01"),
    ("typepad_status", "Draft"), ("post_status", "draft"),
]  # fmt: skip
HARMLESS = ["draft: false", "private: no", "published: true", "publish: 1", "status: published",
            "visibility: public", "publishDate: 2020-01-01", "expiryDate: 2031-01-01"]  # fmt: skip
FORMS = ("yaml", "headers", "rst", "html")
FOLDERS = ("stories", "stories/deep/er", "pages", "values", "companies", "series")
LAW: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow],
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],  # a site takes too long to make it smaller
}
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class File:
    """A file that may be held back: by its keys, by its folder, by the settings, by several of them."""

    number: int
    form: str
    folder: str
    keys: dict[str, str] = field(default_factory=dict)
    in_drafts: bool = False
    given: dict[str, Any] = field(default_factory=dict)
    link: str = "{static}/images/"

    @property
    def marker(self) -> str:
        """A word that stands in this file only."""
        return f"zq{self.number}zanzibar"

    @property
    def path(self) -> str:
        folder = (
            f"{self.folder}/{'_drafts' if self.number % 2 else 'Drafts'}" if self.in_drafts else self.folder
        )
        suffix = {"rst": "rst", "html": "html"}.get(self.form, "md")
        return f"{folder}/{self.marker}.{suffix}"

    @property
    def is_held_back(self) -> bool:
        return bool(self.keys or self.in_drafts or self.given)

    def text(self) -> str:
        """The file: its marker stands wherever a page, list or feed takes something from."""
        name, is_definition = self.marker, self.folder in ("values", "companies", "series")
        date = {} if "date" in self.keys or is_definition else {"date": "2024-05-17"}
        facts = {} if is_definition or self.folder == "pages" else {
            "id": name, "slug": name, "values": name, "company": name, "author": name,
            "lesson": f"Ask {name}.",
            "outcome": f"It ended as {name} did.", "tags": name, "series": name, "summary": f"On {name}.",
        }  # fmt: skip
        keys = {**date, **facts, **self.keys}
        picture = f"{self.link}{name}.png"
        body = f"The words of {name}.\n\n![A picture of {name}]({picture})\n"
        lines = [f"{key}: {value}" for key, value in keys.items()]
        if self.form == "yaml":
            return "\n".join(["---", f"title: {name}", *lines, "---", "", body])
        if self.form == "headers":
            return "\n".join([f"Title: {name}", *lines, "", body])
        if self.form == "rst":
            fields = "\n".join(f":{line}" for line in lines)
            body = f"The words of {name}.\n\n.. image:: {picture}\n   :alt: A picture\n"
            return f"{name}\n{'#' * len(name)}\n\n{fields}\n\n{body}"
        meta = "".join(f'<meta name="{key}" content="{value}">' for key, value in keys.items())
        body = f'<p>The words of {name}.</p><img src="{picture}" alt="A picture">'
        return f"<html><head><title>{name}</title>{meta}</head><body>{body}</body></html>"


@st.composite
def files(draw: st.DrawFn, number: int) -> File:
    """A file with at least one sign, and perhaps with words that say the opposite under other keys."""
    folder = draw(st.sampled_from(FOLDERS))
    is_definition = folder in ("values", "companies", "series")
    file = File(number, draw(st.sampled_from(FORMS[:2] if is_definition else FORMS)), folder)
    where = draw(st.sets(st.sampled_from(("keys", "folder", "settings")), min_size=1))
    if "keys" in where:
        file.keys = dict(draw(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=3)))
    file.in_drafts = "folder" in where
    if "settings" in where:
        file.given = dict([draw(st.sampled_from(IN_SETTINGS))])
    said = {key.lower() for key in (*file.keys, *file.given)}
    for line in draw(st.lists(st.sampled_from(HARMLESS), max_size=2)):
        key, _, value = line.partition(": ")
        aliased = {key.lower(), "typepad_status"} if key == "status" else {key.lower()}
        if said.isdisjoint(aliased) and (file.keys or key != "status"):
            file.keys.setdefault(key, value)
    if folder.startswith("stories"):
        file.link = draw(st.sampled_from(("{static}/images/", "{attach}", "/images/")))
    return file


def built(found: list[File], **more: Any) -> dict[str, bytes]:
    """The site of these files and of a sound one."""
    sound = "---\ntitle: Sound\ndate: 2024-05-17\nid: sound\nstatus: published\n---\n\nAll is well.\n"
    content: dict[str, str | bytes] = {"stories/sound.md": sound}
    for file in found:
        content[file.path] = file.text()
        near = str(Path(file.path).parent) if file.link == "{attach}" else "images"
        content[f"{near}/{file.marker}.png"] = PNG + file.marker.encode()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_files(root / "content", content)
        site = build(
            root / "content",
            root / "output",
            unchecked="the files are random; what is promised of them is asserted here",
            MENUITEMS=(),
            STATIC_PATHS=["images", "stories"],
            STORY_KEY_ALIASES={"typepad_status": "status"},
            EXTRA_PATH_METADATA={file.path: file.given for file in found if file.given},
            **more,
        )
        return site.tree()


def traces(found: list[File], tree: dict[str, bytes]) -> dict[str, list[str]]:
    """For each file the paths of what shows it: in its name or in its content."""
    return {
        file.path: paths
        for file in found
        if (paths := [p for p, o in tree.items() if file.marker in p or file.marker.encode() in o.lower()])
    }


@settings(**LAW, max_examples=amount(6, 150))
@given(st.data())
def test_what_is_held_back_leaves_no_trace(data):
    found = [data.draw(files(number)) for number in range(data.draw(st.integers(4, 12)))]
    tree = built(found)
    assert "stories/sound/index.html" in tree
    assert traces(found, tree) == {}


@settings(**LAW, max_examples=amount(2, 30))
@given(st.data())
def test_nor_where_the_site_holds_everything_back(data):
    sign = dict([data.draw(st.sampled_from([one for one in IN_SETTINGS if one[0] != "post_status"]))])
    found = [
        File(number, data.draw(st.sampled_from(FORMS)), data.draw(st.sampled_from(FOLDERS[:3])))
        for number in range(6)
    ]
    assert traces(found, built(found, DEFAULT_METADATA=sign)) == {}


def test_the_same_files_are_shown_where_nothing_holds_them_back():
    """Else the two laws above could not fail."""
    found = [File(n, form, folder) for n, (form, folder) in enumerate(
        (form, folder) for form in FORMS for folder in FOLDERS[:3])]  # fmt: skip
    shown = traces(found, built(found))
    assert sorted(shown) == sorted(file.path for file in found)
    assert all(any(path.endswith(".png") for path in paths) for paths in shown.values())
