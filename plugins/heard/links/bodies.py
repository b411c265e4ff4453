"""What bodies say: their words and their links. Nothing of it depends on any other file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec import Struct

from heard.links.kept import Kept
from heard.links.mentions import Link, links_in
from heard.links.terms import words_of
from heard.text.excerpt import plain_text


class Words(Struct, frozen=True, array_like=True, gc=False):
    """The words of a body: those that stand there once, and the others by their number."""

    once: str = ""
    more: tuple[tuple[int, str], ...] = ()

    @property
    def words(self) -> dict[str, int]:
        """How often each word stands there."""
        words = dict.fromkeys(self.once.split(), 1)
        for count, those in self.more:
            words.update(dict.fromkeys(those.split(), count))
        return words


class Said(Words, frozen=True, array_like=True, gc=False):
    """What one body says: its words, and then its links."""

    links: tuple[Link, ...] = ()


_ENCODER, _DECODER, _WORDS = msgspec.json.Encoder(), msgspec.json.Decoder(Said), msgspec.json.Decoder(Words)


def said_in(html: str) -> Said:
    """Return what a body says."""
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, count in words_of(plain_text(html)).items():
        by_count[count].append(word)
    once = " ".join(by_count.pop(1, ()))
    more = tuple((count, " ".join(words)) for count, words in sorted(by_count.items()))
    return Said(once, more, links_in(html))


def keep(said: Said, story_id: str, kept: Kept) -> bytes:
    """Keep what a body says; return it as it is kept."""
    row = _ENCODER.encode(said)
    kept.put("said", story_id, row)
    return row


class Bodies:
    """What the bodies of stories say, each read when somebody asks for it.

    `marks` are those of the bodies by the ids of their stories, and `html_of` gives the bodies.
    """

    def __init__(self, marks: Mapping[str, bytes], html_of: Callable[[str], str], kept: Kept) -> None:
        self._html_of, self._kept = html_of, kept
        self.marks = marks
        self._read: dict[str, bytes] = {}

    def renew(self, story_id: str) -> Said:
        """Return what a body says that is new or has changed, and keep it."""
        said = said_in(self._html_of(story_id)) if story_id in self.marks else Said()
        self._read[story_id] = keep(said, story_id, self._kept)
        return said

    def said(self, story_id: str) -> Said:
        """Return what one body says."""
        self.load((story_id,))
        return _DECODER.decode(self._read[story_id])

    def load(self, story_ids: Iterable[str]) -> None:
        """Take what bodies say that are as they were."""
        self._read.update(self._kept.some("said", (one for one in story_ids if one not in self._read)))

    def words(self, story_id: str) -> dict[str, int]:
        """Return how often each word stands in one body."""
        self.load((story_id,))
        return _WORDS.decode(self._read[story_id]).words

    def before(self, story_ids: Iterable[str]) -> dict[str, Words]:
        """Return the words of some bodies in the last build."""
        return {name: _WORDS.decode(row) for name, row in self._kept.some("said", story_ids).items()}
