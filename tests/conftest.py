"""`site(files, **settings)` builds a real site through Pelican in a temporary folder."""

from __future__ import annotations

import itertools
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis
import jinja2
import pytest
from jinja2.bccache import Bucket, BytecodeCache

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-21"

# Where this forbids it, each process that a test starts would compile all our modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests")]  # a bare checkout; `helpers`, `invariants`

import invariants  # noqa: E402
import pelican as pelican_package  # noqa: E402
import thrift  # noqa: E402
from pelican.plugins import signals  # noqa: E402
from pelican.settings import DEFAULT_CONFIG, read_settings  # noqa: E402

from heard.text.problems import Problem, Problems  # noqa: E402

# No deadline: what is proved is no time, and a busy machine is no mistake.
hypothesis.settings.register_profile("usual", deadline=None, max_examples=thrift.amount(30, 100))
hypothesis.settings.load_profile("usual")

SIGNALS = [name for name in vars(signals) if hasattr(getattr(signals, name), "receivers")]


@dataclass
class Site:
    """A built site: its folder, its settings as Pelican left them, and what the log said."""

    folder: Path
    output: Path
    settings: dict[str, Any]
    records: list[logging.LogRecord]

    @property
    def problems(self) -> Problems:
        """All problems of the build."""
        found = self.settings["STORY_PROBLEMS"]
        assert isinstance(found, Problems)
        return found

    @property
    def log(self) -> list[str]:
        """Errors and warnings as a writer reads them, in order."""
        return [str(problem) for problem in self.problems if problem.severity != "hint"]

    def found(self, code: str) -> list[Problem]:
        """The problems with one code."""
        return [problem for problem in self.problems if problem.code == code]

    def page(self, url: str) -> str:
        """The HTML of a page by its address, as `stories/x/` or `/stories/x/`."""
        path = self.output / url.strip("/")
        return (path / "index.html" if path.is_dir() else path).read_text("utf-8")

    feed = page

    def has(self, url: str) -> bool:
        """Whether there is a file at an address."""
        path = self.output / url.strip("/")
        return (path / "index.html").is_file() or path.is_file()

    def tree(self) -> dict[str, bytes]:
        """Every file of the output by its path."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test lives on one day; one that needs another sets STORY_TODAY itself."""
    monkeypatch.setenv("STORY_TODAY", TODAY)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


_cache_number = itertools.count()


@pytest.fixture(scope="session")
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for what builds keep; each test has its own place in it, made by whoever writes there."""
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def _own_cache(_caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a build keeps for the next one is not kept for the next test."""
    monkeypatch.setitem(DEFAULT_CONFIG, "CACHE_PATH", str(_caches / str(next(_cache_number))))


OPT_OUT = "breaks_invariants"
_broken_on_purpose: tuple[str, ...] | None = ()
"""Which invariants the running test breaks on purpose; None for all."""


def pytest_configure(config: pytest.Config) -> None:
    """The one way out of the invariants is a marker that says why."""
    if cache := getattr(config, "cache", None):  # `-p no:cacheprovider` has none
        _templates.folder = cache.mkdir("templates")
    config.addinivalue_line("markers", "slow: takes long; only `inv test --all` (or -m slow) runs it")
    line = f"{OPT_OUT}(reason, *kinds): the sites of this test break invariants (of these kinds) on purpose"
    config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long runs only where it is asked for."""
    if thrift.ALL or config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.fixture(autouse=True)
def _invariants(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read the marker; a marker without a reason is refused."""
    global _broken_on_purpose
    marker = request.node.get_closest_marker(OPT_OUT)
    if marker:
        reason, *kinds = marker.args
        assert len(reason) > 15, "the marker needs a reason"
        _broken_on_purpose = tuple(kinds) or None
    yield
    _broken_on_purpose = ()


@contextmanager
def fresh_pelican() -> Iterator[None]:
    """Receivers that a build connects must not answer in the next one."""
    before = _all_connections()
    try:
        yield
    finally:
        _restore(before)


def _all_connections() -> dict[str, dict[str, dict[Any, Any]]]:
    return {name: _connections(getattr(signals, name)) for name in SIGNALS}


def _restore(before: dict[str, dict[str, dict[Any, Any]]]) -> None:
    for name, kept in before.items():
        for attribute, connections in kept.items():
            found = getattr(getattr(signals, name), attribute)
            found.clear()
            found.update(_copied(connections))


@pytest.fixture(autouse=True)
def _nobody_listens_from_another_test() -> Iterator[None]:
    """Tasks that tests run in this process leave receivers behind; none may answer in another test."""
    _restore(_NOBODY)  # fixtures of the module may have left some, too
    yield
    _restore(_NOBODY)


def _connections(signal: Any) -> dict[str, dict[Any, Any]]:
    """A copy of who listens to a signal (blinker keeps it in three dictionaries)."""
    return {
        attribute: _copied(getattr(signal, attribute))
        for attribute in ("receivers", "_by_receiver", "_by_sender")
    }


