"""Values spelled as bytes, always the same way, so that equal values have equal marks on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from enum import Enum
from hashlib import blake2b
from os import urandom
from pathlib import PurePath
from typing import Any

import msgspec
from markupsafe import Markup

SIZE = 16
"""Bytes of a mark."""


def mark_of(octets: bytes) -> bytes:
    """Return the mark of some bytes."""
    return blake2b(octets, digest_size=SIZE).digest()


def spelled(value: object) -> bytes:
    """Return the mark of records, texts and numbers in tuples and mappings.

    What has a `mark` of its own, as a card or the text of a page, stands for itself by that. A value that
    cannot be told from another, because nobody knows how it is spelled, has another mark each time.
    """
    try:
        return mark_of(_ENCODER.encode(value))
    except (TypeError, UnicodeEncodeError):  # halves of pairs of signs have no spelling, either
        return urandom(SIZE)


def _other(value: Any) -> object:
    """Spell what the encoder does not know."""
    if (mark := getattr(value, "mark", None)) is not None:
        return mark or spelled(value.__html__().encode("utf-8", "surrogatepass"))
    if isinstance(value, Markup | PurePath | tzinfo):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Enum):
        return value.name
    raise TypeError(f"a value of the kind {type(value).__name__} cannot be spelled")


_ENCODER = msgspec.json.Encoder(enc_hook=_other, order="deterministic")
