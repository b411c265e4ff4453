"""`heard comments-serve`: an Isso on this computer, for trying comments out and for moderating them.

Source: Isso 0.14, isso-comments.de/docs/reference/server-config. What is not named keeps Isso's default.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import secrets
import signal
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from heard.content.fields import is_web_address
from heard.content.layout import record_path
from heard.conversation.sources.isso.snapshot import DATABASE, FOLDER
from heard.library.command_context import Say
from heard.text.exits import FINE, Refusal
from heard.text.files import refusing, write_whole
from heard.text.terminal import shown

HOST = "127.0.0.1"
PORTS_TRIED = 50
PASSWORD = "ISSO_ADMIN_PASSWORD"
CONFIG = "isso.cfg"
EXTRA = 'Isso is not installed: pip install "heard[comments]", or pip install isso.'

LOCAL_SITES = ("http://127.0.0.1:8000", "http://localhost:8000")
"""Where `heard serve` shows the site."""
_TEXT = """\
# Isso for this site on this computer. Written anew by every heard comments-serve.
# A public Isso needs the same file with a listen and a public-endpoint of its own, guard enabled, and
# a password for its admin page.

[general]
dbpath = {database}
# Pages that may talk to it; the first is where its admin page believes the site to be.
host =
{hosts}
max-age = 15m
notify = stdout

[moderation]
# Nothing is shown before somebody has read it, and nothing is thrown away because nobody did.
enabled = true
purge-after = 520w

[server]
listen = {url}
public-endpoint = {url}

[rss]
# The feed of a thread, which readers without scripts get. Isso adds the id of the story to it.
base = {public}/?story=

[guard]
# Everybody comes from one address here, so a limit for each address would be one for all.
enabled = false

[admin]
# The page at /admin/ is opened by heard comments-serve, with a password that stands in no file.
enabled = false
"""


def serve(
    settings: Mapping[str, Any],
    port: int = 8080,
    db: Path | None = None,
    site: Sequence[str] = (),
    say: Say = print,
) -> int:
    """Run Isso until Ctrl-C; the exit code. `site` are further addresses of the site. Raises Refusal."""
    if importlib.util.find_spec("isso") is None:
        raise Refusal(EXTRA)
    sites = origins(str(settings.get("SITEURL") or ""), site)
    folder = record_path(str(settings["PATH"]), settings, FOLDER)
    database = db or folder / DATABASE
    own_password = os.environ.get(PASSWORD, "")
    password = own_password or secrets.token_urlsafe(12)
    with _free_port(port) as listening:
        free_port = listening.getsockname()[1]
        if free_port != port:
            say(f"Port {port} is taken, so Isso is on {free_port}.")
        url = f"http://{HOST}:{free_port}"
        with refusing(folder):
            database.parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / ".gitignore", "*\n")  # a database holds e-mail addresses
            hosts = "\n".join(f"    {one}/" for one in sites)
            values = {"database": database.absolute(), "hosts": hosts, "url": url, "public": sites[-1]}
            write_whole(folder / CONFIG, _TEXT.format(**values))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt), _server(folder / CONFIG, database, password, listening) as server:
            for line in _welcome(url, database, "" if own_password else password):
                say(line)
            server.serve_forever()
        say("\nEnded.")
    return FINE


def _welcome(url: str, database: Path, password: str) -> Iterator[str]:
    """What to know of the running Isso; a password that was given in the environment is not repeated."""
    options = json.dumps({"host": url})
    secret = f"the password is {password}" if password else f"the password is in {PASSWORD}"
    yield f"Isso is at {url}, its comments are in {shown(database)}."
    yield f"New ones wait at {url}/admin/ – {secret}."
    yield f"""To see it: heard serve --set 'COMMENTS_PROVIDER="isso"' --set 'COMMENTS_OPTIONS={options}'"""
    yield "heard comments-pull takes the comments home. Ctrl-C ends Isso."


def origins(site_url: str, others: Iterable[str]) -> tuple[str, ...]:
    """Where pages that use this Isso may stand: named ones first, the public site last.

    Raises Refusal for one that is not a web address.
    """
    found = []
    for url in (*others, *LOCAL_SITES, site_url):
        if not url:
            continue
        if not is_web_address(url) or any(sign in url for sign in "\n\r\\"):
            raise Refusal(f"{url} is no address of a site: write http://127.0.0.1:8000.")
        parts = urlsplit(url)
        found.append(f"{parts.scheme}://{parts.netloc}")
    return tuple(dict.fromkeys(found))


def _free_port(port: int) -> socket.socket:
    """A socket on the port or, where that is taken, on the next free one. Raises Refusal."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        with suppress(OSError, OverflowError):
            return socket.create_server((HOST, number), backlog=128)
    raise Refusal(f"--port {port}: there is no free port from there on.")


def _server(config: Path, database: Path, password: str, listening: socket.socket) -> Any:
    """Isso's own application in werkzeug's server, on a port that is ours already. Raises Refusal."""
    logging.basicConfig(level=logging.ERROR)  # before Isso does, for it would print what it loads
    try:
        isso: Any = importlib.import_module("isso")
        serving: Any = importlib.import_module("werkzeug.serving")
    except ImportError as error:
        raise Refusal(
            f"Isso cannot be loaded: {error}. Install it anew: pip install --force-reinstall isso"
        ) from error
    for name in ("isso", "werkzeug"):  # they would print every comment, and that nobody serves the site yet
        logging.getLogger(name).setLevel(logging.ERROR)
    loaded = isso.config.load(isso.config.default_file(), str(config))
    loaded.set("admin", "enabled", "true")
    os.environ[PASSWORD] = password  # Isso reads variables in values, and would in the password itself
    loaded.set("admin", "password", f"${PASSWORD}")
    host, port = listening.getsockname()
    try:
        return serving.make_server(host, port, isso.make_app(loaded), threaded=True, fd=listening.fileno())
    except sqlite3.Error as error:
        raise Refusal(f"{shown(database)} cannot be used by Isso: {error}.") from error
