"""What ties comments to stories: lessons kept from them, and stories that they grew into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from heard.content.parts import lesson_line, named, not_verbatim
from heard.conversation.comment_file import CommentFile
from heard.conversation.conversation import Conversation
from heard.library.library import Card, LessonRef, Library
from heard.model.records import Comment, Lesson
from heard.text.names import did_you_mean, slug_of
from heard.text.problems import Problem

FROM = "comment:"


class Root(Struct, frozen=True):
    """The comment that a story grew out of, and the card of the story it stands under."""

    card: Card
    comment: Comment


class Ties(Struct, frozen=True):
    """Of one story: `lessons` by the comment they were kept from, `stories` by the comment that grew into
    them; `sources` are the comments by the lesson, `root` is what the story itself grew out of.
    """

    lessons: Mapping[str, tuple[LessonRef, ...]] = field(default_factory=dict)
    stories: Mapping[str, Card] = field(default_factory=dict)
    sources: Mapping[str, Comment] = field(default_factory=dict)
    root: Root | None = None


NO_TIES = Ties()


class TieFinder:
    """Finds all ties of a site once, and what is wrong with them."""

    def __init__(self, library: Library, conversations: Mapping[str, Conversation]) -> None:
        self.problems: list[Problem] = []
        self._library = library
        self._shown = {
            story_id: {comment.id: comment for comment in conversation.comments}
            for story_id, conversation in conversations.items()
        }
        self._original = {
            other.id: card_id for card_id, others in library.translations.items() for other in others
        }

    def ties(self, files: Mapping[str, list[CommentFile]]) -> dict[str, Ties]:
        """The ties of each story that has any."""
        stories = {story_id: dict(self._grown(story_id, files[story_id])) for story_id in sorted(files)}
        roots: dict[str, Root] = {}
        for story_id, grown in stories.items():
            for comment_id, card in grown.items():
                if story_id in self._library.by_id:  # a hidden story is named on no other page
                    root = Root(self._library.by_id[story_id], self._shown[story_id][comment_id])
                    roots.setdefault(card.id, root)
        found = {}
        for card in self._library.pages:
            lessons: dict[str, list[LessonRef]] = defaultdict(list)
            sources = {}
            for ref in card.lessons:
                comment = self._source(card, ref.lesson)
                if comment:
                    lessons[comment.id].append(ref)
                    sources[ref.lesson.id] = comment
            kept = {comment_id: tuple(refs) for comment_id, refs in lessons.items()}
            ties = Ties(kept, stories.get(card.id, {}), sources, roots.get(card.id))
            if ties != NO_TIES:
                found[card.id] = ties
        return found

    def _grown(self, story_id: str, files: list[CommentFile]) -> Iterator[tuple[str, Card]]:
        shown = self._shown.get(story_id, {})
        if story_id not in self._library.by_id and story_id not in self._library.hidden:
            return
        for file in files:
            if file.told_as is None or file.id not in shown:
                continue
            if card := self._library.by_id.get(file.told_as):
                yield file.id, card
                continue
            if file.told_as in self._library.ids:
                how = "hidden" if file.told_as in self._library.hidden else "not published"
                message = f'grew into the story "{file.told_as}", which is {how}.'
                hint = "Publish it, or take `told_as` out."
            else:
                message = f'grew into the story "{file.told_as}", which is not here.'
                hint = did_you_mean(file.told_as, sorted(self._library.by_id))
            self.problems.append(Problem("comment-told-as", file.source, 0, message, hint))

    def _source(self, card: Card, lesson: Lesson) -> Comment | None:
        """The comment that a lesson was kept from; None where it has another source, or a wrong one."""
        if not lesson.source.startswith(FROM):
            return None
        name = slug_of(lesson.source.removeprefix(FROM), "comment")
        shown = self._shown.get(self._original.get(card.id, card.id), {})
        comment = shown.get(name)
        if comment is None:
            message = f'{named(lesson)} comes from the comment "{name}", which is not shown here.'
            hint = did_you_mean(name, sorted(shown))
            place = card.story.source
            self.problems.append(Problem("lesson-comment", place, lesson_line(card.story), message, hint))
        elif wrong := not_verbatim(card.story, lesson, comment.content, f'comment "{name}"'):
            self.problems.append(wrong)
        return comment if card.id not in self._original else None
