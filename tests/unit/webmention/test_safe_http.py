"""Other people's servers hang, drip, lie, lead into a circle, and lead home."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Reply, Server, serving

from heard.conversation.sources import safe_http
from heard.conversation.sources.safe_http import Client, FetchError, decoded, is_public, one_line

CLIENT = Client("Heard (test)", seconds=1, redirects=5, allow_private=True)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


def refused(client: Client, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        client.get(url)
    return str(caught.value)


def test_a_page_comes_with_its_address_status_headers_and_text(server: Server) -> None:
    server.pages["/a?b=c%20d"] = Reply("Grüße", headers=[("Link", "<x>"), ("Link", "<y>")])
    answer = CLIENT.get(f"{server.url}/a?b=c%20d")
    assert (answer.url, answer.status, answer.text) == (f"{server.url}/a?b=c%20d", 200, "Grüße")
    assert [value for name, value in answer.headers if name == "Link"] == ["<x>", "<y>"]


def test_we_say_who_we_are_and_ask_for_nothing_compressed(server: Server) -> None:
    CLIENT.get(server.url)
    sent = server.asked[0].headers
    assert (sent["User-Agent"], sent["Accept-Encoding"]) == ("Heard (test)", "identity")
    assert sent["Host"] == server.host and "Cookie" not in sent


def test_an_address_with_letters_of_any_kind_is_sent_as_ascii(server: Server) -> None:
    server.pages["/gr%C3%BC%C3%9Fe%20a?b=%C3%BC"] = "Hello"
    assert CLIENT.get(f"{server.url}/grüße a?b=ü").text == "Hello"


# -- time and size -----------------------------------------------------------------------------------


def hang(_handler: Any) -> None:
    time.sleep(3)


def drip_head(handler: Any) -> None:
    for sign in b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nslow":
        handler.wfile.write(bytes([sign]))
        time.sleep(0.1)


def drip_body(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _ in range(40):
        handler.wfile.write(b"x")
        time.sleep(0.1)


@pytest.mark.parametrize("slowly", [hang, drip_head, drip_body])
def test_a_slow_server_is_left_in_time(server: Server, slowly: Any) -> None:
    server.raw["/slow"] = slowly
    began = time.monotonic()
    assert refused(CLIENT, f"{server.url}/slow") == "no answer within 1 seconds."
    assert time.monotonic() - began < 2


def test_redirects_share_one_time(server: Server) -> None:
    def wait(handler: Any) -> None:
        time.sleep(0.4)
        handler.send_response(302)
        handler.send_header("Location", "/wait")
        handler.end_headers()

    server.raw["/wait"] = wait
    began = time.monotonic()
    assert "no answer within" in refused(CLIENT, f"{server.url}/wait")
    assert time.monotonic() - began < 2


def test_no_more_is_read_than_the_limit(server: Server) -> None:
    def pour(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _ in range(4000):
            handler.wfile.write(b"x" * 100_000)

    server.raw["/huge"] = pour
    server.pages["/fits"] = "x" * 1000
    answer = CLIENT.get(f"{server.url}/huge", 1000)
    assert (len(answer.body), answer.cut) == (1000, True)
    assert CLIENT.get(f"{server.url}/fits", 1000).cut is False


def test_heads_without_end_are_refused(server: Server) -> None:
    def head(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n")

    server.raw["/head"] = head
    assert "headers" in refused(CLIENT, f"{server.url}/head")


def test_what_is_compressed_although_not_asked_for_is_refused(server: Server) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    server.pages["/bomb"] = Reply(bomb, headers=[("Content-Encoding", "gzip")])
    assert "compressed" in refused(CLIENT, f"{server.url}/bomb")


@pytest.mark.parametrize("said", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\xff\xfe\x00" * 100])
def test_what_is_no_http_is_a_sentence(server: Server, said: bytes) -> None:
    server.raw["/odd"] = lambda handler: handler.wfile.write(said)
    assert refused(CLIENT, f"{server.url}/odd").endswith(".")


def test_a_broken_length_of_a_part_is_a_sentence(server: Server) -> None:
    server.raw["/chunk"] = lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"
    )
    assert refused(CLIENT, f"{server.url}/chunk")


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "refused" in refused(CLIENT, f"http://127.0.0.1:{free.getsockname()[1]}/").lower()


# -- redirects ---------------------------------------------------------------------------------------


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers=[("Location", to)])


def test_redirects_are_followed_and_a_circle_is_left(server: Server) -> None:
    server.pages |= {"/a": moved("b/c"), "/b/c": moved("../d#part", 308), "/d": "Here", "/o": moved("/o")}
    answer = CLIENT.get(f"{server.url}/a")
    assert (answer.text, answer.url) == ("Here", f"{server.url}/d")
    assert refused(CLIENT, f"{server.url}/o") == "more than 5 redirects."
    assert server.gets("/o") == 6


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_form_goes_along_with_a_redirect(server: Server, status: int) -> None:
    server.pages |= {"/old": moved("/new", status), "/new": Reply("", 202)}
    assert CLIENT.post(f"{server.url}/old", {"source": "ü"}).status == 202
    assert server.posts("/new")[0].form == {"source": "ü"}


def test_a_form_that_was_taken_leads_to_a_page_that_is_only_read(server: Server) -> None:
    server.pages |= {"/take": moved("/thanks", 303), "/thanks": "Thanks"}
    assert CLIENT.post(f"{server.url}/take", {"a": "b"}).text == "Thanks"
    assert server.posts("/thanks") == []


@pytest.mark.parametrize(
    "where", ["file:///etc/passwd", "ftp://a.example/", "http://", "javascript:x", "http://[::1"]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(server: Server, where: str) -> None:
    server.pages["/away"] = moved(where)
    with pytest.raises(FetchError):
        CLIENT.get(f"{server.url}/away")


# -- which hosts -------------------------------------------------------------------------------------

PRIVATE = """
127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1
224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:c0a8:101:: ::7f00:1
2001:0:7f00:1::1 nonsense
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_everybodys_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0", "2130706433", "0x7f.1", "017700000001", "[::ffff:127.0.0.1]"],
)
def test_no_spelling_of_this_computer_is_asked(server: Server, host: str) -> None:
    port = server.host.partition(":")[2]
    with pytest.raises(FetchError) as caught:
        Client("Test", seconds=2).get(f"http://{host}:{port}/")
    assert "no host of the public internet" in str(caught.value) or "not known" in str(caught.value)
    assert server.asked == []


