"""What `heard build` kept of its last build, and whether a build now would come to the same.

It would if everything that the build looked at is as it was – each file, each folder's names, each file
that was not there – and so are Python, what was asked for, the environment, the day, and every file of the
site that it made. Then there is nothing to do but to tell its problems once more. Anything else, and
anything that cannot be read here, means a build.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from heard.build.stamps import State, folder_stamp, is_same, left, names_in, state_now

VERSION = 1
MANY = 6
"""So many wishes are remembered: a site built in two ways in turn stays fast in both."""
_START = "untouched-"
_CACHE = re.compile(r"^CACHE_PATH *= *(['\"])(.+?)\1 *$", re.MULTILINE)
_PASSING = frozenset(
    "_ COLUMNS LINES OLDPWD SHLVL WINDOWID TERM_SESSION_ID SSH_CLIENT SSH_CONNECTION SSH_TTY "
    "SSH_AUTH_SOCK XDG_SESSION_ID GPG_TTY INVOCATION_ID JOURNAL_STREAM TMUX_PANE STY ITERM_SESSION_ID "
    "KITTY_WINDOW_ID WT_SESSION VSCODE_IPC_HOOK_CLI VSCODE_GIT_IPC_HANDLE".split()
)
"""Variables of the environment that differ from one window to the next."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a build was asked for, and all that counts beside files.

    `name` is the same for the same words in the same folder; `midnight` is the machine's own.
    """

    conf: str
    name: str
    circumstances: list[Any]
    midnight: float


def wish_of(conf: str, words: Iterable[str]) -> Wish:
    """The wish of this process, for a conf file and what was typed; taken before anything changes them."""
    kept = sorted((name, value) for name, value in os.environ.items() if name not in _PASSING)
    around = blake2b(json.dumps(kept).encode(), digest_size=16).hexdigest()
    here = [sys.version, sys.executable, sys.prefix, *sys.path]
    today = time.localtime()
    midnight = time.mktime((today.tm_year, today.tm_mon, today.tm_mday + 1, 0, 0, 0, 0, 0, -1))
    name = fingerprint_of([conf, os.getcwd(), *words])
    return Wish(conf, name, [VERSION, name, here, around], midnight)


def told_again(wish: Wish, say: Callable[[str], None]) -> int | None:
    """Tell what the last build told, where one now would come to the same; its exit code, or None."""
    place = place_by_conf(wish)
    try:
        with open(place, "rb") as file:
            kept = _unsealed(file.read())
    except (OSError, ValueError):
        return None
    try:
        settled = _compare(kept, wish)
        if settled is None:
            return None
        if any(settled.values()):
            keep(place, {**kept, **{kind: {**kept[kind], **news} for kind, news in settled.items()}})
        lines, code = [str(line) for line in kept["told"]], int(kept["code"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # it cannot be read
    for line in lines:
        say(line)
    return code


def _compare(kept: Mapping[str, Any], wish: Wish) -> dict[str, dict[str, Any]] | None:
    """None if anything changed; else the files and folders whose times are to be believed from now on."""
    if kept["circumstances"] != wish.circumstances or not kept["from"] <= time.time() < kept["until"]:
        return None
    files: dict[str, State] = {}
    for path, before in kept["files"].items():
        now = state_now(path, before)
        if now != before:
            if not is_same(now, before):
                return None
            files[path] = now
    folders: dict[str, list[Any]] = {}
    for folder, (stamp, names) in kept["folders"].items():
        now = folder_stamp(folder)
        if not now or now != stamp:
            if names != names_of(folder, kept["ours"]):
                return None
            if now:
                folders[folder] = [now, names]
    output, real = kept["output"]
    if os.path.realpath(output) != real or any(left(path) != one for path, one in kept["made"].items()):
        return None
    return {"files": files, "folders": folders}


def names_of(folder: str, ours: Iterable[str]) -> str:
    """The fingerprint of the names in a folder, without those that builds write."""
    own = tuple(ours)
    found = names_in(folder, lambda path: path in own or path.endswith("__pycache__"))
    return fingerprint_of(found or [])


def fingerprint_of(names: list[str]) -> str:
    """One short text for many names."""
    return blake2b(json.dumps(names).encode(), digest_size=16).hexdigest()


# -- where it is kept --------------------------------------------------------------------------------


def place_in(folder: str, wish: Wish) -> str:
    """The file for builds of one wish, in the folder of what the engine keeps."""
    return os.path.join(folder, "build-engine", f"{_START}{wish.name}.json")


def place_by_conf(wish: Wish) -> str:
    """Where that file is, as far as can be said without running the conf file; else nothing is found."""
    folder = "cache"
    with suppress(OSError, ValueError), open(wish.conf, encoding="utf-8") as file:
        if found := _CACHE.findall(file.read()):
            folder = found[-1][1]
    return place_in(os.path.join(os.path.dirname(wish.conf), folder), wish)


def keep(place: str, facts: Mapping[str, Any]) -> None:
    """Keep the facts of a build, in one step. A folder that cannot be written keeps nothing."""
    body = json.dumps(facts).encode()
    beside = f"{place}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(beside, "wb") as file:
            file.write(blake2b(body, digest_size=16).hexdigest().encode() + b"\n" + body)
        os.replace(beside, place)
        folder = os.path.dirname(place)
        kept = [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(_START)]
        for old in sorted(kept, key=os.path.getmtime)[:-MANY]:
            os.unlink(old)


def forget(place: str) -> None:
    """A build begins: what is known of the last one is no longer to be believed."""
    with suppress(OSError):
        os.unlink(place)


def _unsealed(octets: bytes) -> dict[str, Any]:
    """The facts. Raises ValueError where they are damaged."""
    seal, _, body = octets.partition(b"\n")
    if seal != blake2b(body, digest_size=16).hexdigest().encode():
        raise ValueError("damaged")
    return dict(json.loads(body))
