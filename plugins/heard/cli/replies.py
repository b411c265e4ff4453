"""`heard reply-record` notes the hash of a company's reply; `heard reply-kit` invites one."""

from __future__ import annotations

from pathlib import Path

from heard.build.addresses import host_of, is_loopback
from heard.build.report import line
from heard.content.front_matter import files_in, read_source, with_field
from heard.content.layout import is_ignored
from heard.content.parser import Rules
from heard.content.reply_file import read_reply
from heard.library.command_context import CommandContext
from heard.library.library import Card
from heard.mail.digest_mail import MailTemplates
from heard.text.exits import CONTENT, FINE, Refusal
from heard.text.files import refusing, write_whole
from heard.text.names import ID, did_you_mean
from heard.text.terminal import shown

KIT = {"invitation.txt": "mail/invitation.txt", "reply.md": "mail/reply.md"}


def record(context: CommandContext, story: str, corrected: bool = False) -> int:
    """Note the hash of each reply to a story that has none yet; with `corrected`, of changed ones, too.

    1 when a reply is wrong, or was changed and `corrected` is not given. Raises Refusal for no replies.
    """
    folder = context.content / context.settings["REPLIES_PATH"]
    answered = sorted(one.name for one in folder.glob("*") if one.is_dir() and not is_ignored(one.name))
    hint = did_you_mean(story, answered)
    if not ID.fullmatch(story):
        raise Refusal(f'"{story}" is the id of no story. {hint}')
    paths = files_in(folder, below=story)
    if not paths:
        raise Refusal(f"There is no reply in {shown(folder / story)}/. {hint}".rstrip())
    recorded = [_record(context, path, corrected) for path in paths]
    return FINE if all(recorded) else CONTENT


def _record(context: CommandContext, path: Path, corrected: bool) -> bool:
    rules = Rules(context.today, context.settings["DEFAULT_LANG"])
    try:
        octets = path.read_bytes()  # once, so that the hash is that of the text it is written into
    except OSError as error:
        context.say(f"{shown(path)} cannot be read: {error.strerror}.")
        return False
    reply, reading = read_reply(read_source(octets), path.relative_to(context.content).as_posix(), rules)
    for problem in reading.problems:
        context.say(line(problem))
    if reply is None:
        return False
    if reply.is_recorded:
        context.say(f"{shown(path)}: recorded before, unchanged.")
        return True
    if reply.recorded and not corrected:
        command = f"heard reply-record {reply.story_id} --corrected"
        hint = f"Put it back, or, if the company sent a correction: {command}"
        context.say(f"{shown(path)}: changed since it was recorded. {hint}")
        return False
    try:
        text = with_field(octets.decode("utf-8-sig"), "sha256", reply.fingerprint)
        if reply.recorded:
            text = with_field(text, "corrected", context.today)
    except ValueError as error:
        hint = 'The page "Write a story" shows how a reply is written.'
        raise Refusal(f"{shown(path)}: {error}. {hint}") from error
    with refusing(path):
        write_whole(path, text)
    context.say(f"{shown(path)}: {'correction ' if reply.recorded else ''}recorded.")
    return True


def kit(
    context: CommandContext, conf: Path, story: str, sent: bool = False, output: Path | None = None
) -> int:
    """Write the invitation and the form of a reply; with `sent`, note today as its day in the story."""
    card = _card(context, story)
    values = {
        "card": card,
        "address": f"{context.settings['SITEURL'].rstrip('/')}/{card.url}",
        "today": context.today,
        "mail": context.settings.get("COMMENTS_EMAIL") or "",
        "SITENAME": context.settings["SITENAME"],
    }
    folder = (output or conf.parent / "build" / "reply-kit") / card.id
    templates = MailTemplates(context.settings)
    for name, template in KIT.items():
        _write_new(context, folder / name, templates.filled(template, values).strip() + "\n")
    if is_loopback(host_of(values["address"])):
        context.say(f"The letter leads to {values['address']}, where only this computer can follow.")
        context.say("Set SITEURL, or delete it and write it with --conf publishconf.py.")
    source = context.content / card.story.source
    if sent:
        _note_sent(context, card, source)
    else:
        context.say(f"When it has been sent: heard reply-kit {card.id} --sent")
    return FINE


def _write_new(context: CommandContext, path: Path, text: str) -> None:
    """Write a file that is not there yet: somebody may have worked on one that is. Raises Refusal."""
    with refusing(path):
        if path.exists():
            context.say(f"{shown(path)}: is there already, and left as it is.")
            return
        write_whole(path, text)
    context.say(f"{shown(path)}: written.")


def _note_sent(context: CommandContext, card: Card, source: Path) -> None:
    """Write the day into the story. Raises Refusal for front matter that is no YAML between lines."""
    if card.story.invited:
        context.say(f"{shown(source)} says already: invited {card.story.invited.text}.")
        return
    day = context.today.isoformat()
    try:
        with refusing(source):
            octets = source.read_bytes()
            write_whole(source, with_field(octets.decode("utf-8-sig"), "invited", context.today))
    except ValueError:
        raise Refusal(f"{shown(source)}: add `Invited: {day}` to its head by hand.") from None
    context.say(f"{shown(source)}: invited {day}.")


def _card(context: CommandContext, story: str) -> Card:
    """The story with an id or a slug. Raises Refusal."""
    for card in context.library.by_id.values():
        if story in (card.id, card.story.slug):
            return card
    hint = did_you_mean(story, sorted(context.library.by_id))
    raise Refusal(f'There is no published story "{story}". {hint}'.rstrip())
