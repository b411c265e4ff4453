"""Archives of years, months and days are Pelican's own, whatever the dates, and no longer its square."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.generators import ArticlesGenerator
from pelican.plugins.build_engine import hooks
from pelican.plugins.build_engine.periods import archives_by_period

plainly = partial(ArticlesGenerator._build_period_archives, None)
settings = {
    f"{period}_ARCHIVE_{kind}": f"{{date:{form}}}/{kind}"
    for period, form in (("YEAR", "%Y"), ("MONTH", "%Y/%m"), ("DAY", "%Y/%m/%d"))
    for kind in ("SAVE_AS", "URL")
}


class Dated:
    def __init__(self, date: datetime) -> None:
        self.date = date


class Equal(Dated):
    """An article of another plugin's, which says itself what is equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dated) and other.date == self.date

    __hash__ = Dated.__hash__


dated = st.builds(
    lambda kind, days: kind(datetime.fromordinal(datetime(2024, 1, 1).toordinal() + days)),
    st.sampled_from([Dated] * 9 + [Equal]),
    st.integers(0, 800),
)


@given(articles=st.lists(dated, max_size=30), data=st.data())
def test_all_archives_are_pelicans_own(articles, data):
    # Some articles are in one list only, or twice: plugins do such things.
    listed = data.draw(st.permutations(articles + articles[:1] * data.draw(st.integers(0, 1))))
    listed = listed[data.draw(st.integers(0, 2)) :]
    in_order = sorted(articles, key=lambda article: article.date, reverse=data.draw(st.booleans()))
    wanted = plainly(in_order, listed, settings)
    found = archives_by_period(plainly, in_order, listed, settings)
    # As lists: the order of granularities and of names counts, and articles are compared as objects.
    assert [(name, [[*period.items()] for period in periods]) for name, periods in found.items()] == [
        (name, [[*period.items()] for period in periods]) for name, periods in wanted.items()
    ]
    for name, periods in wanted.items():
        for mine, theirs in zip(found[name], periods, strict=True):
            assert [*map(id, mine["articles"])] == [*map(id, theirs["articles"])]


def test_a_build_makes_its_archives_this_way(stock, monkeypatch: pytest.MonkeyPatch):
    sizes = []

    def counted(plainly, in_order, articles, settings):
        sizes.append(len(articles))
        return archives_by_period(plainly, in_order, articles, settings)

    monkeypatch.setattr(hooks, "archives_by_period", counted)
    stock.build()
    assert len(sizes) == 1 and sizes[0] > 1
