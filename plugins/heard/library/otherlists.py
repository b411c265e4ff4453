"""Terms that other plugins put into Pelican's lists of categories, tags and authors.

Pelican lists what its articles name. A plugin may list more (the parents of a category, several categories
of one story) or other things than Pelican's own. Such a term is one of the library's as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from heard.library.facets import FACETS
from heard.library.library import Library, Term, TermRef
from heard.text.names import is_safe_path, is_safe_slug

SlugOf = Callable[[str, str], str]
"""The slug that Pelican gives a name of a facet."""
IsPlain = Callable[[str, Any], bool]
"""Whether what stands in the list of a facet is Pelican's own kind of thing."""
Lists = Mapping[str, Iterable[tuple[Any, Iterable[Any]]]]
"""By facet what Pelican calls the list: each term as Pelican knows it, with its articles."""


def others_in(
    lists: Lists, library: Library, slug_of: SlugOf, is_plain: IsPlain
) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Yield the facet, the term and its articles of all that no story of the library names itself."""
    stories = [card.story for card in library.cards]
    for facet, entries in lists.items():
        (entry,) = (one for one in FACETS if one.name == facet)
        said = set(map(entry.said, stories))
        slugs = {slug_of(facet, name) for one in said for _slug, name in entry.mentions(one, "")}
        for term, articles in entries:
            if not is_plain(facet, term) or str(term.slug) not in slugs:
                yield facet, term, tuple(articles)


def with_terms_of_others(
    library: Library, lists: Lists, slug_of: SlugOf, is_plain: IsPlain, has_pages: bool
) -> Library:
    """The library with a term for each that another plugin lists; its list of stories is the plugin's."""
    terms = {facet: {term.slug: term for term in library.facet(facet)} for facet in lists}
    for facet, term, articles in others_in(lists, library, slug_of, is_plain):
        slug, save_as = str(term.slug), str(term.save_as or "")
        if not is_safe_slug(slug) or (save_as and not is_safe_path(save_as)):
            continue
        ids = [article.story.id for article in articles if hasattr(article, "story")]
        former = terms[facet].get(slug)
        terms[facet][slug] = Term(
            ref=TermRef(facet, slug, str(term.name), str(term.url) if has_pages and save_as else ""),
            cards=tuple(library.by_id[story_id] for story_id in ids if story_id in library.by_id),
            definition=former.definition if former else None,
            save_as=save_as if has_pages else "",
        )
    merged = {
        facet: tuple(sorted(by_slug.values(), key=lambda term: (term.name.casefold(), term.slug)))
        for facet, by_slug in terms.items()
    }
    return replace(library, terms={**library.terms, **merged})
