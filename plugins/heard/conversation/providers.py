"""The live conversation of a story: who may hold it, what each of them has to be told, under which name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from heard.model.records import Story
from heard.text.names import did_you_mean, nearest
from heard.text.problems import Problem

Form = tuple[str, str]
"""A pattern of all that an option may be, and what is said of anything else."""
_ADDRESS: Form = (
    r"https?://[^\s\"'<>?#/]+[^\s\"'<>?#]*",
    "must be a complete address such as https://comments.example.org",
)
_REPOSITORY: Form = (r"[\w.-]+/[\w.-]+", "must be an owner and a name, as in ada/stories")
_NAME: Form = (r"[\w.=-]+", "must be letters, digits and hyphens")
_TEXT: Form = (r"(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+", "must not be empty")


class Provider(Struct, frozen=True):
    """A provider: its options, each with its form, its address, and the page of a thread.

    Address, thread and page name options in braces, and `story` (an id); the page also `address`
    and `thread`. The name of a thread is the id of the story, never its address, so that moving a story or
    the site loses nothing. Remark42 takes addresses only; it gets one that is made of the id.
    """

    options: Mapping[str, Form] = field(default_factory=dict)
    address: str = "{host}"
    page: str = ""
    thread: str = "{story}"
    may_lack: tuple[str, ...] = ()


PROVIDERS = {
    "none": Provider(address=""),
    "isso": Provider({"host": _ADDRESS}, page="{address}/feed?uri={story}"),
    "giscus": Provider(
        {"repo": _REPOSITORY, "repo_id": _NAME, "category": _TEXT, "category_id": _NAME},
        "https://giscus.app",
        "https://github.com/{repo}/discussions?discussions_q={story}",
    ),
    "utterances": Provider(
        {"repo": _REPOSITORY, "label": _TEXT},
        "https://utteranc.es",
        "https://github.com/{repo}/issues?q={story}",
        may_lack=("label",),
    ),
    "disqus": Provider({"shortname": _NAME}, "https://{shortname}.disqus.com", "{address}/"),
    "remark42": Provider(
        {"host": _ADDRESS, "site_id": _NAME, "threads_at": _ADDRESS},
        page="{address}/api/v1/rss/post?site={site_id}&url={thread}",
        thread="{threads_at}/?story={story}",
        may_lack=("threads_at",),
    ),
    "mastodon": Provider({"host": _ADDRESS}),
}


_STATUS = re.compile(r"/(?:@[^/]+|users/[^/]+/statuses)/(\d+)/?$")


class Embed(Struct, frozen=True):
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
    given = {**options, "story": story.id, "threads_at": options.get("threads_at", site).rstrip("/")}
    given["address"] = provider.address.format(**given).rstrip("/")
    given["thread"] = provider.thread.format(**given)
    page, post = provider.page.format(**given), ""
    if name == "mastodon":
        page, post = _post(story, given["address"])
    host = urlsplit(given["address"]).netloc
    return Embed(name, given["address"], host, given["thread"], options, page, post)


def _post(story: Story, origin: str) -> tuple[str, str]:
    """The address and the number of the story's post on an instance, from its `syndicated` places."""
    for place in story.syndicated:
        url = place.url or ""
        found = _STATUS.search(urlsplit(url).path) if url.startswith(origin + "/") else None
        if found:
            return url, found[1]
    return "", ""


def check_provider(value: str) -> str | None:
    """What is wrong with the name of a provider, or None."""
    if value in PROVIDERS:
        return None
    near = nearest(value, list(PROVIDERS))
    hint = f' (did you mean "{near}"?)' if near else ""
    return f'has "{value}", which is no provider of comments{hint}'


def check_email(value: str) -> str | None:
    """What is wrong with the address for replies, or None; empty is none."""
    if not value or re.fullmatch(r"[^\s@<>\"'?&#%,;:]+@[^\s@<>\"'?&#%,;:]+", value):
        return None
    return f'must be one bare address such as stories@heard.example, not "{value}"'


def option_problems(name: str, options: Mapping[Any, Any]) -> Iterator[Problem]:
    """What is wrong with the options of a provider: unknown, missing, of a wrong form."""
    provider = PROVIDERS[name]
    for key, value in options.items():
        form = provider.options.get(key)
        if form is None:
            message = f'COMMENTS_OPTIONS has "{key}", which the provider {name} does not know.'
            yield _problem(message, did_you_mean(str(key), list(provider.options)))
        elif not isinstance(value, str):
            yield _problem(f'COMMENTS_OPTIONS: "{key}" must be a text, not {value!r}.')
        elif not re.fullmatch(form[0], value, re.ASCII):
            yield _problem(f'COMMENTS_OPTIONS: "{key}" {form[1]}, not "{value}".')
    for key in provider.options:
        if key not in options and key not in provider.may_lack:
            yield _problem(f'COMMENTS_OPTIONS lacks "{key}", which {name} cannot do without.')


def _problem(message: str, hint: str = "") -> Problem:
    return Problem("setting-wrong", "settings", 0, message, hint)
