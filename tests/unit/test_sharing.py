"""What is rendered once for all pages: same arguments, same text; other arguments, another text."""

from jinja2 import Environment
from pelican.plugins.theme_kit.sharing import sharing

TEMPLATE = "{% macro line(card, level=2) %}{{ called() }}<{{ level }}>{{ card.name }}{% endmacro %}"


class Card:
    """Compared by value, as cards are; shared by being the same."""

    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return True

    def __hash__(self):
        raise AssertionError("hashing a card costs as much as showing it")


def macros():
    """The macro as two generators of Pelican compile it, and how often it was called."""
    calls = []
    environments = [Environment(autoescape=True) for _ in range(2)]
    for environment in environments:
        environment.globals["called"] = lambda: calls.append(1) or ""
    return [one.from_string(TEMPLATE).module.line for one in environments], calls


def test_the_same_arguments_are_rendered_once_whoever_compiled_the_macro():
    (first, second), calls = macros()
    shared, card = sharing(), Card("a")
    assert shared(first, card) == shared(first, card) == shared(second, card) == "<2>a"
    assert len(calls) == 1


def test_other_arguments_are_another_text():
    (line, _), calls = macros()
    shared = sharing()
    cards = [Card("a"), Card("b")]
    assert [shared(line, card, level) for card in cards for level in (2, 3)] == [
        "<2>a",
        "<3>a",
        "<2>b",
        "<3>b",
    ]
    assert len(calls) == 4


def test_an_object_that_is_gone_lends_its_text_to_no_other():
    (line, _), _calls = macros()
    shared = sharing()
    assert [shared(line, Card(str(number))) for number in range(50)] == [f"<2>{n}" for n in range(50)]


def test_another_run_begins_anew():
    (line, _), calls = macros()
    card = Card("a")
    sharing()(line, card)
    sharing()(line, card)
    assert len(calls) == 2
