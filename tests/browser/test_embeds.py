"""Live conversations in a real browser: nobody is asked before the button is pressed, then exactly one is.

Isso, Remark42 and Mastodon are played by a server on another port; giscus, utterances and Disqus, whose
addresses are fixed, by answers that the browser gets in their place.
"""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, TODAY, build, write_files
from issoserver import Isso
from needs import need

from .axe import OF_LOOKS, violations
from .conftest import _Quiet

STORY = """---
id: the-call
title: The “call” & more
date: 2024-01-01
slug: another-slug
syndicated: [{site: Toots, url: "POST"}]
---

It rang.
"""
ARCHIVE = {
    "comments/the-call/1.md": "---\nauthor: Ada\ndate: 2024-01-02\nkind: question\n---\n\nWhy *not*?\n",
    "comments/the-call/2.md": "---\nauthor: 🐝\ndate: 2024-01-03\nin_reply_to: 1\n---\n\nBzz.\n",
    "comments/the-call/3.md": "---\nstatus: removed\n---\n",
    "comments/the-call/4.md": "---\nauthor: أمينة\nlang: ar\nin_reply_to: 3\n---\n\nوأنا أيضا.\n",
    "comments/the-call/5.md": "---\nauthor: Eve\nkind: like\noriginal: https://eve.example/1\n---\n",
    "comments/the-call/6.md": "---\nauthor: Flo\nkind: mention\noriginal: https://flo.example/1\n"
    "---\n\nSee there.\n",
}
REPLIES = [
    {
        "id": "11",
        "in_reply_to_id": "1093",
        "url": "https://toots.example/@bo/11",
        "created_at": "2024-01-05T10:00:00Z",
        "spoiler_text": "",
        "account": {"display_name": "Bo <b>bold</b>", "acct": "bo"},
        "content": '<p>Hear, <a href="https://bo.example/" onclick="pwned()">hear</a>'
        '<img src="https://spy.example/x.png" onerror="pwned()"><script>pwned()</script>'
        '<a href="javascript:pwned()">here</a></p>',
    },
    {
        "id": "12",
        "in_reply_to_id": "11",
        "url": "javascript:pwned()",
        "created_at": "2024-01-06T10:00:00Z",
        "spoiler_text": "Careful. ",
        "account": {"display_name": "", "acct": "cy@elsewhere.example"},
        "content": "<p>Same<br>here</p>",
    },
]
ISSO = (
    "const t = document.getElementById('isso-thread');"
    "t.textContent = JSON.stringify({...t.dataset, ...document.currentScript.dataset})"
)
REMARK = (
    "const t = document.getElementById('remark42'); t.textContent = JSON.stringify(window.remark_config);"
    "window.REMARK42 = {changeTheme: (theme) => { t.dataset.theme = theme }}"
)
TELL = (
    "const s = document.currentScript, t = document.createElement('p');"
    "const pairs = [...s.attributes].map((a) => [a.name, a.value]);"
    "t.textContent = JSON.stringify(Object.fromEntries(pairs));"
    "s.after(t);"
)
FRAME = (
    "const f = document.createElement('iframe'); f.title = 'Comments';"
    "f.src = 'https://utteranc.es/frame'; s.after(f);"
    "addEventListener('message', (e) => { t.dataset.theme = e.data });"
)
FIXED = {
    "https://giscus.app/client.js": ("text/javascript", TELL),
    "https://utteranc.es/client.js": ("text/javascript", TELL + FRAME),
    "https://utteranc.es/frame": (
        "text/html",
        "<!doctype html><title>x</title>"
        "<script>onmessage = (e) => parent.postMessage(e.data.theme, '*')</script>",
    ),
    "https://heard.disqus.com/embed.js": (
        "text/javascript",
        "const t = document.getElementById('disqus_thread'); const c = {page: {}};"
        "window.disqus_config.call(c);"
        "t.textContent = JSON.stringify(c.page);"
        "window.DISQUS = {reset: (o) => { t.dataset.reset = o.reload }}",
    ),
}
PROVIDERS = ("isso", "giscus", "utterances", "disqus", "remark42", "mastodon")


