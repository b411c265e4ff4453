"""What is measured: builds from nothing and after an edit, and saves while the site is being served."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException

from .forms.form import edit_body, edit_title
from .processes import Measured, end, members, run, start
from .sites import Place, Site

LABELS = {
    "clean": "from nothing",
    "nothing": "nothing changed",
    "body": "one body edited",
    "title": "one title edited",
    "kept": "output gone, caches kept",
    "serve-body": "serving: a body saved, page shown",
    "serve-body-all": "serving: … whole site built",
    "serve-title": "serving: a title saved, page shown",
    "serve-title-all": "serving: … whole site built",
}
SAVES = 3
PATIENCE = 300.0


def clean(site: Place) -> None:
    """Everything but the sources is gone."""
    site.clean()


def nothing(site: Place) -> None:
    """Nothing happens between two builds."""


def body(site: Place) -> None:
    """A writer adds a sentence."""
    edit_body(site.source, "a sentence")


def title(site: Place) -> None:
    """A writer changes a title, which other pages show too."""
    edit_title(site.source, "Again")


def kept(site: Place) -> None:
    """The output is gone and the caches are there, as on a server that builds each commit."""
    shutil.rmtree(site.output, ignore_errors=True)


Change = Callable[[Place], None]
BUILDS: dict[str, Change] = {
    "clean": clean,
    "nothing": nothing,
    "body": body,
    "title": title,
    "kept": kept,
}
"""In the order of a round: each begins with what the one before has left."""


class Failed(Exception):
    """A command did not do what was asked."""


def build(site: Place, change: Change, look: bool = False) -> Measured:
    """Change something, then build in a fresh process."""
    change(site)
    generator = site.generator
    command = generator.command(site.folder, generator.build)
    measured = run(command, generator.folder(site.folder), generator.env, look)
    if measured.code not in generator.fine or not site.page().is_file():
        raise Failed(f"{generator.label}: exit code {measured.code}\n{measured.told}")
    return measured


def saves(site: Site) -> dict[str, list[float]]:
    """Seconds from saving a file until the served page shows it, for bodies and for titles.

    A page may be shown long before lists and feeds are right: where a server tells when it has built the
    whole site, the seconds until then are given too, by a name of their own.
    """
    generator = site.generator
    site.clean()
    with tempfile.TemporaryFile() as told:
        port = free_port()
        words = generator.command(site.folder, generator.serve, port=port)
        process = start(words, generator.folder(site.folder), generator.env, told.fileno())
        address = f"http://127.0.0.1:{port}/stories/{site.edited}/"
        try:
            _until(address, "<h1", time.perf_counter())
            time.sleep(2)  # some begin to watch a moment after they begin to serve
            events = f"http://127.0.0.1:{port}{generator.events}" if generator.events else ""
            found: dict[str, list[float]] = {}
            for number in range(SAVES):
                for name, edit in (("serve-body", edit_body), ("serve-title", edit_title)):
                    mark = f"{name[6:].capitalize()}{number}"
                    with _builds(events) as built:
                        edit(site.source, mark)
                        began = time.perf_counter()
                        found.setdefault(name, []).append(_until(address, mark, began))
                        if events:
                            found.setdefault(f"{name}-all", []).append(built() - began)
                    # A page may show a change long before its build ends, and some generators do not
                    # see what is saved meanwhile.
                    time.sleep(1 + 1.5 * found[name][-1])
            return found
        except (TimeoutError, OSError, HTTPException) as error:
            told.seek(0)
            raise Failed(f"{generator.label}: {error}\n{told.read()[-2000:].decode()}") from None
        finally:
            end(process.pid)
            with contextlib.suppress(Exception):
                process.wait(20)
            if list(members(process.pid)):
                process.kill()


@contextlib.contextmanager
def _builds(address: str) -> Iterator[Callable[[], float]]:
    """What waits for the end of the next build that a stream of events tells of; it answers when it was."""
    if not address:
        yield time.perf_counter
        return
    with urllib.request.urlopen(address, timeout=PATIENCE) as stream:
        told = (json.loads(line[5:]) for line in stream if line.startswith(b"data:"))
        next(told)  # what was built last

        def built() -> float:
            next(told)
            return time.perf_counter()

        yield built


def _until(address: str, mark: str, began: float) -> float:
    """Seconds until a page holds a word."""
    while time.perf_counter() - began < PATIENCE:
        if mark in _page(address):
            return time.perf_counter() - began
        time.sleep(0.001)
    raise TimeoutError(f"the page did not show {mark!r} within {PATIENCE:.0f} s")


def _page(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            text: str = answer.read().decode("utf-8")
            return text
    except (urllib.error.URLError, HTTPException, ConnectionError, TimeoutError):
        return ""  # not yet, or just now being replaced


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port
