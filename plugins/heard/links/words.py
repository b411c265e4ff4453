"""A body with other words: whether it leaves all ties between stories as they were."""

from __future__ import annotations

from heard.links import backlinks, related
from heard.links.bodies import keep, said_in
from heard.links.kept import Kept
from heard.links.profiles import is_profiled_as_before


def are_ties_as_before(kept: Kept, story_id: str, old: str, new: str, mark: bytes) -> bool:
    """Return whether a new body changes no tie; if so, what is kept of it is right for the next build.

    It does not where it links the same stories in the same sentences, and where its other words neither
    make up what the story is about nor weigh otherwise in others. `old` and `new` are HTML with completed
    links, `mark` is that of the new one.
    """
    before, now = said_in(old), said_in(new)
    if before.links != now.links:
        return False
    keep(now, story_id, kept)
    for kind, with_body in (("linking", backlinks.with_body), ("related", related.with_body)):
        for row in kept.some(kind, (story_id,)).values():
            kept.put(kind, story_id, with_body(row, mark))
    is_compared = bool(kept.some("profile", (story_id,)))
    return not is_compared or is_profiled_as_before(kept, story_id, before.words, now.words)
