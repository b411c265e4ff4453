"""What the options of `inv bench` mean."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from . import generators, report
from .laboratory import laboratory as measured_edits
from .room import Wish, bench

Say = Callable[[str], None]
ROOM = generators.ROOT / "build" / "bench"


def tell(text: str) -> None:
    """Print at once: a run is long, and somebody may be watching its log."""
    print(text, flush=True)


def main(
    stories: str = "1000",
    rounds: str = "",
    only: str = "",
    output: str = "",
    peers: str = "",
    edit: bool = False,
    laboratory: bool = False,
    install: bool = False,
    pages: bool = False,
    changes: Sequence[str] = (),
    real: str = "",
    say: Say = tell,
) -> int:
    """Do what is asked for; the exit code."""
    folder = Path(output).expanduser().absolute() if output else ROOM / "sites"
    home = Path(peers).expanduser().absolute() if peers else ROOM / "peers"
    try:
        sizes = [_number("--stories", text, 60) for text in stories.split(",")]
        names = [_name(text.strip(), home) for text in only.split(",") if text.strip()]
        count = _number("--rounds", rounds or ("9" if laboratory else "3"), 1)
    except ValueError as error:
        say(str(error))
        return 2
    if install:
        generators.install(home)
    elif pages:
        say(f"Written: {report.write().relative_to(generators.ROOT)}")
    else:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is ended, too
        extra = tuple(word for change in changes for word in ("--set", change))
        if real:
            return _real(Path(real).expanduser().absolute(), count, folder, extra, say)
        wish = Wish(sizes, count, names, folder, home, edit, extra)
        path = (measured_edits if laboratory else bench)(wish, say)
        say(f"Kept in bench/results/{path.name}.")
    return 0


def _real(posts: Path, rounds: int, folder: Path, extra: tuple[str, ...], say: Say) -> int:
    from .real_run import bench_real  # which reads YAML, as nothing else here does

    try:
        return bench_real(posts, rounds, folder, extra, say)
    except ValueError as error:
        say(str(error))
        return 2


def _number(option: str, text: str, least: int) -> int:
    if not text.strip().isdigit() or int(text) < least:
        raise ValueError(f"{option} {text}: must be a whole number, at least {least}.")
    return int(text)


def _name(text: str, home: Path) -> str:
    names = generators.known(home)
    if text not in names:
        raise ValueError(f"--only {text}: known are {', '.join(names)}.")
    return text
