"""The closed vocabularies of the story model, each in the order in which pages show it."""

from __future__ import annotations

STANCES = ("honoured", "breached", "tested", "about")
SPEAKERS = ("teller", "company", "other")
ISSUES = ("open", "resolved", "workaround", "not-theirs", "abandoned", "unknown")
TELLER_AFTER = ("stayed", "left", "returned", "unknown")
AUDIENCES = ("customer", "staff", "leader", "company", "anyone")
CHANNELS = ("phone", "email", "chat", "in-person", "post", "web", "social", "app", "other")
PERSPECTIVES = ("customer", "staff", "leader", "bystander")
KINDS = ("story", "reflection")
COSTS = ("none", "small", "large")
STATUSES = ("published", "draft", "hidden", "skip")
STATUS_OF = {word: word for word in STATUSES} | {
    **dict.fromkeys(("publish", "public", "live"), "published"),
    **dict.fromkeys(
        ("auto-draft", "future", "pending", "private", "scheduled", "trash", "unpublished"), "draft"
    ),
    "unlisted": "hidden",
}
"""The words by which platforms say whether something is shown, where there is no doubt what they mean."""
SERIES_STATES = ("ongoing", "finished", "paused")

STAGES = ("untold", "told", "heard", "answered", "changed", "confirmed")
"""How far a story went; a later word is further. `heard` alone means: heard before any answer."""

OUTCOME_WORDS = ("untold", "told", "answered", "unheard", "heard", "changed", "confirmed", "left")
"""The words a story can be filed under. `in-words` stands beside them, for a sentence alone."""

IN_WORDS = "in-words"

EVENT_SPEAKER = {
    "told": "teller",
    "answered": "company",
    "heard": "teller",
    "unheard": "teller",
    "promised": "company",
    "chased": "teller",
    "changed": "company",
    "confirmed": "teller",
    "closed": "teller",
    "reopened": "teller",
}
"""Each event, with the one who alone can bring it about."""
EVENTS = tuple(EVENT_SPEAKER)
CLOSED_REASONS = ("resolved", "left", "withdrawn", "no-longer-matters", "company-gone")

SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "untold": (),
    "told": ("told",),
    "answered": ("told", "answered"),
    "unheard": ("told", "answered", "unheard"),
    "heard": ("told", "answered", "heard"),
    "changed": ("told", "answered", "changed"),
    "confirmed": ("told", "answered", "changed", "confirmed"),
    "left": ("told", "closed"),
}
"""The events that one outcome word stands for; the `closed` of `left` has the reason `left`."""

RELATIONS = {
    "answers": "answered-by",
    "inspired-by": "inspired",
    "reflects-on": "reflected-in",
    "follows": "followed-by",
    "retells": "retold-in",
    "thanks": "thanked-in",
    "other-side-of": "other-side-of",
    "contradicts": "contradicts",
    "same-case": "same-case",
}
"""Each relation a writer may set, with its computed inverse; the last three are symmetric."""