class _Provider(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answers = {
            "/js/embed.min.js": ("text/javascript", ISSO),
            "/web/embed.js": ("text/javascript", REMARK),
            "/api/v1/statuses/1093/context": ("application/json", json.dumps({"descendants": REPLIES})),
            "/api/v1/statuses/7/context": ("application/json", json.dumps({"descendants": []})),
        }
        kind, text = answers.get(urlsplit(self.path).path, ("", ""))
        octets = text.encode()
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(octets)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_args):
        """Say nothing."""


@contextmanager
def serving(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def provider():
    with serving(_Provider) as address:
        yield address


def options(name, provider):
    return {
        "isso": {"host": provider},
        "giscus": {"repo": "ada/tales", "repo_id": "R_1", "category": "Stories", "category_id": "DIC_1"},
        "utterances": {"repo": "ada/tales", "label": "talk"},
        "disqus": {"shortname": "heard"},
        "remark42": {"host": provider, "site_id": "heard"},
        "mastodon": {"host": provider},
    }[name]


ORIGINS = {
    "giscus": "https://giscus.app",
    "utterances": "https://utteranc.es",
    "disqus": "https://heard.disqus.com",
}


@pytest.fixture(scope="module")
def make(tmp_path_factory, provider):
    """Builds the site with a provider; its folder."""

    @functools.cache
    def made(name, post="/@ada/1093"):
        folder = tmp_path_factory.mktemp(name)
        write_files(folder / "content", {"stories/a.md": STORY.replace("POST", provider + post), **ARCHIVE})
        given = {"COMMENTS_PROVIDER": name, "COMMENTS_OPTIONS": options(name, provider), "MENUITEMS": ()}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORY_TODAY", TODAY)
            site = build(folder / "content", folder / "output", SITEURL="https://heard.example", **given)
        assert site.log == []
        return folder / "output"

    return made


PATH = "/stories/another-slug/"


@pytest.fixture
def opened(browser, make):
    """Opens the story; the page, the set of origins it asked, and the address of the site."""
    closing = []

    def open_(name, path=PATH, block=False, post="/@ada/1093", **context):
        site = serving(functools.partial(_Quiet, directory=str(make(name, post))))
        address = site.__enter__()
        found = browser.new_context(**context)
        closing.append((site, found))
        asked = []

        def answer(route):
            url = route.request.url.split("?")[0]
            if url.startswith(address) or (not block and url.startswith("http://127.0.0.1")):
                route.continue_()
            elif url in FIXED and not block:
                kind, text = FIXED[url]
                headers = {"Access-Control-Allow-Origin": "*"}
                route.fulfill(content_type=kind, body=text, headers=headers)
            else:
                route.abort()

        found.route("**/*", answer)
        page = found.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + path, wait_until="load")
        return page, lambda: {u[: len(u) - len(urlsplit(u).path + u.partition("?")[1] + urlsplit(u).query)]
                              for u in asked if not u.startswith(address + "/")}  # fmt: skip

    yield open_
    for site, found in reversed(closing):
        found.close()
        site.__exit__(None, None, None)


def press(page):
    button = page.get_by_role("button", name="Load the live conversation")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('[role=status]').textContent.startsWith('Loading')")


def place(page):
    return page.locator(".place")


