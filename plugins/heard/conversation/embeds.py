"""The live conversation of one story: who holds it, and under which name.

The name of a thread is the id of the story, never its address, so that moving a story or the site loses
nothing. Remark42 takes addresses only; it gets one that is made of the id and leads to the site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from heard.conversation.providers import PROVIDERS
from heard.model.records import Story

_STATUS = re.compile(r"/(?:@[^/]+|users/[^/]+/statuses)/(\d+)/?$")


@dataclass(frozen=True, slots=True)
class Embed:
    """A live conversation. `origin` is the address of who holds it, `host` its name for people.

    `thread` is the name of the conversation there, `page` where a reader without scripts finds it (empty
    where there is no such place); `post` is the number of the story's post on Mastodon.
    """

    provider: str
    origin: str
    host: str
    thread: str
    options: Mapping[str, str]
    page: str = ""
    post: str = ""


def embed_of(story: Story, name: str, options: Mapping[str, str], site: str) -> Embed | None:
    """The live conversation of a story; None where there is no provider. `site` is SITEURL."""
    provider = PROVIDERS[name]
    if name == "none":
        return None
    address = provider.address.format(**options).rstrip("/")
    thread, post = story.id, ""
    if name == "remark42":
        thread = f"{options.get('threads_at', site).rstrip('/')}/?story={story.id}"
    page = provider.page.format(**options, address=address, story=story.id, thread=thread)
    if name == "mastodon":
        page, post = _post(story, address)
    return Embed(name, address, urlsplit(address).netloc, thread, options, page, post)


def _post(story: Story, origin: str) -> tuple[str, str]:
    """The address and the number of the story's post on an instance, from its `syndicated` places."""
    for place in story.syndicated:
        url = place.url or ""
        found = _STATUS.search(urlsplit(url).path) if url.startswith(origin + "/") else None
        if found:
            return url, found[1]
    return "", ""
