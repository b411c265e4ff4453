"""What a writer and an engineer type: `inv --list` names the tasks, `inv --help TASK` explains one.

The work is done in `plugins/story_desk/`; here are only names, options and exit codes.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import pelican.plugins
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).resolve().parent
CONF = ROOT / "pelicanconf.py"
if str(ROOT / "plugins") not in list(pelican.plugins.__path__):
    pelican.plugins.__path__.append(str(ROOT / "plugins"))  # a checkout that is not installed

from pelican.plugins.story_desk import build as build_site  # noqa: E402
from pelican.plugins.story_desk import check as check_site  # noqa: E402
from pelican.plugins.story_desk import clean as clean_up  # noqa: E402
from pelican.plugins.story_desk import digest as digest_mail  # noqa: E402
from pelican.plugins.story_desk import due as due_list  # noqa: E402
from pelican.plugins.story_desk import ids as record_ids  # noqa: E402
from pelican.plugins.story_desk import new as new_story  # noqa: E402
from pelican.plugins.story_desk import schema as story_schema  # noqa: E402
from pelican.plugins.story_desk import serve as serve_site  # noqa: E402
from pelican.plugins.story_desk import websub as websub_hub  # noqa: E402
from pelican.plugins.story_desk.exits import USAGE, Refusal  # noqa: E402
from pelican.plugins.story_desk.overrides import parse_settings  # noqa: E402

SITE = {
    "path": "The content folder (default: PATH in the settings).",
    "output": "The folder to write.",
    "set_": "A setting for this run, KEY=VALUE with a JSON value; may be repeated.",
    "conf": "The settings file (default: pelicanconf.py).",
    "debug": "Show tracebacks.",
}


@task(
    positional=["title"],
    help={
        "title": "The title of the story.",
        "values": "Answer to the first question: values, separated by semicolons or commas.",
        "outcome": "Answer to the second: a word or a sentence.",
        "lesson": "Answer to the third: one sentence.",
        "ask": "Whether to ask for what was not given.",
        "path": SITE["path"],
    },
)
def new(
    _: Context,
    title: str,
    values: str = "",
    outcome: str = "",
    lesson: str = "",
    ask: bool = True,
    path: str = "",
) -> None:
    """Start a story: three short questions, then the file opens in your editor."""
    answers = new_story.Answers(values, outcome, lesson)
    finish(lambda: new_story.new(CONF, title, answers, folder(path), ask))


@task(
    iterable=["set_"],
    help={
        **SITE,
        "output": "Keep the site that was checked in this folder (default: it is thrown away).",
        "strict": "Let warnings fail, too.",
        "format_": "text, or json: one problem a line.",
    },
)
def check(
    _: Context,
    path: str = "",
    output: str = "",
    set_: list[str] | None = None,
    strict: bool = False,
    format_: str = "text",
    conf: str = "",
    debug: bool = False,
) -> None:
    """Read everything, follow every link, report every problem; exit 1 if there is an error."""
    finish(
        lambda: check_site.check(order(path, output, set_, conf, debug), strict, format_, tell=to_stderr)
    )


@task(
    iterable=["set_"],
    help={
        **SITE,
        "output": "The folder to write (default: output/).",
        "explain": "Say why this page or source was made anew, or not.",
    },
)
def build(
    _: Context,
    path: str = "",
    output: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
    explain: str = "",
) -> None:
    """Build the site beside the live output and swap it in; broken files are named and left out."""
    finish(lambda: build_site.build(replace(order(path, output, set_, conf, debug), explain=explain)))


@task(
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "port": "The port; where it is taken, the next free one.",
        "open_": "Open the browser, too.",
    },
)
def serve(
    _: Context,
    port: str = "8000",
    open_: bool = False,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Build and serve the site with drafts; every save rebuilds it and reloads the browser."""
    finish(lambda: serve_site.serve(order(path, "", set_, conf, debug), number("port", port), open_))


