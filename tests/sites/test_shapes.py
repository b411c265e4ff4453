"""The four shapes that stories come in: each is written small, and what its reader sees is asserted."""

import re

import pytest
from helpers import TODAY


def text_of(html: str) -> str:
    """What is left of a page without its tags and its head, white space folded."""
    body = html.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def seen(html: str, words: str) -> bool:
    """Whether a reader sees these words in this order, whatever markup stands between them."""
    pattern = r"\W*".join(re.escape(word) for word in re.findall(r"\w+", words))
    return bool(re.search(pattern, text_of(html)))


# (a) A personal post: the problem was not at the company's end, the call ended well.
CALL = """---
title: Forty minutes with a modem
date: 2008-03-31
id: forty-minutes
author: Ada Example
values: [life, justice]
outcome: heard
issue: not-theirs
channel: phone
company: Northwind Telecom
lesson: When you connect, you get a chance to receive too.
---

I rang at nine, and I was not kind. The cable was mine.
"""


@pytest.fixture(scope="module")
def call(shared_site):
    return shared_site({"stories/call.md": CALL})


CALL_SAYS = [
    "Told by phone, answered, heard.",
    "The problem was not at their end.",
    "When you connect, you get a chance to receive too.",
    "By Ada Example",
    "31 March 2008",
    "Northwind Telecom",
    "I was not kind",
]


@pytest.mark.parametrize("words", CALL_SAYS)
def test_a_call_that_ended_well_says(call, words):
    assert seen(call.page("stories/forty-minutes-with-a-modem/"), words)


def test_a_call_that_ended_well_asks_nobody_for_anything(call):
    assert call.problems.summary() == [] and "turn" not in text_of(call.page("/"))


@pytest.mark.parametrize(
    "url",
    [
        "values/life/",
        "values/justice/",
        "outcomes/heard/",
        "companies/northwind-telecom/",
        "tellers/ada-example/",
        "archive/2008/",
        "lessons/",
    ],
)
def test_a_call_that_ended_well_is_found_at(call, url):
    assert seen(call.page(url), "Forty minutes with a modem")


# (b) The last part of a series of four, whose date is refused until its year is there.
def parts(last_date: str) -> dict[str, str | bytes]:
    dates = ["2009-11", "2009-12", "2010-01", last_date]
    return {
        f"stories/part-{n}.md": f"---\ntitle: Winter, part {n}\ndate: {date}\nid: winter-{n}\n"
        f"series: A winter of calls\ncompany: northwind\n---\n\nText {n}.\n"
        for n, date in enumerate(dates, 1)
    }


@pytest.fixture(scope="module")
def series(shared_site):
    return shared_site({**parts("2010-03-10"), "series/a-winter-of-calls.md": "---\nplanned: 4\n---\n"})


def test_a_part_without_a_year_is_refused_and_the_rest_built(site):
    built = site(parts("Mar10"))
    assert [problem.code for problem in built.problems.of("error")] == ["date-wrong"]
    assert built.log[0].startswith('stories/part-4.md:3: date-wrong date: "Mar10" has no year.')
    assert seen(built.page("stories/winter-part-3/"), "Part 3 of 3 in A winter of calls")


def test_with_its_year_it_is_the_last_part(series):
    assert series.log == []
    assert seen(series.page("stories/winter-part-4/"), "Part 4 of 4 in A winter of calls")


def test_every_part_links_to_all_others(series):
    page = series.page("stories/winter-part-4/")
    assert all(f'href="/stories/winter-part-{n}/"' in page for n in (1, 2, 3))


def test_the_series_has_a_page_in_order(series):
    assert seen(series.page("series/a-winter-of-calls/"), "Winter, part 1") and re.search(
        r"part 1.*part 2.*part 3.*part 4", text_of(series.page("series/a-winter-of-calls/"))
    )


def test_a_part_that_knows_its_month_only_says_so(series):
    page = series.page("stories/winter-part-1/")
    assert 'datetime="2009-11"' in page and seen(page, "November 2009")


# (c) A short reflection without a story behind it, first published elsewhere in March 2019.
REFLECTION = """---
title: On asking
date: 2019-04-02
id: on-asking
kind: reflection
first_published:
  site: The Old Place
  url: https://old.example/asking
  on: 2019-03
  canonical: true
values: [curiosity]
---

Asking is half of an answer.
"""


@pytest.fixture(scope="module")
def reflection(shared_site):
    return shared_site({"stories/asking.md": REFLECTION}).page("stories/on-asking/")


@pytest.mark.parametrize(
    "words", ["A reflection", "First published on The Old Place, March 2019", "about Curiosity"]
)
def test_a_reflection_says(reflection, words):
    assert seen(reflection, words)


def test_a_reflection_claims_no_outcome(reflection):
    assert "What came of it" not in reflection


def test_the_first_place_is_the_canonical_one(reflection):
    assert '<link rel="canonical" href="https://old.example/asking">' in reflection


# (d) Feedback asked for, given, answered, never heard; nobody knows when.
FEEDBACK = """---
title: Three out of ten
date: undated
id: three-out-of-ten
author: Bob Example
timeline:
  - event: told
    channel: web
    note: They had asked me to.
  - event: answered
    note: A thank you without a name.
  - event: unheard
---

They asked how it was. I said how it was.
"""


@pytest.fixture(scope="module")
def feedback(shared_site):
    return shared_site({"stories/feedback.md": FEEDBACK, "stories/call.md": CALL})


FEEDBACK_SAYS = [
    "Undated",
    "Told through the website, answered, not heard.",
    "It is the company’s turn",
    "A thank you without a name.",
]


@pytest.mark.parametrize("words", FEEDBACK_SAYS)
def test_feedback_that_was_never_heard_says(feedback, words):
    assert seen(feedback.page("stories/three-out-of-ten/"), words)


def test_feedback_that_was_never_heard_is_filed_as_unheard(feedback):
    assert seen(feedback.page("outcomes/unheard/"), "Three out of ten")


def test_an_undated_story_is_last_in_every_list(feedback):
    home = text_of(feedback.page("/"))
    assert home.index("Forty minutes") < home.index("Three out of ten")


def test_an_undated_story_is_never_overdue(feedback):
    assert "overdue" not in text_of(feedback.page("stories/three-out-of-ten/"))
    assert feedback.has("archive/undated/")


def test_no_shape_of_this_module_depends_on_the_day(call):
    assert str(TODAY.year) not in text_of(call.page("stories/forty-minutes-with-a-modem/"))
