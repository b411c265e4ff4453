"""The laws of the house, each kept by a test."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT, build, write_files
from pelican.plugins import signals

from heard import plugin
from heard.settings import declared

HEARD = ROOT / "plugins" / "heard"
MODULES = sorted(HEARD.rglob("*.py"))
FROM_OUTSIDE = ("build", "cli", "dev", "mail")
"""Folders that run Pelican from outside, and may keep state: they are no part of a build."""
MEETS_PELICAN = ("plugin.py", "hooks.py", "generator.py", "reader.py", "writing.py")
FACTS_MEET_PELICAN = ("reading.py", "gathering.py", "guests.py")
"""Where Pelican reads a file, its lists are made, and its own objects are shown."""
TEMPLATES = sorted((ROOT / "theme").rglob("*.html"))


def folder_of(path: Path) -> str:
    """The folder of the package that a module lies in."""
    return path.relative_to(HEARD).parts[0]


PLUGIN_MODULES = [path for path in MODULES if folder_of(path) not in FROM_OUTSIDE]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module's syntax tree."""
    return tuple(ast.walk(tree(path)))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """What a module imports."""
    names: list[str] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
    return tuple(names)


@cache
def texts(path: Path) -> tuple[tuple[int, str], ...]:
    """Every text in the code of a module, without its docstrings."""
    docs = {
        id(node.value)
        for node in nodes(path)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return tuple(
        (node.lineno, node.value)
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    )


def offenders(modules: Iterable[Path], offences: Callable[[Path], Iterable[object]]) -> list[str]:
    """Each offence of each module as `folder/module.py: what`; a law that looks at no module is none."""
    paths = list(modules)
    assert paths
    return [f"{path.relative_to(ROOT).as_posix()}: {what}" for path in paths for what in offences(path)]


def test_the_laws_look_at_every_folder():
    """A law that walks no module would hold for ever."""
    assert len(MODULES) > 200 and len(PLUGIN_MODULES) > 150 and len(TEMPLATES) > 30
    packages = {path.parent for path in HEARD.rglob("*.py")}
    assert [folder for folder in packages if not (folder / "__init__.py").is_file()] == []


# -- 1 and 2: who imports whom -----------------------------------------------------------------


def test_imports_point_down():
    """The layers and their order stand in pyproject.toml, as a contract of import-linter."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    environ = {**os.environ, "PYTHONPATH": str(HEARD.parent)}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout
    assert "Contracts: 1 kept" in done.stdout


def test_every_folder_has_its_layer():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    named = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    entry = {"__init__", "__main__", "site_defaults"}
    there = {folder_of(path).removesuffix(".py") for path in MODULES} - entry
    assert named == {f"heard.{name}" for name in there}


def test_only_the_named_modules_meet_pelican():
    def meetings(path: Path) -> list[str]:
        allowed = FACTS_MEET_PELICAN if folder_of(path) == "facts" else MEETS_PELICAN
        meets = [name for name in imports(path) if name.split(".")[0] in ("pelican", "blinker")]
        return [] if path.name in allowed else meets

    assert offenders(PLUGIN_MODULES, meetings) == []


@pytest.mark.parametrize(
    "code",
    [
        "import heard",
        "from heard.cli.main import main; main(['--help'])",
        "from heard.cli.main import main; main(['build', '--help'])",
        "import heard.links, heard.feeds, heard.model.ledger, heard.content.parser, heard.library.building",
    ],
)
def test_pelican_is_imported_only_where_it_is_needed(code):
    """Nor is anything else that takes long."""
    slow = "[name for name in ('pelican', 'jinja2', 'markdown', 'rich', 'docutils') if name in sys.modules]"
    command = [sys.executable, "-c", f"{code}\nimport sys; print({slow}, file=sys.stderr)"]
    environ = {**os.environ, "PYTHONPATH": str(HEARD.parent)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_records_are_frozen():
    def mutable(path: Path) -> list[str]:
        classes = [node for node in nodes(path) if isinstance(node, ast.ClassDef)]
        heads = {
            node.name: " ".join(map(ast.unparse, (*node.bases, *node.keywords, *node.decorator_list)))
            for node in classes
        }
        kinds = re.compile(r"\b(Struct|dataclass)\b")
        return [name for name, head in heads.items() if kinds.search(head) and "frozen=True" not in head]

    assert offenders(PLUGIN_MODULES, mutable) == []


def test_a_folder_says_what_it_is():
    inits = [path for path in MODULES if path.name == "__init__.py"]
    assert [path for path in inits if len(ast.get_docstring(tree(path)) or "") <= 20] == []


# -- 3: what is attached to an article -----------------------------------------------------------


ARTICLE = "Title: A\nDate: 2024-01-02\nTags: x\nAuthor: Ada\nSummary: In short.\n\nText.\n"


def articles_of(folder: Path, **settings) -> dict[str, set[str]]:
    """The attributes of each article of a site, by title."""
    found: dict[str, set[str]] = {}

    def collect(generators):
        for article in generators[0].context["articles"]:
            found[str(article.title)] = set(vars(article))

    signals.all_generators_finalized.connect(collect)
    write_files(folder / "content", {"a.md": ARTICLE})
    build(folder / "content", folder / "output", conf=None, **settings)
    return found


def test_only_its_story_is_attached_to_an_article(tmp_path):
    stock = articles_of(tmp_path / "stock", PLUGINS=[], unchecked="the theme is Pelican's own")
    parts = ["heard.pages", "heard.feeds", "heard.theming"]
    ours = articles_of(tmp_path / "ours", PLUGINS=parts, THEME=str(ROOT / "theme"))
    assert ours["A"] - stock["A"] == {"story"}


# -- 4: settings ---------------------------------------------------------------------------------


@cache
def settings_table(path: Path, internal: bool = True) -> tuple[str, ...]:
    """The names of the settings that a module declares; those for our own use only if wanted."""
    return tuple(
        node.args[0].value
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("Setting", "_internal")[: 1 + internal]
        and isinstance(node.args[0], ast.Constant)
    )


def test_a_setting_is_declared_once():
    names = [name for path in MODULES for name in settings_table(path)]
    assert names and sorted(names) == sorted(set(names))


def test_a_setting_of_ours_that_is_used_is_declared():
    from_environment = {"STORY_TODAY"}
    known = {name for module in MODULES for name in settings_table(module)} | from_environment

    def undeclared(path: Path) -> list[str]:
        used = {text for _line, text in texts(path) if re.fullmatch(r"(?:STORY|FACET)_[A-Z_]+", text)}
        return sorted(name for name in used - known if name not in ("STORY_", "FACET_"))

    former = HEARD / "library" / "former_settings.py"  # which names those of before
    assert offenders((path for path in PLUGIN_MODULES if path != former), undeclared) == []


def test_every_setting_is_documented():
    page = (ROOT / "content" / "pages" / "settings.md").read_text("utf-8")
    names = {name for path in MODULES for name in settings_table(path, internal=False)}
    names |= {setting.name for setting in declared() if not setting.internal}
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def test_a_setting_of_ours_that_is_documented_is_declared():
    page = (ROOT / "content" / "pages" / "settings.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`((?:STORY|HEARD|ENGINE)_[A-Z_]+)`", row)}
    known = {name for path in MODULES for name in settings_table(path, internal=False)} | {"STORY_TODAY"}
    assert len(named) > 10 and sorted(named - known) == []


# -- 5: no HTML in Python, no queries in templates -------------------------------------------------


TAG = re.compile(
    r"</?(?:a|p|b|i|em|strong|small|div|span|ul|ol|li|dl|dt|dd|h[1-6]|table|tr|td|th|img|script|style|link|meta"
    r"|br|hr|time|section|article|aside|nav|header|footer|main|html|head|body|svg|form|input|button|code|pre)[\s/>]"
)


def test_there_is_no_html_in_python():
    def markup(path: Path) -> list[tuple[int, str]]:
        found = [(line, text) for line, text in texts(path) if TAG.search(text)]
        return [(line, text) for line, text in found if "(?" not in text and "[^" not in text]  # no pattern

    assert offenders(MODULES, markup) == []


QUERIES = re.compile(r"\|\s*(?:sort|selectattr|rejectattr|select|reject|groupby|dictsort|unique)\b")


def test_templates_neither_sort_nor_filter():
    assert offenders(TEMPLATES, lambda path: QUERIES.findall(path.read_text("utf-8"))) == []


# -- 6: nothing depends on the clock, the machine or chance ------------------------------------------

CHANCE = re.compile(
    r"\b(?:datetime\.now|date\.today|datetime\.today|time\.time|random\.|uuid\d?\.|os\.getcwd)\b"
)


def test_only_one_function_knows_what_day_it_is():
    def clocks(path: Path) -> list[str]:
        attributes = [node for node in nodes(path) if isinstance(node, ast.Attribute)]
        owners = [(getattr(node.value, "id", getattr(node.value, "attr", "")), node) for node in attributes]
        names = [f"{owner}.{node.attr}" for owner, node in owners]
        return [] if path.name == "today.py" else [name for name in names if CHANCE.match(name)]

    assert offenders(PLUGIN_MODULES, clocks) == []


# -- the size of things, and what must not be in the repository ------------------------------------------


MOST_LINES = 500
"""A module holds one idea; this is only where nobody can believe it any more."""


def test_a_module_is_no_longer_than_one_idea():
    def too_long(path: Path) -> list[str]:
        lines = len(path.read_text("utf-8").splitlines())
        return [f"{lines} lines"] if lines > MOST_LINES else []

    assert offenders(MODULES, too_long) == []


def tracked() -> list[Path]:
    """The files of the repository (of the folder, where there is no git)."""
    if not (ROOT / ".git").exists():
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and path.suffix in (".py", ".md", ".html", ".toml")
        ]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


MACHINE = [
    "/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/", "/" + "tmp/", "C:" + "\\Users",
    "pypi" + ".org/simple", "files.python" + "hosted.org", "registry." + "npmjs.org", "--index" + "-url",
    "--extra-index" + "-url", "--trusted" + "-host", "proxy" + ".golang.org",
]  # fmt: skip


def test_no_file_names_a_machine_or_a_registry():
    """Tests may name such things as examples of what is refused."""
    files = [path for path in tracked() if not path.is_relative_to(ROOT / "tests")]
    assert len(files) > 300

    def needles(path: Path) -> list[str]:
        octets = path.read_bytes()
        return [needle for needle in MACHINE if needle.encode() in octets]

    assert offenders(files, needles) == []


# -- messages --------------------------------------------------------------------------------------

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
TELLERS = {"Problem", "note", "in_no_story"}


def codes(path: Path) -> set[str]:
    """The codes of the problems that a module can tell: where it makes one, and in its tables of them."""
    found = set()
    for node in nodes(path):
        first = None
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0] if name in TELLERS and node.args else None
        elif isinstance(node, ast.Tuple) and len(node.elts) in (2, 3):
            last = node.elts[-1]
            is_message = isinstance(last, (ast.JoinedStr, ast.Constant)) and " " in ast.unparse(last)
            first = node.elts[0] if is_message else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
            found.add(first.value)
    return found


def explained() -> set[str]:
    page = (ROOT / "content" / "pages" / "messages.md").read_text("utf-8")
    cells = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)
    return {code for cell in cells for code in re.findall(r"`([a-z0-9-]+)`", cell)}


def test_every_code_is_explained():
    known = explained()
    assert offenders(MODULES, lambda path: sorted(codes(path) - known)) == []


def test_what_is_explained_can_be_told():
    told = {text for path in MODULES for _line, text in texts(path)}
    assert explained() - told == set()


def test_no_signal_is_passed_on_to_nobody():
    """What a feature no longer hears, or never heard, shows in no other way."""
    modules = [import_module(module) for _name, module in plugin.FEATURES]
    assert [name for name in plugin.RECEIVERS if not any(hasattr(module, name) for module in modules)] == []
