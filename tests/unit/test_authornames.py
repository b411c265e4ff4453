"""Names without the e-mail addresses in them, however those are spelled."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.text.names import without_mail_addresses

ADDRESSES = """
eve@mail.example
eve@localhost
eve+news@mail.example
o'brien@mail.example
eve...@mail.example
mailto:eve@mail.example
"eve adams"@mail.example
eve@[192.0.2.7]
eve@mail@relay.example
eve＠mail.example
eve%40mail.example
eve%2540mail.example
e\u200bve@ma\u200bil.example
eve @ mail.example
eve@ mail.example
eve @mail . example
eve (at) mail.example
eve [at] mail.example
eve {at} mail.example
eve <at> mail <dot> example
eve (@) mail (.) example
eve(at)mail(dot)example
eve |at| mail.example
eve (at) localhost
eve (a\u200bt) mail.example
jane doe (at) mail.example
eve (dot) adams (at) mail (dot) example
eve at mail dot example
eve AT mail DOT example
eve at mail.example
eve at mail dot co dot uk
eve dot adams at mail dot example
eve . adams at mail . example
eve_at_mail_dot_example
eve-at-mail-dot-example
eveATmailDOTexample
eve ät mail punkt example
eve arroba mail punto example
eve arobase mail point example
eve chiocciola mail punto example
mailto: eve at mail dot example
eve@mail.example, bob@mail.example
""".strip().split("\n")
HELD = {
    "Eve Adams <eve@mail.example>": "Eve Adams",
    "Eve Adams (eve@mail.example)": "Eve Adams",
    "Eve Adams eve@mail.example": "Eve Adams",
    "Eve Adams (eve at mail dot example)": "Eve Adams",
    "Eve Adams, eve [at] mail.example": "Eve Adams",
    "Eve Adams – eve at mail dot example": "Eve Adams",
    "eve at mail dot example (Eve Adams)": "Eve Adams",
    "أمينة <a@mail.example>": "أمينة",
}
NAMES = """
Ada Byron
Anna at work
Anna @ Bakery
Ada (at home)
Ann - at last
Anna Smith at St. Mary's
Open at 5.30
Editor-at-Large
Matt Attic
Nathan Dotson
Dot Cotton
Bob Jr.
R2D2
@eve@social.example
https://social.example/@eve
Byron, Ada: the <first>
O’Brien & <b>
Zoë Müller
ليلى
🐦🌻
ＦＵＬＬ
|at|
""".strip().split("\n")


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_is_left_of_an_address(name: str) -> None:
    assert without_mail_addresses(name) == ""


@pytest.mark.parametrize("name", HELD)
def test_the_name_beside_an_address_is_kept(name: str) -> None:
    assert without_mail_addresses(name) == HELD[name]


@pytest.mark.parametrize("name", [*NAMES, ""])
def test_a_name_without_an_address_stays_as_it_was_written(name: str) -> None:
    assert without_mail_addresses(name) == name


@given(st.text(alphabet='ea@.( )<>[]t"dot%40\ue000,', max_size=40))
def test_what_is_left_holds_no_address(name: str) -> None:
    once = without_mail_addresses(name)
    assert without_mail_addresses(once) == once


@pytest.mark.parametrize(
    "name",
    [
        *(part * 50_000 for part in ("a ", "@", "a@ ", "[ ", '"a', "(", " at", "a at ")),
        "a at " + "b dot " * 20_000 + "9",
        "x at " + "y." * 40_000,
    ],
)
def test_a_hostile_name_takes_no_time(name: str) -> None:
    began = time.process_time()
    without_mail_addresses(name)
    assert time.process_time() - began < 2
