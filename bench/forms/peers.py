"""The corpus as writers of the other generators would keep it."""

from __future__ import annotations

from ..corpus import Link, Tale
from .form import Form, front_matter, to_address, with_ending


def _keys(tale: Tale, **more: object) -> str:
    """Front matter with the facets as lists, as taxonomies want them."""
    pairs: dict[str, object] = {
        "title": tale.title,
        "date": tale.day.isoformat(),
        **more,
        "summary": tale.summary,
        "tellers": [tale.author],
        "categories": [tale.category],
        "tags": tale.tags,
        "values": [value for value, _stance in tale.values],
        "stances": dict(tale.values),
        "outcomes": [tale.outcome],
        "lessons": [tale.lesson] if tale.lesson else None,
        "companies": [tale.company],
        "channel": tale.channel,
        "series": [tale.series[0]] if tale.series else None,
        "part": tale.series[1] if tale.series else None,
    }
    return front_matter(pairs.items())


def hugo(tale: Tale) -> str:
    """A file for Hugo. The archive is a taxonomy of years."""
    return _keys(tale, archive=[str(tale.day.year)]) + with_ending(tale, to_address)


def nikola(tale: Tale) -> str:
    """A file for Nikola, which has an author, a category and a slug of its own."""
    keys = _keys(tale, author=tale.author, category=tale.category, slug=tale.slug)
    return keys + with_ending(tale, to_address)


def pelican(tale: Tale) -> str:
    """A file for stock Pelican, with its plain headers."""
    keys: dict[str, object] = {
        "Title": tale.title,
        "Date": tale.day.isoformat(),
        "Slug": tale.slug,
        "Summary": tale.summary,
        "Author": tale.author,
        "Category": tale.category,
        "Tags": ", ".join(tale.tags),
        "Values": "; ".join(value for value, _stance in tale.values),
        "Stances": "; ".join(stance for _value, stance in tale.values),
        "Outcomes": tale.outcome,
        "Lessons": tale.lesson,
        "Companies": tale.company,
        "Channel": tale.channel,
        "Series": tale.series[0] if tale.series else "",
        "Part": tale.series[1] if tale.series else "",
    }
    head = "\n".join(f"{key}: {value}" for key, value in keys.items() if value)
    return f"{head}\n\n{with_ending(tale, _to_file)}"


def _to_file(link: Link) -> str:
    return f"[{link.text}]({{filename}}/stories/{link.slug}.md)"


PELICAN = Form("content/stories", pelican, themes=("pelican",))
HUGO = Form("content/stories", hugo, themes=("hugo",))
ELEVENTY = Form("content/stories", hugo, themes=("eleventy",))
HUGO_UNRELATED = Form("content/stories", hugo, themes=("hugo", "hugo-unrelated"))
NIKOLA = Form("content/stories", nikola, themes=("nikola",))
