"""What some tests need beside the Python packages: a browser, checkers, Isso, other people's plugins."""

from __future__ import annotations

import os
from typing import Any

import pytest


def need(found: Any, what: str) -> Any:
    """The thing itself; a skip where it is missing, a failure under CI."""
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must not pass without it")
    pytest.skip(f"{what} is not installed")
    return None
