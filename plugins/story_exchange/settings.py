"""Settings of the exchange."""

from __future__ import annotations

from ..stories.settings import Setting

EXCHANGE_SETTINGS: tuple[Setting, ...] = ()
