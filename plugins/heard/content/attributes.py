"""Attribute lists: `{: …}`, `{#id}`, `{.class}`, `{key=value}` and nothing else that stands in braces.

Python-Markdown takes any words in braces for attributes: a sentence that ends in `{so to say}` loses them.
"""

from __future__ import annotations

import re

from markdown.extensions.attr_list import AttrListTreeprocessor

_ITEM = (
    r"(?:[.#][\w-][^\s{}=\"'%<>]*"
    r"|[A-Za-z_@:][\w:.@-]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}=\"'<>]+))"
)
_LIST = (
    rf"\{{(?:\:[ ]*(?=[^\}}\n ])|[ ]*(?={_ITEM}(?:[ ]+{_ITEM})*[ ]*\}}))"
    r"((?:\"[^\"\n]*\"|'[^'\n]*'|[^\n}\"'])*)\}"
)


class Attributes(AttrListTreeprocessor):
    """The treeprocessor, in place of that of `attr_list`."""

    BASE_RE = _LIST  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_LIST}")  # type: ignore[misc]
