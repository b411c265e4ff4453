"""`heard new`: a file for a new story that is already right.

Three short questions, each of which may be skipped: a story needs only a title and a date.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Any

from msgspec import Struct

from heard.build.run import read_quietly
from heard.content.fields import clean, split_names
from heard.content.front_matter import one_line
from heard.content.layout import STORIES, find_layout, is_ignored, is_markdown
from heard.model.vocabulary import OUTCOME_WORDS
from heard.text.exits import Refusal
from heard.text.names import did_you_mean, id_from_source, slug_of
from heard.text.terminal import editor_command, is_interactive, shown
from heard.text.today import today

QUESTIONS = (
    ("values", "Which values does it touch? (justice, patience …)"),
    ("outcome", f"What came of it? ({', '.join(OUTCOME_WORDS)} – or a sentence)"),
    ("lesson", "What is there to learn, in one sentence?"),
)
Ask = Callable[[str], str]


class Answers(Struct, frozen=True):
    """What the writer said; an empty text is a skipped question."""

    values: str = ""
    outcome: str = ""
    lesson: str = ""


def ask_for(answered: Answers, ask: Ask, say: Callable[[str], None]) -> Answers:
    """Ask what is not yet given. An outcome that would be refused is asked for again."""
    answers = {name: getattr(answered, name) for name, _question in QUESTIONS}
    say("Three short questions; Enter skips one.")
    for name, question in QUESTIONS:
        while not answers[name]:
            answers[name] = clean(ask(f"{question}\n> "))
            fault = check_outcome(answers[name]) if name == "outcome" else None
            if fault is None:
                break
            say(fault)
            answers[name] = ""
    return Answers(**answers)


def check_outcome(outcome: str) -> str | None:
    """What is wrong with an outcome: a single word must be one of the known ones."""
    word = outcome.lower()
    if not word or " " in word or word in OUTCOME_WORDS:
        return None
    hint = did_you_mean(word, OUTCOME_WORDS)
    return f'"{outcome}" is no outcome. {hint} A sentence will do, too.'


def write_story(
    title: str, answers: Answers, day: date, content: Path, settings: Mapping[str, Any]
) -> Path:
    """Write the file; its path. Never overwrites: a second story of one title gets `-2`."""
    wrong = check_outcome(clean(answers.outcome))
    if wrong:
        raise Refusal(f"--outcome: {wrong}")
    if not content.is_dir():
        raise Refusal(f"There is no folder {content}; --path names the folder with the stories.")
    folder = story_folder(content)
    folder.mkdir(exist_ok=True)
    slug, author = id_from_source(f"{title}.md"), settings.get("AUTHOR")
    names = chain([slug], (f"{slug[:74]}-{number}" for number in count(2)))
    name = next(name for name in names if not (folder / f"{name}.md").exists())
    text = front_matter(name, title, day, author if isinstance(author, str) else "", answers)
    with (folder / f"{name}.md").open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"---\n{text}---\n\n")
    return folder / f"{name}.md"


def story_folder(content: Path) -> Path:
    """Where the stories of a content folder lie.

    Making `stories/` in a folder whose stories lie elsewhere would hide all of those.
    """
    layout = find_layout(str(content))
    if layout.stories == (STORIES,):
        return content / STORIES
    lying_about = any(
        layout.kind(path) == "story" and not any(map(is_ignored, path.relative_to(content).parts))
        for path in content.rglob("*")
        if is_markdown(path.name)
    )
    return content if lying_about else content / STORIES


def front_matter(name: str, title: str, day: date, author: str, answers: Answers) -> str:
    """The lines between the `---`, each value quoted where YAML needs it."""
    outcome = clean(answers.outcome)
    fields: dict[str, object] = {
        "title": title,
        "id": name,
        "date": day,
        "author": clean(author),
        "values": [clean(value) for value in split_names(clean(answers.values))],
        "outcome": outcome.lower() if outcome.lower() in OUTCOME_WORDS else outcome,
        "lesson": clean(answers.lesson),
        # A second story of one title needs its own address, or it would claim that of the first.
        "slug": name if name != slug_of(title, "story") else "",
    }
    return "".join(f"{key}: {one_line(value)}\n" for key, value in fields.items() if value)


def new(conf: Path, content: Path | None, title: str, no_ask: bool = False, **given: str) -> int:
    """The task: ask what is not given, write, tell where, open the editor; the exit code."""
    settings = read_quietly(conf, {"PATH": str(content.absolute())} if content else {})
    title = clean(title)
    if not title:
        raise Refusal('Give the story a title: heard new "The call that ended well"')
    answers, is_asked = Answers(**given), not no_ask and is_interactive()
    if is_asked:
        answers = ask_for(answers, input, print)
    day = today(settings.get("TIMEZONE", "UTC"))
    path = write_story(title, answers, day, Path(settings["PATH"]), settings)
    print(shown(path))
    if is_asked and (editor := editor_command()):
        subprocess.run([*editor, str(path)], check=False)
    return 0
