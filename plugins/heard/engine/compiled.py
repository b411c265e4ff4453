"""Compiled templates, kept from build to build: compiling them takes half of a small build.

Jinja looks only at a template's text before it uses what was compiled. What else plays a part – Jinja's
version, its settings, filters that are worked out while compiling – is in the name of the space.
"""

from __future__ import annotations

from jinja2.bccache import Bucket, BytecodeCache

from heard.engine.canon import digest
from heard.engine.store import Store


class CompiledTemplates(BytecodeCache):
    """Jinja's cache of compiled templates, in the engine's store."""

    def __init__(self, store: Store, site: bytes) -> None:
        self._store, self._space = store, f"compiled {site.hex()}"
        self._rows = store.load(self._space)
        self._new: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of this text."""
        found = self._rows.get(_name(bucket))
        if found:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        name = _name(bucket)
        self._rows[name] = self._new[name] = bucket.bytecode_to_string()

    def save(self) -> None:
        """Write what is new."""
        self._store.save(self._space, self._new)
        self._new = {}


def _name(bucket: Bucket) -> str:
    environment = bucket.environment
    own = f"{bucket.key} {environment.autoescape!s} {sorted(environment.extensions)} {environment.is_async}"
    own += f" {type(environment).__qualname__}"
    return digest(own).hex()
