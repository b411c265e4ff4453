"""The laws of the house, each kept by a test."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, build, write_files
from pelican.plugins import signals
from pelican.plugins.stories.settings import declared

PLUGINS = ROOT / "plugins"
MODULES = sorted(path for path in PLUGINS.glob("*/*.py"))
NAMES = [path.relative_to(PLUGINS).as_posix() for path in MODULES]
DESK = "story_desk"
"""The writer's desk runs Pelican from outside; it is no plugin, although it lies among them."""
MEETS_PELICAN = ("hooks.py", "generator.py", "reader.py")
ENGINE = "build_engine"
ENGINE_MEETS_PELICAN = (*MEETS_PELICAN, "writer.py", "overwriting.py")
"""The engine also sits in the writer's seat, and stands for rules of Pelican's own there."""
TEMPLATES = sorted((ROOT / "theme").rglob("*.html"))
every_module = pytest.mark.parametrize("path", MODULES, ids=NAMES)
every_plugin_module = pytest.mark.parametrize(
    "path", [path for path in MODULES if path.parent.name != DESK], ids=[n for n in NAMES if DESK not in n]
)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> list[str]:
    """What a module imports; siblings as `..room.module`."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


def texts(path: Path) -> list[tuple[int, str]]:
    """Every text in the code of a module, without its docstrings."""
    docs = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


# -- 1 and 2: who imports whom -----------------------------------------------------------------


@every_module
def test_a_room_imports_the_kernel_and_no_other_room(path):
    siblings = {name for name in imports(path) if name.startswith("..")}
    assert {name for name in siblings if name.split(".")[2] != "stories"} == set()
    assert not any(name.startswith("pelican.plugins.") for name in imports(path))


def test_the_kernel_imports_no_room():
    kernel = [path for path in MODULES if path.parent.name == "stories"]
    assert [name for path in kernel for name in imports(path) if name.startswith("..")] == []


@every_plugin_module
def test_only_hooks_generators_and_readers_meet_pelican(path):
    meets = [name for name in imports(path) if name.split(".")[0] in ("pelican", "blinker")]
    allowed = ENGINE_MEETS_PELICAN if path.parent.name == ENGINE else MEETS_PELICAN
    assert meets == [] or path.name in allowed


def test_the_engine_imports_no_room_not_even_the_kernel():
    engine = [path for path in MODULES if path.parent.name == ENGINE]
    assert engine and [name for path in engine for name in imports(path) if name.startswith("..")] == []


@every_plugin_module
def test_records_are_frozen(path):
    decorators = [
        ast.unparse(decorator)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
    ]
    assert [text for text in decorators if "dataclass" in text and "frozen=True" not in text] == []


@pytest.mark.parametrize("room", sorted({path.parent.name for path in MODULES}))
def test_a_room_says_what_it_is(room):
    assert len(ast.get_docstring(tree(PLUGINS / room / "__init__.py")) or "") > 60
    assert (PLUGINS / room / "README.md").is_file()


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


def test_at_most_two_attributes_are_attached_to_an_article(tmp_path):
    stock = articles_of(tmp_path / "stock", PLUGINS=[], unchecked="the theme is Pelican's own")
    rooms = [f"pelican.plugins.{name}" for name in ("stories", "story_facets", "story_feeds", "theme_kit")]
    ours = articles_of(tmp_path / "ours", PLUGINS=rooms, THEME=str(ROOT / "theme"))
    assert ours["A"] - stock["A"] <= {"story", "connections"}


# -- 4: settings ---------------------------------------------------------------------------------


def settings_table(path: Path, internal: bool = True) -> list[str]:
    """The names of the settings that a module declares; those for our own use only if wanted."""
    return [
        node.args[0].value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Setting"
        and isinstance(node.args[0], ast.Constant)
        and (internal or not any(keyword.arg == "internal" for keyword in node.keywords))
    ]


def test_a_setting_is_declared_once():
    names = [name for path in MODULES for name in settings_table(path)]
    assert names and sorted(names) == sorted(set(names))


@every_plugin_module
def test_a_setting_of_ours_that_is_used_is_declared(path):
    known = {name for module in MODULES for name in settings_table(module)}
    used = {text for _line, text in texts(path) if re.fullmatch(r"(?:STORY|FACET|ENGINE)_[A-Z_]+", text)}
    from_environment = {"STORY_TODAY"}
    assert used - known - from_environment == {
        name for name in used if name in ("STORY_", "FACET_", "ENGINE_")
    }


def test_every_setting_is_documented():
    page = (ROOT / "content" / "pages" / "settings.md").read_text("utf-8")
    names = {name for path in MODULES for name in settings_table(path, internal=False)}
    names |= {setting.name for setting in declared() if not setting.internal}
    assert sorted(name for name in names if f"`{name}`" not in page) == []


# -- 5: no HTML in Python, no queries in templates -------------------------------------------------


TAG = re.compile(
    r"</?(?:a|p|b|i|em|strong|small|div|span|ul|ol|li|dl|dt|dd|h[1-6]|table|tr|td|th|img|script|style|link|meta"
    r"|br|hr|time|section|article|aside|nav|header|footer|main|html|head|body|svg|form|input|button|code|pre)[\s/>]"
)


@every_module
def test_there_is_no_html_in_python(path):
    html = [(line, text) for line, text in texts(path) if TAG.search(text)]
    assert [
        (line, text) for line, text in html if "(?" not in text and "[^" not in text
    ] == []  # no pattern


QUERIES = re.compile(r"\|\s*(?:sort|selectattr|rejectattr|select|reject|groupby|dictsort|unique)\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_neither_sort_nor_filter(path):
    assert QUERIES.findall(path.read_text("utf-8")) == []


# -- 6: nothing depends on the clock, the machine or chance ------------------------------------------

CHANCE = re.compile(
    r"\b(?:datetime\.now|date\.today|datetime\.today|time\.time|random\.|uuid\d?\.|os\.getcwd)\b"
)


@every_plugin_module
def test_only_one_function_knows_what_day_it_is(path):
    code = ast.unparse(tree(path))
    assert path.name == "today.py" or CHANCE.findall(code) == []


# -- the size of things, and what must not be in the repository ------------------------------------------


@every_module
def test_a_module_is_at_most_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


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


@pytest.mark.parametrize("needle", MACHINE)
def test_no_file_names_a_machine_or_a_registry(needle):
    """Tests may name such things as examples of what is refused."""
    found = [
        path
        for path in tracked()
        if needle.encode() in path.read_bytes() and not path.is_relative_to(ROOT / "tests")
    ]
    assert [path.relative_to(ROOT).as_posix() for path in found] == []


# -- messages --------------------------------------------------------------------------------------

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
TELLERS = {"Problem", "note", "Mistake", "in_no_story"}


def codes(path: Path) -> set[str]:
    """The codes of the problems that a module can tell: where it makes one, and in its tables of them."""
    found = set()
    for node in ast.walk(tree(path)):
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


@every_module
def test_every_code_is_explained(path):
    assert codes(path) - explained() == set()


def test_what_is_explained_can_be_told():
    told = {text for path in MODULES for _line, text in texts(path)}
    assert explained() - told == set()
