"""A story and its conversation in the words of schema.org, as plain dictionaries.

Source: https://schema.org/BlogPosting, /Comment, /BreadcrumbList; JSON-LD 1.1. Nothing is told that the
page does not show, and a date is told as precisely as it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct

from heard.content.hyperlinks import valid_address
from heard.conversation.conversation import Thread
from heard.library.library import Card
from heard.model.records import Comment
from heard.text.dates import Moment
from heard.text.excerpt import plain_text

CONTEXT = "https://schema.org"
Graph = dict[str, Any]


class Site(Struct, frozen=True):
    """The site: its name, and its address with a slash at the end."""

    name: str
    address: str


def spoken(threads: Sequence[Thread]) -> Iterator[tuple[Comment, Comment | None]]:
    """Yield each comment that is shown, with what it answers, in the order of the page."""
    for thread in threads:
        if thread.comment:
            yield thread.comment, thread.parent
        yield from spoken(thread.replies)


def story_graph(card: Card, threads: Sequence[Thread], site: Site) -> Graph:
    """The story, the comments that its page shows, and the way from the home page to it."""
    page = _page(card.url, site)
    comments = [comment_facts(one, parent, page) for one, parent in spoken(threads)]
    return {"@context": CONTEXT, "@graph": [_posting(card, comments, page, site), _way(card, page, site)]}


def comment_facts(comment: Comment, parent: Comment | None, page: str) -> dict[str, Any]:
    """One comment; who has no name has no author."""
    address = f"{page}#comment-{comment.id}"
    return _told(
        {
            "@type": "Comment",
            "@id": address,
            "url": address,
            "text": _lines(plain_text(comment.content)),
            "author": _told({"@type": "Person", "name": comment.author, "url": comment.url})
            if comment.author
            else None,
            "datePublished": date_of(comment.date),
            "dateModified": date_of(comment.modified),
            "inLanguage": comment.lang,
            "sameAs": comment.original,
            "parentItem": {"@id": f"{page}#comment-{parent.id}"} if parent else None,
        }
    )


def _lines(text: str) -> str:
    """A text without blank lines."""
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


def date_of(moment: Moment | None) -> str:
    """A date in ISO 8601 as precisely as it is known; of an interval its beginning; empty for none."""
    if moment is None:
        return ""
    return moment.start.text if moment.start else moment.text


def _posting(card: Card, comments: list[dict[str, Any]], page: str, site: Site) -> dict[str, Any]:
    story = card.story
    authors = [_told({"@type": "Person", "name": t.name, "url": _page(t.url, site)}) for t in card.tellers]
    keywords = [*(value.term.name for value in card.values), *(tag.name for tag in card.tags)]
    return {
        **_told(
            {
                "@type": "BlogPosting",
                "@id": page,
                "url": page,
                "mainEntityOfPage": page,
                "headline": story.title,
                "description": story.summary,
                "datePublished": date_of(story.date),
                "dateModified": date_of(story.modified),
                "author": authors,
                "inLanguage": story.lang,
                "keywords": list(dict.fromkeys(keywords)),
                "isPartOf": {"@type": "Blog", "@id": site.address, "name": site.name},
                "comment": comments,
            }
        ),
        "commentCount": len(comments),
    }


def _way(card: Card, page: str, site: Site) -> dict[str, Any]:
    steps = [(site.name, site.address)]
    if card.category and card.category.url:
        steps.append((card.category.name, _page(card.category.url, site)))
    steps.append((card.title, page))
    places = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": places}


def _page(url: str, site: Site) -> str:
    return valid_address(urljoin(site.address, url)) if url else ""


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value}
