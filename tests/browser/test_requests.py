"""A page asks nobody but its own site, and needs no script."""

from __future__ import annotations

from .conftest import TEMPLATES


def test_no_page_asks_another_host(browser, address):
    page = browser.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for url in TEMPLATES.values():
        page.goto(address + url)
    page.close()
    assert {url for url in asked if not url.startswith(address + "/")} == set()


def test_pages_read_the_same_without_scripts(browser, address):
    texts = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(address + "/stories/a-pen-with-a-roof/")
        texts.append(page.inner_text("body"))
        context.close()
    assert texts[0] == texts[1] and "What came of it" in texts[0]


def test_nothing_is_logged_in_the_console(browser, address):
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for url in TEMPLATES.values():
        page.goto(address + url)
    page.close()
    assert said == []
