from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter

import pytest
import yaml

from bench.corpus import PLACE, TODAY, slug_of, tales, words_of
from bench.forms import heard, peers
from bench.forms.form import Form, edit_body, edit_title

COUNT = 200
CORPUS = tuple(tales(COUNT))
FORMS = {
    "heard": heard.FORM,
    "hugo": peers.HUGO,
    "hugo-unrelated": peers.HUGO_UNRELATED,
    "eleventy": peers.ELEVENTY,
    "pelican": peers.PELICAN,
    "nikola": peers.NIKOLA,
}
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def test_the_same_number_is_the_same_corpus():
    assert tuple(tales(COUNT)) == CORPUS


def test_the_corpus_is_the_one_that_older_results_were_measured_on():
    """If it has to change, older results are of another corpus: take them away, too."""
    text = "".join(heard.text(tale) for tale in tales(100))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "f59afc8db74dcfcb"


def test_stories_come_one_after_another():
    assert len(list(itertools.islice(tales(100_000), 3))) == 3


def test_a_story_has_about_460_words():
    assert 440 < sum(map(words_of, CORPUS)) / COUNT < 480


def test_every_story_has_an_address_of_its_own():
    assert len({tale.slug for tale in CORPUS}) == COUNT
    assert [tale.slug for tale in CORPUS] == [slug_of(number) for number in range(COUNT)]


def test_links_lead_to_stories_that_were_there_before():
    for tale in CORPUS:
        targets = [link.slug for link in tale.links] + ([tale.answers.slug] if tale.answers else [])
        assert {int(slug.rpartition("-")[2]) < tale.number for slug in targets} <= {True}
        assert "".join(tale.blocks).count(PLACE) == len(tale.links)


def test_nothing_happens_after_the_day_of_the_build():
    days = [day for tale in CORPUS for _event, day in tale.timeline]
    days += [comment.day for tale in CORPUS for comment in tale.comments] + [tale.day for tale in CORPUS]
    assert max(days) < TODAY


def test_everything_that_is_measured_occurs():
    assert len({tale.author for tale in tales(2000)}) == 40
    for name in ("values", "timeline", "lesson", "series", "answers", "links", "comments"):
        with_it = sum(bool(getattr(tale, name)) for tale in CORPUS)
        assert with_it, name
    text = "\n".join(block for tale in CORPUS for block in tale.blocks)
    for mark in ("## ", "\n- ", "\n1. ", "> ", "**", "*when*", "`"):
        assert mark in text


def test_some_values_are_common_and_some_are_rare():
    counts = [
        count for _name, count in Counter(name for tale in CORPUS for name, _ in tale.values).most_common()
    ]
    assert counts[0] > 5 * counts[-1]


def test_an_an_stands_before_a_vowel():
    text = " ".join(" ".join((tale.title, tale.lesson, *tale.blocks)) for tale in CORPUS)
    assert re.findall(r"\b[Aa] [aeiou]\w*", text) == []


# -- in the form of each generator ------------------------------------------------------------------


@every_form
def test_each_form_holds_the_same_stories(form: Form, tmp_path):
    assert form.write(tales(30), tmp_path) == form.count(tmp_path) == 30
    assert {path.stem for path in (tmp_path / form.stories).glob("*.md")} == {slug_of(n) for n in range(30)}


@every_form
def test_no_place_for_a_link_is_left_open(form: Form):
    assert not any(PLACE in form.text(tale) for tale in CORPUS)


@every_form
def test_every_story_is_said_in_full(form: Form):
    for tale in CORPUS[:40]:
        text = form.text(tale)
        said = [tale.title, tale.summary, tale.author, tale.company, tale.lesson, *tale.tags]
        said += [name for name, _stance in tale.values] + [link.slug for link in tale.links]
        assert [word for word in said if word not in text] == []


@pytest.mark.parametrize("name", ["heard", "hugo", "nikola"])
def test_front_matter_is_yaml(name):
    for tale in CORPUS[:40]:
        keys = yaml.safe_load(FORMS[name].text(tale).split("---\n")[1])
        assert keys["title"] == tale.title


@every_form
def test_an_edit_changes_what_it_says(form: Form, tmp_path):
    form.write(tales(3), tmp_path)
    source = form.source(slug_of(1), tmp_path)
    before = source.read_text("utf-8")
    edit_body(source, "the bell")
    assert source.read_text("utf-8").startswith(before) and "the bell" in source.read_text("utf-8")
    edit_title(source, "Again:")
    changed = [line for line in source.read_text("utf-8").splitlines() if line not in before.splitlines()]
    assert [line for line in changed if line.lower().startswith("title:") and "Again: " in line]
    assert len(changed) == 2


def test_a_comment_is_a_file_of_its_own():
    tale = next(tale for tale in CORPUS if tale.comments)
    files = dict(heard.FORM.beside(tale))
    assert sorted(files) == [
        f"content/comments/{tale.slug}/{number}.md" for number in range(1, 1 + len(tale.comments))
    ]
