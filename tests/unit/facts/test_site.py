"""What templates ask: each question has an answer, a key and words, on a site of any features."""

import pytest
from shelves import drop_unpublished, volume

from heard.facts.site import FRAME_FIELDS, QUESTIONS, Site
from heard.library.library import LessonRef

LIBRARY = drop_unpublished(volume("one", "values: [life]\nlesson: Ask.\ncompany: Northwind"), volume("two"))
CARD = LIBRARY.by_id["one"]
GIVEN = {
    "answer_time": ("northwind",),
    "feed_about": ("lessons",),
    "feeds_of": (CARD.company,),
    "source_of": (CARD, CARD.lessons[0].lesson),
}
NAMES = [*sorted(FRAME_FIELDS), *(name for name in QUESTIONS if name not in ("frame", "text")), "source_of"]


@pytest.fixture
def site():
    """A site that has nothing but stories."""
    found = Site()
    found.open({"library": LIBRARY})
    return found


def ask(site, name):
    found = getattr(site, name)
    return found if name == "as_of" or name in FRAME_FIELDS else found(*GIVEN.get(name, (CARD,)))


def test_all_that_is_given_is_what_questions_take():
    assert isinstance(CARD.lessons[0], LessonRef) and len(NAMES) > 20


@pytest.mark.parametrize("name", NAMES)
def test_a_site_without_features_answers_with_nothing(site, name):
    answer = ask(site, name)
    if name == "as_of":
        assert answer == LIBRARY.as_of
    elif name == "neighbours":
        assert (answer.older, answer.newer) == (None, None)
    else:
        assert not answer


@pytest.mark.parametrize("name", NAMES)
def test_each_question_is_noted_and_its_key_has_the_same_answer(site, name):
    keys = []
    site.note = keys.append
    answer = ask(site, name)
    (key,) = keys
    assert name in ("source_of",) or key == ("frame",) or site.answer(key) == answer


def test_nothing_else_is_answered(site):
    with pytest.raises(AttributeError, match="weather"):
        getattr(site, "weather")  # noqa: B009 – a name that it has not


def test_a_site_that_is_opened_again_answers_from_there(site):
    assert site.subscribe_url == ""
    site.open({"library": LIBRARY, "subscribe_url": "follow/"})
    assert site.subscribe_url == "follow/"


def test_other_languages_are_headings_and_not_stories():
    german = volume("uno", "lang: de")
    library = drop_unpublished(volume("one", "", german))
    found = Site()
    found.open({"library": library})
    (heading,) = found.languages(library.by_id["one"])
    assert (heading.id, heading.title, heading.url, heading.lang) == ("uno", "uno", "stories/uno/", "de")
    assert not hasattr(heading, "story")
