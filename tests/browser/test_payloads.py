"""The same attempts in a real browser, with somebody who hovers, clicks and types everywhere."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest
from hostile import ATTRIBUTES, TAGS, hostile_site, some_payloads

from .conftest import _Quiet

LOOK = """([tags, attributes]) => {
  const wrong = [];
  for (const place of document.querySelectorAll(".comment .e-content, .reply .e-content")) {
    for (const one of place.querySelectorAll("*")) {
      if (!tags.includes(one.localName)) wrong.push(one.outerHTML);
      for (const name of one.getAttributeNames()) if (!attributes.includes(name)) wrong.push(one.outerHTML);
    }
  }
  for (const link of document.links) {
    if (!["http:", "https:", "mailto:"].includes(link.protocol)) wrong.push(link.outerHTML);
  }
  return wrong;
}"""
TOUCH = """() => {
  const names = ["mouseover", "mouseenter", "pointerenter", "focus", "wheel", "error", "load", "toggle",
    "animationstart", "keydown", "beforetoggle"];
  const places = document.querySelectorAll("#comments *, .replies *");
  for (const one of places) for (const name of names) one.dispatchEvent(new Event(name));
  return places.length;
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    from conftest import TODAY

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", TODAY)
        output = hostile_site(tmp_path_factory.mktemp("hostile"), TODAY)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(output))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", output
    server.shutdown()
    server.server_close()
    thread.join()


def test_no_attempt_runs(browser, hostile):
    address, output = hostile
    ran: list[str] = []
    context = browser.new_context()
    context.expose_function("pwned", lambda: ran.append("called"))
    page = context.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    touched = 0
    for story in sorted((output / "stories").iterdir()):
        page.goto(f"{address}/stories/{story.name}/")
        assert page.evaluate(LOOK, [sorted(TAGS), sorted(ATTRIBUTES)]) == []
        touched += page.evaluate(TOUCH)
    page.wait_for_timeout(200)
    context.close()
    assert touched > len(some_payloads()) and ran == []
    assert {url for url in asked if not url.startswith(address)} == set()


def test_a_page_that_is_pwned_would_be_noticed(browser):
    """The listener itself works; else silence would prove nothing."""
    ran: list[str] = []
    context = browser.new_context()
    context.expose_function("pwned", lambda: ran.append("called"))
    page = context.new_page()
    page.goto("about:blank")
    page.set_content("<img src=x onerror='window.pwned&&pwned()'>")
    page.wait_for_timeout(500)
    context.close()
    assert ran == ["called"]
