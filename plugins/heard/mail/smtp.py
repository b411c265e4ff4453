"""Hands messages to a mail server, one reader at a time, and tells which it took."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field  # noqa: TID251 – a field is never printed
from typing import Any

from heard.build.addresses import one_line
from heard.build.settings import SECURITY
from heard.text.exits import Refusal

PASSWORD = "DIGEST_SMTP_PASSWORD"
TIMEOUT = 30
"""Seconds that a server may stay silent."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send, and how. The password never shows in a text of this object."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


class _Unreachable(Exception):
    """There is no connection, or the server does not know us: no further letter will do better."""


def server_of(settings: Mapping[str, Any]) -> Server:
    """The server of the settings, which are checked already. Raises Refusal where something is missing."""
    given = settings["DIGEST_SMTP"]
    if not given or not settings["DIGEST_FROM"]:
        raise Refusal("--send needs DIGEST_SMTP and DIGEST_FROM in the settings.")
    security, password = given.get("security", "starttls"), os.environ.get(PASSWORD, "")
    if given.get("user") and not password:
        raise Refusal(f"DIGEST_SMTP has a user, so the environment needs {PASSWORD}.")
    port = int(given.get("port", SECURITY[security]))
    return Server(str(given["host"]), port, security, str(given.get("user", "")), password)


def deliver(
    server: Server, sender: str, letters: Mapping[str, bytes], accepted: Callable[[str], None]
) -> dict[str, str]:
    """Send each reader's letter; why the server did not take one, by reader.

    `accepted` is called right after it took one. A letter that is refused stops no other. After a lost
    connection the next letter gets a new one.
    """
    refused: dict[str, str] = {}
    connection: smtplib.SMTP | None = None
    given_up = ""
    for reader, octets in letters.items():
        if given_up:
            refused[reader] = given_up
            continue
        try:
            connection = connection or _connect(server)
            connection.sendmail(sender, [reader], octets)
        except _Unreachable as error:
            given_up = refused[reader] = str(error)
        except OSError as error:
            refused[reader] = _reason(error)
            if not isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)):
                _close(connection)  # the server hung up
                connection = None
        else:
            accepted(reader)
    if connection is not None:
        with suppress(OSError):
            connection.quit()
    return refused


def _connect(server: Server) -> smtplib.SMTP:
    """A connection that is as safe as it was asked for; never one that is less."""
    context = ssl.create_default_context()
    place = f"{server.host}:{server.port}"
    connection: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            connection = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except OSError as error:
        _close(connection)
        says = " says " if isinstance(error, smtplib.SMTPResponseException) else ": "
        raise _Unreachable(f"{place}{says}{_reason(error)}") from error
    return connection


def _close(connection: smtplib.SMTP | None) -> None:
    if connection is not None:
        connection.close()


def _reason(error: OSError) -> str:
    answer: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):  # a letter has one reader
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    else:
        return one_line(str(error)) or type(error).__name__
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(f"{code} {words}")
