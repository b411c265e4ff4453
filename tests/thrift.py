"""How much the tests do: what every change needs, or all there is (`inv test --all`).

A law that random examples prove keeps a few of them in every run; long sequences, kills and readers
that take minutes are marked `slow`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

import pytest

ALL = os.environ.get("HEARD_TESTS") == "all"
slow = pytest.mark.slow
Amount = TypeVar("Amount")


def amount(usual: Amount, everything: Amount) -> Amount:
    """How many examples, stories or steps: the first in every run, the second in a full one."""
    return everything if ALL else usual


def steps(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called: work that no busy machine makes longer."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
