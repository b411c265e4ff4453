"""What a piece of work logs, kept to be logged later: from another process, or from the cache.

Records are taken before Pelican's filters, which leave out what was said before: whether it was said
before shows only when all is put in order again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


@dataclass(frozen=True, slots=True)
class Told:
    """One record of the log, as it was told."""

    logger: str
    level: int
    message: Any
    args: Any
    extra: dict[str, Any]


class Telling:
    """What was logged; `complete` is false if something cannot be told again (a traceback)."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.complete = True


@contextmanager
def listening() -> Iterator[Telling]:
    """Keep what this thread logs in the block instead of logging it."""
    telling, mine, before = Telling(), threading.get_ident(), logging.Logger.handle

    def keep(logger: logging.Logger, record: logging.LogRecord) -> None:
        if record.thread != mine:
            before(logger, record)
            return
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        telling.told.append(Told(record.name, record.levelno, record.msg, record.args, extra))
        telling.complete &= not record.exc_info and not record.stack_info

    logging.Logger.handle = keep  # type: ignore[method-assign, assignment]
    try:
        yield telling
    finally:
        logging.Logger.handle = before  # type: ignore[method-assign]


def tell(told: Iterable[Told]) -> None:
    """Log it. Raises what the logger raises (`--fatal warnings`)."""
    for one in told:
        args = one.args if isinstance(one.args, tuple) else (one.args,) if one.args else ()
        logging.getLogger(one.logger).log(one.level, one.message, *args, extra=one.extra)
