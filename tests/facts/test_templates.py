"""A changed template means its pages and those of all that take it, and no others."""

import pytest
from factsites import FactsSite, assert_as_anew

STORY = (
    "---\nid: {0}\ntitle: The {0}\ndate: 2024-01-0{1}\nvalues: [care]\nlesson: Ask {0}.\n---\n\nWords.\n"
)


@pytest.fixture
def site(tmp_path):
    over = tmp_path / "over"
    over.mkdir()
    site = FactsSite(tmp_path, THEME_TEMPLATES_OVERRIDES=[str(over)])
    for number, name in enumerate(("one", "two"), 1):
        site.write(f"stories/{name}.md", STORY.format(name, number))
    return site


TEXTS = {
    "of its own": ("404.html", "<p>Nothing is here.</p>", {"404.html"}),
    "extended": ("own_base.html", "<p>Below.</p>", {"404.html"}),
    "of a macro": ("macros/own.html", "{% macro said() %}Well.{% endmacro %}", {"404.html"}),
}


@pytest.mark.parametrize(("name", "text", "pages"), TEXTS.values(), ids=TEXTS)
def test_only_pages_of_a_changed_template_are_made(site, name, text, pages):
    site.write("../over/404.html", "{% extends 'own_base.html' %}")
    site.write("../over/own_base.html", "{% import 'macros/own.html' as own %}<p>{{ own.said() }}</p>")
    site.write("../over/macros/own.html", "{% macro said() %}Hello.{% endmacro %}")
    site.build()
    site.write(f"../over/{name}", text)
    report = site.build()
    assert report.rendered == pages and not report.files and not report.read
    assert_as_anew(site, name)


def test_a_template_that_is_named_when_it_is_rendered_may_be_any(site):
    site.write("../over/404.html", "{% set name = 'said.html' %}{% include name %}")
    site.write("../over/said.html", "One.")
    site.build()
    site.write("../over/said.html", "Two.")
    assert site.build().rendered == {"404.html"}
    assert (site.output / "404.html").read_text() == "Two."


def test_what_feeds_show_is_made_by_templates_as_well(site):
    site.write("../over/feed_item.html", "<p>{{ card.title }}</p>{{ content|safe }}")
    site.build()
    site.write("../over/feed_item.html", "<p>So: {{ card.title }}</p>{{ content|safe }}")
    report = site.build()
    assert not report.rendered and any("feed" in name for name in report.files)
    assert not any(name.startswith("sitemap") for name in report.files)
    assert_as_anew(site, "a template of feeds")
