"""What the options of `inv bench` mean."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import generators, report
from .corpus import TODAY
from .forms.heard import CONF
from .room import Wish, bench
from .sites import Site

Say = Callable[[str], None]
ROOM = generators.ROOT / "build" / "bench"


def tell(text: str) -> None:
    """Print at once: a run is long, and somebody may be watching its log."""
    print(text, flush=True)


def main(
    stories: str = "1000",
    rounds: str = "3",
    only: str = "",
    output: str = "",
    peers: str = "",
    edit: bool = False,
    serving: bool = False,
    profile: bool = False,
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
        count = _number("--rounds", rounds, 1)
    except ValueError as error:
        say(str(error))
        return 2
    if install:
        generators.install(home)
    elif pages:
        for path in report.write():
            say(f"Written: {path.relative_to(generators.ROOT)}")
    elif profile:
        return _profile(sizes[0], folder, changes)
    else:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is ended, too
        extra = tuple(word for change in changes for word in ("--set", change))
        if real:
            return _real(Path(real).expanduser().absolute(), count, folder, extra, say)
        bench(Wish(sizes, count, names, folder, home, edit, serving, extra), say)
    return 0


def _real(posts: Path, rounds: int, folder: Path, extra: tuple[str, ...], say: Say) -> int:
    from .real_run import bench_real  # which reads YAML, as nothing else here does

    try:
        return bench_real(posts, rounds, folder, extra, say)
    except ValueError as error:
        say(str(error))
        return 2


def _profile(count: int, folder: Path, changes: Sequence[str]) -> int:
    ours = generators.known(folder)["heard"]
    site = Site(ours, folder / f"profile-{count}", count)
    command = [sys.executable, "-m", "bench.stages", str(site.folder / CONF), *changes]
    env = {**os.environ, "STORY_TODAY": TODAY.isoformat()}
    return subprocess.run(command, cwd=generators.ROOT, env=env, check=False).returncode


def _number(option: str, text: str, least: int) -> int:
    if not text.strip().isdigit() or int(text) < least:
        raise ValueError(f"{option} {text}: must be a whole number, at least {least}.")
    return int(text)


def _name(text: str, home: Path) -> str:
    names = generators.known(home)
    if text not in names:
        raise ValueError(f"--only {text}: known are {', '.join(names)}.")
    return text
