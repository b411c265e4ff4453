"""The bodies of Pelican's contents with their addresses completed, once all sources and files are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from heard.content.bodylinks import SiteLinks, address_of_file, tell_broken
from heard.content.contentfiles import ContentFiles, paths_meant
from heard.content.front_matter import CONTROL
from heard.content.hyperlinks import addresses_in, valid_address
from heard.library.facets import Addresses
from heard.text.problems import Problems

Context = Mapping[str, Any]
Settings = Mapping[str, Any]


def content_files(context: Context, settings: Settings) -> ContentFiles:
    """The files of the content folder, as bodies name them."""
    is_source = context["generated_content"].__contains__
    return ContentFiles(settings["PATH"], is_source, settings["IGNORE_FILES"])


def complete_bodies(
    context: dict[str, Any], settings: Settings, named: Callable[[str, str], str | None]
) -> None:
    """Complete the addresses in all bodies, when all sources and files are known.

    `named` gives the address of a category, tag, author or the index by that word and a name. The addresses
    of all sources are left in the context as `source_addresses`.
    """
    contents = {
        source: one for source, one in sorted(context["generated_content"].items()) if one is not None
    }
    marker = re.compile(settings["INTRASITE_LINK_REGEX"])
    for content in contents.values():  # before any address is asked for: it would stay
        _attach_files(content, context["static_content"], marker)
    addresses = context["source_addresses"] = {
        source: valid_address(_url_of(one, settings)) for source, one in contents.items()
    }
    links = SiteLinks(
        root=context["site_root"],
        marker=marker,
        sources={source: addresses.get(source) for source in context["generated_content"]},
        statics={
            source: address_of_file(static.url, static.save_as)
            for source, static in context["static_content"].items()
            if static is not None
        },
        named=named,
        files=content_files(context, settings),
    )
    for content in contents.values():
        complete_content(links, content, settings["STORY_PROBLEMS"])
    if (refresh := settings.get("ENGINE_REFRESH")) is not None:
        refresh.append(partial(_complete_again, links))


def _complete_again(links: SiteLinks, content: Any, _fresh: Any) -> tuple[str, ...]:
    complete_content(links, content)
    return ()


def _attach_files(content: Any, statics: Mapping[str, Any], marker: re.Pattern[str]) -> None:
    """Put the files that a body attaches beside its page."""
    if "attach" not in content._content.lower():
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


def complete_content(links: SiteLinks, content: Any, problems: Problems | None = None) -> None:
    """Complete the body of an article, page or definition, and the fields of it that hold markup."""
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
    if broken and problems is not None:
        text = CONTROL.sub("", Path(content.source_path).read_text("utf-8", "replace"))
        tell_broken(problems, dict.fromkeys(broken), source, text)
