"""All outputs of a site: stories and pages, what the features make, files that are copied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from heard.content.layout import is_ignored
from heard.facts.gathering import Gathered
from heard.facts.shown import articles_of, of_page, of_story, pages_of
from heard.facts.stamps import times_of
from heard.library.outputs import Copy, Output, Page, name_of


def outputs_of(gathered: Gathered) -> dict[str, Output]:
    """Return every output of a site by the name of its file, in the order in which Pelican writes them.

    Where two want one file, the first has it.
    """
    outputs: dict[str, Output] = {}
    pages: set[str] = set()
    for page in chain(_stories(gathered), _pages(gathered)):
        outputs.setdefault(name_of(page.save_as), page)
        pages.add(name_of(page.save_as))
    for generator in gathered.generators:
        for output in generator.outputs(lambda: pages):
            name = name_of(output.save_as)
            outputs.setdefault(name, output)
            if isinstance(output, Page):
                pages.add(name)
    for copy in _copied(gathered.context):
        outputs.setdefault(copy.save_as, copy)
    return outputs


def _stories(gathered: Gathered) -> Iterator[Page]:
    context = gathered.context
    for source in articles_of(gathered.articles):
        card = context["library"].card(source.story.id)
        body = context["bodies"][card.id]
        is_hidden = source.status == "hidden"
        given = card, body, source.summary or "", is_hidden, source.url
        yield Page(source.template, source.url, source.save_as, partial(of_story, *given), given)


def _pages(gathered: Gathered) -> Iterator[Page]:
    for source in pages_of(gathered.pages):
        body = gathered.bodies[source.record.path]
        variables = of_page(body, source.status == "hidden", source.url)
        yield Page(source.template, source.url, source.save_as, {"page": source.shown(), **variables})


def _copied(context: dict[str, Any]) -> Iterator[Copy]:
    """Files of the content folder and of the theme. Source: StaticGenerator in pelican/generators.py."""
    for static in context["staticfiles"]:
        yield from _copy(static.save_as, static.source_path)
    theme, folder = context["THEME"], context["THEME_STATIC_DIR"]
    for name in context["THEME_STATIC_PATHS"]:
        yield from _below(os.path.join(theme, name), folder, context["IGNORE_FILES"])


def _below(path: str, folder: str, ignored: list[str]) -> Iterator[Copy]:
    if os.path.isfile(path):
        yield from _copy(f"{folder}/{os.path.basename(path)}", path)
    for here, inside, names in os.walk(path, followlinks=True):
        inside[:] = sorted(name for name in inside if not is_ignored(name, ignored))
        below = os.path.relpath(here, path).replace(os.sep, "/")
        for name in sorted(names):
            if not is_ignored(name, ignored):
                place = name if below == "." else f"{below}/{name}"
                yield from _copy(f"{folder}/{place}", os.path.join(here, name))


def _copy(save_as: str, path: str) -> Iterator[Copy]:
    with suppress(OSError):
        yield Copy(name_of(save_as), (path, *times_of(Path(path))), path)
