"""`heard due`: which companies owe an answer or a promise by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from heard.build.build import BuildRequest, Say
from heard.build.contexts import dry_run, library_of
from heard.library.library import Library
from heard.library.loops import deadlines
from heard.text.exits import Refusal


def due(order: BuildRequest, days: int = 7, say: Say = print) -> int:
    """List what is overdue and what falls due within `days`; the exit code. Changes nothing."""
    if days < 0:
        raise Refusal(f"--days {days}: must be 0 or more.")
    result = dry_run(order, lambda settings: None)  # drafts, too, where the settings show them
    library = library_of(result, say)
    if library is None:
        return result.exit_code
    for line in lines_of(library, days):
        say(line)
    return 0


def lines_of(library: Library, days: int) -> Iterable[str]:
    """One line a deadline, overdue first, then those that come within `days`."""
    today = library.as_of
    near = [found for found in deadlines(library) if found.day <= today + timedelta(days=days)]
    if not near:
        yield f"Nothing is due before {today + timedelta(days=days)} (as of {today})."
        return
    for found in near:
        left = (found.day - today).days
        when = "today" if left == 0 else f"in {left} days" if left > 0 else f"{-left} days overdue"
        company = found.card.company.name if found.card.company else "the company"
        owes = f"promised: {found.what}" if found.what else "owes an answer"
        yield f"{found.day}  {when:>16}  {company} {owes} – {found.card.title} ({found.card.story.source})"
    yield f"{len(near)} due within {days} days, as of {today}."
