"""What Pelican logs becomes problems, but for the warnings that an owner does not want to see."""

import logging

from pelican.log import LimitFilter

from heard.build.records import Collector
from heard.text.problems import Problems


def told(level: int, *message: str) -> list[str]:
    """What comes of one line of the log."""
    collector = Collector(Problems(), lambda paths: "")
    collector.handle(logging.LogRecord("pelican", level, "", 1, message[0], message[1:], None))
    return [problem.message for problem in collector.problems]


def test_a_warning_that_the_settings_name_is_not_told(monkeypatch):
    unwanted = {
        (logging.WARNING, "No picture %s"),
        (logging.WARNING, "It is late"),
        (logging.ERROR, "Broken"),
    }
    monkeypatch.setattr(LimitFilter, "_ignore", unwanted)
    assert told(logging.WARNING, "No picture %s", "a.png") == told(logging.WARNING, "It is late") == []
    assert told(logging.WARNING, "It is %s", "early") == ["It is early."]


def test_an_error_is_told_in_any_case(monkeypatch):
    monkeypatch.setattr(LimitFilter, "_ignore", {(logging.ERROR, "Broken")})
    assert told(logging.ERROR, "Broken") == ["Broken."]
