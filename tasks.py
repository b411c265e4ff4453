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
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).resolve().parent
CONF = ROOT / "pelicanconf.py"


class Room:
    """A module of the plugins that is imported, and Pelican with it, when it is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        plugins = import_module("pelican.plugins")
        if str(ROOT / "plugins") not in list(plugins.__path__):
            plugins.__path__.append(str(ROOT / "plugins"))  # a checkout that is not installed
        return getattr(import_module(f"pelican.plugins.{self._name}"), name)


exits = Room("stories.exits")
adopt_blog = Room("story_desk.adopt")
build_site = Room("story_desk.build")
check_site = Room("story_desk.check")
clean_up = Room("story_desk.clean")
digest_mail = Room("story_desk.digest")
due_list = Room("story_desk.due")
errands = Room("story_desk.errands")
record_ids = Room("story_desk.ids")
new_story = Room("story_desk.new")
overrides = Room("story_desk.overrides")
company_replies = Room("story_desk.replies")
runs = Room("story_desk.run")
story_schema = Room("story_desk.schema")
serve_site = Room("story_desk.serve")
websub_hub = Room("story_desk.websub")
mail_add = Room("story_inbox.add")
comment_desk = Room("story_inbox.moderate")
isso_pull = Room("story_isso.pull")
isso_serve = Room("story_isso.serve")
mentions_in = Room("story_webmention.fetch")
mentions_out = Room("story_webmention.send")

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
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "all_": "List every file, however many there are.",
        "format_": "text, or json: one object with all files.",
    },
)
def adopt(
    _: Context,
    path: str = "",
    set_: list[str] | None = None,
    all_: bool = False,
    format_: str = "text",
    conf: str = "",
    debug: bool = False,
) -> None:
    """Compare a blog as stock Pelican and as Heard builds it; exit 1 if a file is gone without a word."""
    finish(lambda: adopt_blog.adopt(order(path, "", set_, conf, debug), format_, all_, tell=to_stderr))


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
    desk = untouched()
    wish = desk.wish_of(str(conf_of(conf)), [path, output, *(set_ or ())])

    def work() -> int:
        if not (debug or explain) and (code := desk.told_again(wish, print)) is not None:
            return int(code)
        witness = wish, import_module(f"{desk.__package__}.noticing").Notice()
        asked = replace(order(path, output, set_, conf, debug), explain=explain)
        return int(build_site.build(asked, witness=witness))

    finish(work)


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


@task(
    positional=["story"],
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "story": "The id of the story.",
        "sent": "Note today in the story as the day of the invitation, too.",
        "output": "The folder to write into (default: build/reply-kit/).",
    },
)
def reply_kit(
    _: Context,
    story: str,
    sent: bool = False,
    output: str = "",
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Write the letter that invites a company to reply to a story, and a form for its reply."""
    finish(
        lambda: company_replies.kit(
            errands.errand_for(order(path, "", set_, conf, debug)),
            story,
            folder(output) or ROOT / "build" / "reply-kit",
            sent,
        )
    )


