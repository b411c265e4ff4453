"""Which of several pages with one slug are one page in other languages."""

from types import SimpleNamespace

import pytest

from heard.content.placing import told_apart

GROUPS = {
    "one page in three languages, wherever they lie": (
        "en:food de:essen fr:manger",
        {"en:food": "de:essen fr:manger", "de:essen": "en:food fr:manger", "fr:manger": "en:food de:essen"},
    ),
    "two pages in one language": ("en:food en:travel", {}),
    "two pages, one with a translation": (
        "en:food en:travel de:travel",
        {"en:travel": "de:travel", "de:travel": "en:travel"},
    ),
    "two pages, each with a translation": (
        "en:food en:travel de:travel de:food",
        {
            "en:travel": "de:travel",
            "de:travel": "en:travel",
            "en:food": "de:food",
            "de:food": "en:food",
        },
    ),
    "two pages and a translation that may be of either": ("en:food en:travel de:essen", {}),
    "two pages in two languages, and no category in common": ("en:a en:b de:c de:d", {}),
    "two pages on one shelf": ("en:food en:food", {}),
}


@pytest.mark.parametrize("name", GROUPS)
def test_pages_of_one_slug_are_told_apart(name):
    text, expected = GROUPS[name]
    group = [SimpleNamespace(lang=one.split(":")[0], shelf=one.split(":")[1]) for one in text.split()]
    found = told_apart(group, lambda one: one.shelf)
    told = {
        f"{one.lang}:{one.shelf}": " ".join(f"{other.lang}:{other.shelf}" for other in found[id(one)])
        for one in group
    }
    assert {key: value for key, value in told.items() if value} == expected
