"""The bodies of Pelican's contents with their addresses completed, once all sources and files are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from heard.content.bodylinks import ContentFiles, SiteLinks, address_of_file, broken_links, paths_meant
from heard.content.front_matter import CONTROL
from heard.content.hyperlinks import addresses_in, valid_address
from heard.library.facets import Addresses
from heard.text.problems import Problem

Context = Mapping[str, Any]
Settings = Mapping[str, Any]


def content_files(context: Context, settings: Settings) -> ContentFiles:
    """The files of the content folder, as bodies name them."""
    is_source = context["generated_content"].__contains__
    return ContentFiles(settings["PATH"], is_source, settings["IGNORE_FILES"])


def files_named_by(content: Any, files: ContentFiles, source: str, marker: re.Pattern[str]) -> set[str]:
    """Return the paths of the files that the body of a source names in any way."""
    record = getattr(content, "record", None)
    addresses = record.addresses if record else [one.value for one in addresses_in(content._content)]
    return files.named_by(addresses, source, marker) if addresses else set()


def site_links(context: dict[str, Any], named: Callable[[str, str], str | None]) -> SiteLinks:
    """Return all that bodies can lead to, when all sources and files are known.

    `named` gives the address of a category, tag, author or the index by that word and a name. The addresses
    of all sources are left in the context as `source_addresses`.
    """
    contents = {
        source: one for source, one in sorted(context["generated_content"].items()) if one is not None
    }
    marker = re.compile(context["INTRASITE_LINK_REGEX"])
    for content in contents.values():  # before any address is asked for: it would stay
        _attach_files(content, context["static_content"], marker)
    addresses = context["source_addresses"] = {
        source: valid_address(_url_of(one, context)) for source, one in contents.items()
    }
    return SiteLinks(
        root=context["site_root"],
        marker=marker,
        sources={source: addresses.get(source) for source in context["generated_content"]},
        statics={
            source: address_of_file(static.url, static.save_as)
            for source, static in context["static_content"].items()
            if static is not None
        },
        named=named,
        files=content_files(context, context),
    )


def complete_bodies(context: dict[str, Any], links: SiteLinks) -> None:
    """Complete the addresses in all bodies."""
    for _source, content in sorted(context["generated_content"].items()):
        if content is not None:
            context["STORY_PROBLEMS"].extend(complete_content(links, content))


def _attach_files(content: Any, statics: Mapping[str, Any], marker: re.Pattern[str]) -> None:
    """Put the files that a body attaches beside its page."""
    record = getattr(content, "record", None)
    if not (record.attaches if record else "attach" in content._content.lower()):
        return
    source = content.get_relative_source_path()
    for address in addresses_in(content._content):
        match = marker.match(address.value)
        if match and match["what"].lower() == "attach":
            targets = paths_meant(address.value[match.end() :], source)
            static = next((found for path, _rest in targets if (found := statics.get(path))), None)
            if static is not None:
                static.attach_to(content)


def _url_of(content: Any, settings: Settings) -> str:
    """The address of a source: that of its page, or of the term that it defines."""
    definition = getattr(content, "definition", None)
    if definition is None:
        return str(content.url)
    return Addresses(settings).of_term(definition.facet, definition.slug)[0]


def complete_content(links: SiteLinks, content: Any) -> list[Problem]:
    """Complete the body of an article, page or definition, and the fields of it that hold markup.

    Return what leads nowhere, with its line.
    """
    source = content.get_relative_source_path()
    page = links.sources.get(source) or ""
    content._content, broken = links.complete(content._content, source, page)
    for name in content.settings["FORMATTED_FIELDS"]:
        value = content.metadata.get(name)
        if isinstance(value, str) and "<" in value:
            value, more = links.complete(value, source, page, is_field=True)
            broken += more
            content.metadata[name] = value
            # Pelican puts `_summary` into the metadata again when all is read.
            setattr(content, "_summary" if name == "summary" else name.lower(), value)
    if not broken:
        return []
    text = CONTROL.sub("", Path(content.source_path).read_text("utf-8", "replace"))
    return list(broken_links(dict.fromkeys(broken), source, text))
