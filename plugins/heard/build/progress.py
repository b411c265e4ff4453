"""Where a run of Pelican is: what is being done, to which file, and how much came of it.

It is told to the person at the terminal, too (`heard.text.progress`).

Blinker holds receivers weakly, so these bound methods are connected only while the run lasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

from heard.text.progress import show


class Progress:
    """Follows one run by Pelican's signals."""

    def __init__(self) -> None:
        self.doing = "reading the settings"
        self.path = ""
        self.files = 0
        self.stories = 0
        self.pages = 0

    @property
    def text(self) -> str:
        """What is being done, and to which file where that is known."""
        return f"{self.doing} {self.path}".rstrip()

    def now(self, doing: str, path: str = "") -> None:
        """Say what begins."""
        self.doing, self.path = doing, path

    @contextmanager
    def following(self) -> Iterator[None]:
        """Listen to Pelican while the run lasts."""
        receivers = (
            (signals.article_generator_context, self._reading),
            (signals.page_generator_context, self._reading),
            (signals.all_generators_finalized, self._all_read),
            (signals.article_generator_write_article, self._writing),
            (signals.page_generator_write_page, self._writing),
            (signals.content_written, self._written),
        )
        for signal, receiver in receivers:
            signal.connect(receiver)
        try:
            yield
        finally:
            for signal, receiver in receivers:
                signal.disconnect(receiver)

    def _reading(self, _generator: Any, **_arguments: Any) -> None:
        self.now("reading the content")
        self.files += 1
        show(self.doing, self.files)

    def _all_read(self, generators: list[Any]) -> None:
        self.now("writing the site")
        show(self.doing)
        for generator in generators:
            if isinstance(generator, ArticlesGenerator):
                self.stories = len(generator.articles) + len(generator.translations)

    def _writing(self, _generator: Any, content: Any) -> None:
        self.now("writing the page of", content.get_relative_source_path() or "")

    def _written(self, path: str, **_arguments: Any) -> None:
        if path.endswith((".html", ".htm")):
            self.pages += 1
            show("writing the site", self.pages)
        if self.doing != "writing the site":
            self.now("writing the site")
