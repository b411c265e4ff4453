"""Asking other people's servers: little, politely, and never for longer or more than said.

One client for all that strangers name. It keeps to http and https, follows few redirects and judges each
anew, ends at its time however slowly a server drips, reads no more than its limit, takes nothing compressed
(a small answer that unpacks to a huge one), and keeps no cookies. Proxies of the environment are not used:
through one, nobody can tell which address is asked in the end.

What comes back is decoded without ever failing, made well-formed in time, and harmless to a terminal.

Only hosts of the public internet are asked, unless the owner allows the others: an address that a stranger
names may lead to the router, to a service of this computer, or to the metadata of a cloud machine. A name
is looked up once, its addresses are judged, and the connection goes to one of these: a name that means
something else a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import codecs
import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import nh3
from msgspec import Struct

HTML_SIZE = 1 << 20
"""Bytes that are read of a page."""
JSON_SIZE = 5 << 20
_MOVED = (301, 302, 303, 307, 308)
NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 within IPv6 (RFC 6052); RFC 4291, 3056 and 4380 have three more, which Python knows."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a body. Never raises: what is not in the encoding that it names becomes U+FFFD.

    A byte order mark counts before the header, the header before a `meta` element among the first 1,024
    bytes, and without any of them it is UTF-8. Source: the WHATWG Encoding Standard ("decode") and HTML
    ("determining the character encoding"); Latin-1 means Windows-1252 there.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    named = _CHARSET.search(content_type)
    meta = _META.search(body[:1024])
    name = named[1] if named else meta[1].decode("ascii", "replace") if meta else "utf-8"
    return body.decode(_encoding(name, bool(named)), "replace")


def _encoding(name: str, in_header: bool) -> str:
    """Python's name of an encoding; UTF-8 for any that a page has no business to be in."""
    name = name.lower().replace("_", "-")
    if not _KNOWN.fullmatch(name) or (name.startswith("utf-16") and not in_header):
        return "utf-8"
    if name in ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii"):
        return "cp1252"
    try:
        return codecs.lookup(name.replace("windows-", "cp").replace("macintosh", "mac-roman")).name
    except LookupError:
        return "utf-8"


def is_short(html: str) -> bool:
    """Whether `tidy` keeps all of a page."""
    return html.count("<") <= MOST


@lru_cache(maxsize=8)  # several ask about one page
def tidy(html: str) -> str:
    """The same page as a browser reads it, with every element closed and no scripts. Never raises."""
    if not is_short(html):
        html = html[: [tag.start() for tag in re.finditer("<", html)][MOST]]
    html = html.encode("utf-8", "replace").decode()  # half a sign would not be read
    elements = {name.lower() for name in _ELEMENT.findall(html)} - _UNREAD
    return nh3.clean(
        html,
        tags=elements,
        clean_content_tags=_UNREAD,
        attributes=_ATTRIBUTES,
        strip_comments=True,
        link_rel=None,
    )


def one_line(text: str, most: int = 200) -> str:
    """A text on one line of at most so many characters, without anything that moves a terminal's cursor."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


_KNOWN = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-?8859-?\d{1,2}|latin-?\d|(?:windows-?|cp-?)(?:125\d|874)"
    r"|koi8-?[ru]|shift-?jis|euc-?(?:jp|kr)|gb(?:k|2312|18030)|big5|macintosh"
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})""", re.IGNORECASE
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MOST = 20_000
"""Tags that are read of a page; a long one has some four thousand. Nested ones cost their number
squared."""
_ELEMENT = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")
_UNREAD = {"script", "style"}
_ATTRIBUTES = {
    "*": set("alt cite class content data datetime href poster rel src start title value".split())
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _NoRedirect(HTTPRedirectHandler):
    """A server that the owner named and that moved must be named anew: what it answers is relied on."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


TO_NAMED = build_opener(_NoRedirect)
"""Asks a server that the owner named: wherever it is, by the proxies of the environment, too."""


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
        return self._ask(url, size, {"Accept": accept})

    def post(self, url: str, body: Mapping[str, str] | bytes, kind: str = "") -> Answer:
        """Send a form, or a body of a media type. Raises FetchError.

        A redirect takes the body along, as it was sent to be kept there; only 303 leads to a page that is
        merely read (RFC 9110, 15.4).
        """
        octets = body if isinstance(body, bytes) else urlencode(body).encode("ascii")
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded", "Accept": "*/*"}
        return self._ask(url, 1 << 16, headers, octets)

    def _ask(self, url: str, size: int, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        until = time.monotonic() + self.seconds
        for _ in range(self.redirects + 1):
            try:
                answer = self._once(url, size, headers, body, until)
            except TimeoutError as error:
                raise FetchError(f"no answer within {self.seconds:g} seconds.") from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise FetchError(f"{one_line(str(reason)).rstrip('.')}.") from error
            where = answer.header("Location")
            if answer.status not in _MOVED or not where:
                return answer
            url = _joined(answer.url, where)
            if answer.status == 303 and body is not None:
                body, headers = None, {"Accept": "*/*"}
        raise FetchError(f"more than {self.redirects} redirects.", is_final=True)

    def _once(
        self, url: str, size: int, headers: Mapping[str, str], body: bytes | None, until: float
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
            method = "GET" if body is None else "POST"
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
