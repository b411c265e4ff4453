from __future__ import annotations

import pytest

from heard.build.overrides import parse_settings, unknown_names
from heard.text.exits import Refusal


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("X=1", 1),
        ("X=true", True),
        ("X=null", None),
        ('X="a=b"', "a=b"),
        ('X={"topics": "tags"}', {"topics": "tags"}),
        (' X = ["a"]', ["a"]),
    ],
)
def test_values_are_json(given: str, value: object) -> None:
    assert parse_settings([given]) == {"X": value}


def test_the_last_of_two_wins() -> None:
    assert parse_settings(["X=1", "Y=2", "X=3"]) == {"X": 3, "Y": 2}


@pytest.mark.parametrize(
    ("given", "better"),
    [
        ("X=hello", "'X=\"hello\"'"),
        ("X=it's", "'X=\"it'\"'\"'s\"'"),
        ("X=True", "X=true"),
        ("X=None", "X=null"),
        ("X={'a': 'b'}", '\'X={"a": "b"}\''),
        ("X=", "'X=\"\"'"),
        ("X=['a", "'X=\"['\"'\"'a\"'"),
    ],
)
def test_what_is_not_json_is_shown_as_it_must_be_typed(given: str, better: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_settings([given])
    assert str(refusal.value) == f"--set {given}: the value must be JSON. Write: --set {better}"


@pytest.mark.parametrize("given", ["X", "=1", "x=1", "Site-Name=1", "1X=1"])
def test_what_is_no_setting_is_refused(given: str) -> None:
    with pytest.raises(Refusal, match=f"^--set {given}: "):
        parse_settings([given])


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    (problem,) = unknown_names(["SITENAM", "SITENAME", "FEED_ALL_RSS"], lambda: [])
    assert str(problem) == (
        "--set: setting-unknown Neither Pelican nor a plugin knows a setting SITENAM. "
        'Did you mean "SITENAME"?'
    )
    assert problem.severity == "warning"


def test_a_name_that_the_conf_file_sets_is_known() -> None:
    assert list(unknown_names(["TAGLINE"], lambda: ["TAGLINE"])) == []


def test_the_conf_file_is_asked_only_when_nobody_else_knows() -> None:
    assert list(unknown_names(["SITENAME", "STORY_ANYTHING"], lambda: pytest.fail("asked"))) == []
