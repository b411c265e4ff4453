"""What a page's template can read: itself, all templates it uses, and the names in them.

This is what the text of the templates says, so it holds for every run. A template that chooses another by
a variable, or calls code of a Jinja extension, can read anything: then `unknown` says why.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, nodes
from jinja2.meta import find_undeclared_variables

from heard.engine.canon import digest
from heard.engine.store import Store

GLOBAL = "!"
"""Marks a name in a template that is imported without context: it sees the globals of Jinja only."""
HARMLESS_TESTS = {"defined", "undefined"}
_SPACE = "templates 2"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text of one template says.

    `dotted` are names that are only asked for an attribute, an item or an answer; `bare` are used whole.
    `uses` are other templates, each with whether it sees the variables of the page.
    """

    bare: tuple[str, ...]
    dotted: tuple[str, ...]
    uses: tuple[tuple[str, bool], ...]
    functions: tuple[tuple[str, str], ...]
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A template with all that it uses."""

    fingerprint: bytes
    bare: frozenset[str]
    dotted: frozenset[str]
    functions: frozenset[tuple[str, str]]
    """Filters and tests: ("filter", "fill")."""
    unknown: str
    names: tuple[str, ...]


def facts_of(environment: Environment, source: str) -> Facts:
    """Read a template's text. Raises TemplateError."""
    tree = environment.parse(source)
    held: set[int] = set()
    dotted, bare = set(), set()
    asking: Any = tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Call))
    for node in asking:
        if isinstance(node.node, nodes.Name):
            held.add(id(node.node))
            dotted.add(node.node.name)
    for test in tree.find_all(nodes.Test):
        if test.name in HARMLESS_TESTS and isinstance(test.node, nodes.Name):
            held.add(id(test.node))
            dotted.add(test.node.name)
    for name in tree.find_all(nodes.Name):
        if id(name) not in held and name.ctx == "load":
            bare.add(name.name)
    uses, unknown = [], ""
    using: Any = tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
    for node in using:
        named = _names(node.template)
        if named is None:
            unknown = f"line {node.lineno} uses a template that only a variable names"
        seeing = not isinstance(node, (nodes.Import, nodes.FromImport)) or node.with_context
        uses += [(name, seeing) for name in named or ()]
    for extension in tree.find_all((nodes.ExtensionAttribute, nodes.ImportedName, nodes.InternalName)):
        unknown = f"line {extension.lineno} runs code of an extension of Jinja"
    functions = {("filter", one.name) for one in tree.find_all(nodes.Filter)}
    functions |= {("test", one.name) for one in tree.find_all(nodes.Test)}
    looked_up = find_undeclared_variables(tree)
    bare, dotted = bare & looked_up, dotted & looked_up
    return Facts(
        tuple(sorted(bare)),
        tuple(sorted(dotted)),
        tuple(dict.fromkeys(uses)),
        tuple(sorted(functions)),
        unknown,
    )


def _names(node: nodes.Expr) -> list[str] | None:
    """The names a template expression can come to; None where a variable decides."""
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else list(node.value)
    if isinstance(node, (nodes.Tuple, nodes.List)):
        found = [_names(one) for one in node.items]
        return None if None in found else [name for names in found for name in names or ()]
    return None


class Closures:
    """The closures of all templates of a build; what was read of a text is kept for the next."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._rows = store.load(_SPACE) if store else {}
        self._new: dict[str, bytes] = {}
        self._known: dict[tuple[int, str], Closure] = {}
        self._held: list[Environment] = []

    def of(self, environment: Environment, name: str) -> Closure:
        """The closure of a template, as the environment loads it."""
        key = (id(environment), name)
        if key not in self._known:
            self._held.append(environment)
            self._known[key] = self._close(environment, name)
        return self._known[key]

    def save(self) -> None:
        """Keep what was read anew."""
        if self._store:
            self._store.save(_SPACE, self._new)
        self._new = {}

    def _close(self, environment: Environment, first: str) -> Closure:
        parts: dict[str, str] = {}
        done: set[tuple[str, bool]] = set()
        facts: list[tuple[Facts, str]] = []
        unknown = ""
        queue = [(first, True)]
        while queue:
            name, seeing = queue.pop(0)
            if (name, seeing) in done:
                continue
            done.add((name, seeing))
            try:
                source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
                found = self._facts(environment, source)
            except TemplateNotFound:
                parts[name] = "-"
                continue
            except TemplateError as error:
                parts[name] = "!"
                unknown = f"{name} cannot be read ({error})"
                continue
            parts[name] = digest(source).hex()
            facts.append((found, "" if seeing else GLOBAL))
            unknown = unknown or (f"{name}, {found.unknown}" if found.unknown else "")
            queue += [(other, seeing and sees) for other, sees in found.uses]
        bare = {mark + name for one, mark in facts for name in one.bare}
        return Closure(
            digest(repr(sorted(parts.items()))),
            frozenset(bare),
            frozenset({mark + name for one, mark in facts for name in one.dotted} - bare),
            frozenset(one for fact, _mark in facts for one in fact.functions),
            unknown,
            tuple(name for name, part in parts.items() if len(part) > 1),
        )

    def _facts(self, environment: Environment, source: str) -> Facts:
        spelled = [source, repr(sorted(environment.extensions)), repr(_syntax(environment))]
        key = digest("\0".join(spelled)).hex()
        row = self._rows.get(key) or self._new.get(key)
        if row is not None:
            try:
                bare, dotted, uses, functions, unknown = marshal.loads(row)
                return Facts(bare, dotted, uses, functions, unknown)
            except (ValueError, EOFError, TypeError):
                pass
        facts = facts_of(environment, source)
        given = (facts.bare, facts.dotted, facts.uses, facts.functions, facts.unknown)
        self._new[key] = marshal.dumps(given)
        return facts


def _syntax(environment: Environment) -> tuple[Any, ...]:
    """What of an environment changes how a text is read."""
    return (
        environment.block_start_string,
        environment.block_end_string,
        environment.variable_start_string,
        environment.variable_end_string,
        environment.comment_start_string,
        environment.comment_end_string,
        environment.line_statement_prefix,
        environment.line_comment_prefix,
        environment.trim_blocks,
        environment.lstrip_blocks,
        environment.newline_sequence,
        environment.keep_trailing_newline,
        bool(environment.autoescape),
        environment.undefined.__qualname__,
    )
