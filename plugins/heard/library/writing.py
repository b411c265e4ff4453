"""Pelican generators that say what they would write; here it is written, by Pelican's own writer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pelican.generators import Generator, PelicanTemplateNotFound
from pelican.utils import sanitised_join
from pelican.writers import Writer

from heard.library.outputs import Copy, File, Output, Page
from heard.text.problems import Problem, Problems, log_problem

logger = logging.getLogger(__name__)

NOT_IN_SITEMAP = ("redirect", "404")
"""Templates of pages that stand for no content of their own."""
Written = Callable[[], Collection[str]]
"""The names of the files that the site has by now, below the output folder."""


class OutputGenerator(Generator):
    """A Pelican generator whose pages and files are told before they are written."""

    comes_last = False
    """Whether it has to know what all others write."""

    def outputs(self, written: Written) -> Iterator[Output]:
        """Yield all pages and files of this feature."""
        raise NotImplementedError

    def generate_output(self, writer: Writer) -> None:
        """Write all of it. Files that hold these bytes already keep their time."""
        for output in self.outputs(partial(_names_written, writer, self.output_path)):
            if isinstance(output, File | Copy):
                octets = output.make() if isinstance(output, File) else Path(output.path).read_bytes()
                write_file(self._path(output.save_as), octets)
                continue
            relative = self.settings["RELATIVE_URLS"]
            template = self.get_template(output.template)
            variables = {"relative_urls": relative, "url": output.url, **output.given()}
            writer.write_file(output.save_as, template, self.context, **variables)

    def _path(self, save_as: str) -> Path:
        """Where a file is. Only a theme that several sites share stands beside the output folder."""
        if save_as.startswith(f"{self.settings['THEME_STATIC_DIR']}/"):
            return Path(self.output_path, save_as)
        return Path(sanitised_join(self.output_path, save_as))

    def page(self, template: str, address: tuple[str, str], **variables: Any) -> Iterator[Page]:
        """Yield the page at an address (URL and file); nothing where the owner wants no such page."""
        return self.shown(Page(template, *address, variables))

    def shown(self, page: Page) -> Iterator[Page]:
        """Yield a page, unless the owner wants none there.

        Another theme may lack our templates: that is told once a template, and costs its pages only.
        """
        if not page.save_as or not self._has_template(page.template):
            return
        if page.template not in NOT_IN_SITEMAP:
            self.context.setdefault("list_urls", []).append(page.url)
        yield page

    def _has_template(self, name: str) -> bool:
        try:
            self.get_template(name)
        except PelicanTemplateNotFound:
            hint = 'Set THEME = "heard", or copy the template into THEME_TEMPLATES_OVERRIDES.'
            message = f"the theme has no template {name}.html; its pages are not made."
            problem = Problem("template-missing", "theme", 0, message, hint, "warning")
            report(self.settings["STORY_PROBLEMS"], problem)
            return False
        return True


def _names_written(writer: Writer, folder: str) -> Collection[str]:
    """What this run wrote, not what the output folder holds: a page from an earlier run is not a page."""
    output = Path(folder).absolute()
    paths = (Path(path) for path in writer._written_files)
    return {path.relative_to(output).as_posix() for path in paths if path.is_relative_to(output)}


def write_file(path: Path, content: bytes) -> bool:
    """Make a file hold these bytes; whether that wrote anything: who polls is told of changes only."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def report(problems: Problems, problem: Problem) -> None:
    """Note and log a problem that shows only while pages are written; the same one once."""
    if problem not in problems:
        problems.add(problem)
        log_problem(logger, problem)
