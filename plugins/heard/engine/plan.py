"""A page that is going to be written: everything that rendering it needs, and nothing done yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template

from heard.engine.closure import Closure

_MISSING = object()
MANY = 20
"""From so many differences on, what is shared is taken anew."""


@dataclass(frozen=True, slots=True)
class Page:
    """One planned page. `shared` is the context of the site, `own` what differs from it on this page."""

    name: str
    path: str
    template: Template
    closure: Closure
    shared: Mapping[str, Any]
    own: Mapping[str, Any]
    site_url: str

    def context(self) -> dict[str, Any]:
        """All variables of the page."""
        return {**self.shared, **self.own}


class StandIn:
    """Stands for a template while Pelican's writer works out a page: it keeps the variables only."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.variables: dict[str, Any] = {}

    def render(self, variables: dict[str, Any]) -> str:
        """Keep the variables of the page that is being written."""
        self.variables = variables
        return ""


class Shared:
    """The part of all pages' variables that is the same, held once."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context = context
        self._held = dict(context)

    def part(self, variables: dict[str, Any]) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """What is shared, and what is the page's own."""
        own = self._own(variables)
        if len(own) > MANY and len(own.keys() & self._held.keys()) > MANY:  # the context itself has changed
            self._held = dict(self._context)
            own = self._own(variables)
        if not self._held.keys() <= variables.keys():  # another context
            return {}, variables
        return self._held, own

    def _own(self, variables: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value for name, value in variables.items() if self._held.get(name, _MISSING) is not value
        }
