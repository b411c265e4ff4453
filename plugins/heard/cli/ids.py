"""`heard ids`: record what is published, so that no identity and no address is ever lost.

It is the only one who writes the record; a build reads it and tells what contradicts it.
"""

from __future__ import annotations

from collections.abc import Collection

from heard.build.build import BuildRequest, Say
from heard.build.contexts import dry_run, library_of
from heard.build.report import line
from heard.content.layout import record_name, record_path
from heard.identity.checks import compared
from heard.library.identities import (
    Published,
    Recorded,
    brought_up_to_date,
    marked_as_removed,
    published_in,
)
from heard.library.identity_file import IDS_FILE, ids_in_files, parse_identities, read_identities, text_of
from heard.text.exits import BROKEN, CONTENT, FINE, Refusal
from heard.text.files import write_whole
from heard.text.names import did_you_mean
from heard.text.problems import Problem, Problems
from heard.text.terminal import plural, shown


def ids(order: BuildRequest, removed: Collection[str] = (), check: bool = False, say: Say = print) -> int:
    """Record new stories and new addresses, mark some as removed; the exit code.

    With `check` nothing is written. 1 means that something contradicts the record, or that it is broken.
    """
    result = dry_run(order)
    library = library_of(result, say)
    if library is None:
        return result.exit_code
    settings = result.settings
    path, name = record_path(settings["PATH"], settings, IDS_FILE), record_name(settings, IDS_FILE)
    before, wrong = read_identities(path, name)
    if wrong:
        return _refused(wrong, say)
    published = published_in(library)
    left_out = settings["STORY_PROBLEMS"].left_out
    elsewhere = ids_in_files(left_out, settings["PATH"])
    after, steps = brought_up_to_date(before or {}, published, library.as_of)
    for story_id in dict.fromkeys(removed):
        _check_removable(story_id, after, published, elsewhere)
        after, more = marked_as_removed(after, story_id, library.as_of)
        steps += more
    contradictions = compared(after, library, elsewhere, name)
    problems = Problems()
    problems.extend(problem for problem in contradictions if problem.severity == "error")
    problems.extend(problem for problem in result.problems if problem.code == "identity-twice")
    for step in steps:
        say(f"{step.kind:<8}  {step.id}  {f'{step.before} → ' if step.before else ''}{step.address}")
    for problem in problems:
        say(line(problem))
    if left_out:
        say(f"{plural(len(left_out), 'file')} with errors: not recorded. `heard check` names them.")
    is_new = bool(steps or before is None)
    if is_new and not check:
        text = text_of(after)
        _, wrong = parse_identities(text.encode("utf-8"), name)
        if wrong:
            return _refused(wrong, say)
        try:
            write_whole(path, text)
        except OSError as error:
            say(f"{shown(path)} could not be written: {error.strerror}.")
            return BROKEN
    stories = plural(len(after), "story")
    if not is_new:
        say(f"{shown(path)} is up to date: {stories}.")
    elif check:
        say(f"{shown(path)} would hold {stories}; run `heard ids`.")
    else:
        say(f"Wrote {shown(path)}: {stories}. Commit it.")
    return CONTENT if problems.of("error") else FINE


def _check_removable(
    story_id: str, recorded: Recorded, published: Collection[Published], elsewhere: Collection[str]
) -> None:
    """Raise Refusal for a story that was never there, or still is."""
    if story_id not in recorded:
        hint = did_you_mean(story_id, recorded)
        raise Refusal(f'--removed {story_id}: no story is recorded as "{story_id}". {hint}'.rstrip())
    source = next((one.story.source for one in published if one.story.id == story_id), "")
    if source or story_id in elsewhere:
        where = source or "a file with errors"
        hint = "Delete the file, or make it a draft; then say that it is removed."
        raise Refusal(f"--removed {story_id}: it is still there, in {where}. {hint}")


def _refused(problems: list[Problem], say: Say) -> int:
    for problem in problems:
        say(line(problem))
    say("Nothing was written.")
    return CONTENT
