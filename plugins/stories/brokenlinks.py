"""Links of bodies to files that are not there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .problems import Problem


def broken_links(contents: Mapping[str, Any]) -> list[Problem]:
    """`{filename}`, `{static}` and `{attach}` links that lead nowhere, with their lines.

    `contents` are Pelican's articles, pages and definitions by source path; None is one that was not
    published. Pelican would publish the links as they stand and end well.
    """
    return [
        problem
        for source in sorted(contents)
        if contents[source] is not None and "{" in contents[source]._content
        for problem in _broken_in(contents[source], contents)
    ]


def _broken_in(content: Any, contents: Mapping[str, Any]) -> Iterable[Problem]:
    """The broken links of one article, page or definition; Pelican's own pattern finds its links."""
    text = Path(content.source_path).read_text("utf-8", "replace")
    source = content.get_relative_source_path()
    for match in content._get_intrasite_link_regex().finditer(content._content):
        if match["what"] not in ("filename", "static", "attach"):
            continue
        path = unquote(urlsplit(unescape(match["value"])).path)
        target = path[1:] if path.startswith("/") else f"{content.relative_dir}/{path}"
        target = posixpath.normpath(target.lstrip("/"))
        folder = Path(content.settings["PATH"])
        if contents.get(target) or (target not in contents and (folder / target).is_file()):
            continue
        link = unescape(f"{{{match['what']}}}{match['value']}")
        at = text.find(link)
        line = text.count("\n", 0, at) + 1 if at >= 0 else 0
        hint = "Paths are relative to this file, or to the content folder after a slash."
        message = f'the link "{link}" leads nowhere.'
        if target in contents:
            message = f'the link "{link}" leads to a file that is not published.'
            hint = "Publish it, mend what is wrong with it, or take the link out."
        yield Problem("link-broken", source, line, message, hint)
