"""The last good build, kept while `heard serve` runs: it makes the page of a story that is saved at once.

It is the process that has built, with all that it has read and planned. It writes nothing that a build
reads: its pages go to a folder of their own, which the server shows before that of the build. It ends with
the process that started it, when another build has taken its place, or at the first thing it cannot do.

Questions and answers are datagrams of JSON on one pair of sockets, as long as a server runs, so that one
keeper can take over from the other: {"id", "until", "paths", "folder"}, and {"id", "page"} where `page` is
empty if there is none; {"gone"} says which keeper ends, by its process.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import select
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from heard.text.files import write_whole

LONGEST = 60_000
"""Bytes of a question or answer: what a datagram between two processes may hold everywhere."""


def keep(again: Any, line: socket.socket, life: socket.socket) -> None:
    """Answer until the other end of `life` is closed. `again` makes pages (ENGINE_AGAIN)."""
    gc.disable()  # it would look at every object of the site, and nothing here lives long
    logging.disable(logging.CRITICAL)  # the build that follows tells everything
    with suppress(Exception):
        goes_on = again.is_true()
        while goes_on:
            if life in select.select([line, life], [], [])[0]:
                return
            goes_on = _answer(again, line)
    with suppress(OSError):
        line.send(json.dumps({"gone": os.getpid()}).encode())


def _answer(again: Any, line: socket.socket) -> bool:
    """Answer one question; whether others can be answered, too."""
    try:
        asked = json.loads(line.recv(LONGEST, socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True  # the keeper before this one took it
    if time.monotonic() > asked["until"]:
        return True
    page, goes_on = "", True
    try:
        source = again.source(asked["paths"])
    except Exception:
        source = ""
    if source:
        try:
            page, octets = again.make(source)
            write_whole(Path(asked["folder"], page), octets.decode("utf-8"))
        except BaseException:
            page, goes_on = "", False
    line.send(json.dumps({"id": asked["id"], "page": page}).encode())
    return goes_on


class Line:
    """The server's end: asks whoever keeps the last build."""

    def __init__(self) -> None:
        self._mine, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.keeper = 0
        """The process that keeps a build, as far as is known; 0 if there is none."""
        self._number = 0

    def ask(self, paths: list[str], folder: str, patience: float) -> str:
        """The page that was made of the saved files, below the folder; empty if none was."""
        self._number += 1
        until = time.monotonic() + patience
        asked = {"id": self._number, "until": until, "paths": paths, "folder": folder}
        question = json.dumps(asked).encode()
        if not self.keeper or len(question) > LONGEST:
            return ""
        try:
            self._mine.settimeout(patience)
            self._mine.send(question)
            while (left := until - time.monotonic()) > 0:
                self._mine.settimeout(left)
                answer = json.loads(self._mine.recv(LONGEST))
                if answer.get("id") == self._number:
                    return str(answer["page"])
                if answer.get("gone") == self.keeper:
                    break
        except (OSError, ValueError):
            pass
        self.keeper = 0
        return ""

    def close(self) -> None:
        """Close both ends."""
        self._mine.close()
        self.theirs.close()
