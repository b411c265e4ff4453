"""Names: their slugs, their labels, and which known name a misspelt one is near to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.text.names import (
    ID,
    did_you_mean,
    id_from_source,
    is_safe_slug,
    label_of,
    natural_order,
    near_misses,
    nearest,
    slug_of,
)

SLUGS = [
    ("The call that ended well", "the-call-that-ended-well"),
    ("Don't", "dont"),
    ("Größe & Maß", "grosse-mass"),
    ("  --a--  ", "a"),
    ("../../etc/passwd", "etc-passwd"),
    ("日本", "ri-ben"),
    ("ﬁne", "fine"),
    ("CON", "con"),
    ("a\x00b", "a-b"),
    ("<script>alert(1)</script>", "script-alert-1-script"),
]


@pytest.mark.parametrize(("name", "slug"), SLUGS)
def test_a_slug_is_ascii_and_one_path_segment(name, slug):
    assert slug_of(name) == slug


@given(st.text(max_size=300))
def test_any_name_has_a_slug_of_at_most_80_safe_characters(name):
    slug = slug_of(name, "value")
    assert 1 <= len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=100))
def test_a_slug_is_its_own_slug(name):
    assert slug_of(slug_of(name)) == slug_of(name)


def test_two_names_without_letters_have_two_slugs():
    assert slug_of("🎉", "tag") != slug_of("🙈", "tag")


@pytest.mark.parametrize("slug", ["my-call", "2015", "größe", "a.b", "a/b", "a b", "a b/c d", "x" * 240])
def test_what_stays_in_its_folder_is_a_safe_slug(slug):
    assert is_safe_slug(slug)


@pytest.mark.parametrize(
    "slug",
    [
        *(
            "../x",
            "a/../b",
            "a//b",
            "/a",
            "a/",
            "a/.b",
            "a\\b",
            "..",
            ".hidden",
            "",
            " a",
            "a ",
            "a/ b",
            "a..b",
        ),
        *(" a", "a ", "a/ b", "a..b", "a\n", "~", "C:x", "x" * 241, "ä" * 121),
    ],
)
def test_what_could_leave_its_folder_is_no_safe_slug(slug):
    assert not is_safe_slug(slug)


IDS = [
    ("stories/refund.md", "refund"),
    ("stories/2024/The Call.md", "2024-the-call"),
    ("refund.md", "refund"),
    ("stories/a.md", "story-a"),
    ("stories/🎉.md", None),
]


@pytest.mark.parametrize(("source", "story_id"), IDS)
def test_the_id_of_a_file_comes_from_its_path(source, story_id):
    found = id_from_source(source)
    assert ID.fullmatch(found) and story_id in (found, None)


@pytest.mark.parametrize(("name", "label"), [("justice", "Justice"), ("iPhone  x", "IPhone x"), ("", "")])
def test_a_label_begins_with_a_capital(name, label):
    assert label_of(name) == label


@pytest.mark.parametrize(
    ("name", "lang", "label"),
    [
        ("istanbul", "tr", "İstanbul"),
        ("istanbul", "az-Latn", "İstanbul"),
        ("istanbul", "tr_TR", "İstanbul"),
        ("istanbul", "en", "Istanbul"),
        ("ışık", "tr", "Işık"),
        ("ijsland", "nl-BE", "IJsland"),
        ("ijsland", "de", "Ijsland"),
        ("ĳsland", "nl", "Ĳsland"),
        ("ქართული", "ka", "ქართული"),
        ("ქართული", "", "ქართული"),
        ("ᲥᲐᲠᲗᲣᲚᲘ", "ka", "ᲥᲐᲠᲗᲣᲚᲘ"),
        ("ﬁne words", "en", "Fine words"),
        ("ŉ lied", "af", "ʼN lied"),
        ("ßtraße", "de", "ßtraße"),
        ("straße", "de", "Straße"),
        ("ǆep", "hr", "ǅep"),
        ("ǳ", "hu", "ǲ"),
        ("όμορφος", "el", "Όμορφος"),
        ("ςίγμα", "el", "Σίγμα"),
        ("ﬀ", "", "Ff"),
        ("և", "hy", "Եւ"),
        ("élan", "fr", "Élan"),
        ("ñandú", "es", "Ñandú"),
        ("éire", "ga", "Éire"),
        ("محمد", "ar", "محمد"),
        ("🐦 bird", "en", "🐦 bird"),
        ("𐐨", "", "𐐀"),
    ],
)
def test_a_capital_is_that_of_the_language(name, lang, label):
    assert label_of(name, lang) == label


def test_georgian_capitals_are_the_same_name():
    assert slug_of("ᲥᲐᲠᲗᲣᲚᲘ") == slug_of("ქართული") == "k-art-uli"


@pytest.mark.parametrize(("word", "near"), [("vaules", "values"), ("Outcom", "outcome"), ("zzz", None)])
def test_the_nearest_known_word_is_found(word, near):
    assert nearest(word, ["values", "outcome"]) == near


def test_a_hint_names_the_nearest_word():
    assert did_you_mean("haerd", ("heard", "told")) == 'Did you mean "heard"?'


def test_a_hint_lists_a_few_words_when_none_is_near():
    assert did_you_mean("zzz", ("heard", "told")) == "Known are: heard, told."


def test_a_hint_does_not_list_many_words():
    assert did_you_mean("zzz", [f"word-{n}" for n in range(13)]) == ""


SLIPS = [("honsty", "honesty"), ("honestyy", "honesty"), ("hunesty", "honesty"), ("hoensty", "honesty")]


@pytest.mark.parametrize(("slip", "name"), SLIPS)
def test_one_letter_missing_added_changed_or_swapped_is_a_slip(slip, name):
    assert near_misses([slip, name, "silence"]) == {slip: name, name: slip}


@pytest.mark.parametrize(
    ("one", "other"), [("honor", "honesty"), ("time", "dime"), ("trust", "trust"), ("abcde", "badce")]
)
def test_anything_else_is_no_slip(one, other):
    assert near_misses([one, other]) == {}


def test_names_that_are_not_alike_are_not_compared(monkeypatch):
    monkeypatch.setattr("heard.text.names._one_slip", None)
    assert near_misses([f"from {number:03} to {number:03}" for number in range(300)]) == {}


def test_of_several_names_a_slip_away_the_first_is_told():
    assert near_misses(["honesty", "honestyy", "honstyy", "honesti"])["honesty"] == "honesti"


def test_names_with_numbers_are_ordered_as_people_count():
    names = ["isso-10", "isso-9", "isso", "a2b10", "a2b9", "10", "9", ""]
    assert sorted(names, key=natural_order) == ["", "9", "10", "a2b9", "a2b10", "isso", "isso-9", "isso-10"]
