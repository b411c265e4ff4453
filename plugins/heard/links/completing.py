"""Completing a text: its addresses and links as they are in the site, and all that it asks for that.

Whether a text is as it was can be told without making it again: by what it asked, and the answers.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from heard.content.bodylinks import FILES, NAMED, Broken, SiteLinks
from heard.content.hyperlinks import addresses_in
from heard.library.bodies import complete_content
from heard.links.generator import complete
from heard.links.names import ALWAYS, names_of, names_of_reference
from heard.links.rewriting import Lead, Leads
from heard.text.problems import Problem

AddressAnswer = tuple[str, str | None, bool, bool]
"""An address as it is written, what it became, and whether it leads to nothing published, or to nothing."""
LeadAnswer = tuple[str, str, Lead | None]
"""A reference, its kind, and where it leads."""
Answers = tuple[tuple[AddressAnswer, ...], tuple[LeadAnswer, ...]]


class Completed(NamedTuple):
    """A text as HTML, what it asked with the answers, and the names by which it asked.

    `pictures` are the addresses of its pictures in the site, `fields` those of the front matter with HTML.
    """

    html: str
    answers: Answers
    asks: set[str]
    pictures: tuple[str, ...]
    fields: dict[str, str]
    problems: list[Problem]


class Completing:
    """Completes texts.

    `leads` find where references lead (None for a site that does not complete them), `ground` is all that
    they may lead to, for who names one that leads nowhere.
    """

    def __init__(self, links: SiteLinks, leads: Leads | None, ground: Any) -> None:
        self._links, self._leads, self._ground = replace(links, note=self._note), leads, ground
        self._noted: dict[str, AddressAnswer] = {}

    def text(self, path: str, source: Any) -> Completed:
        """Complete the text of a source."""
        self._noted = {}
        problems = complete_content(self._links, source)
        leads: dict[tuple[str, str], Lead | None] = {}
        if (find := self._leads) is not None:

            def lead(reference: str, kind: str, source_path: str) -> Lead | None:
                found = leads[reference, kind] = find(reference, kind, source_path)
                return found

            problems += complete(source, path, self._ground, lead)
        names = (*source.settings["FORMATTED_FIELDS"], "summary")
        fields = {name: one for name in names if isinstance(one := source.metadata.get(name), str)}
        asks = {name for one in self._noted for name in self._names_of_address(one)}
        asks |= {name for reference, _kind in leads for name in names_of_reference(reference)}
        answers = tuple(self._noted.values()), tuple((*one, found) for one, found in leads.items())
        html: str = source._content
        return Completed(html, answers, asks, self._pictures(html), fields, problems)

    def _note(self, value: str, answer: str | Broken | None) -> None:
        self._noted[value] = answered(value, answer)

    def _names_of_address(self, value: str) -> set[str]:
        if match := self._links.marker.match(value):
            return names_of(value[match.end() :]) if match["what"].lower() in FILES else {ALWAYS}
        return names_of(value.removeprefix(NAMED))

    def _pictures(self, html: str) -> tuple[str, ...]:
        if "<img" not in html.lower():
            return ()
        addresses = (one.value for one in addresses_in(html) if (one.tag, one.attribute) == ("img", "src"))
        paths = (unquote(address).removeprefix(self._links.root).lstrip("/") for address in addresses)
        return tuple(dict.fromkeys(paths))


def answered(value: str, answer: str | Broken | None) -> AddressAnswer:
    """Return an address with what it became."""
    if isinstance(answer, Broken):
        return value, answer.link, answer.is_withheld, True
    return value, answer, False, False
