"""axe finds nothing, in light and dark, on a phone and a large screen."""

from __future__ import annotations

import pytest
from thrift import slow

from .conftest import TEMPLATES


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 360),
        ("dark", 1440),
        pytest.param("dark", 360, marks=slow),
        pytest.param("light", 1440, marks=slow),
    ],
)
def test_axe_finds_no_violation_on_any_template(browser, address, node_packages, scheme, width):
    axe = (node_packages / "axe-core" / "axe.min.js").read_text("utf-8")
    found = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for name, url in TEMPLATES.items():
        page.goto(address + url)
        page.evaluate(axe)
        result = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa',"
            "'best-practice']})"
        )
        found += [
            f"{name}: {violation['id']}: {node['html'][:120]} {node['failureSummary'][:300]}"
            for violation in result["violations"]
            for node in violation["nodes"][:2]
        ]
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_page_scrolls_sideways(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    wide = []
    for name, url in TEMPLATES.items():
        page.goto(address + url)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            wide.append((name, over))
    context.close()
    assert wide == []


def test_the_first_tab_stop_skips_to_the_content(browser, address):
    page = browser.new_page()
    page.goto(address + "/stories/the-surname-field/")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert target and page.query_selector(target), "the first link leads to a place on the page"
    page.keyboard.press("Enter")
    assert page.url.endswith(target)
    page.close()


def test_every_link_shows_its_focus(browser, address):
    page = browser.new_page()
    page.goto(address + "/")
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 3
    page.close()
