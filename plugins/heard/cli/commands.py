"""The commands: the group, the options and the work of each, in one table.

The work is imported when a command runs, so that `heard --help` and shell completion import nothing of a
site. `tasks.py` makes its tasks from the same table.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from heard.cli.options import (
    BUILT,
    CONTENT,
    DRY_RUN,
    FORMAT,
    OUTPUT,
    PORT,
    PRIVATE,
    SITE,
    Command,
    Option,
    flag,
    many,
)

if TYPE_CHECKING:
    from heard.build.build import BuildRequest
    from heard.library.command_context import CommandContext


FACETS = ("value", "company", "outcome", "series", "teller", "tag", "category")


def _build(args: Namespace) -> int:
    from heard.build import untouched

    words = [args.path, args.output, *args.set]
    wish = untouched.wish_of(str(conf_of(args)), words)
    asked = args.debug or args.explain
    if not asked and (code := untouched.told_again(wish, print)) is not None:
        return code
    witness = None
    if hasattr(os, "register_at_fork"):  # else nobody notes what forked processes look at, and none are
        from heard.build.noticing import Notice

        witness = wish, Notice()
    from heard.build.build import build

    return build(replace(order(args), explain=args.explain), witness=witness)


def _check(args: Namespace) -> int:
    from heard.build.check import check

    return check(order(args), args.strict, args.format, tell=to_stderr)


def _adopt(args: Namespace) -> int:
    from heard.cli.adopt import adopt

    return adopt(order(args), args.format, args.all, tell=to_stderr)


def _serve(args: Namespace) -> int:
    from heard.dev.serve import serve

    return serve(order(args), args.port, args.open)


def _new(args: Namespace) -> int:
    from heard.cli.new import Answers, new

    answers = Answers(args.values, args.outcome, args.lesson)
    return new(conf_of(args), args.title, answers, folder(args.path), not args.no_ask)


def _new_site(args: Namespace) -> int:
    from heard.cli.new_site import new_site

    return new_site(Path(args.folder).expanduser(), args.yes)


def _schema(args: Namespace) -> int:
    from heard.cli.schema import write

    return write(conf_of(args), folder(args.output), args.snippets)


def _clean(args: Namespace) -> int:
    from heard.cli.clean import clean

    return clean(conf_of(args), folder(args.output))


def _due(args: Namespace) -> int:
    from heard.cli.due import due

    return due(order(args), args.days)


def _ids(args: Namespace) -> int:
    from heard.cli.ids import ids

    return ids(order(args), args.removed, args.check)


def _reply_kit(args: Namespace) -> int:
    from heard.cli.replies import kit

    output = folder(args.output) or conf_of(args).parent / "build" / "reply-kit"
    return kit(context_of(args), args.story, output, args.sent)


def _reply_record(args: Namespace) -> int:
    from heard.cli.replies import record

    return record(context_of(args), args.story, args.corrected)


def _comments_serve(args: Namespace) -> int:
    from heard.build.run import read_quietly
    from heard.conversation.sources.isso.serve import ServeOptions, serve

    asked = order(args)
    return serve(
        read_quietly(asked.conf, asked.overrides()),
        ServeOptions(args.port, folder(args.db), tuple(args.site)),
    )


def _comments_pull(args: Namespace) -> int:
    from heard.conversation.sources.isso.pull import PullOptions, pull

    return pull(context_of(args), PullOptions(folder(args.db), args.url, args.dry_run, args.deleted))


def _comment_add(args: Namespace) -> int:
    from heard.build.contexts import context_for
    from heard.conversation.sources.mail.add import AddOptions, add

    context = context_for(order(args), with_comments=False)
    return add(context, AddOptions(Path(args.file).expanduser(), args.story, args.yes))


def _moderate(args: Namespace) -> int:
    from heard.conversation.sources.mail.moderate import ModerateOptions, moderate

    decisions = {"approved": args.approve, "spam": args.spam, "removed": args.remove}
    return moderate(context_of(args), ModerateOptions(args.list, decisions))


def _webmention_send(args: Namespace) -> int:
    from heard.conversation.sources.webmention.send import SendOptions, send

    return send(context_of(args), SendOptions(args.dry_run, args.again, args.allow_private))


def _webmention_fetch(args: Namespace) -> int:
    from heard.conversation.sources.webmention.fetch import FetchOptions, fetch

    return fetch(context_of(args), FetchOptions(folder(args.file), args.dry_run, args.allow_private))


def _digest(args: Namespace) -> int:
    from heard.mail.digest import DigestOptions, digest

    terms = {facet: getattr(args, facet) for facet in FACETS}
    return digest(order(args), DigestOptions(args.since, terms, args.to, args.send, folder(args.output)))


def _websub_ping(args: Namespace) -> int:
    from heard.mail.websub import ping

    return ping(order(args), args.dry_run)


def _completion(args: Namespace) -> int:
    from heard.cli.main import completion

    return completion(args.shell)


WRITE, FOLLOW, CONVERSE, TELL, TOOLS = (
    "Write and publish",
    "Follow up",
    "Keep the conversation",
    "Tell readers",
    "Set up",
)
GROUPS = (WRITE, FOLLOW, CONVERSE, TELL, TOOLS)
STORY = Option("story", "The id of the story.")

COMMANDS = (
    Command(
        "new-site",
        WRITE,
        "Start a site of your own in a new folder.",
        _new_site,
        (
            Option("folder", "The folder to make."),
            flag("--yes", "Ask nothing; take what each question offers.", "-y"),
        ),
    ),
    Command(
        "new",
        WRITE,
        "Start a story: three short questions, then the file opens in your editor.",
        _new,
        (
            Option("title", "The title of the story."),
            Option("--values", "Answer to the first question: values, separated by semicolons or commas."),
            Option("--outcome", "Answer to the second: a word or a sentence."),
            Option("--lesson", "Answer to the third: one sentence."),
            flag("--no-ask", "Do not ask for what is not given."),
            CONTENT,
            SITE[2],
        ),
    ),
    Command(
        "serve",
        WRITE,
        "Build and serve the site with drafts; every save rebuilds it and reloads the browser.",
        _serve,
        (PORT, flag("--open", "Open the browser, too."), *SITE),
    ),
    Command(
        "check",
        WRITE,
        "Read everything, follow every link, report every problem; exit 1 if there is an error.",
        _check,
        (
            flag("--strict", "Let warnings fail, too."),
            FORMAT,
            replace(OUTPUT, help="Keep the site that was checked in this folder (default: thrown away)."),
            *SITE,
        ),
    ),
    Command(
        "build",
        WRITE,
        "Build the site beside the live output and swap it in; broken files are named and left out.",
        _build,
        (
            OUTPUT,
            Option("--explain", "Say why this page or source was made anew, or not."),
            *SITE,
        ),
    ),
    Command(
        "due",
        FOLLOW,
        "List which companies owe an answer or a promise, and by when.",
        _due,
        (Option("--days", "How many days to look ahead.", "number", 7), *SITE),
    ),
    Command(
        "ids",
        FOLLOW,
        "Record the identity and the address of every story, in a file that you commit.",
        _ids,
        (
            many("--removed", "The id of a story that was taken back."),
            flag("--check", "Write nothing; exit 1 if a story is lost or its identity changed."),
            *SITE,
        ),
    ),
    Command(
        "reply-kit",
        FOLLOW,
        "Write the letter that invites a company to reply to a story, and a form for its reply.",
        _reply_kit,
        (
            STORY,
            flag("--sent", "Note today in the story as the day of the invitation, too."),
            replace(OUTPUT, help="The folder to write into (default: build/reply-kit/)."),
            *SITE,
        ),
    ),
    Command(
        "reply-record",
        FOLLOW,
        "Record a company's reply as it came; from then on a change of it is an error.",
        _reply_record,
        (
            STORY,
            flag("--corrected", "Record changed replies anew: the company sent a correction."),
            *SITE,
        ),
    ),
    Command(
        "moderate",
        CONVERSE,
        "Read the comments that wait, one by one, and decide what becomes of each.",
        _moderate,
        (
            flag("--list", "Only list those that wait."),
            many("--approve", "Approve the comment STORY/COMMENT without asking."),
            many("--spam", "Put it aside as spam."),
            many("--remove", "Remove it: what was shown leaves its place, what was not loses its words."),
            *SITE,
        ),
    ),
    Command(
        "comment-add",
        CONVERSE,
        "Turn a saved mail into a comment that waits for you; what is kept and cut is shown first.",
        _comment_add,
        (
            Option("file", "The saved message (.eml)."),
            Option("--story", "The id of the story, where the subject does not name it."),
            flag("--yes", "Write it without asking.", "-y"),
            *SITE,
        ),
    ),
    Command(
        "comments-serve",
        CONVERSE,
        "Run an Isso on this computer, with its page for moderation.",
        _comments_serve,
        (
            replace(PORT, default=8080),
            Option("--db", "Isso's database (default: data/isso/comments.db)."),
            many("--site", "A further address of the site whose pages may use it."),
            *SITE,
        ),
    ),
    Command(
        "comments-pull",
        CONVERSE,
        "Take the comments that an Isso holds home, as files; what you changed there stays.",
        _comments_pull,
        (
            Option("--db", "Isso's database (default: data/isso/comments.db)."),
            Option("--url", "The address of an Isso out of reach otherwise; approved comments only."),
            DRY_RUN,
            flag("--deleted", "Take for deleted what was pulled before and is not there any more."),
            *SITE,
        ),
    ),
    Command(
        "webmention-fetch",
        CONVERSE,
        "Take the webmentions that a service received home, as comments that wait for you.",
        _webmention_fetch,
        (
            Option("--file", "A saved list of webmentions (JSON) in place of WEBMENTION_API."),
            DRY_RUN,
            PRIVATE,
            *SITE,
        ),
    ),
    Command(
        "webmention-send",
        TELL,
        "Tell the pages that stories link to, each once for every version; run it after you published.",
        _webmention_send,
        (
            BUILT,
            DRY_RUN,
            flag("--again", "Ask those again that took none, or failed."),
            PRIVATE,
            *SITE,
        ),
    ),
    Command(
        "digest",
        TELL,
        "Write or send one mail with new stories, changed outcomes, and loops that became overdue.",
        _digest,
        (
            Option(
                "--since",
                "The first day of what is new, YYYY-MM-DD (default: that of the last one).",
            ),
            *(many(f"--{facet}", f"Only stories with this {facet}.") for facet in FACETS),
            many("--to", "An address to send to, in place of DIGEST_TO."),
            flag("--send", "Send it, by the DIGEST_… settings; without this it is only written."),
            replace(OUTPUT, help="The folder to write into (default: build/digest/)."),
            *SITE,
        ),
    ),
    Command(
        "websub-ping",
        TELL,
        "Tell the hub (FEED_WEBSUB_HUB) which feeds changed since it was last told.",
        _websub_ping,
        (BUILT, DRY_RUN, *SITE),
    ),
    Command(
        "adopt",
        TOOLS,
        "Compare a blog as stock Pelican and as Heard builds it; exit 1 if a file is gone without a word.",
        _adopt,
        (
            flag("--all", "List every file, however many there are."),
            Option(
                "--format", "text, or json: one object with all files.", "choice", "text", ("text", "json")
            ),
            *SITE,
        ),
    ),
    Command(
        "schema",
        TOOLS,
        "Write the JSON Schema of the front matter, for completion in editors.",
        _schema,
        (
            Option("--output", "The file to write (default: story.schema.json)."),
            flag("--snippets", "Write snippets for VS Code, too."),
            SITE[2],
        ),
    ),
    Command(
        "clean",
        TOOLS,
        "Delete the built site and the caches, nothing that a command did not write.",
        _clean,
        (replace(OUTPUT, help="The folder to delete (default: OUTPUT_PATH in the settings)."), SITE[2]),
    ),
    Command(
        "completion",
        TOOLS,
        "Print a completion script for your shell.",
        _completion,
        (Option("shell", "The shell.", "choice", "", ("bash", "zsh", "tcsh")),),
    ),
)


def to_stderr(text: str) -> None:
    """Print what is not a problem where it does not get between lines of JSON."""
    print(text, file=sys.stderr)


def order(args: Namespace) -> BuildRequest:
    """The build that the shared options ask for. Raises Refusal for a wrong --set."""
    from heard.build.build import BuildRequest
    from heard.build.overrides import parse_settings

    # Commands whose --output is no site leave the site's own output folder alone.
    output = folder(args.output) if args.command in _OUTPUT_IS_SITE else None
    return BuildRequest(conf_of(args), folder(args.path), output, parse_settings(args.set), args.debug)


_OUTPUT_IS_SITE = ("build", "check", "webmention-send", "websub-ping")


def context_of(args: Namespace) -> CommandContext:
    """The site, read for a command that is no build. Raises Refusal where it cannot be read."""
    from heard.build.contexts import context_for

    return context_for(order(args))


def conf_of(args: Namespace) -> Path:
    """The settings file: as given, else pelicanconf.py in the current folder."""
    return Path(args.conf or "pelicanconf.py").expanduser().absolute()


def folder(text: str) -> Path | None:
    """A path that was given as an option; None where it was not."""
    return Path(text).expanduser() if text else None
