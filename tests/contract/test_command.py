"""`heard`: found, explained, completed; `inv` has the same commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import import_module
from inspect import getclosurevars, signature

import pytest
from conftest import ROOT

from heard.cli import commands
from heard.cli import main as cli
from heard.cli.commands import COMMANDS, GROUPS
from heard.cli.options import Site
from heard.cli.tasks import tasks_for


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Run a command in this process: exit code, output, errors."""
    code = cli.main(words)
    return code, *capsys.readouterr()


def test_help_lists_every_command_in_its_group(capsys):
    for words in ((), ("--help",), ("-h",), ("help",)):
        code, out, _err = said(capsys, *words)
        assert code == 0
        assert [line for line in out.splitlines() if line.removesuffix(":") in GROUPS] == [
            f"{group}:" for group in GROUPS
        ]
        for command in COMMANDS:
            assert out.count(f"\n  {command.name} ") == 1


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_each_command_explains_all_its_options(capsys, name):
    code, out, _err = said(capsys, name, "--help")
    command = next(one for one in COMMANDS if one.name == name)
    assert code == 0
    assert command.help.split()[0] in out
    assert [option.name for option in command.options if option.name not in out] == []


def test_names_are_given_once_and_inv_has_them_all():
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert set(tasks_for(ROOT).task_names) == set(names)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_option_has_a_parameter_of_its_name(command):
    own = {option.field: option.default for option in command.options if not option.of_site}
    signature(command.run).bind(Site(), **own)
    if place := getclosurevars(command.run).nonlocals.get("place"):
        module, _, name = place.partition(":")
        given = getclosurevars(command.run).nonlocals["given"]
        signature(getattr(import_module(f"heard.{module}"), name)).bind(*given, **own)


def test_a_mistyped_command_is_told_with_the_nearest(capsys):
    code, _out, err = said(capsys, "biuld")
    assert code == 2 and 'There is no command "biuld"' in err and '"build"' in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("due", "--days", "soon"), "invalid int value"),
        (("serve", "--port", "70000"), "not a port"),
        (("build", "--outptu", "x"), "unrecognized arguments: --outptu"),
        (("check", "--format", "xml"), "invalid choice"),
        (("new",), "required: title"),
        (("build", "--out", "x"), "unrecognized arguments"),
    ],
)
def test_wrong_options_end_with_2(capsys, words, told):
    code, _out, err = said(capsys, *words)
    assert code == 2 and told in err and "Traceback" not in err


def test_a_folder_without_settings_is_told_what_to_do(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _out, err = said(capsys, "build")
    assert code == 2
    assert "pelicanconf.py" in err and "heard new-site" in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_commands_and_options(capsys, shell):
    code, out, _err = said(capsys, "completion", shell)
    assert code == 0
    for word in ("new-site", "webmention-send", "explain"):
        assert word in out


def test_a_checkout_is_not_built_by_another_installed_heard(capsys, tmp_path, monkeypatch):
    other = tmp_path / "plugins" / "heard" / "cli"
    other.mkdir(parents=True)
    shutil.copy(ROOT / "plugins/heard/cli/main.py", other)
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path / "content")
    code, _out, err = said(capsys, "build")
    assert code == 2 and "checkout of Heard" in err


@pytest.mark.parametrize("how", [["plugins/heard"], ["-m", "heard"]])
def test_a_bare_checkout_has_the_command(how):
    place = ROOT if how[0] != "-m" else ROOT / "plugins"
    done = subprocess.run(
        [sys.executable, *how, "--help"], cwd=place, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0 and "Usage: heard COMMAND" in done.stdout


def test_a_reader_who_has_seen_enough_is_no_mistake():
    command = [sys.executable, str(ROOT / "plugins" / "heard"), "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_a_package_that_is_missing_is_named(capsys, monkeypatch):
    monkeypatch.setattr(commands, "import_module", lambda _name: import_module("no_such_package"))
    code, _out, err = said(capsys, "new", "A title")
    assert code == 4 and "needs the package no_such_package" in err


def test_a_module_of_ours_that_is_missing_is_a_mistake_of_ours(monkeypatch):
    monkeypatch.setattr(commands, "import_module", lambda _name: import_module("heard.no_such_module"))
    with pytest.raises(ModuleNotFoundError):
        cli.main(["new", "A title"])


def test_the_version_is_named(capsys):
    code, out, _err = said(capsys, "--version")
    assert code == 0 and out.startswith("heard ")


def test_inv_hands_every_kind_of_option_on():
    from heard.cli.tasks import words_of

    check = next(command for command in COMMANDS if command.name == "check")
    values = {option.field: "" for option in check.options}
    values |= {
        "strict": True,
        "set_": ["A=1", "B=2"],
        "format_": "json",
        "path": "my stories",
        "debug": False,
    }
    assert words_of(check, values) == [
        "--strict", "--format=json", "--path=my stories", "--set=A=1", "--set=B=2",
    ]  # fmt: skip
    new = next(command for command in COMMANDS if command.name == "new")
    values = {option.field: "" for option in new.options} | {"title": "--odd", "no_ask": False}
    assert words_of(new, values) == ["--", "--odd"]