def _copied(connections: dict[Any, Any]) -> dict[Any, Any]:
    return {key: one.copy() if hasattr(one, "copy") else one for key, one in connections.items()}


_NOBODY = _all_connections()
"""Who listens before anything was built."""


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


SiteBuilder = Callable[..., Site]


class _CompiledTemplates(BytecodeCache):
    """Compiling the theme takes most of a small build: it is done once for all tests.

    What is compiled of our own theme is also kept in pytest's cache, for the other processes and the
    next runs; Jinja compiles a template anew when its text is another.
    """

    # Settings that hold it are the same settings in each build, whatever it has compiled.
    __slots__ = ("_of_our_theme", "compiled", "folder")

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.compiled: dict[tuple[str, str], CodeType] = {}
        self._of_our_theme: set[str] = set()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        key = super().get_cache_key(name, filename)
        if filename and Path(filename).is_relative_to(ROOT / "theme"):
            self._of_our_theme.add(key)
        return key

    def __deepcopy__(self, _memo: object) -> _CompiledTemplates:
        return self  # settings are copied for each build

    def load_bytecode(self, bucket: Bucket) -> None:
        name = self._name(bucket), bucket.checksum
        if name not in self.compiled and (path := self._path(bucket)) and path.is_file():
            bucket.bytecode_from_string(path.read_bytes())
            if bucket.code:
                self.compiled[name] = bucket.code
        bucket.code = self.compiled.get(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self.compiled[self._name(bucket), bucket.checksum] = bucket.code
        if path := self._path(bucket):
            beside = path.with_name(f"{path.name}.{os.getpid()}")
            beside.write_bytes(bucket.bytecode_to_string())
            beside.replace(path)

    def _name(self, bucket: Bucket) -> str:
        """What names compiled code: the template, and how its environment reads one."""
        environment = bucket.environment
        options = (bool(environment.autoescape), environment.trim_blocks, environment.lstrip_blocks)
        return f"{bucket.key}-{jinja2.__version__}-{'-'.join(map(str, options))}"

    def _path(self, bucket: Bucket) -> Path | None:
        """Where it is kept for other processes, if it is."""
        return (
            self.folder / self._name(bucket) if self.folder and bucket.key in self._of_our_theme else None
        )


_templates = _CompiledTemplates()
# What every build of this process begins with, those of tasks, too.
DEFAULT_CONFIG["JINJA_ENVIRONMENT"]["bytecode_cache"] = _templates


def build(
    folder: Path,
    output: Path,
    conf: Path | None = ROOT / "pelicanconf.py",
    *,
    unchecked: str = "",
    **settings: Any,
) -> Site:
    """Build a content folder with the demo site's settings (or another conf's), overridden by those given.

    What holds for every site is checked here, so that no test can forget it; `unchecked` is the reason
    why a site that a whole module shares is not.
    """
    overrides = {
        "PATH": str(folder),
        "OUTPUT_PATH": str(output),
        "CACHE_PATH": str(output.parent.with_name(f"{output.parent.name}-{output.name}-cache")),
        **settings,
    }
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in ("pelican", "heard")]
    for logger in loggers:
        logger.addHandler(collector)
    try:
        with fresh_pelican(), pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORY_TODAY", os.environ.get("STORY_TODAY") or TODAY)
            found = read_settings(str(conf) if conf else None, override=overrides)
            pelican_package.Pelican(found).run()
    finally:
        for logger in loggers:
            logger.removeHandler(collector)
    if not unchecked:
        _check_invariants(folder, output, found)
    return Site(folder, output, found, collector.records)


def _check_invariants(folder: Path, output: Path, settings: dict[str, Any]) -> None:
    if _broken_on_purpose is None:
        return
    local = (str(ROOT), str(folder), str(output))
    found = invariants.breaches(output, settings["SITEURL"], local)
    told = [line for kind, line in found if kind not in _broken_on_purpose]
    assert not told, f"{len(told)} breaches of the invariants:\n" + "\n".join(told[:40])


def write_files(folder: Path, files: dict[str, str | bytes]) -> None:
    """Write a content folder. Texts become UTF-8; bytes are written as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


@pytest.fixture
def site(tmp_path: Path) -> SiteBuilder:
    """Write files into a content folder and build it."""
    return _site_builder(tmp_path)


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> SiteBuilder:
    """The same for a site that several tests of a module only look at."""
    return _site_builder(tmp_path_factory.mktemp("shared"))


def _site_builder(root: Path) -> SiteBuilder:
    count = 0

    def make(files: dict[str, str | bytes], **settings: Any) -> Site:
        nonlocal count
        count += 1
        write_files(root / f"content{count}", files)
        # The menu of the demo site leads to a page of the demo site.
        settings = {"MENUITEMS": (), **settings}
        return build(root / f"content{count}", root / f"output{count}", **settings)

    return make
