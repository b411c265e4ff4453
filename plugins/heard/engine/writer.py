"""The writer: Pelican's own, but pages are planned first and rendered together, and a file that would not
change is not written.

Pelican's `write_file` still works out addresses, pages of lists and variables; only its template is a
stand-in that keeps the variables.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from jinja2 import Template
from pelican.plugins import signals
from pelican.writers import Writer

from heard.engine.files import Draft, write_changed
from heard.engine.overwriting import claim
from heard.engine.plan import Page, Shared, StandIn
from heard.engine.rendering import finished


class EngineWriter(Writer):
    """Pelican's writer for one build of the engine; `writer_of` ties the two together."""

    build: Any

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        super().__init__(output_path, settings)
        self.build.writer = self
        self.pages: list[Page] = []
        self.is_planning = bool(self.build.plans)
        self._handed_in: list[tuple[str, bytes]] = []
        self._shared = Shared(self.build.context)
        self._standing_in: StandIn | None = None

    def write_file(
        self, name: Any, template: Any, context: dict[str, Any], *args: Any, **variables: Any
    ) -> None:
        """Plan a page; render it at once where planning is off."""
        plannable = self.is_planning and isinstance(template, Template) and template.name
        if plannable:
            # A template page's own text can be loaded only now; later it is planned by its closure.
            closure = self.build.closures.of(template.environment, template.name)
            self._standing_in = StandIn(template)
            self._closure = closure
        else:
            self.build.report.doubt(f"{name} is rendered in each build")
        try:
            shown = self._standing_in or Finished(template, self.settings)
            super().write_file(name, shown, context, *args, **variables)
        finally:
            self._standing_in = None

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:
        target = claim(self, filename, override)
        if target == os.devnull:
            return open(target, "w", encoding=encoding)
        if self._standing_in is not None:
            self._plan(target, self._standing_in)
            return io.StringIO()
        return Draft(target, encoding, self._hand_in)

    def _plan(self, target: str, standing_in: StandIn) -> None:
        shared, own = self._shared.part(standing_in.variables)
        name = Path(os.path.relpath(target, self.output_path)).as_posix()
        site_url = self.build.context.get("localsiteurl", "")
        page = Page(name, target, standing_in.template, self._closure, shared, own, site_url)
        self.pages.append(page)

    def _hand_in(self, path: str, octets: bytes) -> None:
        """A feed, or a page that was not planned: written with all others where there is a plan."""
        if self.is_planning:
            self._handed_in.append((path, octets))
        else:
            self._write(path, octets)

    def _write(self, path: str, octets: bytes) -> None:
        name = os.path.relpath(path, self.output_path)
        previous = self.build.wish.previous / name if self.build.plans else None
        if write_changed(Path(path), octets, previous):
            self.build.report.written.add(name)

    def render_planned(self) -> None:
        """Render everything that was planned; from here on, pages are rendered at once."""
        self.is_planning = False
        pages, self.pages = self.pages, []
        names = [page.name for page in pages]
        names += [Path(os.path.relpath(path, self.output_path)).as_posix() for path, _ in self._handed_in]
        names += self.build.making.ordered() if self.build.making is not None else []
        self.build.about_to_write(Path(self.output_path).absolute(), names)
        for path, octets in self._handed_in:
            self._write(path, octets)
        self._handed_in = []
        if pages or self.build.making is not None:
            self.build.render(pages, announce)


class Finished:
    """A template whose pages are finished as soon as they are rendered."""

    def __init__(self, template: Any, settings: dict[str, Any]) -> None:
        self._template, self._settings = template, settings

    def render(self, variables: dict[str, Any]) -> str:
        """Render a page and finish it."""
        return finished(self._template.render(variables), variables["output_file"], self._settings)


def announce(page: Page) -> None:
    """Tell those who watch which page is in work, as its generator did when it was planned."""
    for name, signal in (
        ("article", signals.article_generator_write_article),
        ("page", signals.page_generator_write_page),
    ):
        if name in page.own:
            signal.send(None, content=page.own[name])


def writer_of(build: Any) -> type[EngineWriter]:
    """The class of the writer of one build; Pelican makes the object."""
    return type("EngineWriter", (EngineWriter,), {"build": build})
