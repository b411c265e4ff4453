"""How a task ends: the exit codes, and the refusal that ends one before it began."""

from __future__ import annotations

FINE = 0
CONTENT = 1
USAGE = 2
BROKEN = 4
"""A check could not run, or something failed that is no mistake of the writer."""


class Refusal(Exception):
    """The task cannot start as it was asked for; the message says why and what to do instead."""
