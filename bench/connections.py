"""How the time to tie stories together grows: links, backlinks with their sentence, related stories.

    python bench/connections.py 1000 2000 4000 8000

Prints, for each size, seconds, comparisons, and the exponent against the size before (1 is linear).
"""

from __future__ import annotations

import math
import sys
import time
from datetime import date

from corpus import make_corpus
from pelican.plugins.stories.excerpt import plain_text
from pelican.plugins.stories.facets import Addresses
from pelican.plugins.stories.shelving import Shelf, build_library
from pelican.plugins.story_links import related
from pelican.plugins.story_links.connections import connect
from pelican.plugins.story_links.targets import targets_of

SIZES = (1000, 2000, 4000, 8000)


def measure(count: int) -> tuple[float, int]:
    """Seconds and comparisons to connect `count` stories."""
    volumes, bodies = make_corpus(count)
    library = build_library(Shelf(date(2026, 1, 1), volumes, addresses=Addresses({})))
    compared = 0
    compare = related.RelatedIndex._compare

    def counting(*arguments: object) -> object:
        nonlocal compared
        compared += 1
        return compare(*arguments)

    related.RelatedIndex._compare = counting
    try:
        began = time.perf_counter()
        texts = {story_id: plain_text(body) for story_id, body in bodies.items()}
        connect(library, bodies, texts, targets_of(library.cards), {}, "sides/{slug}/")
        return time.perf_counter() - began, compared
    finally:
        related.RelatedIndex._compare = compare


def main(sizes: list[int]) -> None:
    """Measure each size once and print a line."""
    print(f"{'stories':>8} {'seconds':>8} {'exponent':>9} {'comparisons':>12} {'exponent':>9}")
    before: tuple[int, float, int] | None = None
    for size in sizes:
        seconds, compared = measure(size)
        grown = ("", "")
        if before:
            ratio = math.log(size / before[0])
            grown = (
                f"{math.log(seconds / before[1]) / ratio:.2f}",
                f"{math.log(compared / before[2]) / ratio:.2f}",
            )
        print(f"{size:>8} {seconds:>8.2f} {grown[0]:>9} {compared:>12} {grown[1]:>9}", flush=True)
        before = (size, seconds, compared)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
