"""A site whose every comment, name, address and reply tries to run a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import html5lib
from conftest import build
from payloads import payloads
from thrift import amount

from heard.content.front_matter import file_text, read_source, with_field
from heard.content.parser import Rules
from heard.content.reply_file import read_reply
from heard.conversation.comment_file import FORMATS, CommentFile, comment_text
from heard.text.dates import parse_moment

A_STORY = amount(100, 500)
"""Comments on each story."""
TAGS = set(
    "p br em strong i b s del ins sub sup small q cite blockquote ul ol li pre code a hr abbr".split()
)
ATTRIBUTES = {"href", "title", "rel", "start"}
SCHEMES = ("http://", "https://", "mailto:")


def some_payloads() -> tuple[str, ...]:
    """All attempts, or, in most runs, every seventh (a prime, so that each kind of them is met)."""
    return tuple(payloads())[:: amount(7, 1)]


def write_content(folder: Path, today: str) -> int:
    """Write the stories and their comments; how many comments there are."""
    found = some_payloads()
    rules = Rules(parse_moment(today).first)
    (folder / "stories").mkdir(parents=True)
    for start in range(0, len(found), A_STORY):
        name = f"story-{start}"
        story = f"---\nid: {name}\ntitle: Story {start}\ndate: 2026-01-01\noutcome: told\n---\n\nIt rang.\n"
        (folder / "stories" / f"{name}.md").write_text(story, "utf-8")
        comments, replies = folder / "comments" / name, folder / "replies" / name
        comments.mkdir(parents=True)
        replies.mkdir(parents=True)
        for number, text in enumerate(found[start : start + A_STORY], start):
            comment = CommentFile(
                id=f"c{number}",
                story_id=name,
                source="",
                author=text,
                date=parse_moment("2026-02-01"),
                body=text,
                kind=("remark", "question")[number % 2],
                platform=text,
                format=FORMATS[number % len(FORMATS)],
                lang="en",
            )
            (comments / f"{number}.md").write_text(comment_text(comment), "utf-8", newline="")
            if number % 10 == 0:
                fields = {
                    "author": text,
                    "role": text,
                    "date": "2026-02-02",
                    "change": "made",
                    "what": text,
                }
                reply = file_text({**fields, "evidence": text}, text)
                read, _ = read_reply(read_source(reply.encode()), f"replies/{name}/{number}.md", rules)
                assert read is not None
                reply = with_field(reply, "sha256", read.fingerprint)
                (replies / f"{number}.md").write_text(reply, "utf-8", newline="")
    return len(found)


def hostile_site(folder: Path, today: str) -> Path:
    """Build it; the folder of its pages."""
    write_content(folder / "content", today)
    output = folder / "output"
    site = "https://heard.example"
    build(folder / "content", output, SITEURL=site, unchecked="strangers write what they like")
    return output


def conversations(page: str) -> Iterator[html5lib.treebuilders.base.Node]:
    """Every element of strangers' HTML in a page, as a browser builds them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    replies = [place for place in tree.iter("div") if "reply" in place.get("class", "").split()]
    everything = list(tree.iter("div"))
    of_replies = {element for place in replies for element in place.iter("div")}
    for element in everything:
        names = element.get("class", "").split()
        if "e-content" in names and ("story-body" not in names or element in of_replies):
            yield element


def wrongs(root) -> Iterator[str]:
    """What in a tree could run or fetch anything: elements, attributes, addresses that are not allowed."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"comment {element.text!r}"
            continue
        if element is not root and element.tag not in TAGS:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items() if element is not root else ():
            if name not in ATTRIBUTES:
                yield f"{element.tag} {name}={value!r}"
            if name == "href" and not value.strip().lower().startswith(SCHEMES):
                yield f"{element.tag} href={value!r}"


def page_wrongs(page: str) -> Iterator[str]:
    """What anywhere in a page could run a script that is not the page's own."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script":
            if element.get("type") != "application/ld+json":
                yield f"<script> {element.text!r}"
            else:
                json.loads(element.text or "")
        if element.tag in ("iframe", "object", "embed", "base", "form", "style", "template"):
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if str(name).lower().startswith("on") or name in ("srcdoc", "formaction", "ping"):
                yield f"{element.tag} {name}={value!r}"
            if name in ("href", "src", "action", "data", "cite", "poster"):
                scheme = value.strip().partition(":")[0].lower() if ":" in value.split("/")[0] else ""
                if scheme not in ("", "http", "https", "mailto", "webcal"):
                    yield f"{element.tag} {name}={value!r}"
