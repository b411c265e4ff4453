"""One pingback: what came before webmention, in XML-RPC.

Source: Pingback 1.0, sections 3 and 4 (`pingback.ping(source, target)`; fault 48: told already).
"""

from __future__ import annotations

import xmlrpc.client

from heard.conversation.sources.webmention.safe_http import Client, FetchError
from heard.conversation.sources.webmention.safe_text import one_line

KNOWN_ALREADY = 48


class PingbackError(Exception):
    """The server did not take it; the message says why."""


def send_pingback(client: Client, server: str, source: str, target: str) -> int:
    """Tell a server that the source links to the target; the status. Raises FetchError, PingbackError."""
    body = xmlrpc.client.dumps((source, target), "pingback.ping", encoding="utf-8").encode("utf-8")
    answer = client.post(server, body, "text/xml")
    if answer.is_busy:
        raise FetchError(f"{answer.status} from {server}.")
    if not answer.is_fine:
        raise PingbackError(f"{answer.status}.")
    _check(answer.body)
    return answer.status


def _check(body: bytes) -> None:
    """Read the answer. Raises PingbackError for a fault, and for what is no answer."""
    if b"<!" in body:  # a document type, and the entities that it could multiply, have no place in one
        raise PingbackError("the answer is no XML-RPC.")
    try:
        xmlrpc.client.loads(body)
    except xmlrpc.client.Fault as fault:
        if fault.faultCode == KNOWN_ALREADY:
            return
        raise PingbackError(f"{fault.faultCode} {one_line(str(fault.faultString))}") from fault
    except Exception as error:  # Python's reader falls over some documents in ways of its own
        raise PingbackError("the answer is no XML-RPC.") from error
