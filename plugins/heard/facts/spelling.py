"""Values spelled as bytes, always the same way, so that equal values have equal marks on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from enum import Enum
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

import msgspec
from markupsafe import Markup

from heard.library.library import Card
from heard.library.outputs import Body

SIZE = 16
"""Bytes of a mark."""


def mark_of(octets: bytes) -> bytes:
    """Return the mark of some bytes."""
    return blake2b(octets, digest_size=SIZE).digest()


class Speller:
    """Spells values of one build: records, texts and numbers in tuples and mappings.

    A card, of which pages hold many, is spelled once and then stands for itself by its mark.
    """

    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder(enc_hook=self._other, order="deterministic")
        self._cards: dict[int, tuple[Card, bytes]] = {}

    def mark(self, value: object) -> bytes:
        """Return the mark of a value. Raises TypeError for one of an unknown kind."""
        return mark_of(self._encoder.encode(value))

    def _other(self, value: Any) -> object:
        """Spell what the encoder does not know."""
        if isinstance(value, Card):
            known = self._cards.get(id(value))
            if known is None:  # the card is kept with its mark, so that its id stays its own
                known = self._cards[id(value)] = (value, self.mark(value.facts()))
            return known[1]
        if isinstance(value, Body):
            return value.mark or mark_of(value.__html__().encode("utf-8", "surrogatepass"))
        if isinstance(value, Markup | PurePath | tzinfo):
            return str(value)
        if isinstance(value, Mapping):
            return dict(value)
        if isinstance(value, Enum):
            return value.name
        raise TypeError(f"a value of the kind {type(value).__name__} cannot be spelled")
