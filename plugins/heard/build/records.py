"""What is logged while Pelican runs, as problems: nothing hidden, nothing told twice.

Pelican drops repeated messages and stops after five of a kind. That is for people who read a scrolling
log; here everything is collected and summarised later, but for the warnings that `LOG_FILTER` names.
"""

from __future__ import annotations

import locale
import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pelican.contents import Content
from pelican.log import FatalLogger, LimitFilter, LimitLogger, console

from heard.build.failures import PLUGIN_CODE, place_of_mistake
from heard.text.problems import Problem, Problems
from heard.text.terminal import shown

_FILE_NAME = re.compile(r"[^\s'\"`:,()]+\.(?:md|markdown|mkdn?|mdown|rst|html?)\b", re.IGNORECASE)
_PLUGIN_FAILED = ("Cannot load plugin", "Cannot register plugin")
# The kernel reports these itself, with file and line.
_TOLD_BETTER = (
    "Unable to find '%s', skipping url replacement.",
    "There are %s ",
    "Cannot get modification stamp for ",
)
Place = Callable[[list[str]], str]


class Collector(logging.Handler):
    """Turns log records from WARNING up into problems.

    Records that carry a `problem` are left out: the library has collected these itself. `place`
    picks the file that a message is about; `debug` prints the traceback behind a record.
    """

    def __init__(self, problems: Problems, place: Place, debug: bool = False) -> None:
        super().__init__(logging.WARNING)
        self.problems = problems
        self.place = place
        self.debug = debug
        self.broken_plugins = False
        self.with_kernel = False
        """Whether the library is there, so that what it reports better is left to it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Note one record."""
        template = record.msg if isinstance(record.msg, str) else ""
        if "problem" in record.__dict__ or (self.with_kernel and template.startswith(_TOLD_BETTER)):
            return
        serious = record.levelno > logging.WARNING
        message = record.getMessage().strip()
        # What the owner's LOG_FILTER names, by its words or their pattern, as in Pelican.
        if not serious and {(record.levelno, record.msg), (record.levelno, message)} & LimitFilter._ignore:
            return
        # Pelican logs some failures without the reason, inside the `except` that caught it.
        reason = (record.exc_info or sys.exc_info())[1] if serious else None
        if reason is not None:
            if str(reason) not in message:
                message = f"{message}: {type(reason).__name__}: {reason}"
            if self.debug:
                traceback.print_exception(reason)
        message = " ".join(message.split())
        broken = template.startswith(_PLUGIN_FAILED)
        self.broken_plugins = self.broken_plugins or broken
        path, line = place_of_mistake(reason) if broken and reason else (None, 0)
        self.problems.add(
            Problem(
                PLUGIN_CODE if broken else "pelican",
                shown(path) if path else self.place([*_named_files(record), *_content_at_work()]),
                line,
                message if message.endswith((".", "!", "?")) else f"{message}.",
                severity="error" if serious else "warning",
                group=template,
            )
        )


def _named_files(record: logging.LogRecord) -> Iterator[str]:
    """What looks like a file in a message, the most likely first."""
    texts = [str(part) for part in record.args] if isinstance(record.args, tuple) else []
    for text in [*texts, record.getMessage()]:
        found = _FILE_NAME.search(text)
        if found:
            yield text if found.end() == len(text) else found[0]


def _content_at_work() -> Iterator[str]:
    """The file whose content Pelican is working on, from the stack.

    Pelican's warnings about links in a page do not say which page; a writer needs to know.
    """
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        content = frame.f_locals.get("self")
        if isinstance(content, Content) and content.source_path:
            yield str(content.source_path)
            return


@contextmanager
def collecting(collector: Collector) -> Iterator[None]:
    """Send every log record to the collector only, unfiltered, and put everything back after.

    The locale goes back, too: Pelican sets that of the site for the whole process.
    """
    root, pelican = logging.getLogger(), logging.getLogger("pelican")
    language, disabled = locale.setlocale(locale.LC_ALL), root.manager.disable
    wanted = (
        (root, "handlers", [collector]),
        (root, "level", logging.WARNING),
        (pelican, "level", logging.NOTSET),
        # One filter object sits on every logger of the process: let it pass everything for a while.
        (LimitLogger.limit_filter, "filter", lambda _record: True),
        (FatalLogger, "fatal_lvl", logging.CRITICAL + 1),
        (console, "quiet", True),  # Pelican's closing line; the tasks have their own
    )
    before = [(owner, name, getattr(owner, name)) for owner, name, _value in wanted]
    for owner, name, value in wanted:
        setattr(owner, name, value)
    logging.disable(logging.NOTSET)  # which also has loggers forget what is logged
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
        logging.disable(disabled)
        locale.setlocale(locale.LC_ALL, language)
