"""Jinja's work done quickly comes to what Jinja's own work comes to: texts, errors, and what is asked."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, Undefined
from markupsafe import Markup, escape
from thrift import amount

from heard.engine.environment import Listening, listen_to
from heard.engine.quick import QuickMacro, escaped
from heard.engine.recording import Recorder, flat, reference, unflattened
from heard.engine.values import Values

texts = st.text(st.sampled_from("ab<>&'\"é\n "), max_size=8)


class Html:
    def __html__(self) -> str:
        return "<i>html</i>"

    def __repr__(self) -> str:
        return "Html()"


@dataclass(frozen=True)
class Record:
    name: str
    parts: tuple[Any, ...] = ()
    article: Any = field(default=None, compare=False)


class Article:
    title = "An <article>"


class Text(str):
    """A text of another class, which MarkupSafe treats as text."""


plain = st.one_of(
    texts,
    texts.map(Markup),
    texts.map(Text),
    st.integers(-3, 3),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False, width=16),
    st.just(date(2024, 2, 29)),
    st.sampled_from([datetime(2024, 2, 29, h, tzinfo=timezone(timedelta(hours=h))) for h in (0, 1)]),
    st.builds(Html),
    texts.map(Record),
    st.lists(st.one_of(texts, st.integers(0, 3)), max_size=3),
    st.lists(st.one_of(texts, st.booleans()), max_size=3).map(tuple),
)

MACROS = """
{% macro one(a) %}<b>{{ a }}</b>{% endmacro %}
{% macro two(a, b='<d>') %}{{ a }}|{{ b }}|{{ one(b) }}{% endmacro %}
{% macro three(a, b=none, c=a) %}{{ one(a) if b else a ~ '<' }}{{ c }}{% endmacro %}
{% macro around(a) %}[{{ caller() }}{{ a }}]{% endmacro %}
{% macro given(a) %}[{{ caller(a) }}]{% endmacro %}
{% macro rest(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}
{% macro loops(a) %}{% for x in a %}{{ loop.index }}{{ one(x) }}{% endfor %}{% endmacro %}
{% macro deep(a) %}{{ a.name }}{{ a.parts }}{{ a.nothing }}{{ a['name'] }}{% endmacro %}
"""
CALLS = (
    "{{ m.one(x) }}",
    "{{ m.one() }}",
    "{{ m.one(a=x) }}",
    "{{ m.one(x, y) }}",
    "{{ m.one(x, z=y) }}",
    "{{ m.two(x) }}{{ m.two(x, y) }}{{ m.two(b=x, a=y) }}",
    "{{ m.three(x) }}{{ m.three(x, y) }}{{ m.three(x, c=y) }}",
    "{% call m.around(x) %}{{ y }}{{ m.one(y) }}{% endcall %}",
    "{% call(q) m.given(x) %}{{ q }}{{ m.two(q) }}{% endcall %}",
    "{% call m.one(x) %}{{ y }}{% endcall %}",
    "{{ m.around(x) }}",
    "{{ m.rest(x, y, 1, k=x) }}",
    "{{ m.loops((x, y)) }}{{ m.loops([x, y, x]) }}",
    "{% for q in (x, y, x) %}{{ m.two(q, loop.index) }}{{ q }}{% endfor %}",
    "{{ m.deep(x) }}",
    "{% set z %}{{ m.one(x) }}{{ y }}{% endset %}{{ z }}{{ m.one(z) }}{{ z ~ x }}",
    "{% autoescape false %}{{ x }}{{ m.one(y) }}{% endautoescape %}",
    "{{ (m.one(x) ~ y)|upper }}{{ m.one(x)|length }}{{ m.one(x)|safe }}{{ x|e }}",
    "{% filter upper %}{{ m.one(x) }}{{ y }}{% endfilter %}",
    "{% macro own(a) %}{{ a }}{{ x }}{{ m.one(a) }}{% endmacro %}{{ own(y) }}{% set x = y %}{{ own(y) }}",
    "{{ d.word }}{{ d.items }}{{ d.get('word') }}{{ d['word'] }}{{ d.none_such }}",
    "{% import 'macros.html' as c with context %}{{ c.two(x) }}",
    "{% from 'macros.html' import one, two as zwei %}{{ one(x) }}{{ zwei(y) }}",
)


def environments(page: str, escapes: bool, strict: bool) -> tuple[Environment, Environment]:
    made = [
        Environment(
            loader=DictLoader({"macros.html": MACROS, "page.html": page}),
            autoescape=escapes,
            trim_blocks=True,
            undefined=StrictUndefined if strict else Undefined,
        )
        for _ in range(2)
    ]
    assert listen_to(made[1])
    return made[0], made[1]


def outcome(environment: Environment, names: dict[str, Any]) -> tuple[str, str]:
    try:
        text = environment.get_template("page.html").render(names)
    except Exception as error:
        return type(error).__name__, str(error)
    return "", text


@settings(max_examples=amount(60, 400), deadline=None)
@given(st.lists(st.sampled_from(CALLS), min_size=1, max_size=3), plain, plain, st.booleans(), st.booleans())
def test_a_page_is_rendered_as_by_jinja(calls, x, y, escapes, strict):
    page = "{% import 'macros.html' as m %}" + "\n".join(calls)
    ours, theirs = environments(page, escapes, strict)
    values = Values(lambda _value: None)
    for first, second in ((x, y), (y, x), (x, y)):
        names = {"x": first, "y": second, "d": {"word": first, "items": "hidden by a method"}}
        expected = outcome(ours, names)
        Listening.recorder = Recorder(values, {}, names)
        try:
            assert outcome(theirs, names) == expected
        finally:
            Listening.recorder = None
        assert outcome(theirs, names) == expected


@settings(max_examples=amount(60, 500))
@given(plain)
def test_a_value_is_escaped_as_by_markupsafe(value):
    assert escaped(value) == escape(value)
    assert escaped(Undefined()) == ""


# -- what is shared, and what is not -----------------------------------------------------------------

LINE = """
{% macro line(record) %}
{{ word }} {{ record.name }}{% if record.article %} {{ record.article.title }}{% endif %}
{% endmacro %}
"""


def page_of(environment: Environment, record: Any, contents: dict[int, Any], is_place: bool) -> Recorder:
    recorder = Recorder(Values(lambda value: reference(contents, value)), contents, {"record": record})
    if is_place:
        recorder.add_place(record, ("r", "record"))
    Listening.recorder = recorder
    try:
        environment.get_template("page.html").render(record=record)
    finally:
        Listening.recorder = None
    return recorder


@pytest.fixture
def lines() -> Environment:
    page = "{% import 'line.html' as m %}{{ m.line(record) }}"
    made = Environment(loader=DictLoader({"line.html": LINE, "page.html": page}), autoescape=True)
    made.globals["word"] = "told"
    assert listen_to(made)
    return made


def macro_of(environment: Environment) -> QuickMacro:
    found = environment.get_template("line.html")._get_default_module().line
    assert isinstance(found, QuickMacro)
    return found


def test_a_line_of_a_list_is_rendered_once_for_all_pages(lines):
    record = Record("a")
    for _page in range(3):
        page_of(lines, record, {}, is_place=False)
    assert macro_of(lines).hits == 2


def test_a_record_that_a_page_is_asked_about_is_asked_on_that_page(lines):
    record = Record("a")
    page_of(lines, record, {}, is_place=False)
    recorder = page_of(lines, record, {}, is_place=True)
    assert [read[:3] for read in recorder.reads] == [
        (("r", "record"), "a", "name"),
        (("r", "record"), "a", "article"),
    ]


def test_an_article_is_asked_on_every_page(lines):
    record = Record("a", article=Article())
    contents = {object.__hash__(record.article): ("c", "a.md")}
    for _page in range(2):
        recorder = page_of(lines, record, contents, is_place=False)
        assert [read[:3] for read in recorder.reads] == [(("c", "a.md"), "a", "title")]
    assert macro_of(lines).hits == 0


def test_two_records_that_are_equal_are_not_taken_for_each_other(lines):
    """They may differ in what their comparison leaves out."""
    for name in ("a", "a", "a"):
        page_of(lines, Record(name), {}, is_place=False)
    assert macro_of(lines).hits == 0


@dataclass(frozen=True)
class Flat:
    name: str
    number: int | None = None


@dataclass(frozen=True)
class Hiding(Flat):
    secret: Any = field(default=None, compare=False)


def test_a_record_of_texts_and_numbers_is_made_again_for_a_function():
    spec = flat(Flat("a<", 3))
    assert spec is not None and unflattened(marshal.loads(marshal.dumps(spec))) == Flat("a<", 3)
    for other in (
        Record("a"),
        Flat(Markup("a")),
        Flat("a", True),
        Hiding("a", 1),
        ("a", 1),
        "a",
        Article(),
    ):
        assert flat(other) is None


def test_a_number_is_not_taken_for_a_truth_value():
    page = "{% import 'line.html' as m %}{{ m.say(1) }} {{ m.say(true) }} {{ m.say(1.0) }}"
    say = "{% macro say(value) %}{{ value }}{% endmacro %}"
    made = Environment(loader=DictLoader({"line.html": say, "page.html": page}), autoescape=True)
    assert listen_to(made)
    Listening.recorder = Recorder(Values(lambda _value: None), {}, {})
    try:
        assert made.get_template("page.html").render() == "1 True 1.0"
    finally:
        Listening.recorder = None
