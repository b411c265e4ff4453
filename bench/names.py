"""Names that stories share: values, tags, categories, tellers, companies, channels."""

from __future__ import annotations

VALUES = tuple(
    "Patience Justice Dignity Honesty Care Trust Courage Humour Respect Kindness Fairness Freedom".split()
)
STANCES = ("honoured", "breached", "tested", "about")
OUTCOMES = ("told", "answered", "unheard", "heard", "changed", "confirmed", "left")
TAGS = tuple("letters refunds repairs travel machines queues names phones forms homes health music".split())
CATEGORIES = (
    "On the road", "On the phone", "At home", "At work", "At the counter", "In hospital",
    "At school", "In the post", "On the web", "In the shop", "At the bank", "Out of hours",
)  # fmt: skip
CHANNELS = ("phone", "email", "chat", "in-person", "post", "web", "social", "app")
_FIRST = "Ada Bram Chloe Dario Edith Farid Greta Hugo Ines Jonas".split()
_LAST = "Almond Birken Castell Drummond".split()
TELLERS = tuple(f"{first} {last}" for last in _LAST for first in _FIRST)
_HEAD = (
    "Aber Brim Cald Dun Elm Fen Gar Hart Ivel Kess Lorn Mere Nor Oster Pell Rook Stan Tarn Ull Wex".split()
)
_TAIL = (
    "bank bury dale field ford gate ham ley mark mouth port stead stone ton vale wick wood worth".split()
)
_TRADE = "Energy Ferries Telecom Rail Insurance Water Bank Post Stores Clinics".split()


def company(number: int) -> str:
    """The name of the company with a number; 3,600 before one comes again with its number."""
    head, rest = number % len(_HEAD), number // len(_HEAD)
    tail, rest = rest % len(_TAIL), rest // len(_TAIL)
    # The tail and the trade turn with the head, so that neighbours do not look alike.
    name = f"{_HEAD[head]}{_TAIL[(tail + 7 * head) % len(_TAIL)]} {_TRADE[(rest + head) % len(_TRADE)]}"
    again = rest // len(_TRADE)
    return f"{name} {again + 1}" if again else name
