"""The part of the page on speed that tells of real posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from .figures import median, ratio
from .results import OURS, STOCK, Record
from .scenarios import LABELS

Words = Callable[[str], str]
Seconds = Callable[[float], str]
Bytes = Callable[[int], str]


def section(run: Record, words: Words, time: Seconds, memory: Bytes) -> Iterator[str]:
    """The blocks of text for the newest run with real posts."""
    real = run["real"]
    known = {name: real["sites"][name] for name in (STOCK, OURS)}
    sites = {name: site for name, site in known.items() if site["runs"]}
    left_out = ", ".join(f"{number} × {reason}" for reason, number in _reasons(real["left_out"]))
    yield words("real").format(
        folder=real["folder"],
        posts=f"{real['posts']:,}",
        left_out=left_out or "none",
        **{name: run[name] for name in ("day", "revision", "rounds")},
        load=f"{run['machine']['load_before']:.1f}",
        **{name: run["machine"][name] for name in ("cores", "output_on")},
    )
    heads = [site["label"] for site in sites.values()]
    rows = [f"| | {' | '.join(heads)} |", "|---|" + "--:|" * len(heads)]
    for scenario in LABELS:
        if any(scenario in site["runs"] for site in sites.values()):
            cells = (_cell(site, sites.get(STOCK), scenario, time) for site in sites.values())
            rows.append(f"| {LABELS[scenario]} | {' | '.join(cells)} |")
    made = [site["made"] for site in sites.values()]
    for name in ("pages", "feeds"):
        rows.append(f"| {name} | {' | '.join(f'{one[name]:,}' if one else '–' for one in made)} |")
    rows.append(f"| memory | {' | '.join(memory(site['peak']) for site in sites.values())} |")
    yield "\n".join(rows)
    yield "\n".join(_points(known, words))


def _reasons(left_out: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    return sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0]))


def _cell(site: Record, stock: Record | None, scenario: str, time: Seconds) -> str:
    times = _seconds(site, scenario)
    if not times:
        return "–"
    share = ratio(times, _seconds(stock, scenario)) if stock and stock is not site else None
    return f"{time(median(times))} ({share:.2f}\u00a0×)" if share is not None else time(median(times))


def _seconds(site: Record, scenario: str) -> list[float]:
    return [run["seconds"] for run in site["runs"].get(scenario, ())]


def _points(sites: Mapping[str, Record], words: Words) -> Iterator[str]:
    trees = sites[OURS]["trees"]
    verdict = f"equal each of {trees['compared']} times" if trees["equal"] else "**not equal**"
    if trees["wrong"]:
        verdict += f" ({', '.join(f'`{one}`' for one in trees['wrong'])})"
    elif not trees["compared"]:
        verdict = "**not compared**"
    yield f"- {words('real_ours').format(verdict=verdict)}"
    for site in sites.values():
        if site["failed"]:
            yield f"- {site['label']} could not be measured to the end: {site['failed']}."
