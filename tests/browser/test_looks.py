"""What the eye would notice: the margin on a wide screen, dark paper in the dark, print without chrome."""

from __future__ import annotations


def test_what_came_of_it_stands_in_the_margin_of_a_wide_screen(browser, address):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + "/stories/the-surname-field/")
    body = page.locator(".e-content").bounding_box()
    margin = page.get_by_role("heading", name="What came of it").bounding_box()
    assert margin["x"] > body["x"] + body["width"]
    assert abs(margin["y"] - body["y"]) < 120
    page.close()


def test_what_came_of_it_follows_the_body_on_a_phone(browser, address):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(address + "/stories/the-surname-field/")
    body = page.locator(".e-content").bounding_box()
    below = page.get_by_role("heading", name="What came of it").bounding_box()
    assert below["y"] >= body["y"] + body["height"]
    page.close()


def test_paper_is_dark_in_the_dark(browser, address):
    colours = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(address + "/")
        colours[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
    assert colours == {"light": "rgb(251, 250, 247)", "dark": "rgb(20, 23, 26)"}


def test_print_leaves_out_what_paper_cannot_follow(browser, address):
    page = browser.new_page()
    page.goto(address + "/stories/the-surname-field/")
    page.emulate_media(media="print")
    assert not page.locator("header nav").first.is_visible()
    assert page.get_by_role("heading", name="What came of it").is_visible()
    page.close()


def test_a_line_of_text_is_a_comfortable_length(browser, address):
    """About 65 characters of real text on a wide screen."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + "/stories/the-surname-field/")
    per_line = page.evaluate(
        """() => {
          const p = [...document.querySelectorAll('.e-content p')].sort((a, b) =>
            b.textContent.length - a.textContent.length)[0];
          const lines = p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight);
          return p.textContent.length / Math.round(lines);
        }"""
    )
    assert 52 <= per_line <= 75
    page.close()
