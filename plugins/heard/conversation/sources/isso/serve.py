"""`heard comments-serve`: an Isso on this computer, for trying comments out and for moderating them."""

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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from heard.content.layout import record_path
from heard.conversation.sources.isso.config import DATABASE, FOLDER, config_text, origins
from heard.library.command_context import Say
from heard.text.exits import FINE, Refusal
from heard.text.files import refusing, write_whole
from heard.text.terminal import shown

HOST = "127.0.0.1"
PORTS_TRIED = 50
PASSWORD = "ISSO_ADMIN_PASSWORD"
CONFIG = "isso.cfg"
EXTRA = 'Isso is not installed: pip install "heard[comments]", or pip install isso.'


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
            write_whole(folder / CONFIG, config_text(database, url, sites))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        server: Any = None
        try:
            server = _server(folder / CONFIG, database, password, listening)
            for line in _welcome(url, database, "" if own_password else password):
                say(line)
            server.serve_forever()
        except KeyboardInterrupt:
            pass  # before the server ran, or a second one while it was closing
        finally:
            if server is not None:
                server.server_close()
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


def _free_port(port: int) -> socket.socket:
    """A socket on the port or, where that is taken, on the next free one. Raises Refusal."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            listening.listen(128)
        except (OSError, OverflowError):
            listening.close()
        else:
            return listening
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
