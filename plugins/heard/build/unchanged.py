"""Whether a build now would come to what the last one came to, told in a moment and without Pelican.

It would if the settings file still says the same – it is run again –, if what was asked for, Python, what
is installed and the environment are as they were, and if no file below the folders that the site is made
from has another name, size or time. Anything else, and anything that cannot be read here, means a build.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from heard.text.files import below, mark_of_output

VERSION = 1
PASSING = frozenset(
    "_ COLUMNS LINES OLDPWD SHLVL WINDOWID TERM_SESSION_ID SSH_CLIENT SSH_CONNECTION SSH_TTY "
    "SSH_AUTH_SOCK XDG_SESSION_ID GPG_TTY INVOCATION_ID JOURNAL_STREAM TMUX_PANE STY ITERM_SESSION_ID "
    "KITTY_WINDOW_ID WT_SESSION VSCODE_IPC_HOOK_CLI VSCODE_GIT_IPC_HANDLE".split()
)
"""Variables of the environment that differ from one window to the next."""
SETTLED = 2.0
"""Seconds after which a file system surely gives a changed file another time."""
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_PACKAGE = Path(__file__).resolve().parent.parent


class Asked(NamedTuple):
    """What a build was asked for, and where it is noted what came of it."""

    conf: Path
    place: Path
    circumstances: str


def asked_for(conf: Path, words: Iterable[str]) -> Asked:
    """Return what this process was asked for, with the words that were typed."""
    conf = conf.absolute()
    environ = sorted((name, value) for name, value in os.environ.items() if name not in PASSING)
    installed = [(folder, _time(folder)) for folder in sys.path if folder.endswith("-packages")]
    circumstances = _digest([VERSION, sys.version, sys.path, installed, environ, list(words)])
    name = _digest([str(conf), str(Path.cwd()), list(words)])
    return Asked(conf, conf.parent / "cache" / "heard" / f"last-{name[:16]}.json", circumstances)


def told_again(asked: Asked) -> tuple[list[str], int] | None:
    """Return what the last build told and its exit code, if a build now would come to the same."""
    try:
        noted = json.loads(asked.place.read_text("utf-8"))
        fits = (
            noted["circumstances"] == asked.circumstances
            and noted["from"] <= time.time() < noted["until"]
            and noted["output"][1] == mark_of_output(Path(noted["output"][0]))
            and noted["settings"] == settings_said(asked.conf)
            and noted["trees"] == _digest(below(noted["folders"]))
        )
        return ([str(line) for line in noted["told"]], int(noted["code"])) if fits else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note(
    asked: Asked, began: float, settings: Mapping[str, Any], output: Path, told: list[str], code: int
) -> None:
    """Note what a build came to. A folder that cannot be written notes nothing."""
    overrides = (Path(folder) for folder in settings["THEME_TEMPLATES_OVERRIDES"])
    data = Path(settings["PATH"]).absolute().parent / settings["STORY_DATA_PATH"]
    folders = [Path(settings["PATH"]), Path(settings["THEME"]), *overrides, data, _PACKAGE, *_own_modules()]
    looked_at = below(map(str, folders))
    newest = max((stamp[1] for stamp in looked_at), default=0) / 1e9
    said = settings_said(asked.conf)
    if said is None or newest > began - SETTLED:
        return forget(asked)  # what is so new may change without another time
    facts = {
        "circumstances": asked.circumstances,
        "from": began,
        "until": min(_midnights(began, settings)),
        "output": [str(output), mark_of_output(output)],
        "settings": said,
        "folders": [str(folder) for folder in folders],
        "trees": _digest(looked_at),
        "told": told,
        "code": code,
    }
    with suppress(OSError):
        asked.place.parent.mkdir(parents=True, exist_ok=True)
        beside = asked.place.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(facts), "utf-8")
        beside.replace(asked.place)
    return None


def _own_modules() -> list[Path]:
    """Return the files of loaded modules that belong to no installed package: an owner's extensions."""
    import sysconfig  # here, because who only asks whether anything changed need not load it

    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    # Not by the prefix: a site may lie in its environment's folder.
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    installed = (*folders, str(_PACKAGE))
    return sorted({Path(file) for file in files if file and not file.startswith(installed)})


def forget(asked: Asked) -> None:
    """A build begins: what the last one came to is no longer to be believed."""
    with suppress(OSError):
        asked.place.unlink()


def settings_said(conf: Path) -> str | None:
    """Return the digest of what a settings file says; None where it says something else each time."""
    path = list(sys.path)
    try:
        said = runpy.run_path(str(conf))
    except Exception:
        return None
    finally:
        sys.path[:] = path
    values = repr(sorted((name, repr(value)) for name, value in said.items() if name.isupper()))
    return None if _ADDRESS.search(values) else _digest([values])


def _midnights(began: float, settings: Mapping[str, Any]) -> Iterator[float]:
    """When the next day begins, in the site's time zone, in UTC, and on this machine."""
    for zone in (ZoneInfo(settings.get("TIMEZONE") or "UTC"), ZoneInfo("UTC"), None):
        day = datetime.fromtimestamp(began, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        yield (day + timedelta(days=1)).timestamp()


def _time(folder: str) -> int:
    """When a folder was changed last, as that of all packages is by each that is installed; 0 for none."""
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0


def _digest(parts: object) -> str:
    return blake2b(
        json.dumps(parts, default=str).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()