@pytest.mark.parametrize("name", PROVIDERS)
def test_nobody_is_asked_before_the_button_is_pressed_and_then_only_the_provider(
    opened, axe, provider, name
):
    """One visit: axe looks, the button says what it does, the keyboard presses it and is led further."""
    page, asked = opened(name, color_scheme="light", viewport={"width": 360, "height": 900})
    page.evaluate(axe)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.emulate_media(color_scheme="dark")
    assert violations(page, OF_LOOKS) == []

    host = urlsplit(ORIGINS.get(name, provider)).netloc
    button = page.get_by_role("button")
    assert host in button.inner_text()
    note = page.locator(f"#{button.get_attribute('aria-describedby')}").inner_text()
    assert host in note and "address of your device" in note

    page.mouse.wheel(0, 5000)
    button.hover()
    page.wait_for_timeout(200)
    assert asked() == set()
    press(page)
    page.wait_for_timeout(200)
    assert asked() == {ORIGINS.get(name, provider)}
    assert page.evaluate("document.activeElement.className") == "place"
    assert not button.is_visible()
    if name == "mastodon":  # the others are pages of their own
        assert violations(page, OF_LOOKS) == []
        page.emulate_media(color_scheme="light")
        assert violations(page) == []


def told(page):
    return json.loads(place(page).inner_text())


def test_isso_is_told_the_id_of_the_story(opened, provider):
    page, _asked = opened("isso")
    press(page)
    assert told(page) == {
        "issoId": "the-call",
        "title": "The “call” & more",
        "isso": f"{provider}/",
        "issoCss": "false",
        "issoAvatar": "false",
        "issoVote": "false",
        "issoLang": "en",
    }


@pytest.fixture
def real_isso(tmp_path):
    """A site beside an Isso that really runs; the address of the site, and the Isso."""
    (tmp_path / "output").mkdir()
    with serving(functools.partial(_Quiet, directory=str(tmp_path / "output"))) as address:
        write_files(tmp_path / "content", {"stories/a.md": STORY.replace("POST", address), **ARCHIVE})
        isso = Isso(tmp_path / "content", "--site", address, port=8510)
        given = {"COMMENTS_PROVIDER": "isso", "COMMENTS_OPTIONS": {"host": isso.url}, "MENUITEMS": ()}
        build(tmp_path / "content", tmp_path / "output", SITEURL="https://heard.example", **given)
        yield address, isso
        isso.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_real_isso_shows_what_it_holds_under_the_id_of_the_story(browser, real_isso, scheme):
    address, isso = real_isso
    isso.moderate(isso.post("the-call", "Said in the *live* place.", author="Liv"), "activate")
    page = browser.new_page(color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + PATH)
    press(page)
    page.get_by_text("Said in the live place.").wait_for()
    outside = {url for url in asked if not url.startswith((address + "/", isso.url + "/"))}
    assert outside == set()
    colour = "(e) => getComputedStyle(e).color"
    assert page.locator(".isso-text").first.evaluate(colour) == page.locator("body").evaluate(colour)
    page.close()


def test_giscus_is_told_the_id_of_the_story_and_follows_the_light_by_itself(opened):
    page, _asked = opened("giscus")
    press(page)
    found = told(page)
    assert (found["data-mapping"], found["data-term"], found["data-strict"]) == (
        "specific",
        "the-call",
        "1",
    )
    assert found["data-theme"] == "preferred_color_scheme" and found["data-repo"] == "ada/tales"


def test_utterances_is_told_the_id_of_the_story_and_when_the_light_changes(opened):
    page, _asked = opened("utterances", color_scheme="light")
    press(page)
    page.frame_locator("iframe").locator("html").wait_for(state="attached")
    found = told(page)
    assert (found["issue-term"], found["label"], found["theme"]) == (
        "the-call",
        "talk",
        "preferred-color-scheme",
    )
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.querySelector('.place p').dataset.theme === 'github-dark'")


def test_disqus_is_told_the_id_of_the_story_and_when_the_light_changes(opened):
    page, _asked = opened("disqus", color_scheme="light")
    press(page)
    assert told(page) == {
        "identifier": "the-call",
        "url": "https://heard.example/stories/another-slug/",
        "title": "The “call” & more",
    }
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.getElementById('disqus_thread').dataset.reset === 'true'")


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_remark42_is_told_an_address_made_of_the_id_and_the_light(opened, provider, scheme, other):
    page, _asked = opened("remark42", color_scheme=scheme)
    press(page)
    found = told(page)
    assert (found["url"], found["theme"]) == ("https://heard.example/?story=the-call", scheme)
    assert (found["host"], found["site_id"], found["locale"]) == (provider, "heard", "en")
    page.emulate_media(color_scheme=other)
    page.wait_for_function(f"document.getElementById('remark42').dataset.theme === '{other}'")


