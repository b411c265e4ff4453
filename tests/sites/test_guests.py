"""Other people's plugins beside ours: each builds a small site and shows its work."""

from __future__ import annotations

import base64
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Site, build, write_files
from needs import need

FOLDER = os.environ.get("PELICAN_PLUGINS", "")
GUESTS = Path(FOLDER, "pelican/plugins")
OURS = ["heard.pages", "heard.links", "heard.feeds", "heard.identity", "heard.theming"]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FILES = {
    "a.md": "Title: The first call\nDate: 2024-05-01\nCategory: cats/tabby, dogs\nSeries: Calls\n\n"
    'It rang. $E = mc^2$\n\n<img class="image-process-thumb" src="{static}/images/a.png" alt="A phone">\n',
    "b.md": "Title: The second call\nDate: 2024-05-02\nCategory: dogs\nSeries: Calls\n\nAgain.\n",
    "b-de.md": "Title: Der zweite Anruf\nDate: 2024-05-02\nCategory: dogs\nSlug: the-second-call\n"
    "Lang: de\n\nNochmal.\n",
    "c.md": "Title: The third call\nDate: 2024-05-03\nCategory: birds\n\nSilence.\n",
    "images/a.png": PIXEL,
}
OVERRIDE = """{% extends '!theme/article.html' %}
{% block content %}{{ super() }}
{% if article.prev_article %}<p>Before: {{ article.prev_article.title }}</p>{% endif %}
{% if article.series is mapping %}<p>As part {{ article.series.index }}
of {{ article.series.all|length }}</p>
{% endif %}{% endblock %}"""


@pytest.fixture
def with_guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Site]]:
    """Build the small site with one plugin of other people, and settings for it."""
    need(FOLDER and (GUESTS / "more_categories").is_dir(), "the folder PELICAN_PLUGINS, with more plugins,")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, FOLDER])  # what they import themselves

    def run(guest: str, last: bool = True, **settings: Any) -> Site:
        write_files(tmp_path / "content", FILES)
        write_files(tmp_path / "templates", {"article.html": OVERRIDE})
        conf = {
            "SITENAME": "Blog",
            "SITEURL": "https://blog.example",
            "TIMEZONE": "UTC",
            "LOCALE": ["C"],
            "THEME": str(ROOT / "theme"),
            "THEME_TEMPLATES_OVERRIDES": [str(tmp_path / "templates")],
            "PLUGIN_PATHS": [str(GUESTS)],
            "PLUGINS": [*OURS, guest] if last else [guest, *OURS],
            **settings,
        }
        reason = "a guest may write what our pages may not"
        return build(tmp_path / "content", tmp_path / "output", conf=None, unchecked=reason, **conf)

    known = set(sys.modules)
    yield run
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(GUESTS)):
            del sys.modules[name]


either = pytest.mark.parametrize("last", [True, False], ids=["after ours", "before ours"])


@either
def test_more_categories_has_its_pages_and_feeds(with_guest, last):
    site = with_guest("more_categories", last)
    tabby, cats, dogs = (site.page(f"category/{name}.html") for name in ("cats/tabby", "cats", "dogs"))
    assert "The first call" in tabby and "The second call" not in tabby
    assert "The first call" in cats
    assert "The first call" in dogs and "The second call" in dogs
    terms = ("cats/tabby", "cats", "dogs", "birds")
    written = {path for path in site.tree() if path.startswith("category/")}
    assert written == {f"category/{name}.html" for name in terms}
    assert all(f"/category/{name}.html" in site.page("categories.html") for name in terms)
    assert 'href="/category/cats/tabby.html"' in site.page("the-first-call.html")
    assert "The first call" in site.page("feeds/cats.atom.xml")
    assert "The first call" in site.page("feeds/cats/tabby.atom.xml")
    assert site.found("list-not-made") == []


@either
def test_neighbors_are_known_to_templates(with_guest, last):
    site = with_guest("neighbors", last)
    assert "Before: The second call" in site.page("the-third-call.html")
    assert "Before:" not in site.page("the-first-call.html")


@either
def test_series_are_known_to_templates(with_guest, last):
    site = with_guest("series", last)
    assert "As part 1\nof 2" in site.page("the-first-call.html")
    assert "As part 2\nof 2" in site.page("the-second-call.html")
    assert "As part " not in site.page("the-third-call.html")


def test_sitemap_is_the_guests(with_guest):
    site = with_guest("sitemap", SITEMAP={"format": "xml", "priorities": {"articles": 0.7}})
    address = "<loc>https://blog.example/the-first-call.html</loc>"
    assert re.search(f"{address}.*?<priority>0.7<", site.page("sitemap.xml"), re.DOTALL)


def test_seo_adds_its_elements_and_report(with_guest, tmp_path):
    site = with_guest(
        "seo",
        AUTHOR="Ida",  # the plugin needs one
        SEO_REPORT=True,
        SEO_ENHANCER=True,
        SEO_ENHANCER_OPEN_GRAPH=True,
        SEO_ENHANCER_TWITTER_CARDS=True,
    )
    page = site.page("the-first-call.html")
    assert "twitter:card" in page
    assert '<link href="https://blog.example/the-first-call.html" rel="canonical"' in page
    assert "the-first-call.html" in (tmp_path / "seo_report.html").read_text()


def test_math_is_set(with_guest):
    page = with_guest("render_math").page("the-first-call.html")
    assert '<span class="math">' in page
    assert "mathjax" in page.lower()


def test_pictures_are_processed(with_guest):
    need(Path(FOLDER, "PIL").is_dir(), "Pillow in the folder PELICAN_PLUGINS")
    site = with_guest("image_process", IMAGE_PROCESS={"thumb": ["scale_in 300 300 True"]})
    assert "derivatives/thumb/a.png" in site.page("the-first-call.html")
    assert [path for path in site.tree() if path.endswith("derivatives/thumb/a.png")]


def test_a_subsite_in_another_language(with_guest):
    site = with_guest("i18n_subsites", I18N_SUBSITES={"de": {"SITENAME": "Tagebuch"}}, DEFAULT_LANG="en")
    assert "Nochmal." in site.page("de/the-second-call.html")
    assert "Tagebuch" in site.page("de/index.html")
    assert "Again." in site.page("the-second-call.html")
