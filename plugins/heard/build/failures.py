"""What broke, as a problem: the place, the exception in a sentence, and how to learn more."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

from heard.text.problems import Problem
from heard.text.terminal import shown

PLUGIN_CODE = "plugin-broken"
HINT = "Add --debug to see where it comes from."


def unreadable_conf(error: Exception, conf: Path) -> Problem:
    """A conf file that Python or Pelican refuses, with its line where there is one."""
    places = [place for place in _places(error) if place[0] == conf.absolute()]
    line = places[-1][1] if places else 0
    # Pelican refuses with a ValueError whose text is for people already.
    text = " ".join(str(error).split()) if type(error) is ValueError else sentence(error)
    message = f"The settings cannot be read: {text.rstrip('.')}."
    return Problem("settings-broken", shown(conf), line, message)


def broken_plugin(error: Exception) -> Problem:
    """A plugin that cannot be imported: Pelican imports all it finds, asked for or not."""
    path, line = place_of_mistake(error)
    message = f"A plugin cannot be loaded: {sentence(error)}."
    return Problem(PLUGIN_CODE, shown(path) if path else "plugins", line, message, HINT)


def place_of_mistake(error: BaseException) -> tuple[Path | None, int]:
    """The innermost place of an exception outside of installed packages, if there is one."""
    return _deepest(error, lambda path: "site-packages" not in path.parts)


def unforeseen(error: Exception, doing: str, working_on: str) -> Problem:
    """Anything else: what was being done, to which file, and the template where it happened."""
    path, line = _deepest(error, lambda path: path.suffix in (".html", ".xml"))
    message = f"The build broke off while {doing}: {sentence(error)}."
    place = shown(path) if path else working_on or "build"
    return Problem("broken-off", place, line, message, HINT)


def sentence(error: Exception) -> str:
    """The exception on one line, without a full stop."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{type(error).__name__}: {text}".split()).rstrip(".:")


def _deepest(error: BaseException, wanted: Callable[[Path], bool]) -> tuple[Path | None, int]:
    """The innermost place of an exception in a file of the wanted kind."""
    places = [place for place in _places(error) if place[0].is_file() and wanted(place[0])]
    return places[-1] if places else (None, 0)


def _places(error: BaseException) -> list[tuple[Path, int]]:
    """Where an exception passed through, and for a mistake of syntax the place of that."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [(Path(frame.filename), frame.lineno or 0) for frame in frames]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno or 0))
    return places
