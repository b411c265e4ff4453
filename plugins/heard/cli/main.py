"""The command `heard`: finds the command that was typed, reads its options, and ends with its exit code."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from heard.cli.commands import COMMANDS, GROUPS
from heard.cli.options import Command, Site, path_of, port_of
from heard.text import exits

INTRO = "A site for customer-experience stories that remembers what happened next."
HELP = {"-h", "--help", "help"}
KINDS: dict[str, dict[str, Any]] = {
    "flag": {"action": "store_true"},
    "many": {"action": "append", "metavar": "TEXT"},
    "number": {"type": int, "metavar": "N"},
    "path": {"type": path_of},
    "port": {"type": port_of, "metavar": "N"},
}
"""What argparse is told of each kind of option."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. `argv` is what was typed behind `heard`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a title may hold what a terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _main(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except exits.Refusal as refusal:
        print(refusal, file=sys.stderr)
        return exits.USAGE
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.FINE
    return code


def _main(words: list[str]) -> int:
    if not words or words[0] in HELP:
        print(overview())
        return exits.FINE
    if words[0] == "--version":
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"heard {version('heard')}")
        except PackageNotFoundError:
            print("heard (a checkout that is not installed)")
        return exits.FINE
    command = next((one for one in COMMANDS if one.name == words[0]), None)
    if command is None:
        from heard.text.names import did_you_mean

        hint = did_you_mean(words[0], tuple(one.name for one in COMMANDS))
        raise exits.Refusal(f'There is no command "{words[0]}". {hint} `heard --help` lists all.')
    _refuse_another_checkout(Path.cwd(), Path(__file__).resolve().parent.parent)
    try:
        values = vars(parser_of(command).parse_args(words[1:]))
    except SystemExit as ended:  # argparse has said what is wrong, or printed the help
        return exits.USAGE if ended.code else exits.FINE
    own = {option.field: values.pop(option.field) for option in command.options if not option.of_site}
    return run(command, Site(**values), own)


def run(command: Command, site: Site, own: dict[str, Any]) -> int:
    """Run a command with its own options; its exit code."""
    try:
        return command.run(site, **own)
    except ModuleNotFoundError as error:
        if site.debug or not error.name or error.name.partition(".")[0] == "heard":
            raise
        print(f"Heard needs the package {error.name}, which is not installed here.", file=sys.stderr)
        print("In a checkout: pip install -r requirements.txt. Else install Heard again.", file=sys.stderr)
        return exits.BROKEN


def overview() -> str:
    """The commands in their groups, a line each."""
    width = max(len(command.name) for command in COMMANDS) + 2
    lines = ["Usage: heard COMMAND [options]", "", INTRO]
    for heading, commands in GROUPS.items():
        lines += ["", f"{heading}:", *(f"  {one.name:<{width}}{one.help}" for one in commands)]
    lines += ["", "`heard COMMAND --help` explains one. `heard --version` names the version."]
    return "\n".join(lines)


def parser_of(command: Command, parser: ArgumentParser | None = None) -> ArgumentParser:
    """The parser of one command's options."""
    parser = parser or ArgumentParser(
        prog=f"heard {command.name}",
        description=command.help,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for option in command.options:
        facts: dict[str, Any] = {"help": option.help, **KINDS.get(option.kind, {})}
        if option.choices:
            facts["choices"] = option.choices
        if option.name.startswith("-"):
            names = [name for name in (option.short, option.name) if name]
            parser.add_argument(*names, dest=option.field, default=option.default, **facts)
        else:
            parser.add_argument(option.name, **facts)
    return parser


def completion(shell: str) -> int:
    """Print the completion script for a shell. Needs shtab (extra `completion`)."""
    try:
        import shtab
    except ImportError:
        raise exits.Refusal("Completion needs the package shtab: pip install shtab") from None
    parser = ArgumentParser(prog="heard", description=INTRO)
    commands = parser.add_subparsers(dest="command")
    for command in COMMANDS:
        parser_of(command, commands.add_parser(command.name, help=command.help))
    print(shtab.complete(parser, shell))
    return exits.FINE


def _refuse_another_checkout(here: Path, ours: Path) -> None:
    """Raise Refusal where the current folder lies in a checkout of Heard that is not the one running."""
    packages = (folder / "plugins" / "heard" for folder in (here, *here.parents))
    package = next((one for one in packages if (one / "cli" / "main.py").is_file()), ours)
    if package.resolve() != ours.resolve():
        raise exits.Refusal(
            f"This folder belongs to a checkout of Heard, but the command that runs is another one "
            f"({ours}). Use `python plugins/heard` there, or install the checkout: pip install -e ."
        )


if __name__ == "__main__":
    sys.exit(main())
