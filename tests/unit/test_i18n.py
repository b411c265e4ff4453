"""Interface texts: places filled, numbers spelled, nothing unescaped."""

import pytest
from markupsafe import Markup

from heard.text.names import capitalized
from heard.theming.i18n import fill, number_words, plain_data

CATALOGUE = {
    "numbers": {
        "ones": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        "tens": ["", "", "twenty", "thirty"],
    }
}


def test_places_are_filled_by_name():
    assert fill("Part {n} of {total}", n=2, total=4) == "Part 2 of 4"


@pytest.mark.parametrize("text", ["{other}", "{}", "{0}", "%s", "{n!r}", "{{n}}x"])
def test_other_braces_stay(text):
    assert fill(text, m=1) == text


def test_plain_text_stays_plain_so_that_autoescape_sees_it():
    assert not isinstance(fill("By {name}", name="<b>"), Markup)


def test_beside_markup_everything_else_is_escaped():
    found = fill("{who} & {what}", who=Markup("<a>x</a>"), what="<script>")
    assert found == "<a>x</a> &amp; &lt;script&gt;"
    assert isinstance(found, Markup)


def test_a_value_is_not_filled_again():
    assert fill("{a} {b}", a="{b}", b="x") == "{b} x"


NUMBERS = [(0, "no"), (7, "seven"), (10, "ten"), (20, "twenty"), (21, "twenty-one"), (33, "thirty-three"),
           (11, "11"), (40, "40"), (1234, "1,234"), (-1, "-1")]  # fmt: skip


@pytest.mark.parametrize(("number", "spelled"), NUMBERS)
def test_a_number_is_spelled_where_the_catalogue_has_words(number, spelled):
    assert number_words(CATALOGUE, number) == spelled


def test_without_words_numbers_are_digits():
    assert number_words({}, 3) == "3"


def test_the_catalogue_cannot_be_changed_by_a_template():
    assert plain_data({"a": [{"b": [1]}]}) == {"a": ({"b": (1,)},)}


def test_a_number_in_words_begins_with_a_capital_of_the_site():
    assert capitalized("iki", "tr") == "İki" and capitalized("twenty-one", "en") == "Twenty-one"
    assert capitalized("ორი", "ka") == "ორი"
