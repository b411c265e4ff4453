"""How the time to tie stories together grows: links, backlinks with their sentence, related stories.

    python -m bench.connections 1000 2000 4000 8000

Prints, for each size, seconds, comparisons, and the exponent against the size before (1 is linear).
"""

from __future__ import annotations

import math
import sys
import time
from html import escape
from pathlib import Path

_PLUGINS = str(Path(__file__).resolve().parent.parent / "plugins")
sys.path.insert(0, _PLUGINS)

from heard.library.building import LibraryInput, LibraryStory, build_library  # noqa: E402
from heard.library.facets import Addresses  # noqa: E402
from heard.links import related  # noqa: E402
from heard.links.bodies import bodies_of  # noqa: E402
from heard.links.connections import connect  # noqa: E402
from heard.links.targets import targets_of  # noqa: E402
from heard.model.records import Lesson, Outcome, Relation, Story, ValueMention  # noqa: E402
from heard.text.dates import day_moment  # noqa: E402

from .corpus import TODAY, Link, Tale, tales  # noqa: E402
from .forms.form import body  # noqa: E402

SIZES = (1000, 2000, 4000, 8000)


def measure(count: int) -> tuple[float, int]:
    """Seconds and comparisons to connect `count` stories."""
    volumes, bodies = [], {}
    for tale in tales(count):
        volumes.append(LibraryStory(story_of(tale), f"stories/{tale.slug}/"))
        bodies[tale.slug] = f"<p>{body(tale, _link)}</p>"
    library = build_library(LibraryInput(TODAY, tuple(volumes), addresses=Addresses({})))
    compared = 0
    compare = related.RelatedIndex._compare

    def counting(*arguments: object) -> object:
        nonlocal compared
        compared += 1
        return compare(*arguments)

    related.RelatedIndex._compare = counting
    try:
        began = time.perf_counter()
        said = bodies_of(bodies)
        connect(library, said, targets_of(library.cards), targets_of(()), "sides/{slug}/")
        return time.perf_counter() - began, compared
    finally:
        related.RelatedIndex._compare = compare


def story_of(tale: Tale) -> Story:
    """A tale as `content` would have read it."""
    return Story(
        id=tale.slug,
        title=tale.title,
        slug=tale.slug,
        source=f"stories/{tale.slug}.md",
        date=day_moment(tale.day),
        values=tuple(ValueMention(name, name.lower(), stance) for name, stance in tale.values),
        outcome=Outcome(word=tale.outcome),
        lessons=(Lesson("lesson-1", tale.lesson),) if tale.lesson else (),
        company=tale.company,
        channel=tale.channel,
        tags=tale.tags,
        relates=(Relation("answers", to=tale.answers.slug),) if tale.answers else (),
    )


def _link(link: Link) -> str:
    return f'<a href="{{filename}}/stories/{link.slug}.md">{escape(link.text)}</a>'


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
