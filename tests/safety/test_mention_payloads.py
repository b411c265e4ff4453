"""The same attempts by way of pages that mention a story: in text, names and addresses."""

from __future__ import annotations

from urllib.parse import urlsplit

import html5lib
import pytest
from hostile import some_payloads, wrongs

from heard.conversation.bodies import Bodies
from heard.conversation.sources.safe_http import Answer
from heard.conversation.sources.webmention.source import read_source

TARGET = "https://heard.example/stories/the-call/"
PAYLOADS = some_payloads()
ENTRY = """<!doctype html><title>x</title><div class="h-entry">
<a class="u-in-reply-to" href="{target}">story</a>
<p class="p-author h-card"><a class="u-url" href="{quoted}"></a><span class="p-name">{text}</span></p>
<time class="dt-published" datetime="{quoted}"></time>
<div class="e-content">{text}</div>
</div>"""


def said(text: str):
    """What a mention with this text everywhere is read as."""
    page = ENTRY.format(target=TARGET, quoted=text.replace('"', "&quot;"), text=text)
    answer = Answer("https://other.example/note", 200, (), page.encode("utf-8", "replace"))
    return read_source(answer, lambda url: url == TARGET)


@pytest.mark.parametrize("part", range(4))
def test_no_mention_brings_anything_that_runs(part):
    bodies = Bodies()
    wrong, remarks = [], 0
    for text in PAYLOADS[part::4]:
        found = said(text)
        shown = html5lib.parseFragment(
            f"<div>{bodies.html(found.body, found.format)}</div>", namespaceHTMLElements=False
        )
        wrong += [(text, one) for one in wrongs(shown[0])]
        assert len(shown) == 1, text
        if found.url is not None and urlsplit(found.url).scheme not in ("http", "https"):
            wrong.append((text, found.url))
        remarks += found.kind == "remark"
        assert "\n" not in found.author and len(found.author) <= 100
    assert wrong == [] and remarks > 0.95 * len(PAYLOADS) / 4  # they were read, not thrown away
