"""Whoever writes a file of the site can ask whether its owner has one there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from heard.library.holders import case_twins, owner_of


def _content(save_as: str, source: str) -> Any:
    return SimpleNamespace(save_as=save_as, translations=[], get_relative_source_path=lambda: source)


class _Static:
    """As Pelican's: it remembers that its address was asked for, and cannot be moved from then on."""

    _output_location_referenced = False

    @property
    def save_as(self) -> str:
        self._output_location_referenced = True
        return "./robots.txt"

    def get_relative_source_path(self) -> str:
        return "extra/robots.txt"


CONTEXT: dict[str, Any] = {
    "DIRECT_TEMPLATES": ["sitemap", "humans", "nothing"],
    "SITEMAP_SAVE_AS": "sitemap.xml",
    "NOTHING_SAVE_AS": "",
    "TEMPLATE_PAGES": {"own/manifest.json": "site.webmanifest"},
    "staticfiles": [_Static()],
    "hidden_pages": [_content("404.html", "pages/missing.md")],
    "hidden_articles": [_content("gone.html", "stories/gone.md")],
    "articles": [_content("humans.txt", "stories/humans.md")],
}
OWNERS = {
    "robots.txt": "extra/robots.txt",
    "sitemap.xml": "the template sitemap.html",
    "humans.html": "the template humans.html",
    "site.webmanifest": "own/manifest.json",
    "404.html": "pages/missing.md",
    "gone.html": "stories/gone.md",
    "humans.txt": "stories/humans.md",
    "favicon.ico": None,
    "": None,
}


@pytest.mark.parametrize(("save_as", "owner"), OWNERS.items())
def test_an_owners_file_is_known_by_its_address(save_as: str, owner: str | None) -> None:
    assert owner_of(CONTEXT, save_as) == owner


def test_asking_does_not_keep_a_link_from_moving_a_file() -> None:
    owner_of(CONTEXT, "robots.txt")
    assert CONTEXT["staticfiles"][0]._output_location_referenced is False


def test_files_that_differ_by_case_alone_are_found():
    places = [
        ("Call/index.html", "a.md"),
        ("call/index.html", "b.md"),
        ("calls/index.html", "c.md"),
        ("gro\u0308\u00dfe.html", "d.md"),
        ("GR\u00d6\u00dfE.html", "e.md"),
    ]
    assert list(case_twins(places)) == [
        ("call/index.html", "b.md", "Call/index.html", "a.md"),
        ("GR\u00d6\u00dfE.html", "e.md", "gro\u0308\u00dfe.html", "d.md"),
    ]
