"""The commands: the group, the options and the work of each, in one table.

The work is imported when a command runs, so that `heard --help` and shell completion import nothing of a
site. `tasks.py` makes its tasks from the same table.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heard.cli.options import Command, Option, Site, flag, many, port

if TYPE_CHECKING:
    from heard.build.build import BuildRequest
    from heard.library.command_context import CommandContext


CONTENT = Option("--path", "The content folder (default: PATH in the settings).", "path", of_site=True)
OUTPUT = Option(
    "--output", "The folder to write (default: OUTPUT_PATH in the settings).", "path", of_site=True
)
BUILT = OUTPUT._replace(help="The folder with the built site (default: OUTPUT_PATH in the settings).")
CONF = Option("--conf", "The settings file (default: pelicanconf.py).", "path", of_site=True)
SITE = (
    CONTENT,
    many("--set", "A setting for this run, KEY=VALUE with a JSON value.")._replace(of_site=True),
    CONF,
    flag("--debug", "Show tracebacks.")._replace(of_site=True),
)
"""What every command takes that reads a site."""
STORY = Option("story", "The id of the story.")
DRY_RUN = flag("--dry-run", "Write and send nothing; only say what would be.")
PRIVATE = flag("--allow-private", "Ask hosts that are not of the public internet, too: for tests.")
DATABASE = Option("--db", "Isso's database (default: data/isso/comments.db).", "path")
FORMAT = Option("--format", "text, or json: one problem a line.", "choice", "text", ("text", "json"))
FACETS = ("value", "company", "outcome", "series", "teller", "tag", "category")


def conf_of(site: Site) -> Path:
    """The settings file: as given, else pelicanconf.py in the current folder."""
    return (site.conf or Path("pelicanconf.py")).absolute()


def order(site: Site, **more: Any) -> BuildRequest:
    """The build that the shared options ask for. Raises Refusal for a wrong --set."""
    from heard.build.build import BuildRequest
    from heard.build.overrides import parse_settings

    return BuildRequest(
        conf_of(site), site.path, site.output, parse_settings(site.set_), site.debug, **more
    )


def settings_of(site: Site) -> dict[str, Any]:
    """The settings alone. Raises Refusal where they cannot be read."""
    from heard.build.run import read_quietly

    asked = order(site)
    return read_quietly(asked.conf, asked.overrides())


def context_of(site: Site, with_comments: bool = True) -> CommandContext:
    """The site, read for a command that is no build. Raises Refusal where it cannot be read."""
    from heard.build.contexts import context_for

    return context_for(order(site), with_comments=with_comments)


def calls(place: str, *given: Callable[[Site], Any]) -> Callable[..., int]:
    """The function at `module:name`, called with what `given` make of the site, and the options by name."""

    def run(site: Site, /, **options: Any) -> int:
        module, _, name = place.partition(":")
        work: Callable[..., int] = getattr(import_module(f"heard.{module}"), name)
        return work(*(make(site) for make in given), **options)

    return run


def command(name: str, text: str, run: Callable[..., int], *options: Option) -> Command:
    """A command with its options."""
    return Command(name, text, run, options)


def on_site(name: str, text: str, run: Callable[..., int], *options: Option) -> Command:
    """A command that reads a site, with its own options and those that say which."""
    return Command(name, text, run, (*options, *SITE))


def _build(site: Site, explain: str, timings: bool, whole: bool) -> int:
    from heard.build import unchanged

    words = [str(site.path or ""), str(site.output or ""), *site.set_]
    asked = unchanged.asked_for(conf_of(site), words)
    wants_more = site.debug or explain or timings or whole
    if not wants_more and (told := unchanged.told_again(asked)) is not None:
        print(*told[0], sep="\n")
        return told[1]
    gc.disable()  # what is loaded stays, and is looked through once, not time and again while it comes
    from heard.build.build import build

    gc.freeze()
    gc.enable()
    return build(order(site, explain=explain, timings=timings, whole=whole), asked=asked)


def _serve(site: Site, port: int, open_: bool) -> int:
    from heard.dev.serve import serve

    return serve(order(site), port, open_)


WRITE = (
    command(
        "new-site",
        "Start a site of your own in a new folder.",
        calls("cli.new_site:new_site"),
        Option("folder", "The folder to make.", "path"),
        flag("--yes", "Ask nothing; take what each question offers.", "-y"),
    ),
    command(
        "new",
        "Start a story: three short questions, then the file opens in your editor.",
        calls("cli.new:new", conf_of, lambda site: site.path),
        Option("title", "The title of the story."),
        Option("--values", "Answer to the first question: values, separated by semicolons or commas."),
        Option("--outcome", "Answer to the second: a word or a sentence."),
        Option("--lesson", "Answer to the third: one sentence."),
        flag("--no-ask", "Do not ask for what is not given."),
        CONTENT,
        CONF,
    ),
    on_site(
        "serve",
        "Build and serve the site with drafts; every save rebuilds it and reloads the browser.",
        _serve,
        port(8000),
        flag("--open", "Open the browser, too."),
    ),
    on_site(
        "check",
        "Read everything, follow every link, report every problem; exit 1 if there is an error.",
        calls("build.check:check", order),
        flag("--strict", "Let warnings fail, too."),
        FORMAT,
        OUTPUT._replace(help="Keep the site that was checked in this folder (default: thrown away)."),
    ),
    on_site(
        "build",
        "Build what changed; a whole site beside the live output. Broken files are named and left out.",
        _build,
        OUTPUT,
        Option("--explain", "Say why this page or source was made anew, or not."),
        flag("--timings", "Say how long each stage took."),
        flag("--whole", "Make everything anew."),
    ),
)
FOLLOW = (
    on_site(
        "due",
        "List which companies owe an answer or a promise, and by when.",
        calls("cli.due:due", order),
        Option("--days", "How many days to look ahead. Default: 7.", "number", 7),
    ),
    on_site(
        "ids",
        "Record the identity and the address of every story, in a file that you commit.",
        calls("cli.ids:ids", order),
        many("--removed", "The id of a story that was taken back."),
        flag("--check", "Write nothing; exit 1 if a story is lost or its identity changed."),
    ),
    on_site(
        "reply-kit",
        "Write the letter that invites a company to reply to a story, and a form for its reply.",
        calls("cli.replies:kit", context_of, conf_of),
        STORY,
        flag("--sent", "Note today in the story as the day of the invitation, too."),
        Option("--output", "The folder to write into (default: build/reply-kit/).", "path"),
    ),
    on_site(
        "reply-record",
        "Record a company's reply as it came; from then on a change of it is an error.",
        calls("cli.replies:record", context_of),
        STORY,
        flag("--corrected", "Record changed replies anew: the company sent a correction."),
    ),
)
CONVERSE = (
    on_site(
        "moderate",
        "Read the comments that wait, one by one, and decide what becomes of each.",
        calls("conversation.sources.mail.moderate:moderate", context_of),
        flag("--list", "Only list those that wait."),
        many("--approve", "Approve the comment STORY/COMMENT without asking."),
        many("--spam", "Put it aside as spam."),
        many("--remove", "Remove it: what was shown leaves its place, what was not loses its words."),
    ),
    on_site(
        "comment-add",
        "Turn a saved mail into a comment that waits for you; what is kept and cut is shown first.",
        calls("conversation.sources.mail.add:add", partial(context_of, with_comments=False)),
        Option("file", "The saved message (.eml).", "path"),
        Option("--story", "The id of the story, where the subject does not name it."),
        flag("--yes", "Write it without asking.", "-y"),
    ),
    on_site(
        "comments-serve",
        "Run an Isso on this computer, with its page for moderation.",
        calls("conversation.sources.isso.serve:serve", settings_of),
        port(8080),
        DATABASE,
        many("--site", "A further address of the site whose pages may use it."),
    ),
    on_site(
        "comments-pull",
        "Take the comments that an Isso holds home, as files; what you changed there stays.",
        calls("conversation.sources.isso.pull:pull", context_of),
        DATABASE,
        Option("--url", "The address of an Isso out of reach otherwise; approved comments only."),
        DRY_RUN,
        flag("--deleted", "Take for deleted what was pulled before and is not there any more."),
    ),
    on_site(
        "webmention-fetch",
        "Take the webmentions that a service received home, as comments that wait for you.",
        calls("conversation.sources.webmention.fetch:fetch", context_of),
        Option("--file", "A saved list of webmentions (JSON) in place of WEBMENTION_API.", "path"),
        DRY_RUN,
        PRIVATE,
    ),
)
TELL = (
    on_site(
        "webmention-send",
        "Tell the pages that stories link to, each once for every version; run it after you published.",
        calls("conversation.sources.webmention.send:send", context_of),
        BUILT,
        DRY_RUN,
        flag("--again", "Ask those again that took none, or failed."),
        PRIVATE,
    ),
    on_site(
        "digest",
        "Write or send one mail with new stories, changed outcomes, and loops that became overdue.",
        calls("mail.digest:digest", order),
        Option("--since", "The first day of what is new, YYYY-MM-DD (default: that of the last one)."),
        *(many(f"--{facet}", f"Only stories with this {facet}.") for facet in FACETS),
        many("--to", "An address to send to, in place of DIGEST_TO."),
        flag("--send", "Send it, by the DIGEST_… settings; without this it is only written."),
        Option("--output", "The folder to write into (default: build/digest/).", "path"),
    ),
    on_site(
        "websub-ping",
        "Tell the hub (FEED_WEBSUB_HUB) which feeds changed since it was last told.",
        calls("mail.websub:ping", order),
        BUILT,
        DRY_RUN,
    ),
)
TOOLS = (
    on_site(
        "adopt",
        "Compare a blog as stock Pelican and as Heard builds it; exit 1 if a file is gone without a word.",
        calls("cli.adopt:adopt", order),
        flag("--all", "List every file, however many there are."),
        FORMAT._replace(help="text, or json: one object with all files."),
    ),
    command(
        "schema",
        "Write the JSON Schema of the front matter, for completion in editors.",
        calls("cli.schema:write", conf_of),
        Option("--output", "The file to write (default: story.schema.json).", "path"),
        flag("--snippets", "Write snippets for VS Code, too."),
        CONF,
    ),
    command(
        "clean",
        "Delete the built site and the caches, nothing that a command did not write.",
        calls("cli.clean:clean", conf_of),
        Option("--output", "The folder to delete (default: OUTPUT_PATH in the settings).", "path"),
        CONF,
    ),
    command(
        "completion",
        "Print a completion script for your shell.",
        calls("cli.main:completion"),
        Option("shell", "The shell.", "choice", "", ("bash", "zsh", "tcsh")),
    ),
)
GROUPS = {
    "Write and publish": WRITE,
    "Follow up": FOLLOW,
    "Keep the conversation": CONVERSE,
    "Tell readers": TELL,
    "Set up": TOOLS,
}
"""The commands, each group under its heading in the help."""
COMMANDS = tuple(chain.from_iterable(GROUPS.values()))