def test_answers_on_mastodon_are_shown_as_words_and_links_only(opened, provider):
    page, asked = opened("mastodon")
    ran = []
    page.expose_function("pwned", lambda: ran.append("called"))
    press(page)
    page.wait_for_timeout(200)
    text = place(page).inner_text()
    assert "Bo <b>bold</b>" in text and "January 5, 2024" in text and "cy@elsewhere.example" in text
    assert "Careful." in text
    assert page.evaluate(
        "[...document.querySelectorAll('.place *')].map((e) => e.localName).sort()"
    ) == sorted(["ol", "li", "p", "bdi", "a", "div", "p", "a", "ol", "li", "p", "bdi", "div", "p", "br"])
    links = page.evaluate("[...document.querySelectorAll('.place a')].map((a) => [a.href, a.rel])")
    rel = "nofollow ugc noopener"
    assert links == [["https://toots.example/@bo/11", rel], ["https://bo.example/", rel]]
    assert ran == [] and asked() == {provider}


def test_a_post_that_nobody_answered_says_so(opened):
    page, _asked = opened("mastodon", post="/@ada/7")
    press(page)
    assert "Nobody has answered on" in page.get_by_role("status").inner_text()


def test_a_story_that_was_not_posted_says_so_and_loads_no_script(opened):
    page, asked = opened("mastodon", post="/@ada")
    assert "has not been posted" in page.locator(".live").inner_text()
    assert page.locator("script[src]").count() == 0 and page.get_by_role("button").count() == 0
    assert asked() == set()


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_that_does_not_answer_is_told_in_a_sentence_and_can_be_asked_again(opened, name):
    page, _asked = opened(name, block=True)
    press(page)
    status = page.get_by_role("status").inner_text()
    assert "did not answer" in status
    assert page.evaluate("document.activeElement.localName") == "button"
    assert page.get_by_role("button").is_visible() and page.locator(".live script").count() == 0


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_reader_without_scripts_has_the_archive_and_a_plain_link(opened, name):
    page, asked = opened(name, java_script_enabled=False)
    text = page.inner_text("#comments")
    assert "3 comments" in text and "Why not?" in text
    assert not page.locator(".live button").is_visible()
    link = page.locator(".doors a")
    assert link.is_visible() and link.get_attribute("href").startswith("http")
    assert asked() == set()


def test_the_script_keeps_its_budget_and_only_stories_load_it(opened, make):
    import gzip

    source = (ROOT / "theme" / "js" / "conversation.js").read_bytes()
    assert len(gzip.compress(source, 9, mtime=0)) <= 2 * 1024
    output = make("isso")
    loading = [p for p in output.rglob("*.html") if "/theme/conversation." in p.read_text("utf-8")]
    assert [path.parent.name for path in loading] == ["another-slug"]


def test_the_page_needs_no_inline_script(opened):
    """A strict policy of content does not break it: `script-src 'self'` and the provider."""
    page, _asked = opened("remark42")
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    press(page)
    inline = "[...document.scripts].filter((s) => !s.src && s.type !== 'application/ld+json').length"
    assert page.evaluate(inline) == 0 and said == []


def test_nu_finds_nothing_on_pages_with_an_archive_and_an_embed(make, node_packages):
    java = need(shutil.which("java"), "java")
    jar = need(next((node_packages / "vnu-jar" / "build" / "dist").glob("vnu.jar"), None), "the Nu checker")
    pages = [str(make(name) / PATH.strip("/") / "index.html") for name in PROVIDERS]
    done = subprocess.run(
        [java, "-Xss8m", "-jar", str(jar), "--format", "json", *pages],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    messages = json.loads(done.stderr or done.stdout)["messages"]
    assert sorted({f"{m['message']} {m.get('extract', '')}" for m in messages}) == []
