"""Where articles and pages get their files: their own wishes completed, what can have no page left out.

Works on Pelican's content objects once all are read, and before anything asks for their addresses.

Pelican takes all of one slug for translations of each other. Two of one language are two pages, if their
addresses differ – by the category, say – and each has translations of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from heard.content.addresses import fields_of, file_of, is_served, url_of
from heard.model.records import Aliases
from heard.text.names import did_you_mean, is_safe_path
from heard.text.problems import Problem, Problems


class Alias(Struct, frozen=True):
    """A former address of a story or page, from the root of the site, and the line that lists it.

    One without a line was not written: there Pelican's settings would have put the file.
    """

    address: str
    content: Any
    line: int = 0

    @property
    def source(self) -> str:
        """The file that it belongs to."""
        return str(self.content.get_relative_source_path())


class Placed(Struct, frozen=True):
    """What placing came to: contents that can have no page, and the files that others would have had."""

    without_page: frozenset[Any]
    former: Mapping[Any, str]

    def aliases(self, contents: Iterable[Any]) -> list[Alias]:
        """The former addresses of contents that have a page."""
        found = []
        for content in contents:
            story, own = getattr(content, "story", None), content.metadata.get("aliases")
            if story:
                found += [Alias(address, content, _line(content, "aliases")) for address in story.aliases]
            elif isinstance(own, Aliases):
                found += [Alias(address, content, own.line) for address in own.addresses]
            if content in self.former:
                found.append(Alias("/" + url_of(self.former[content]), content))
        return found


def place(
    contents: Iterable[Any], settings: Mapping[str, Any], templates: Callable[[], set[str]]
) -> Placed:
    """Complete what each content asks for itself, and tell which can have no page, and why."""
    problems: Problems = settings["STORY_PROBLEMS"]
    without_page = set()
    former = {}
    for content in contents:
        _check_template(content, templates, problems)
        is_placed = hasattr(content, "override_url") or hasattr(content, "override_save_as")
        is_usual = _is_dated(content) or "date" not in fields_of(_pattern(content, settings))
        if not is_placed and not is_usual:
            message = "it has no date, and addresses here are made of dates; it is left out."
            hint = "Add `date: 2024-05-17`, give it `url` and `save_as`, or set DEFAULT_DATE."
            line = _line(content, "date")
            problems.leave_out(
                Problem("date-needed", content.get_relative_source_path(), line, message, hint)
            )
            without_page.add(content)
            continue
        before = _complete(content)
        if before and is_usual:
            former[content] = before
        if not content.save_as:
            without_page.add(content)
            message = (
                "the settings want no page of it (an empty …_SAVE_AS); it is in no page, feed or list."
            )
            source = content.get_relative_source_path()
            problems.add(Problem("not-published", source, 1, message, severity="hint", group="no page"))
    return Placed(frozenset(without_page), former)


def _complete(content: Any) -> str:
    """Give a content that names its URL the file that is served there, and the other way round.

    The file that it would have had, where that is another.
    """
    url, save_as = getattr(content, "override_url", None), getattr(content, "override_save_as", None)
    if url:
        content.override_url = url = url.lstrip("/")
    if url is None and save_as:
        content.override_url = url_of(save_as)
    elif url is not None and save_as is None:
        usual = str(content.save_as)
        if not is_served(url, usual):
            content.override_save_as = file_of(unquote(url))
            return usual
    return ""


def _pattern(content: Any, settings: Mapping[str, Any]) -> str:
    """The settings that make the address of a content, both halves in one text.

    Source: `Content.get_url_setting` in pelican/contents.py.
    """
    stem = type(content).__name__.upper()
    if content.status == "draft":
        stem = "DRAFT" if stem == "ARTICLE" else f"DRAFT_{stem}"
    stem += "" if content.in_default_lang else "_LANG"
    return " ".join(str(settings.get(f"{stem}_{half}", "")) for half in ("URL", "SAVE_AS"))


def _is_dated(content: Any) -> bool:
    story = getattr(content, "story", None)
    return bool(story.date.is_dated) if story else hasattr(content, "date")


def _check_template(content: Any, templates: Callable[[], set[str]], problems: Problems) -> None:
    """Fall back to the usual template where a file asks for one that the theme does not have."""
    wanted = content.metadata.get("template")
    if not wanted:
        return
    known = templates()
    name = wanted if wanted in known else wanted.removesuffix(".html")
    content.template = name if name in known else content.default_template
    if name not in known:
        kind = "page" if content.default_template == "page" else "story"
        message = f'the theme has no template "{wanted}" for a {kind}; the usual one is used.'
        source, line = content.get_relative_source_path(), _line(content, "template")
        hint = did_you_mean(wanted, sorted(known)) or "Put it into a folder of THEME_TEMPLATES_OVERRIDES."
        problems.add(Problem("template-unknown", source, line, message, hint, "warning"))


def _line(content: Any, key: str) -> int:
    story = getattr(content, "story", None)
    return int(story.lines.get(key, 1)) if story else 1


def templates_in(folders: Iterable[str | Path], extensions: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The templates in some folders: their names as files give them (`special/wide`), file and text."""
    found: dict[str, tuple[str, str]] = {}
    for folder in map(Path, folders):
        for extension in extensions:
            for path in folder.rglob(f"*{extension}"):
                name = path.relative_to(folder).as_posix()
                if is_safe_path(name) and path.is_file():
                    text = path.read_text("utf-8", "replace")
                    found.setdefault(name.removesuffix(extension), (name, text))
    return found


def told_apart(group: Sequence[Any], shelf_of: Callable[[Any], object]) -> dict[int, list[Any]]:
    """The counterparts of each member of a group, by its `id`, in the order of the group.

    Of several in one language, the one on the same shelf counts; where there is none, nobody can say
    which is meant, and none is.
    """
    by_lang: dict[str, list[Any]] = defaultdict(list)
    by_shelf: dict[tuple[str, object], list[Any]] = defaultdict(list)
    for member in group:
        by_lang[member.lang].append(member)
        by_shelf[member.lang, shelf_of(member)].append(member)

    def match(one: Any, lang: str) -> Any:
        for found in (by_shelf.get((lang, shelf_of(one)), ()), by_lang[lang]):
            if len(found) == 1:
                return found[0]
        return None

    return {
        id(one): [
            other
            for other in group
            if other.lang != one.lang and match(one, other.lang) is other and match(other, one.lang) is one
        ]
        for one in group
    }
