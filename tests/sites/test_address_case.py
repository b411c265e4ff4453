"""Addresses that differ by case alone: told once, with a place, whoever has them."""

from __future__ import annotations


def story(title: str, slug: str, more: str = "") -> str:
    head = f"title: {title}\nid: story-{title.lower()}\nslug: {slug}\ndate: 2024-01-02\n{more}"
    return f"---\n{head}---\n\nText.\n"


def test_stories_pages_and_lists_are_told(site):
    built = site(
        {
            "stories/a.md": story("One", "The-Call"),
            "stories/b.md": story("Two", "the-call"),
            "stories/c.md": story("Three", "apart"),
            "pages/about.md": "---\ntitle: About\nslug: Values\n---\n\nText.\n",
            "stories/d.md": story("Four", "four", "values: [Honesty]\n"),
        }
    )
    problems = {problem.path: problem for problem in built.found("address-case")}
    assert set(problems) == {"stories/b.md", "pages/about.md"}
    assert problems["stories/b.md"].severity == "warning"
    assert "stories/a.md" in problems["stories/b.md"].message
    assert "/Values/" in problems["pages/about.md"].message
    assert built.has("stories/the-call/") and built.has("stories/The-Call/")  # nothing is left out
