"""Random edits of a site: every kind that a writer or an owner makes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from factsites import FactsSite

WORDS = "parcel kettle invoice driver waiting violin refund counter letter winter promise meter".split()
VALUES = "honesty trust patience care".split()
OUTCOMES = ("told", "answered", "heard", "changed", "left")
COMPANIES = ("Northwind", "Ostrobell", "Telvane")
Edit = Callable[[FactsSite, random.Random], str]


def story(number: int, chance: random.Random, **keys: str) -> str:
    """Return the text of a story."""
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(600))
    found = {
        "title": f"{' '.join(chance.sample(WORDS, 3)).capitalize()} {number}",
        "date": day.isoformat(),
        "id": f"story-{number}",
        "author": chance.choice(("Ada", "Ben", "Cleo")),
        "values": f"[{', '.join(chance.sample(VALUES, chance.randrange(3)))}]",
        "outcome": chance.choice(OUTCOMES),
        "company": chance.choice(COMPANIES),
        "lesson": f"Ask for the {chance.choice(WORDS)}.",
        "tags": f"[{', '.join(chance.sample(WORDS, chance.randrange(3)))}]",
        **({"series": "The long wait"} if chance.random() < 0.3 else {}),
        **keys,
    }
    head = "".join(f"{key}: {value}\n" for key, value in found.items())
    return f"---\n{head}---\n\n{body(chance)}"


def body(chance: random.Random) -> str:
    """Return a body with links of every kind, some of them to nothing."""
    paragraphs = [" ".join(chance.choices(WORDS, k=30)) for _ in range(2)]
    other = chance.randrange(14)
    paragraphs.append(
        chance.choice(
            (
                f"See [[story-{other}]].",
                f"See [[story-{other}|that one]].",
                f"See [it](story-{other}.md#end).",
                f"See [it]({{filename}}/stories/story-{other}.md).",
                "![a picture](../images/one.png)",
                "![another]({static}/images/two.png)",
                f"[[story-{other}#End]] and {{filename}} in words.",
                "## End\n\nThat was all.",
                "Nothing more.",
            )
        )
    )
    return "\n\n".join(paragraphs) + "\n"


def begin(site: FactsSite, chance: random.Random, stories: int = 9) -> None:
    """Write the first state of a site."""
    for number in range(stories):
        site.write(f"stories/story-{number}.md", story(number, chance))
    site.write("pages/about.md", "---\ntitle: About\n---\n\nWho we are: [[story-1]].\n")
    site.write("values/trust.md", "---\nname: Trust\n---\n\nThat it holds. [[story-2]]\n")
    site.write("images/one.png", b"\x89PNG one")
    comment(site, chance)


def comment(site: FactsSite, chance: random.Random) -> str:
    """Write, change or remove a comment."""
    number = chance.randrange(9)
    name = f"comments/story-{number}/{chance.randrange(3)}.md"
    if name in site.names("comments") and chance.random() < 0.4:
        (site.content / name).unlink()
        return f"{name} is gone"
    words = " ".join(chance.choices(WORDS, k=5))
    site.write(name, f"---\nauthor: Dora\ndate: 2026-0{chance.randrange(1, 9)}-11\n---\n\n{words}\n")
    return f"{name} says something"


def reply(site: FactsSite, chance: random.Random) -> str:
    """Write or remove a reply."""
    name = f"replies/story-{chance.randrange(6)}/reply.md"
    if name in site.names("replies"):
        (site.content / name).unlink()
        return f"{name} is gone"
    site.write(name, "---\nid: reply\ndate: 2026-09-01\nauthor: Eve\nrole: Service\n---\n\nWe are sorry.\n")
    return f"{name} is there"


def edit_body(site: FactsSite, chance: random.Random) -> str:
    """Change the text of a story."""
    name = _some_story(site, chance)
    head, _, _rest = site.read(name).rpartition("---\n")
    site.write(name, f"{head}---\n\n{body(chance)}")
    return f"another body of {name}"


def edit_key(site: FactsSite, chance: random.Random) -> str:
    """Change one key of a story."""
    name = _some_story(site, chance)
    number = int("".join(filter(str.isdigit, name)) or 0)
    other = story(number, chance).split("---\n")[1].splitlines()
    key = chance.choice(other).split(":")[0]
    if key == "id":
        key = "title"
    new = next(line for line in other if line.startswith(f"{key}:"))
    lines = [new if line.startswith(f"{key}:") else line for line in site.read(name).splitlines()]
    site.write(name, "\n".join(lines) + "\n")
    return f"{new} in {name}"


def status(site: FactsSite, chance: random.Random) -> str:
    """Hold a story back, or publish it."""
    name = _some_story(site, chance)
    text = site.read(name)
    for word in ("draft", "hidden"):
        if f"status: {word}\n" in text:
            site.write(name, text.replace(f"status: {word}\n", ""))
            return f"{name} is published"
    word = chance.choice(("draft", "hidden"))
    site.write(name, text.replace("---\n", f"---\nstatus: {word}\n", 1))
    return f"{name} is {word}"


def new_story(site: FactsSite, chance: random.Random) -> str:
    """Write a story, perhaps one of the future or a translation."""
    number = chance.randrange(9, 14)
    keys = chance.choice(({}, {}, {"date": "2027-01-01"}, {"lang": "de", "slug": "story-1"}))
    site.write(f"stories/story-{number}.md", story(number, chance, **keys))
    return f"story {number} with {keys}"


def remove_story(site: FactsSite, chance: random.Random) -> str:
    """Delete or rename a story."""
    name = _some_story(site, chance)
    if chance.random() < 0.5:
        (site.content / name).unlink()
        return f"{name} is gone"
    new = f"stories/moved-{chance.randrange(99)}.md"
    site.write(new, site.read(name))
    (site.content / name).unlink()
    return f"{name} is {new}"


def break_story(site: FactsSite, chance: random.Random) -> str:
    """Make a mistake, or mend it."""
    name = _some_story(site, chance)
    text = site.read(name)
    mistake = "---\nvaules: [x\n"
    site.write(
        name, text.replace(mistake, "---\n", 1) if mistake in text else text.replace("---\n", mistake, 1)
    )
    return f"a mistake in {name}, or none any more"


def definition(site: FactsSite, chance: random.Random) -> str:
    """Write, change or remove a definition."""
    folder, name = chance.choice((("values", "honesty"), ("companies", "northwind"), ("values", "trust")))
    path = f"{folder}/{name}.md"
    if path in site.names(folder) and chance.random() < 0.4:
        (site.content / path).unlink()
        return f"{path} is gone"
    site.write(path, f"---\nname: {name.upper()}\n---\n\n{body(chance)}")
    return f"{path} says something"


def page(site: FactsSite, chance: random.Random) -> str:
    """Write, change or remove a page."""
    path = f"pages/{chance.choice(('about', 'help'))}.md"
    if path in site.names("pages") and chance.random() < 0.4:
        (site.content / path).unlink()
        return f"{path} is gone"
    site.write(path, f"---\ntitle: {chance.choice(WORDS)}\n---\n\n{body(chance)}")
    return f"{path} says something"


def picture(site: FactsSite, chance: random.Random) -> str:
    """Write, change or remove a picture."""
    path = f"images/{chance.choice(('one', 'two'))}.png"
    if path in site.names("images") and chance.random() < 0.4:
        (site.content / path).unlink()
        return f"{path} is gone"
    site.write(path, b"\x89PNG " + bytes(chance.randrange(1, 99)))
    return f"{path} is another"


def next_day(site: FactsSite, chance: random.Random) -> str:
    """Let days pass."""
    site.day = (date.fromisoformat(site.day) + timedelta(days=chance.choice((1, 1, 40)))).isoformat()
    return f"it is {site.day}"


def setting(site: FactsSite, chance: random.Random) -> str:
    """Change a setting."""
    site.settings["SITENAME"] = f"A site {chance.randrange(9)}"
    return "another name of the site"


EDITS: tuple[Edit, ...] = (
    *(edit_body, edit_body, edit_body, edit_key, edit_key, edit_key, status, new_story, new_story),
    *(remove_story, break_story, comment, comment, reply, definition, page, picture, next_day, setting),
)


def _some_story(site: FactsSite, chance: random.Random) -> str:
    names = site.names("stories")
    if not names:
        site.write("stories/story-0.md", story(0, chance))
        return "stories/story-0.md"
    return chance.choice(names)
