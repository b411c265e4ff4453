"""Who may hold a live conversation beside the archive, and what each of them has to be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from heard.text.names import did_you_mean, nearest
from heard.text.problems import Problem

Check = Callable[[str], str | None]


def _address(value: str) -> str | None:
    parts = urlsplit(value)
    right = parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s\"'<>?#]", value)
    return None if right else "must be a complete address such as https://comments.example.org"


def _repository(value: str) -> str | None:
    right = re.fullmatch(r"[\w.-]+/[\w.-]+", value, re.ASCII)
    return None if right else "must be an owner and a name, as in ada/stories"


def _name(value: str) -> str | None:
    return None if re.fullmatch(r"[\w.=-]+", value, re.ASCII) else "must be letters, digits and hyphens"


def _text(value: str) -> str | None:
    return None if value.strip() and value.isprintable() else "must not be empty"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a provider is told; `check` returns what is wrong with it, or None."""

    name: str
    check: Check
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its options, and the address it always has (empty where the owner runs it)."""

    name: str
    options: tuple[Option, ...] = ()
    address: str = ""


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider("none"),
        Provider("isso", (Option("host", _address),)),
        Provider(
            "giscus",
            (
                Option("repo", _repository),
                Option("repo_id", _name),
                Option("category", _text),
                Option("category_id", _name),
            ),
            "https://giscus.app",
        ),
        Provider(
            "utterances",
            (Option("repo", _repository), Option("label", _text, needed=False)),
            "https://utteranc.es",
        ),
        Provider("disqus", (Option("shortname", _name),)),
        Provider(
            "remark42",
            (
                Option("host", _address),
                Option("site_id", _name),
                Option("threads_at", _address, needed=False),
            ),
        ),
        Provider("mastodon", (Option("host", _address),)),
    )
}


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
    known = {option.name: option for option in provider.options}
    for key, value in options.items():
        option = known.get(key)
        if option is None:
            message = f'COMMENTS_OPTIONS has "{key}", which the provider {name} does not know.'
            yield _problem(message, did_you_mean(str(key), list(known)))
        elif not isinstance(value, str):
            yield _problem(f'COMMENTS_OPTIONS: "{key}" must be a text, not {value!r}.')
        elif wrong := option.check(value):
            yield _problem(f'COMMENTS_OPTIONS: "{key}" {wrong}, not "{value}".')
    for option in provider.options:
        if option.needed and option.name not in options:
            yield _problem(f'COMMENTS_OPTIONS lacks "{option.name}", which {name} cannot do without.')


def _problem(message: str, hint: str = "") -> Problem:
    return Problem("setting-wrong", "settings", 0, message, hint)
