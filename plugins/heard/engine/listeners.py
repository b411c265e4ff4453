"""Who listens to a signal, and might therefore change what the engine takes for settled.

A receiver that changes nothing – it counts, or shows progress – says so: `only_watches = True`, on the
function or on the class of the object it is a method of.
"""

from __future__ import annotations

from typing import Any

WATCHES = "only_watches"
_OURS = __package__ or "heard.engine"


def strangers(*signals: Any) -> list[str]:
    """The names of all receivers of these signals that may do more than watch."""
    found = []
    for signal in signals:
        for receiver in list(signal.receivers_for(None)):
            owner = type(getattr(receiver, "__self__", None))
            module = getattr(receiver, "__module__", "") or ""
            if (
                module.startswith(_OURS)
                or getattr(receiver, WATCHES, False)
                or getattr(owner, WATCHES, False)
            ):
                continue
            found.append(f"{module}.{getattr(receiver, '__qualname__', type(receiver).__qualname__)}")
    return sorted(found)
