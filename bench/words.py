"""The words and sentence patterns from which the stories of the corpus are made.

A name in braces is a slot: it is filled with an entry of the list of that name in `SLOTS`, which may
hold slots itself only where a pattern does.
"""

from __future__ import annotations

SLOTS: dict[str, tuple[str, ...]] = {
    "person": tuple(
        "the clerk|the driver|a supervisor|the technician|the new man|a young woman|the manager|my brother"
        "|the neighbour|the cashier|the foreman|an engineer|the trainee|the night porter|my aunt|the fitter"
        "|a colleague of hers|the woman at the desk|the voice on the line|somebody from accounts".split("|")
    ),
    "thing": tuple(
        "meter|boiler|invoice|suitcase|bicycle|kettle|letter|prescription|parcel|contract|router|ticket"
        "|washing machine|key|deposit|refund|window|lift|engine|form|sofa|passport|phone|garden gate".split(
            "|"
        )
    ),
    "place": tuple(
        "the counter|the harbour|the third floor|the workshop|platform nine|the back office|the kitchen"
        "|the waiting room|the car park|the branch in town|the depot|the front step|the library|the yard"
        "|the hall|the post office".split("|")
    ),
    "time": tuple(
        "at nine in the morning|the week before Easter|on a wet Thursday|shortly after lunch|late in May"
        "|on the last day of the month|before the school run|in the second week|towards evening|that autumn"
        "|on my day off|a little after four|just before closing|the day after the storm".split("|")
    ),
    "did": tuple(
        "wrote it down|put me on hold|asked for the number again|turned the page|closed the window"
        "|rang somebody upstairs|said nothing for a while|looked it up twice|fetched a chair|laughed"
        "|shook a head|opened a drawer|read the whole file|apologised|took off both gloves|counted slowly"
        "|explained the rule|made tea|drew a small map|found the mistake".split("|")
    ),
    "mood": tuple(
        "tired|relieved|amused|foolish|patient|angry|hopeful|invisible|calm|grateful|stubborn|puzzled"
        "|reassured|ashamed|cheerful|uneasy".split("|")
    ),
    "count": tuple("two|three|four|five|six|seven|nine|eleven|fourteen|twenty|thirty-one|forty".split("|")),
    "unit": tuple("days|weeks|calls|letters|forms|visits|minutes|hours|messages|stamps".split("|")),
    "quality": tuple(
        "small|old|borrowed|broken|blue|heavy|spare|wrong|empty|missing|second|faded|quiet|crooked"
        "|brand-new|damp|forgotten|polite".split("|")
    ),
    "quote": tuple(
        "We shall see what can be done|That is not how the system works|I have it here in front of me"
        "|You are the first who said so|Let me repeat that in my own words|There is no box for it"
        "|I would be cross as well|Somebody should have told you|Give me until Friday"
        "|I wrote that letter myself|It is our mistake and I will put it right"
        "|Please hold the line|Nobody here remembers why|Start at the beginning".split("|")
    ),
    "idea": tuple(
        "an answer|a promise|an apology|silence|a name|a reason|patience|a rule|a good question|a number"
        "|the truth|a receipt|a second look|time".split("|")
    ),
}

# The long tail of real prose: names of which each is seldom.
_HEADS = (
    "Ash Bel Bren Cal Cor Dar Ed El Fair Far Gil Gran Hal Har Hol Is Kel Kir Lan Lin Mal Mar Nor Os Pen Ra "
    "Sel Stan Ter Thor Wal Wes Win"
).split()
_TAILS = (
    "bank bridge by croft dale den ers field ford gard gate ham land ley man mark more nell ow port ridge "
    "sen son stone ton vale wick wood worth"
).split()
_PLACES = tuple(head + tail for tail in _TAILS for head in _HEADS)
SLOTS["surname"] = tuple(f"{title} {name}" for name in _PLACES for title in ("Mrs", "Mr"))
SLOTS["road"] = tuple(f"{name} {way}" for way in ("Road", "Lane", "Hill") for name in _PLACES)

SENTENCES: tuple[str, ...] = (
    "{Time} I stood at {place} with a {quality} {thing} and a list of {count} questions.",
    "{Person} {did}, and after that {person} {did} as well.",
    "It took {count} {unit} until {person} {did}.",
    "I had felt {mood} before I arrived at {place}, and {mood} when I left.",
    "“{quote},” said {person}, and {did}.",
    "Nobody at {place} knew whose {thing} it was, so {person} {did}.",
    "The {thing} itself was {quality}, which turned out to matter less than *when* they told me.",
    "After {count} {unit} I wrote a second time, because a {quality} {thing} does not mend itself.",
    "What I wanted was {idea}; what I was given was {idea}, {count} {unit} later.",
    "{Person} asked how long I had waited, and I said {count} {unit}.",
    "In the drawer lay a {quality} {thing} with my name on it.",
    "There were **{count} {unit}** between the first word and the last.",
    "I remember {place} best: {person} {did} while the {thing} stood there, {quality} as ever.",
    "{Time}, the telephone rang. “{quote},” somebody said.",
    "They had written to me {count} times about the {thing} and never about the {quality} one.",
    "Had {person} only {did}, I would have gone home {mood}.",
    "I was {mood}; {person}, I think, was {mood} too.",
    "So {person} and I sat down at {place} and went through it, the {thing} first.",
    "A {thing} is a {quality} matter until it is yours.",
    "One of them offered {idea}, which is worth more than {count} {unit}.",
    "The rule says that a {quality} {thing} must be reported at {place} within {count} days.",
    "{Person} wrote “{quote}” on the back of the form – and {did}.",
    "For {count} {unit} nothing came, then a {quality} letter, then nothing again.",
    "My {thing} has the reference `{code}`, and {person} knew it by heart in the end.",
    "I do not blame {person}, who {did} and was {mood} about it.",
    "{Time} it was over, as {quality} as it had begun.",
    "{Surname} of {road} had the same {thing}, {quality} too, and waited {count} {unit}.",
    "The office in {road} passed me on to {surname}, who {did}.",
    "I asked {surname} what {surname} would do; both of them said: {idea}.",
)

HEADINGS: tuple[str, ...] = (
    "What happened at {place}",
    "The {quality} {thing}",
    "After {count} {unit}",
    "What {person} said",
    "How it ended",
    "What I would do again",
)

ITEMS: tuple[str, ...] = (
    "a {quality} {thing}, which {person} brought to {place}",
    "{count} {unit} of waiting",
    "{idea}, in writing",
    "the words “{quote}”",
    "one {thing}, {quality} but whole",
)

TITLES: tuple[str, ...] = (
    "The {quality} {thing} at {place}",
    "{Count} {unit} and a {thing}",
    "A {quality} {thing}, {count} {unit}",
    "What {person} did with the {thing}",
    "{Person} and the {quality} {thing}",
    "Waiting for a {quality} {thing}",
)

LESSONS: tuple[str, ...] = (
    "A {quality} {thing} needs {idea} sooner than {idea}, said {person} after {count} {unit}.",
    "Whoever keeps a {quality} {thing} at {place} owes you {idea} within {count} {unit}.",
    "Ask {person} for {idea} before the {quality} {thing} has waited {count} {unit}.",
    "After {count} {unit} even a {quality} {thing} at {place} is worth {idea}.",
)

COMMENTS: tuple[str, ...] = (
    "The same happened to me at {place}, with a {quality} {thing}. {Person} {did}.",
    "I work there. We were {mood} about it for {count} {unit}.",
    "“{quote}” is what they told me as well.",
)
