"""Who moves by keyboard sees where they are; who has no scripts reads the same."""

from __future__ import annotations


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


def test_pages_read_the_same_without_scripts(browser, address):
    texts = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(address + "/stories/a-pen-with-a-roof/")
        texts.append(page.inner_text("body"))
        context.close()
    assert texts[0] == texts[1] and "What came of it" in texts[0]
