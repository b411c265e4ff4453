"""Asking other people's servers: little, politely, and never for longer or more than said.

One client for everything here. It keeps to http and https, follows few redirects and judges each anew,
ends at its time however slowly a server drips, reads no more than its limit, takes nothing compressed (a
small answer that unpacks to a huge one), and keeps no cookies. Proxies of the environment are not used:
through one, nobody can tell which address is asked in the end.

Only hosts of the public internet are asked, unless the owner allows the others: an address that a stranger
names may lead to the router, to a service of this computer, or to the metadata of a cloud machine. A name
is looked up once, its addresses are judged, and the connection goes to one of these: a name that means
something else a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

from msgspec import Struct

from heard.conversation.sources.webmention.safe_text import decoded, one_line

HTML_SIZE = 1 << 20
"""Bytes that are read of a page."""
JSON_SIZE = 5 << 20
_MOVED = (301, 302, 303, 307, 308)
NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 within IPv6 (RFC 6052); RFC 4291, 3056 and 4380 have three more, which Python knows."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"


class FetchError(Exception):
    """No answer; the message says why. `is_final` says that asking again later changes nothing."""

    def __init__(self, message: str, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class Answer(Struct, frozen=True):
    """What a server said. `url` is the last one after redirects; `cut` says that the body was longer."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: bool = False

    def header(self, name: str) -> str:
        """The first header of this name; empty where there is none."""
        return next((value for given, value in self.headers if given.lower() == name.lower()), "")

    @property
    def is_fine(self) -> bool:
        """Whether the status is a success."""
        return 200 <= self.status < 300

    @property
    def is_busy(self) -> bool:
        """Whether to ask again later: too many requests, or an error of the server."""
        return self.status == 429 or self.status >= 500

    @property
    def is_html(self) -> bool:
        """Whether the body is a page, by its media type; without one it may be."""
        kind = self.header("Content-Type").partition(";")[0].strip().lower()
        return kind in ("", "text/html", "application/xhtml+xml")

    @property
    def text(self) -> str:
        """The body as text; an encoding that lies never raises."""
        return decoded(self.body, self.header("Content-Type"))


class Client(Struct, frozen=True):
    """Who asks, and the limits: `seconds` for one answer with all its redirects, `redirects` of these."""

    agent: str
    seconds: float = 15
    redirects: int = 20
    allow_private: bool = False

    def get(self, url: str, size: int = HTML_SIZE, accept: str = "text/html, */*;q=0.1") -> Answer:
        """Ask for a page. Raises FetchError."""
        return self._ask("GET", url, size, {"Accept": accept})

    def post(self, url: str, body: Mapping[str, str] | bytes, kind: str = "") -> Answer:
        """Send a form, or a body of a media type. Raises FetchError.

        A redirect takes the body along, as it was sent to be kept there; only 303 leads to a page that is
        merely read (RFC 9110, 15.4).
        """
        octets = body if isinstance(body, bytes) else urlencode(body).encode("ascii")
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded", "Accept": "*/*"}
        return self._ask("POST", url, 1 << 16, headers, octets)

    def _ask(
        self, method: str, url: str, size: int, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        until = time.monotonic() + self.seconds
        for _ in range(self.redirects + 1):
            try:
                answer = self._once(method, url, size, headers, body, until)
            except TimeoutError as error:
                raise FetchError(f"no answer within {self.seconds:g} seconds.") from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise FetchError(f"{one_line(str(reason)).rstrip('.')}.") from error
            where = answer.header("Location")
            if answer.status not in _MOVED or not where:
                return answer
            url = _joined(answer.url, where)
            if answer.status == 303 and method == "POST":
                method, body = "GET", None
                headers = {"Accept": "*/*"}
        raise FetchError(f"more than {self.redirects} redirects.", is_final=True)

    def _once(
        self, method: str, url: str, size: int, headers: Mapping[str, str], body: bytes | None, until: float
    ) -> Answer:
        parts = _parts(url)
        host, is_secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = 443 if is_secure else 80  # not named in `Host`
        link = _connect(addresses_of(host, port, self.allow_private), until)
        # A second a byte is no way to stay for ever: when the time is over, nothing more comes.
        end = threading.Timer(_left(until), lambda: _shut(link))
        end.start()
        try:
            if is_secure:
                link = _tls().wrap_socket(link, server_hostname=host, do_handshake_on_connect=False)
                link.do_handshake()
            connection.sock = link
            path = quote(parts.path or "/", safe=_SAFE)
            query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
            said = {"User-Agent": self.agent, "Accept-Encoding": "identity", "Connection": "close"}
            connection.request(method, path + query, body, {**headers, **said})
            with connection.getresponse() as response:
                read = response.read(size + 1)
                found = tuple(response.getheaders())
            answer = Answer(url, response.status, found, read[:size], len(read) > size)
        finally:
            end.cancel()
            connection.close()
            link.close()
            _left(until)  # what broke off then did so because the time was over
        if answer.header("Content-Encoding").strip().lower() not in ("", "identity"):
            raise ValueError("the answer is compressed, which was not asked for")
        return answer


def _parts(url: str) -> SplitResult:
    """A web address in its parts. Raises FetchError, or ValueError, which becomes one."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{one_line(url)} is not a web address.", is_final=True)
    if parts.username or parts.password:
        raise FetchError("the address holds a name and a password.", is_final=True)
    return parts


def _joined(base: str, where: str) -> str:
    try:
        return urljoin(base, where.strip()).partition("#")[0]
    except ValueError as error:
        raise FetchError("it leads to what is not a web address.", is_final=True) from error


def _connect(addresses: list[tuple[int, Any]], until: float) -> socket.socket:
    """The first address that takes the connection. Raises OSError with the reason of the last one."""
    last: OSError = OSError("no address")
    for family, address in addresses:
        link = socket.socket(family, socket.SOCK_STREAM)
        try:
            link.settimeout(_left(until))
            link.connect(address)
        except OSError as error:
            link.close()
            last = error
        else:
            return link
    raise last


def _left(until: float) -> float:
    """Seconds that are left. Raises TimeoutError when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _shut(link: socket.socket) -> None:
    """End a connection for a thread that waits for it: without TLS, which would take its leave first."""
    with suppress(OSError):
        socket.socket.shutdown(link, socket.SHUT_RDWR)


def addresses_of(host: str, port: int, allow_private: bool) -> list[tuple[int, Any]]:
    """Where to connect to: family and address of each that is allowed. Raises FetchError.

    A resolver has no time limit of its own here; that of the system (some 30 seconds) ends it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host} is not known: {getattr(error, 'strerror', None) or error}.") from error
    allowed: list[tuple[int, Any]] = [
        (family, address)
        for family, _, _, _, address in found
        if allow_private or is_public(str(address[0]))
    ]
    if not allowed:
        raise FetchError(f"{host} is no host of the public internet.", is_final=True)
    return allowed


def is_public(text: str) -> bool:
    """Whether an IP address is everybody's, as is each that it leads to: not private, local, reserved, or
    for many at once.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    is_open = address.is_global and not (address.is_multicast or address.is_reserved)
    if isinstance(address, IPv4Address):
        return is_open
    carried = address.ipv4_mapped
    if address in NAT64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    if carried:
        return is_public(str(carried))
    tunnels = (address.sixtofour, *(address.teredo or ()))
    return is_open and not address.is_site_local and all(is_public(str(one)) for one in tunnels if one)