@task(
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "days": "How many days to look ahead.",
    },
)
def due(
    _: Context,
    days: str = "7",
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """List which companies owe an answer or a promise, and by when."""
    finish(lambda: due_list.due(order(path, "", set_, conf, debug), number("days", days)))


@task(
    iterable=["set_", "removed"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "removed": "The id of a story that was taken back; may be repeated.",
        "check": "Write nothing; exit 1 if a story is lost or its identity changed.",
    },
)
def ids(
    _: Context,
    removed: list[str] | None = None,
    check: bool = False,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Record the identity and the address of every story, in a file that you commit."""
    finish(lambda: record_ids.ids(order(path, "", set_, conf, debug), removed or (), check))


@task(
    iterable=["value", "company", "outcome", "series", "teller", "tag", "category", "to", "set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "since": "The first day of what is new, YYYY-MM-DD (default: the day of the last one sent).",
        "value": "Only stories with this value – or any other term that is given; may be repeated.",
        "company": "… of this company.",
        "outcome": "… filed under this outcome.",
        "series": "… of this series.",
        "teller": "… by this teller.",
        "tag": "… with this tag.",
        "category": "… in this category.",
        "to": "An address to send to, in place of DIGEST_TO; may be repeated.",
        "send": "Send it, by the DIGEST_… settings; without this it is only written.",
        "output": "The folder to write into (default: build/digest/).",
    },
)
def digest(
    _: Context,
    since: str = "",
    value: list[str] | None = None,
    company: list[str] | None = None,
    outcome: list[str] | None = None,
    series: list[str] | None = None,
    teller: list[str] | None = None,
    tag: list[str] | None = None,
    category: list[str] | None = None,
    to: list[str] | None = None,
    send: bool = False,
    output: str = "",
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Write or send one mail with new stories, outcomes that changed, and loops that became overdue."""
    given = {
        "value": value,
        "company": company,
        "outcome": outcome,
        "series": series,
        "teller": teller,
        "tag": tag,
        "category": category,
    }
    terms = {facet: names or [] for facet, names in given.items()}
    wish = digest_mail.Wish(since, terms, to or [], send, folder(output))
    finish(lambda: digest_mail.digest(order(path, "", set_, conf, debug), wish))


@task(
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "output": "The folder with the built site (default: output/).",
        "dry_run": "Only list the feeds that the hub would be told of.",
    },
)
def websub_ping(
    _: Context,
    dry_run: bool = False,
    path: str = "",
    output: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Tell the hub (FEED_WEBSUB_HUB) which feeds changed since it was last told."""
    finish(lambda: websub_hub.ping(order(path, output, set_, conf, debug), dry_run))


@task(help={"args": 'Anything for pytest, as in --args "-k outcome -x".'})
def test(_: Context, args: str = "") -> None:
    """Run the tests."""
    command = [sys.executable, "-m", "pytest", *shlex.split(args)]
    finish(lambda: subprocess.run(command, cwd=ROOT, check=False).returncode)


@task(
    help={
        "output": "The file to write (default: story.schema.json).",
        "snippets": "Write snippets for VS Code, too.",
    }
)
def schema(_: Context, output: str = "", snippets: bool = False) -> None:
    """Write the JSON Schema of the front matter, for completion in editors."""
    finish(lambda: story_schema.write(CONF, folder(output), snippets))


@task(help={"output": "The folder to delete (default: output/)."})
def clean(_: Context, output: str = "") -> None:
    """Delete the built site and the caches, nothing that a task did not write."""
    finish(lambda: clean_up.clean(CONF, folder(output)))


def order(path: str, output: str, given: list[str] | None, conf: str, debug: bool) -> Any:
    """What is asked for, as the desk takes it."""
    return build_site.Order(
        conf=Path(conf).absolute() if conf else CONF,
        content=folder(path),
        output=folder(output),
        changes=parse_settings(given or []),
        debug=debug,
    )


def number(option: str, given: str) -> int:
    """An option that counts. Raises Refusal for what is no number."""
    try:
        return int(given)
    except ValueError:
        raise Refusal(f"--{option} {given}: must be a whole number.") from None


def folder(given: str) -> Path | None:
    """An option that names a path; None where it is not given."""
    return Path(given).expanduser() if given else None


def to_stderr(text: str) -> None:
    """What is no problem must not get between lines of JSON."""
    print(text, file=sys.stderr)


def finish(work: Callable[[], int]) -> None:
    """Do the work and end with its exit code; a refusal is its message and code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a title may hold what a terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        code = work()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        code = USAGE
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    if code:
        raise Exit(code=code)
