"""One page of every template, opened once: axe finds nothing, nothing is wider than the screen, nobody else
is asked, and nothing is logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from thrift import slow

from .axe import OF_LOOKS, violations
from .conftest import TEMPLATES

WIDTHS = (320, 360, 768, 1440)
PHONE, DESK = 360, 1440


@dataclass
class Seen:
    """What was noticed on the way through all templates."""

    wide: list[tuple[str, int]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    logged: list[str] = field(default_factory=list)
    light: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def visit(browser: Any, address: str) -> Callable[[Callable[[Any, str], None], Seen], Seen]:
    """Open all templates on one page, and do something on each."""

    def go(on_each: Callable[[Any, str], None], seen: Seen) -> Seen:
        context = browser.new_context(viewport={"width": PHONE, "height": 900}, color_scheme="light")
        page = context.new_page()
        page.on("request", lambda request: seen.asked.add(request.url))
        page.on("console", lambda message: seen.logged.append(message.text))
        page.on("pageerror", lambda error: seen.logged.append(str(error)))
        for name, url in TEMPLATES.items():
            page.goto(address + url)
            on_each(page, name)
        context.close()
        return seen

    return go


def look(page: Any, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


@pytest.fixture(scope="module")
def seen(visit: Any, axe: str) -> Seen:
    """A phone in the light, and a large screen in the dark; there only what depends on looks."""
    found = Seen()

    def on_each(page: Any, name: str) -> None:
        for width in WIDTHS:
            look(page, width, "light")
            if page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
                found.wide.append((name, width))
        look(page, PHONE, "light")
        page.evaluate(axe)
        found.light.extend(f"{name}: {line}" for line in violations(page))
        look(page, DESK, "dark")
        found.dark.extend(f"{name}: {line}" for line in violations(page, OF_LOOKS))

    return visit(on_each, found)


def test_axe_finds_no_violation_on_a_phone_in_the_light(seen: Seen):
    assert seen.light == []


def test_axe_finds_no_violation_of_looks_on_a_large_screen_in_the_dark(seen: Seen):
    assert seen.dark == []


def test_no_page_scrolls_sideways(seen: Seen):
    assert seen.wide == []


def test_no_page_asks_another_host(seen: Seen, address: str):
    assert len(seen.asked) > len(TEMPLATES)
    assert {url for url in seen.asked if not url.startswith(address + "/")} == set()


def test_nothing_is_logged_in_the_console(seen: Seen):
    assert seen.logged == []


@slow
@pytest.mark.parametrize(("scheme", "width"), [("light", DESK), ("dark", PHONE), ("dark", DESK)])
def test_axe_finds_no_violation_of_any_rule_elsewhere(visit: Any, axe: str, scheme: str, width: int):
    found = []

    def on_each(page: Any, name: str) -> None:
        look(page, width, scheme)
        page.evaluate(axe)
        found.extend(f"{name}: {line}" for line in violations(page))

    visit(on_each, Seen())
    assert found == []
