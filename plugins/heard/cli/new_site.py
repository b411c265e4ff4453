"""`heard new-site`: a folder with all that a site needs – a story, a draft, settings, a way to publish."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from string import Template
from zoneinfo import available_timezones

from msgspec import Struct

from heard.cli.origin import WHEELS, Origin, origin
from heard.content.fields import clean, is_web_address
from heard.content.front_matter import one_line
from heard.content.keys import KEYS
from heard.text.exits import Refusal
from heard.text.names import language_tag
from heard.text.terminal import is_interactive, shown
from heard.text.today import today

SKELETON = Path(__file__).with_name("skeleton")
"""The files of a new site: `dot-` begins the name of a hidden one, and `.txt` ends that of a module."""
NEXT = """
  cd {}
  heard serve

shows the site at http://localhost:8000, and every save in it. README.md says what comes next."""
Ask = Callable[[str], str]


class Answers(Struct, frozen=True):
    """What a new site is called, who writes it, in which language, and where it will stand."""

    title: str
    author: str
    lang: str = "en"
    siteurl: str = "https://example.org"


def new_site(folder: Path, yes: bool) -> int:
    """Make the folder, write the files, say what comes next; the exit code. Raises Refusal."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{shown(folder)} is there already and not empty. Name a new folder.")
    title = " ".join(folder.absolute().name.replace("-", " ").replace("_", " ").split())
    answers = Answers(title[:1].upper() + title[1:] or "Stories", "The editors")
    if not yes and is_interactive():
        answers = ask_for(answers, input, print)
    day = today(local_timezone())
    came_from = origin()
    write_site(folder, answers, day, came_from)
    name = shown(folder)
    print(f"{name}/ holds one story, one draft, an about page and the settings.")
    print(NEXT.format(f'"{name}"' if " " in name else name))
    if came_from.is_here_only:
        print(
            "Heard itself runs from a folder of this computer: before the workflow can publish, README.md"
        )
        print("says what to write into requirements.txt.")
    return 0


def ask_for(offered: Answers, ask: Ask, say: Callable[[str], None]) -> Answers:
    """Ask four short questions; an empty answer takes what is offered."""
    say("Four short questions; Enter takes what stands in brackets.")
    title = _asked(ask, "What is the site called?", offered.title)
    author = _asked(ask, "Who writes the stories, where nothing else is said?", offered.author)
    lang = _asked(ask, "In which language? (en, de, pt-BR …)", offered.lang)
    while language_tag(lang) is None:
        say(f'"{lang}" is not the code of a language, such as en, de or pt-BR.')
        lang = _asked(ask, "In which language?", offered.lang)
    siteurl = _asked(ask, "At which address will it stand?", offered.siteurl).rstrip("/")
    while not is_web_address(siteurl):
        say("Write a full address that begins with https://.")
        siteurl = _asked(ask, "At which address will it stand?", offered.siteurl).rstrip("/")
    return Answers(title, author, lang, siteurl)


def _asked(ask: Ask, question: str, offered: str) -> str:
    return clean(ask(f"{question} [{offered}]\n> ")) or offered


def write_site(folder: Path, answers: Answers, day: date, came_from: Origin) -> None:
    """Write all files of a new site below a folder."""
    from heard.cli.schema import NAME, SNIPPETS, as_json, story_schema, story_snippets

    in_python = {
        "sitename": answers.title,
        "author_text": answers.author,
        "lang": answers.lang,
        "siteurl": answers.siteurl,
        "timezone": local_timezone(),
    }
    values = {
        "title": answers.title,
        "author": one_line(answers.author),
        "today": day.isoformat(),
        "last_month": (day - timedelta(days=30)).isoformat(),
        "requirement": came_from.requirement,
        "origin": came_from.sentence,
        **{name: json.dumps(text, ensure_ascii=False) for name, text in in_python.items()},
    }
    texts = {NAME: as_json(story_schema(KEYS)), SNIPPETS: as_json(story_snippets(KEYS))}
    for path in filter(Path.is_file, SKELETON.rglob("*")):
        name = path.relative_to(SKELETON).as_posix().replace("dot-", ".").replace(".py.txt", ".py")
        texts[name] = Template(path.read_text("utf-8")).safe_substitute(values)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    (folder / "content" / "images").mkdir()
    if came_from.wheel is not None:
        (folder / WHEELS).mkdir()
        shutil.copyfile(came_from.wheel, folder / WHEELS / came_from.wheel.name)


def local_timezone() -> str:
    """The name of this computer's time zone, where it tells; else UTC."""
    try:
        target = str(Path("/etc/localtime").resolve())
    except OSError:
        return "UTC"
    name = target.partition("zoneinfo/")[2]
    return name if name in available_timezones() else "UTC"
