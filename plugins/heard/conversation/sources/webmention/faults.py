"""Stories that a mistake in their file keeps out of the site: they are broken, and not taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heard.conversation.comment_folder import folder_name
from heard.conversation.sources.webmention.pages import Page
from heard.library.command_context import CommandContext
from heard.text.problems import Problems


@dataclass(frozen=True, slots=True)
class Faults:
    """The files with a mistake, below the content folder, and the addresses of the pages that are here."""

    files: frozenset[str]
    here: frozenset[str]

    def of(self, page: str, file: str) -> str:
        """Why a page may be missing although nobody took it back, for people; empty where it is not so.

        Without its file it could be that of any story with a mistake.
        """
        if page in self.here or not (file in self.files or (self.files and not file)):
            return ""
        names = file or ", ".join(sorted(self.files)[:3])
        return f"as there is a mistake in {names}: heard check says which"


def faults_of(errand: CommandContext, pages: Iterable[Page]) -> Faults:
    """What the run that read the site left out; comments have no page."""
    problems = errand.settings.get("STORY_PROBLEMS")
    comments = f"{folder_name(errand.settings)}/"
    left_out = problems.left_out if isinstance(problems, Problems) else ()
    files = frozenset(name for name in left_out if not name.startswith(comments))
    return Faults(files, frozenset(page.url for page in pages))
