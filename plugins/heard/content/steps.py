"""Steps of ours between the lines of a text and its tree: plain functions, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

OnLines = Callable[[list[str]], list[str]]
OnTree = Callable[[Element, Markdown], None]


class _Lines(Preprocessor):
    def __init__(self, md: Markdown, step: OnLines) -> None:
        super().__init__(md)
        self._step = step

    def run(self, lines: list[str]) -> list[str]:
        return self._step(lines)


class _Tree(Treeprocessor):
    def __init__(self, md: Markdown, step: OnTree) -> None:
        super().__init__(md)
        self._step = step

    def run(self, root: Element) -> None:
        self._step(root, self.md)


class Steps(Extension):
    """The Markdown extension that takes them, those of the highest number first."""

    def __init__(self, lines: Mapping[float, OnLines], tree: Mapping[float, OnTree]) -> None:
        super().__init__()
        self._lines, self._tree = lines, tree

    def extendMarkdown(self, md: Markdown) -> None:
        """Register every step under a name of its own."""
        for priority, on_lines in self._lines.items():
            md.preprocessors.register(_Lines(md, on_lines), f"story-lines-{priority}", priority)
        for priority, on_tree in self._tree.items():
            md.treeprocessors.register(_Tree(md, on_tree), f"story-tree-{priority}", priority)
