"""`inv bench --profile`: where our own build spends its time, by stage and by module.

    python -m bench.stages SETTINGS

A profiler makes every call dearer, so only shares count. It does not see other processes, so that one
does everything.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGES = (
    "gather",
    "read_file",
    "convert",
    "generate_context",
    "connect_all",
    "outputs_of",
    "why",
    "make",
    "render",
    "finished",
    "save",
)
"""Functions of ours, Markdown and Jinja that are stages of a build, told with all that they call."""
PACKAGES = (
    "pelican",
    "markdown",
    "jinja2",
    "yaml",
    "feedgenerator",
    "msgspec",
    "blinker",
    "pygments",
    "invoke",
    "rich",
)
Place = tuple[str, int, str]
Stat = tuple[int, int, float, float, dict[Place, tuple[int, int, float, float]]]
BUILT_IN = "~"
"""What the profiler gives as the file of functions that are not written in Python."""


def module_of(file: str, root: Path = ROOT) -> str:
    """The module that a file's time counts for: one of ours, a template, a package, or Python itself."""
    path = Path(file)
    if path.is_relative_to(root):
        inside = path.relative_to(root).parts
        if inside[0] == "plugins" and len(inside) > 2:
            return "/".join(inside)
        return f"theme/{path.name}" if inside[0] == "theme" else inside[0]
    for package in PACKAGES:
        if package in path.parts:
            return f"{package}/{path.name}" if package in ("pelican", "markdown") else package
    return "Python"


def time_by_module(stats: dict[Place, Stat], root: Path = ROOT) -> Counter[str]:
    """Own time by module of ours, template, module of Pelican and Markdown, and package.

    What is built into Python counts for whoever called it.
    """
    found: Counter[str] = Counter()
    for (file, _line, _name), (_calls, _all, own, _cumulative, callers) in stats.items():
        if file == BUILT_IN and callers:
            for (caller, _at, _function), (_few, _many, part, _with) in callers.items():
                found[module_of(caller, root)] += part  # type: ignore[assignment]
        else:
            found[module_of(file, root)] += own  # type: ignore[assignment]
    return found


def stages(stats: dict[Place, Stat], root: Path = ROOT) -> Counter[str]:
    """Time with all that was called, by stage: methods of generators, receivers in `hooks.py`."""
    found: Counter[str] = Counter()
    for (file, _line, name), (_calls, _all, _own, cumulative, _callers) in stats.items():
        path = Path(file)
        ours = path.is_relative_to(root / "plugins")
        if (ours and path.name == "hooks.py") or (
            name in STAGES and (ours or set(PACKAGES) & set(path.parts))
        ):
            place = f"{path.parent.name}/{path.name}"
            found[f"{place} {name}"] = max(found[f"{place} {name}"], cumulative)  # type: ignore[assignment]
    return found


def lines(stats: dict[Place, Stat], many: int = 24) -> list[str]:
    """Both tables."""
    total = sum(stat[2] for stat in stats.values())
    told = [f"{total:.1f} s in the profiler", "", "by stage, with all that it calls"]
    told += [f"  {100 * own / total:5.1f} %  {name}" for name, own in stages(stats).most_common(many)]
    told += ["", "by module, without what it calls"]
    told += [
        f"  {100 * own / total:5.1f} %  {name}" for name, own in time_by_module(stats).most_common(many)
    ]
    return told


def profile(conf: Path, changes: dict[str, object]) -> dict[Place, Stat]:
    """Build a site under the profiler."""
    sys.path.insert(0, str(ROOT / "plugins"))
    from heard.build.build import BuildRequest, build

    profiler = cProfile.Profile()
    profiler.runcall(build, BuildRequest(conf=conf, changes=changes), lambda text: None)
    found: dict[Place, Stat] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    return found


def main(conf: Path, given: list[str]) -> None:
    """Profile, and print the tables."""
    import json

    pairs = (text.partition("=") for text in given)
    changes = {"HEARD_WORKERS": 1, **{name: json.loads(value) for name, _equals, value in pairs}}
    print("\n".join(lines(profile(conf, changes))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
