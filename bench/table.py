"""What was measured of each generator, and the table that is printed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from .figures import median, ratio, spread
from .results import STOCK, TUNED, Record
from .scenarios import LABELS
from .sites import Made, Place


@dataclass(slots=True)
class Bench:
    """One generator's site and what was measured of it."""

    site: Place
    version: str
    runs: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    peak: int = 0
    made: Made | None = None
    unlike: list[str] = field(default_factory=list)
    failed: str = ""

    @property
    def label(self) -> str:
        """The generator in words."""
        return self.site.generator.label

    def note(self, scenario: str, seconds: float, cpu: float) -> None:
        """Keep a measurement."""
        entry = {"seconds": round(seconds, 4), "cpu": round(cpu, 2)}
        self.runs.setdefault(scenario, []).append(entry)

    def seconds(self, scenario: str) -> list[float]:
        """All times of a scenario."""
        return [run["seconds"] for run in self.runs.get(scenario, ())]

    def record(self) -> Record:
        """For the result's file. The addresses of broken links are not kept, only how many there are."""
        made = {**asdict(self.made), "broken": len(self.made.broken)} if self.made else None
        found = {"label": self.site.generator.label, "version": self.version, "runs": self.runs}
        return {**found, "peak": self.peak, "made": made, "unlike": self.unlike, "failed": self.failed}


def table(benches: Sequence[Bench]) -> list[str]:
    """The result as lines: medians, processor time, and ratios round by round."""
    by_name = {one.site.generator.name: one for one in benches}
    lines = [
        f"{'':36}{'generator':22}{'median':>10}{'spread':>9}{'cpu':>10}{'of Hugo':>10}{'of stock':>10}"
    ]
    for scenario in dict.fromkeys(name for one in benches for name in one.runs):
        for one in benches:
            times = one.seconds(scenario)
            if times:
                cpu = median([run["cpu"] for run in one.runs[scenario]])
                beside = [_share(times, by_name.get(name), scenario) for name in (TUNED, STOCK)]
                mark = "  not equal" if one.unlike else ""
                lines.append(
                    f"{LABELS[scenario]:36}{one.label:22}{median(times):>8.2f} s"
                    f"{100 * spread(times):>7.0f} %{cpu:>8.2f} s{beside[0]:>10}{beside[1]:>10}{mark}"
                )
    return lines


def _share(times: Sequence[float], other: Bench | None, scenario: str) -> str:
    found = ratio(times, other.seconds(scenario)) if other else None
    return f"{found:.3f}" if found is not None else "–"
