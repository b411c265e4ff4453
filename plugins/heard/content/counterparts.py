"""Which pages are one page in several languages, where some of the same name are not.

Pelican takes all of one slug for translations of each other. Two of one language are two pages, if their
addresses differ – by the category, say – and each has translations of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any


def told_apart(group: Sequence[Any], shelf_of: Callable[[Any], object]) -> dict[int, list[Any]]:
    """The counterparts of each member of a group, by its `id`, in the order of the group.

    Of several in one language, the one on the same shelf counts; where there is none, nobody can say
    which is meant, and none is.
    """
    by_lang: dict[str, list[Any]] = defaultdict(list)
    by_shelf: dict[tuple[str, object], list[Any]] = defaultdict(list)
    for member in group:
        by_lang[member.lang].append(member)
        by_shelf[member.lang, shelf_of(member)].append(member)
    if len(by_lang) == len(group):
        return {id(one): [other for other in group if other is not one] for one in group}

    def match(one: Any, lang: str) -> Any:
        for found in (by_shelf.get((lang, shelf_of(one)), ()), by_lang[lang]):
            if len(found) == 1:
                return found[0]
        return None

    place = {id(one): at for at, one in enumerate(group)}
    counterparts: dict[int, list[Any]] = {}
    for one in group:
        candidates = (match(one, lang) for lang in by_lang if lang != one.lang)
        mutual = [other for other in candidates if other is not None and match(other, one.lang) is one]
        counterparts[id(one)] = sorted(mutual, key=lambda other: place[id(other)])
    return counterparts
