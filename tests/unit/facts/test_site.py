"""What templates ask: each question has an answer, a key and words, on a site of any features."""

import inspect

import pytest
from shelves import drop_unpublished, volume

from heard.facts.site import Site
from heard.library.library import LessonRef

LIBRARY = drop_unpublished(volume("one", "values: [life]\nlesson: Ask.\ncompany: Northwind"), volume("two"))
CARD = LIBRARY.by_id["one"]
GIVEN = {
    "card": CARD,
    "slug": "northwind",
    "term": CARD.company,
    "about": "lessons",
    "lesson": CARD.lessons[0].lesson,
}
OTHERS = ("open", "answer", "answers", "asked")
NAMES = [name for name in vars(Site) if not name.startswith("_") and name not in OTHERS]


@pytest.fixture
def site():
    """A site that has nothing but stories."""
    found = Site()
    found.open({"library": LIBRARY})
    return found


def ask(site, name):
    member = inspect.getattr_static(site, name)
    if isinstance(member, property):
        return getattr(site, name)
    return getattr(site, name)(*(GIVEN[one] for one in inspect.signature(getattr(site, name)).parameters))


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
