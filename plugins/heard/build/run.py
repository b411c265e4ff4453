"""One run of Pelican in this process, from a conf file, with everything it had to say.

A mistake in content ends as a `Problem`, a wrong setting or plugin as problems with exit code 2,
and anything unforeseen as one problem with exit code 4 that says what was being done. No traceback
reaches a writer unless `debug` asks for it.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pelican import Pelican
from pelican.settings import get_settings_from_file, read_settings

from heard.build import failures
from heard.build.formernames import former_names
from heard.build.overrides import unknown_names
from heard.build.progress import Progress
from heard.build.records import Collector, collecting
from heard.build.settings import DESK_SETTINGS
from heard.settings import SettingsError, declare
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.problems import Problems
from heard.text.terminal import shown

Settings = dict[str, Any]
LOADING = "loading the plugins"
NO_CONF = (
    "There is no settings file {conf}. Go to the folder of your site, name its file with --conf, "
    "or start a site with `heard new-site`."
)


class Run(Struct, frozen=True):
    """What one run came to. `stopped` is the exit code that ended it before its end, or 0."""

    problems: Problems
    stopped: int
    stories: int
    pages: int
    seconds: float
    settings: Mapping[str, Any]

    @property
    def exit_code(self) -> int:
        """0 fine, 1 an error in the content, 2 settings or plugins, 4 something unforeseen."""
        return self.stopped or (exits.CONTENT if self.problems.of("error") else exits.FINE)


def run(
    conf: Path,
    overrides: Mapping[str, Any],
    prepare: Callable[[Settings], None] = lambda settings: None,
    debug: bool = False,
    work: Callable[[Any], None] = Pelican.run,
) -> Run:
    """Build the site that a conf file describes. Raises Refusal before anything is written.

    `prepare` sees the settings once they are read; it may still change them, or refuse. `work` is done with
    the Pelican that they make: by default its own.
    """
    if not conf.is_file():
        raise Refusal(NO_CONF.format(conf=shown(conf)))
    began = time.perf_counter()
    declare(DESK_SETTINGS)
    settings: Settings = {}
    progress = Progress()
    problems = Problems()
    collector = Collector(problems, lambda names: _first_file(names, settings, conf), debug)
    with collecting(collector), progress.following():
        try:
            settings = read_settings(str(conf), override=dict(overrides))
            settings["CACHE_PATH"] = str(conf.absolute().parent / settings["CACHE_PATH"])
            if former := former_names(settings, conf):
                raise SettingsError(former)
            prepare(settings)
            progress.now(LOADING)
            pelican = _pelican_class(settings)(settings)
            collector.with_kernel = "STORY_PROBLEMS" in settings
            problems.extend(unknown_names(overrides, lambda: get_settings_from_file(str(conf))))
            stopped = exits.USAGE if collector.broken_plugins else exits.FINE
            if not stopped:
                progress.now("reading the content")
                work(pelican)
        except Refusal:
            raise
        except SettingsError as error:
            problems.extend(p if p.line else replace(p, path=shown(conf)) for p in error.problems)
            stopped = exits.USAGE
        except Exception as error:
            if debug:
                traceback.print_exception(error)
            if not settings:
                stopped, problem = exits.USAGE, failures.unreadable_conf(error, conf)
            elif progress.doing == LOADING:
                stopped, problem = exits.USAGE, failures.broken_plugin(error)
            else:
                stopped, problem = exits.BROKEN, failures.unforeseen(error, progress.text, progress.path)
            problems.add(problem)
    _take_over(problems, settings)
    seconds = time.perf_counter() - began
    return Run(problems, stopped, progress.stories, progress.pages, seconds, settings)


def read_quietly(conf: Path, overrides: Mapping[str, Any]) -> Settings:
    """The settings alone. Raises Refusal with the reason if they cannot be read."""
    if not conf.is_file():
        raise Refusal(NO_CONF.format(conf=shown(conf)))
    problems = Problems()
    with collecting(Collector(problems, lambda _names: shown(conf))):
        try:
            return dict(read_settings(str(conf), override=dict(overrides)))
        except Exception as error:
            raise Refusal(str(failures.unreadable_conf(error, conf))) from error


def _pelican_class(settings: Settings) -> type[Any]:
    """Pelican, or the class that `PELICAN_CLASS` puts in its place."""
    pelican_class = settings.get("PELICAN_CLASS", Pelican)
    if not isinstance(pelican_class, str):
        return pelican_class  # type: ignore[no-any-return]
    module, _, name = pelican_class.rpartition(".")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def _take_over(problems: Problems, settings: Settings) -> None:
    """Add what the plugins collected, with paths that can be opened from the current folder."""
    reported = settings.get("STORY_PROBLEMS")
    if not isinstance(reported, Problems):
        return
    for problem in reported:
        problems.add(replace(problem, path=_place(problem.path, settings)))
    problems.left_out |= {_place(path, settings) for path in reported.left_out}


def _place(name: str, settings: Settings) -> str:
    """A path below the content folder as a path from here; any other name as it is."""
    path = Path(settings.get("PATH", ""), name)
    return shown(path) if name and path.is_file() else name


def _first_file(names: list[str], settings: Settings, conf: Path) -> str:
    """The first of some names that is a file; else the conf file, which is as good as nothing."""
    for name in names:
        if (path := Path(settings.get("PATH", ""), name)).is_file():
            return shown(path)
    return shown(conf)
