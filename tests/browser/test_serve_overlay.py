"""`heard serve` in a real browser: a save is seen, a mistake stands on the page, mending takes it away."""

from __future__ import annotations

import shutil

import pytest
from served import GOOD, ROOT, Serving

WAIT = 60_000


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    found = Serving(tmp_path_factory.mktemp("serving"), 8400)
    yield found
    found.process.terminate()
    found.process.wait(30)


def test_a_save_and_a_mistake_are_seen_without_a_reload_by_hand(serving, browser):
    page = browser.new_page()
    page.goto(f"{serving.url}/stories/the-call/")
    serving.save("stories/call.md", GOOD.replace("It rang.", "It rang twice."))
    page.wait_for_function("document.body.innerText.includes('It rang twice.')", timeout=WAIT)

    serving.save("stories/call.md", GOOD.replace("date: 2008-03-31", "date: Mar10"))
    overlay = page.locator("#heard-desk-overlay .layer")
    overlay.wait_for(state="visible", timeout=WAIT)
    told = overlay.inner_text()
    assert "call.md:4" in told and '"Mar10" has no year' in told

    serving.save("stories/call.md", GOOD)
    page.wait_for_function(
        "!document.querySelector('#heard-desk-overlay').shadowRoot.querySelector('.layer').checkVisibility()",
        timeout=WAIT,
    )
    page.close()


def colour(page):
    return page.evaluate("getComputedStyle(document.body).outlineColor")


def test_a_style_sheet_is_applied_without_a_reload_and_a_story_with_one(tmp_path, browser):
    theme = tmp_path / "theme"
    shutil.copytree(ROOT / "theme", theme)
    found = Serving(tmp_path, 8400, theme=theme)
    try:
        page = browser.new_page()
        page.goto(f"{found.url}/stories/the-call/")
        page.evaluate("window.sameDocument = true")
        sheet = theme / "css" / "base.css"
        before = sheet.read_text("utf-8")
        for name, rgb in (("red", "rgb(255, 0, 0)"), ("blue", "rgb(0, 0, 255)")):
            sheet.write_text(f"{before}\nbody {{ outline-color: {name} !important }}\n", "utf-8")
            page.wait_for_function(
                "wanted => getComputedStyle(document.body).outlineColor === wanted", arg=rgb, timeout=WAIT
            )
        assert page.evaluate("window.sameDocument") is True
        page.wait_for_function(
            "document.querySelectorAll('link[rel=stylesheet]').length === 1", timeout=WAIT
        )

        found.save("stories/call.md", GOOD.replace("It rang.", "It rang twice."))
        page.wait_for_function("document.body.innerText.includes('It rang twice.')", timeout=WAIT)
        assert page.evaluate("window.sameDocument") is None
        assert colour(page) == "rgb(0, 0, 255)"
        page.close()
    finally:
        found.process.terminate()
        found.process.wait(30)


def test_drafts_are_shown_and_marked(serving, browser):
    page = browser.new_page()
    page.goto(f"{serving.url}/")
    entry = page.get_by_role("listitem").filter(has_text="Early")
    assert "Draft" in entry.first.inner_text()
    page.close()
