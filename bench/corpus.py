"""A corpus of any size: the same number of stories is the same corpus on every machine."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pelican.plugins

_PLUGINS = str(Path(__file__).resolve().parent.parent / "plugins")
if _PLUGINS not in list(pelican.plugins.__path__):
    pelican.plugins.__path__.append(_PLUGINS)

from pelican.plugins.stories.dates import day_moment  # noqa: E402
from pelican.plugins.stories.model import Lesson, Outcome, Relation, Story, ValueMention  # noqa: E402
from pelican.plugins.stories.shelving import Volume  # noqa: E402

SEED = 2008
BODY_WORDS = 460
VALUES = 24
STANCES = ("honoured", "breached", "tested", "about")
OUTCOMES = ("told", "answered", "unheard", "heard", "changed", "confirmed", "left")
SYLLABLES = "ba ke li mo nu ra se ti vo za del for gan hin jor kel lam min nor pel".split()


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """Invented words of two to four syllables."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return list(words)


def make_corpus(count: int) -> tuple[tuple[Volume, ...], dict[str, str]]:
    """`count` stories and their bodies, as HTML, by id."""
    chance = random.Random(SEED)
    words = vocabulary(20_000, chance)
    # Zipf: the word of rank r stands about 1/r as often as the first.
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    values = [f"Value {number}" for number in range(VALUES)]
    value_weights = [1 / (1 + number) for number in range(VALUES)]
    start = date(2008, 1, 1)
    volumes, bodies = [], {}
    for number in range(count):
        story_id = f"story-{number}"
        named = dict.fromkeys(chance.choices(values, value_weights, k=3))
        text = " ".join(chance.choices(words, weights, k=BODY_WORDS))
        link = ""
        if number:
            link = f'<p>See <a href="{{filename}}/stories/story-{chance.randrange(number)}.md">it</a>.</p>'
        bodies[story_id] = f"<p>{text}.</p>{link}"
        relates = ()
        if number and chance.random() < 0.1:
            relates = (Relation("answers", to=f"story-{chance.randrange(number)}"),)
        story = Story(
            id=story_id,
            title=" ".join(chance.choices(words[:500], k=4)).capitalize(),
            slug=story_id,
            source=f"stories/{story_id}.md",
            date=day_moment(start + timedelta(days=number * 6000 // max(1, count))),
            values=tuple(
                ValueMention(name, name.lower().replace(" ", "-"), chance.choice(STANCES)) for name in named
            ),
            outcome=Outcome(word=chance.choice(OUTCOMES)),
            lessons=(Lesson("lesson-1", " ".join(chance.choices(words, weights, k=9))),),
            company=f"Company {chance.randrange(max(1, count // 20))}",
            channel=chance.choice(("phone", "email", "post")),
            tags=tuple(dict.fromkeys(f"tag {chance.randrange(60)}" for _ in range(3))),
            relates=relates,
        )
        volumes.append(Volume(story, f"stories/{story_id}/"))
    return tuple(volumes), bodies