def test_a_redirect_to_this_computer_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host counts as public here, because a test has no other; the second is judged as ever."""
    monkeypatch.setattr(safe_http, "is_public", lambda address: address == "127.0.0.1")
    server.pages["/away"] = moved("http://127.0.0.2:1/")
    message = refused(Client("Test", seconds=2), f"{server.url}/away")
    assert message == "127.0.0.2 is no host of the public internet."


def test_the_address_that_was_judged_is_the_one_that_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that says something else when asked again (DNS rebinding): it is not asked again."""
    port = int(server.host.partition(":")[2])
    answers = [
        [(socket.AF_INET, 0, 0, "", ("127.0.0.1", port))],
        [(socket.AF_INET, 0, 0, "", ("127.0.0.9", 1))],
    ]
    asked: list[str] = []

    def resolve(host: str, *_args: Any, **_kwargs: Any) -> Any:
        asked.append(host)
        return answers[len(asked) - 1]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(safe_http, "is_public", lambda address: address == "127.0.0.1")
    server.pages["/"] = "Hello"
    assert Client("Test", seconds=2).get(f"http://rebinding.example:{port}/").text == "Hello"
    assert asked == ["rebinding.example"]
    assert server.asked[0].headers["Host"] == f"rebinding.example:{port}"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "http://", "http:///x", "//a/",
     "x", "http://user:secret@a.example/", "http://a.example:99999/", "http://a.example:x/", "http://[::1",
     "http://a\r\nHost: b/", "http://.../", f"http://{'a' * 300}.example/", "http://\ud800.example/"],
)  # fmt: skip
def test_what_is_no_web_address_is_a_sentence(url: str) -> None:
    assert refused(CLIENT, url).endswith(".")


# -- encodings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("é".encode(), "text/html", "é"),
        ("é".encode("latin-1"), "text/html; charset=ISO-8859-1", "é"),
        ("“é”".encode("cp1252"), "text/html; charset=latin1", "“é”"),
        (b"\xef\xbb\xbf" + "é".encode(), "text/html; charset=latin1", "é"),
        ("é".encode("utf-16"), "text/html", "é"),
        (b'<meta charset="iso-8859-1">\xe9', "text/html", '<meta charset="iso-8859-1">é'),
        (
            b'<meta charset="iso-8859-1">\xc3\xa9',
            "text/html; charset=UTF-8",
            '<meta charset="iso-8859-1">é',
        ),
        ("語".encode("shift_jis"), 'text/html; charset="Shift_JIS"', "語"),
        (b"caf\xe9", "text/html; charset=utf-8", "caf\ufffd"),
        (b"caf\xc3\xa9", "text/html; charset=klingon", "café"),
        (b"caf\xc3\xa9", "text/html; charset=rot13", "café"),
        (b"caf\xc3\xa9", "text/html; charset=zip", "café"),
        (b"+ADw-", "text/html; charset=utf-7", "+ADw-"),
        (b"\\", "text/html; charset=unicode_escape", "\\"),
        (b"x", "text/html; charset=", "x"),
    ],
)
def test_text_is_decoded_as_browsers_do(body: bytes, kind: str, text: str) -> None:
    assert decoded(body, kind) == text


@given(st.binary(max_size=60), st.text(max_size=20).map("text/html; charset={}".format))
def test_no_encoding_ever_raises(body: bytes, kind: str) -> None:
    assert isinstance(decoded(body, kind), str)


def test_a_line_for_a_terminal_moves_no_cursor() -> None:
    assert one_line("a\x1b[2J\r\nb\u202ec\x9b" + "d" * 300, 9) == "a [2J b …"
