"""What Pelican finds by comparing each article with each is found without: archives, translations."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican import generators
from pelican.generators import ArticlesGenerator
from pelican.utils import process_translations

from heard.engine import hooks
from heard.engine.linear import archives_by_period, translations_by_group

by_period = partial(ArticlesGenerator._build_period_archives, None)
settings = {
    f"{period}_ARCHIVE_{kind}": f"{{date:{form}}}/{kind}"
    for period, form in (("YEAR", "%Y"), ("MONTH", "%Y/%m"), ("DAY", "%Y/%m/%d"))
    for kind in ("SAVE_AS", "URL")
}


class Text:
    """All of an article that the two steps look at."""

    def __init__(self, slug: str, lang: str, day: int, translation: str | None) -> None:
        self.slug, self.lang, self.in_default_lang = slug, lang, lang == "en"
        self.date = datetime.fromordinal(datetime(2024, 1, 1).toordinal() + day)
        self.metadata = {"translation": translation} if translation else {}
        self.source_path = f"{slug}.{lang}.md"
        self.translations: list[Text] = []


class Equal(Text):
    """An article of another plugin's, which says itself what is equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and other.slug == self.slug

    __hash__ = Text.__hash__


def texts(*kinds: type[Text]) -> st.SearchStrategy[Text]:
    return st.builds(
        lambda kind, *given: kind(*given),
        st.sampled_from(kinds),
        st.sampled_from("abcdefghij"),
        st.sampled_from(["en", "de", "fr"]),
        st.integers(0, 800),
        st.sampled_from([None, None, "true", "False"]),
    )


lists = st.one_of(st.lists(texts(Text), max_size=25), st.lists(texts(Text, Equal), max_size=10))


def ids(articles):
    return [*map(id, articles)]


@given(articles=lists, data=st.data())
def test_archives_of_periods_are_pelicans_own(articles, data):
    # Some articles are in one list only, or twice: plugins do such things.
    listed = data.draw(st.permutations(articles + articles[:1] * data.draw(st.integers(0, 1))))
    listed = listed[data.draw(st.integers(0, 2)) :]
    in_order = sorted(articles, key=lambda article: article.date, reverse=data.draw(st.booleans()))

    def spelled(archives):
        return [
            [
                (name, ids(value) if name in ("dates", "articles") else value)
                for name, value in archive.items()
            ]
            for periods in archives.values()
            for archive in periods
        ]

    found = archives_by_period(by_period, in_order, listed, settings)
    wanted = by_period(in_order, listed, settings)
    assert spelled(found) == spelled(wanted) and list(found) == list(wanted)


@given(articles=lists, by=st.sampled_from(["slug", ("slug", "lang"), {"lang"}, "", None]))
def test_translations_are_pelicans_own(articles, by):
    results = []
    for find in (process_translations, partial(translations_by_group, process_translations)):
        given_list = list(articles)
        for article in articles:
            article.translations = []
        with patch("pelican.utils.logger.warning") as told:
            index, translations = find(given_list, translation_id=by)
        others = [ids(article.translations) for article in articles]
        results.append((ids(index), ids(translations), others, ids(given_list), told.mock_calls))
    assert results[0] == results[1]


@pytest.mark.parametrize("wrong", ["missing", 7])
def test_what_is_no_attribute_is_told_as_pelican_tells_it(wrong):
    articles = [Text("a", "en", 1, None), Text("b", "en", 2, None)]
    with pytest.raises((AttributeError, TypeError)) as plain:
        process_translations(list(articles), translation_id=wrong)
    with pytest.raises(plain.type) as ours:
        translations_by_group(process_translations, list(articles), wrong)
    assert str(ours.value) == str(plain.value)


def test_a_build_sorts_this_way_and_leaves_pelican_as_it_was(stock, monkeypatch: pytest.MonkeyPatch):
    used = []

    def counted(name, function):
        monkeypatch.setattr(
            hooks, name, lambda *given, **named: used.append(name) or function(*given, **named)
        )

    counted("archives_by_period", archives_by_period)
    counted("translations_by_group", translations_by_group)
    stock.build()
    assert used.count("archives_by_period") == 1
    assert used.count("translations_by_group") == 6  # published, hidden, drafts: articles and pages
    assert generators.process_translations is process_translations


def test_what_a_plugin_put_in_their_place_is_left_alone(stock, monkeypatch: pytest.MonkeyPatch):
    seen = []
    plainly = ArticlesGenerator._build_period_archives

    def archives(generator, in_order, articles, settings):
        seen.append(len(articles))
        return plainly(generator, in_order, articles, settings)

    def translations(contents, translation_id=None):
        seen.append(len(contents))
        return process_translations(contents, translation_id)

    monkeypatch.setattr(ArticlesGenerator, "_build_period_archives", archives)
    monkeypatch.setattr(generators, "process_translations", translations)
    stock.build()
    assert seen[0] == seen[3] == 8  # all articles at once, and not one by one, or none
    assert generators.process_translations is translations


def test_another_pelican_sorts_as_it_always_did(stock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hooks, "EASED", False)
    monkeypatch.setattr(hooks, "translations_by_group", None)
    monkeypatch.setattr(hooks, "archives_by_period", None)
    assert len(stock.build().rendered) > 8
