"""A picture of how the time grows with the number of stories, for light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 24, 54
# Told apart by form as well as by colour: dashes, and a name at the end of each line.
DASHES = ("", "9 4", "2 4", "12 4 2 4", "5 5", "1 5")
COLOURS = (
    ("#0b5c6b", "#7fc8d6"),
    ("#8a4b12", "#e7b37d"),
    ("#8a4b12", "#e7b37d"),
    ("#5a3d7a", "#c3a9e0"),
    ("#2f6b3a", "#8fce9b"),
    ("#5b6168", "#a3a8ad"),
)
_STYLE = """text{{font:14px system-ui,sans-serif;fill:#1f2328}}.paper{{fill:#fbfaf7}}.rule{{stroke:#d9d4c8}}
{light}
@media (prefers-color-scheme:dark){{text{{fill:#e6e3dc}}.paper{{fill:#14171a}}.rule{{stroke:#343a40}}
{dark}}}"""
Line = Mapping[int, float]
"""Seconds by number of stories."""


def draw(lines: Mapping[str, Line], title: str) -> str:
    """The picture: both axes in powers of ten, so that growth in step is a straight line of one slope."""
    counts = sorted({count for line in lines.values() for count in line})
    times = [seconds for line in lines.values() for seconds in line.values()]
    across = (math.log10(counts[0]), math.log10(counts[-1]))
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def x(count: float) -> float:
        return LEFT + (math.log10(count) - across[0]) / (across[1] - across[0]) * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(seconds) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="10"/>']
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<path class="rule" d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 5:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for count in counts:
        parts.append(f'<path class="rule" d="M{x(count):.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(
            f'<text x="{x(count):.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{count:,}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 8}" text-anchor="middle">stories</text>')
    ends = _apart({name: y(line[max(line)]) for name, line in lines.items()})
    for number, (name, line) in enumerate(lines.items()):
        path = "L".join(f"{x(count):.1f} {y(line[count]):.1f}" for count in sorted(line))
        dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"' if DASHES[number % len(DASHES)] else ""
        parts.append(f'<path class="line l{number}" d="M{path}"{dash}/>')
        parts.extend(
            f'<circle class="dot d{number}" cx="{x(count):.1f}" cy="{y(line[count]):.1f}" r="4"/>'
            for count in line
        )
        parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{ends[name] + 5:.1f}">{escape(name)}</text>')
    return _picture(parts, title, _described(lines), len(lines))


def _picture(parts: Sequence[str], title: str, description: str, many: int) -> str:
    rules = [
        "".join(
            f".l{n}{{stroke:{COLOURS[n % len(COLOURS)][shade]};fill:none;stroke-width:2.5}}"
            f".d{n}{{fill:{COLOURS[n % len(COLOURS)][shade]}}}"
            for n in range(many)
        )
        for shade in (0, 1)
    ]
    style = _STYLE.format(light=rules[0], dark=rules[1])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="t d">\n'
        f'<title id="t">{escape(title)}</title>\n<desc id="d">{escape(description)}</desc>\n'
    )
    return f"{head}<style>{style}</style>\n" + "\n".join(parts) + "\n</svg>\n"


def _described(lines: Mapping[str, Line]) -> str:
    told = []
    for name, line in lines.items():
        points = ", ".join(f"{line[count]:.3g} s for {count:,}" for count in sorted(line))
        told.append(f"{name}: {points}.")
    return "Seconds to build so many stories from nothing. " + " ".join(told)


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """Places for names, none on top of another."""
    found: dict[str, float] = {}
    last = -math.inf
    for name in sorted(places, key=lambda name: places[name]):
        last = found[name] = max(places[name], last + 19)
    over = max(0.0, last - (HEIGHT - BOTTOM))
    return {name: place - over for name, place in found.items()}