@task(
    positional=["story"],
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "story": "The id of the story.",
        "corrected": "Record changed replies anew: the company sent a correction.",
    },
)
def reply_record(
    _: Context,
    story: str,
    corrected: bool = False,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Record a company's reply as it came; from then on a change of it is an error."""
    finish(
        lambda: company_replies.record(
            errands.errand_for(order(path, "", set_, conf, debug)), story, corrected
        )
    )


@task(
    iterable=["site", "set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "port": "The port; where it is taken, the next free one.",
        "db": "Isso's database (default: data/isso/comments.db).",
        "site": "A further address of the site whose pages may use it; may be repeated.",
    },
)
def comments_serve(
    _: Context,
    port: str = "8080",
    db: str = "",
    site: list[str] | None = None,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Run an Isso on this computer, with its page for moderation."""

    def work() -> int:
        asked = order(path, "", set_, conf, debug)
        wish = isso_serve.Wish(number("port", port), folder(db), tuple(site or ()))
        code: int = isso_serve.serve(runs.read_quietly(asked.conf, asked.overrides()), wish)
        return code

    finish(work)


@task(
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "db": "Isso's database (default: data/isso/comments.db).",
        "url": "The address of an Isso whose database is out of reach; approved comments only.",
        "dry_run": "Only tell what would be written.",
        "deleted": "Take for deleted what was pulled before and is not there any more.",
    },
)
def comments_pull(
    _: Context,
    db: str = "",
    url: str = "",
    dry_run: bool = False,
    deleted: bool = False,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Take the comments that an Isso holds home, as files; what you changed there stays."""
    wish = isso_pull.Wish(folder(db), url, dry_run, deleted)
    finish(lambda: isso_pull.pull(errands.errand_for(order(path, "", set_, conf, debug)), wish))


@task(
    positional=["file"],
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "file": "The saved message (.eml).",
        "story": "The id of the story, where the subject does not name it.",
        "yes": "Write it without asking.",
    },
)
def comment_add(
    _: Context,
    file: str,
    story: str = "",
    yes: bool = False,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Turn a saved mail into a comment that waits for you; what is kept and what is cut is shown first."""
    wish = mail_add.Wish(Path(file).expanduser(), story, yes)
    site = order(path, "", set_, conf, debug)
    finish(lambda: mail_add.add(errands.errand_for(site, with_comments=False), wish))


@task(
    iterable=["approve", "spam", "remove", "set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "list_": "Only list those that wait.",
        "approve": "Approve the comment STORY/COMMENT without asking; may be repeated.",
        "spam": "… put it aside as spam.",
        "remove": "… remove it: what was shown leaves its place, what was not loses its words.",
    },
)
def moderate(
    _: Context,
    list_: bool = False,
    approve: list[str] | None = None,
    spam: list[str] | None = None,
    remove: list[str] | None = None,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Read the comments that wait, one by one, and decide what becomes of each."""
    given = {"approved": approve or [], "spam": spam or [], "removed": remove or []}
    wish = comment_desk.Wish(list_, given)
    finish(lambda: comment_desk.moderate(errands.errand_for(order(path, "", set_, conf, debug)), wish))


@task(
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "output": "The folder with the built site (default: output/).",
        "dry_run": "Only list the links that would be told of.",
        "again": "Ask those again that took none, or failed.",
        "allow_private": "Talk to hosts that are not of the public internet, too: for tests.",
    },
)
def webmention_send(
    _: Context,
    dry_run: bool = False,
    again: bool = False,
    allow_private: bool = False,
    path: str = "",
    output: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Tell the pages that stories link to, each once for every version; run it after you published."""
    wish = mentions_out.SendWish(dry_run, again, allow_private)
    finish(lambda: mentions_out.send(errands.errand_for(order(path, output, set_, conf, debug)), wish))


@task(
    iterable=["set_"],
    help={
        **{name: SITE[name] for name in ("path", "set_", "conf", "debug")},
        "file": "A saved list of webmentions (JSON) in place of WEBMENTION_API.",
        "dry_run": "Only tell what would be written.",
        "allow_private": "Look at sources on hosts that are not of the public internet, too: for tests.",
    },
)
def webmention_fetch(
    _: Context,
    file: str = "",
    dry_run: bool = False,
    allow_private: bool = False,
    path: str = "",
    set_: list[str] | None = None,
    conf: str = "",
    debug: bool = False,
) -> None:
    """Take the webmentions that a service received home, as comments that wait for you."""
    wish = mentions_in.FetchWish(folder(file), dry_run, allow_private)
    finish(lambda: mentions_in.fetch(errands.errand_for(order(path, "", set_, conf, debug)), wish))


@task(
    help={
        "all_": "Everything: more random examples, long sequences of edits, kills, real readers.",
        "args": 'Anything for pytest, as in --args "-k outcome -x".',
    }
)
def test(_: Context, all_: bool = False, args: str = "") -> None:
    """Run the tests, on all processors; those of one file stay together, as they share what they build."""
    # In the order of folders, the many small files come last and fill what the long ones left.
    together = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *together, *shlex.split(args)]
    environ = {**os.environ, "HEARD_TESTS": "all" if all_ else ""}
    finish(lambda: subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode)


@task(
    help={
        "output": "The file to write (default: story.schema.json).",
        "snippets": "Write snippets for VS Code, too.",
    }
)
def schema(_: Context, output: str = "", snippets: bool = False) -> None:
    """Write the JSON Schema of the front matter, for completion in editors."""
    finish(lambda: story_schema.write(CONF, folder(output), snippets))


@task(
    iterable=["set_"],
    help={
        "stories": "How many stories; several numbers with commas show how the time grows.",
        "rounds": "How often each generator builds, in turn with the others.",
        "only": "Which generators, with commas (default: all that are installed).",
        "edit": "Measure builds after an edit, too.",
        "serving": "Measure saves while the site is being served, too.",
        "real": "Measure this folder of real posts (Markdown with YAML) in place of the corpus.",
        "profile": "Tell where our own build spends its time, and measure nothing else.",
        "report": "Write the page and the picture for the site from bench/results/.",
        "install": "Install the other generators into their folder.",
        "peers": "That folder (default: build/bench/peers/).",
        "output": "The folder for the sites that are built (default: build/bench/sites/).",
        "set_": "A setting for our own builds, as in inv build.",
    },
)
def bench(
    _: Context,
    stories: str = "1000",
    rounds: str = "3",
    only: str = "",
    edit: bool = False,
    serving: bool = False,
    profile: bool = False,
    report: bool = False,
    install: bool = False,
    peers: str = "",
    output: str = "",
    set_: list[str] | None = None,
    real: str = "",
) -> None:
    """Build one corpus with several generators, side by side; see bench/README.md."""
    from bench import command  # a checkout has it, an installed package has not

    finish(
        lambda: command.main(
            stories, rounds, only, output, peers, edit, serving, profile, install, report, set_ or (), real
        )
    )


@task(help={"output": "The folder to delete (default: output/)."})
def clean(_: Context, output: str = "") -> None:
    """Delete the built site and the caches, nothing that a task did not write."""
    finish(lambda: clean_up.clean(CONF, folder(output)))


def order(path: str, output: str, given: list[str] | None, conf: str, debug: bool) -> Any:
    """What is asked for, as the desk takes it."""
    return build_site.Order(
        conf=conf_of(conf),
        content=folder(path),
        output=folder(output),
        changes=overrides.parse_settings(given or []),
        debug=debug,
    )


def conf_of(given: str) -> Path:
    """The settings file."""
    return Path(given).absolute() if given else CONF


def untouched() -> Any:
    """The module that knows whether anything changed, without the room around it, which imports Pelican."""
    alone = sys.modules.setdefault("desk_alone", ModuleType("desk_alone"))
    alone.__path__ = [str(ROOT / "plugins" / "story_desk")]
    return import_module("desk_alone.untouched")


def number(option: str, given: str) -> int:
    """An option that counts. Raises exits.Refusal for what is no number."""
    try:
        return int(given)
    except ValueError:
        raise exits.Refusal(f"--{option} {given}: must be a whole number.") from None


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
    except exits.Refusal as refusal:
        print(refusal, file=sys.stderr)
        code = exits.USAGE
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    if code:
        raise Exit(code=code)
