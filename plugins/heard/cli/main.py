"""The command `heard`: finds the command that was typed, reads its options, and ends with its exit code."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from heard.cli.commands import COMMANDS, GROUPS
from heard.cli.options import Command, Option
from heard.text import exits

INTRO = "A site for customer-experience stories that remembers what happened next."
HELP = {"-h", "--help", "help"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. `argv` is what was typed behind `heard`."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a title may hold what a terminal cannot show
            stream.reconfigure(errors="backslashreplace")
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
        return _unknown(words[0])
    if elsewhere := _another_checkout(Path.cwd(), Path(__file__).resolve().parent.parent):
        print(elsewhere, file=sys.stderr)
        return exits.USAGE
    try:
        args = parser_of(command).parse_args(words[1:])
    except SystemExit as ended:  # argparse has said what is wrong, or printed the help
        return exits.USAGE if ended.code else exits.FINE
    args.command = command.name
    return run(command, args)


def run(command: Command, args: Namespace) -> int:
    """Run a command with its parsed arguments; a refusal is its message and code 2."""
    try:
        return command.run(args)
    except exits.Refusal as refusal:
        print(refusal, file=sys.stderr)
        return exits.USAGE
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.FINE


def overview() -> str:
    """The commands in their groups, a line each."""
    width = max(len(command.name) for command in COMMANDS) + 2
    lines = ["Usage: heard COMMAND [options]", "", INTRO]
    for group in GROUPS:
        lines += ["", f"{group}:"]
        lines += [f"  {one.name:<{width}}{one.help}" for one in COMMANDS if one.group == group]
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
        _add(parser, option)
    return parser


def _add(parser: ArgumentParser, option: Option) -> None:
    names = [name for name in (option.short, option.name) if name]
    if option.kind == "flag":
        parser.add_argument(*names, action="store_true", help=option.help)
    elif option.kind == "many":
        parser.add_argument(*names, action="append", default=[], metavar="TEXT", help=option.help)
    elif option.kind == "number":
        text = f"{option.help} Default: {option.default}."
        parser.add_argument(*names, type=int, default=option.default, metavar="N", help=text)
    elif option.kind == "choice":
        parser.add_argument(
            *names, choices=option.choices, help=option.help, default=option.default or None
        )
    elif option.name.startswith("-"):
        metavar = option.field.upper()
        parser.add_argument(*names, default=option.default, metavar=metavar, help=option.help)
    else:
        parser.add_argument(option.name, help=option.help)


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


def _unknown(word: str) -> int:
    from heard.text.names import did_you_mean

    hint = did_you_mean(word, tuple(command.name for command in COMMANDS))
    print(f'There is no command "{word}". {hint} `heard --help` lists all.', file=sys.stderr)
    return exits.USAGE


def _another_checkout(here: Path, ours: Path) -> str:
    """What is wrong where the current folder lies in a checkout of Heard that is not the one running."""
    for folder in (here, *here.parents):
        package = folder / "plugins" / "heard"
        if (package / "cli" / "main.py").is_file():
            if package.resolve() == ours.resolve():
                return ""
            return (
                f"This folder belongs to a checkout of Heard, but the command that runs is another one "
                f"({ours}). Use `python plugins/heard` there, or install the checkout: pip install -e ."
            )
    return ""


if __name__ == "__main__":
    sys.exit(main())
