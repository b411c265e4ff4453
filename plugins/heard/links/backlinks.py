"""Which stories link which others in their bodies, each with the sentence that holds the link."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Set

import msgspec
from msgspec import Struct

from heard.library.library import Card
from heard.links.bodies import Bodies
from heard.links.kept import Kept, number_of
from heard.links.mentions import Link
from heard.links.names import names_of
from heard.links.targets import Targets


class _Row(Struct, frozen=True, array_like=True, gc=False):
    """The links of one story: the mark of its body, the names that they ask for, and where they lead.

    Two numbers stand for each story that is linked: its own, and one that stands for the sentence.
    """

    mark: bytes
    asks: str
    leads: bytes


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Row)


def with_body(row: bytes, mark: bytes) -> bytes:
    """Return the row of a story with another body, of the same links."""
    return _ENCODER.encode(msgspec.structs.replace(_DECODER.decode(row), mark=mark))


class Backlinks:
    """The links between the bodies of some stories, of which each pair counts once.

    `touched` are names that mean something else than in the last build.
    """

    def __init__(
        self, cards: Iterable[Card], bodies: Bodies, targets: Targets, touched: Set[str], kept: Kept
    ) -> None:
        self._bodies, self._targets = bodies, targets
        self.numbers = {card.id: number_of(card.id) for card in cards}
        ids = {number: story_id for story_id, number in self.numbers.items()}
        self.linked: dict[str, tuple[str, ...]] = {}
        """The ids of the stories that a story links."""
        self.linking: dict[str, dict[str, int]] = defaultdict(dict)
        """The ids of the stories that link a story, each with a number that stands for the sentence."""
        rows = dict(kept.all("linking"))
        for story_id in self.numbers:
            known = rows.pop(story_id, None)
            row = before = _DECODER.decode(known) if known else None
            if row is None or row.mark != bodies.marks.get(story_id, b""):
                row = self._row(story_id, bodies.renew(story_id).links)
            elif row.asks and not touched.isdisjoint(row.asks.split("\n")):
                row = self._row(story_id, bodies.said(story_id).links)
            if row != before:
                kept.put("linking", story_id, _ENCODER.encode(row))
            if row.leads:
                leads = array("Q", row.leads)
                self.linked[story_id] = tuple(ids[number] for number in leads[::2])
                for other, sentence in zip(self.linked[story_id], leads[1::2], strict=True):
                    self.linking[other][story_id] = sentence
        for story_id in rows:
            kept.put("linking", story_id, b"")
            kept.put("said", story_id, b"")

    def _row(self, story_id: str, links: Iterable[Link]) -> _Row:
        asks: set[str] = set()
        leads: dict[str, int] = {}
        for link in links:
            if link.href.startswith("/") or self._targets.host in link.href:
                asks |= names_of(link.href)
                other = self._targets.of_address(link.href)
                if other is not None and other.id != story_id:
                    leads.setdefault(other.id, number_of(link.sentence))
        numbers = self.numbers
        pairs = array("Q", (number for other, said in leads.items() for number in (numbers[other], said)))
        return _Row(self._bodies.marks.get(story_id, b""), "\n".join(sorted(asks)), pairs.tobytes())

    def sentence(self, story_id: str, other: str) -> str:
        """Return the sentence in which a story links another one for the first time."""
        links = self._bodies.said(story_id).links
        found = ((self._targets.of_address(link.href), link.sentence) for link in links)
        return next(sentence for card, sentence in found if card is not None and card.id == other)
