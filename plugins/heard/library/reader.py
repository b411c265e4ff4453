"""What Pelican's other readers (reStructuredText, HTML) and an owner's own read, taken up as stories."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from msgspec.structs import replace
from pelican.contents import Article, Content, Page
from pelican.readers import path_metadata
from pelican.utils import set_date_tzinfo

from heard.content.addresses import aliases_of
from heard.content.fields import split_names
from heard.content.given import lines_of_keys, said_above, standing_of, story_of
from heard.content.keys import PAGE_KEYS
from heard.content.parser import rules_of
from heard.content.publishing import is_skipped
from heard.content.reader import check_quotes
from heard.model.records import Aliases, Story
from heard.text.excerpt import measure
from heard.text.names import language_tag
from heard.text.problems import Problems
from heard.text.sanitise import clean_field


def take_up(content: Content) -> None:
    """Read the metadata of what another reader read (reStructuredText, HTML) as front matter is read.

    What cannot be read, or is to be skipped, is left out as Pelican leaves out what is not valid.
    """
    if not isinstance(content, (Article, Page)) or content.metadata.get("reader") == "story":
        return
    settings, path = content.settings, content.get_relative_source_path() or ""
    rules = rules_of(settings)
    _clean_fields(content)
    written_last = _clamp_file_time(content, rules.as_of)
    above = {key: str(value) for key, (value, _who) in said_above(path, settings["STORY_CASCADES"]).items()}
    metadata = {**above, **content.metadata}
    story: Story | None = None
    if isinstance(content, Article):
        body = content._content or ""
        formatted = {name.lower() for name in settings["FORMATTED_FIELDS"]}
        lines = _lines_of_keys(content)
        if written_last is not None and metadata.get("modified") == written_last:  # nobody wrote it
            del metadata["modified"]
        if not {"author", "authors"} & metadata.keys() and hasattr(content, "authors"):
            metadata["authors"] = [author.name for author in content.authors]  # AUTHOR of the settings
        story, reading = story_of(metadata, path, rules, settings["STORY_REPLIES"], formatted, lines)
        if story:
            check_quotes(reading, story, body)
        held_back = story.held_back if story else None
    else:
        held_back, reading = standing_of(metadata, path, PAGE_KEYS, rules)
        if isinstance(written := content.metadata.get("aliases"), str):
            found = aliases_of(reading, split_names(written), rules.siteurl)
            content.metadata["aliases"] = Aliases(found, 1)
    skipped = is_skipped(reading, held_back, story.lines if story else {})
    problems: Problems = settings["STORY_PROBLEMS"]
    problems.extend(reading.problems)
    if reading.failed or skipped:
        if reading.failed:
            problems.left_out.add(path)
        content.is_valid = lambda: False
        return
    content.held_back = held_back
    content.status = held_back.status if held_back else "published"
    lang = language_tag(content.lang) or content.lang
    content.lang = lang.lower()
    content.in_default_lang = content.lang == settings["DEFAULT_LANG"].lower()
    if story is not None and story.modified is None:
        for name in ("modified", "locale_modified"):
            vars(content).pop(name, None)
    if story is not None:
        minutes, begin = measure(content._content or "", rules.cut)
        content.story = replace(
            story,
            slug=getattr(content, "slug", story.slug),
            lang=lang,
            summary=story.summary or begin,
            reading_minutes=minutes,
        )


def _clamp_file_time(content: Content, as_of: date) -> datetime | None:
    """Put the time of a file that DEFAULT_DATE = "fs" gives for its date at the day of the build at latest.

    The clock of the machine may be ahead of the site's, and holds nothing back. Return the file's time.
    """
    if content.settings.get("DEFAULT_DATE") != "fs" or not Path(content.source_path or "").is_file():
        return None
    path = content.source_path
    written_last: datetime = path_metadata(path, path, {"DEFAULT_DATE": "fs"})["date"]
    latest = datetime.combine(as_of, time.max).replace(microsecond=0)
    if content.metadata.get("date") == written_last > latest:
        content.metadata["date"] = latest
        content.date = set_date_tzinfo(latest, content.timezone.key)
        content.locale_date = content.date.strftime(content.date_format)
    return written_last


def _clean_fields(content: Content) -> None:
    """Take what runs or asks out of the fields that a reader gave as HTML."""
    for name in content.settings["FORMATTED_FIELDS"]:
        value = content.metadata.get(name)
        if isinstance(value, str):
            content.metadata[name] = clean_field(value)
            setattr(content, "_summary" if name == "summary" else name.lower(), content.metadata[name])


def _lines_of_keys(content: Content) -> dict[str, int]:
    """The lines of the keys in the file of a content; of one that a plugin made up there are none."""
    path = Path(content.source_path or "")
    return lines_of_keys(path.read_text("utf-8", "replace")) if path.is_file() else {}
