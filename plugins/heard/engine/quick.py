"""Jinja's own work, done with less of it: the same bytes from templates that call many small macros.

A page of a story calls some two hundred macros and escapes three hundred values. Jinja looks each call
over for arguments that it might have to add, and wraps every escaped text in a class that tells the next
one not to escape it. Where a macro is called with what it declares, and where a text goes straight into
the page, neither is needed. Everything else is left to Jinja (`jinja2/runtime.py`: `Context.call`,
`Macro.__call__`; `jinja2/compiler.py`: `_output_child_pre`); `tests/engine/test_quick.py` compares both.

The seam is `Environment._generate`, which Jinja documents as a hook to be overridden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import markupsafe
from jinja2 import nodes
from jinja2.environment import Environment, Template, TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

STOPPED = "value was undefined because a callable raised a StopIteration exception"
_characters: Callable[[str], str] | None = getattr(markupsafe, "_escape_inner", None)
"""MarkupSafe's inner function, from text to text; where there is none, all is left to `escape`."""
_marked = str.__new__
_HEAD = "from jinja2.runtime import "
_OURS = 'escape = getattr(environment, "escaped", escape); Macro = getattr(environment, "macro", Macro)'
Results = dict[tuple[Any, ...], tuple[str, tuple[Any, ...]]]
"""Key → what a macro answered, and the arguments, held so that their identity stays theirs."""


def escaped(value: Any) -> str:
    """A value as it goes into a page that escapes; it is joined with others, never escaped again."""
    kind = type(value)
    if kind is str and _characters is not None:
        return _characters(value)
    if kind is Markup:
        return cast(str, value)
    if kind is int:
        return str(value)
    return escape(value)


class QuickMacro(Macro):
    """A macro that is called without ceremony where its arguments are what it declares.

    `results` is a table where what it answers may be remembered (`sharing.py`), else None.
    """

    results: Results | None = None
    hits = 0

    def bound(self, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...] | None:
        """All arguments in their order; None where Jinja has to see to them."""
        lacking = self._argument_count - len(args)
        if lacking < 0 or self.catch_kwargs or self.catch_varargs:
            return None
        if not named and not self.caller:
            return (*args, *(missing,) * lacking) if lacking else args
        wanted = self.arguments[len(args) :]
        if self.caller and not self.explicit_caller:
            wanted = [*wanted, "caller"]
            if "caller" not in named:
                return None
        if not named.keys() <= set(wanted):
            return None  # one that nobody declared: Jinja says so in its own words
        return (*args, *[named.get(name, missing) for name in wanted])

    def run(self, args: tuple[Any, ...]) -> str:
        """What is in the macro, for all its arguments."""
        return self._func(*args)


def marked(text: str, escapes: bool) -> str:
    """What a macro answers to its template: where that escapes, a text that is not escaped again."""
    return _marked(Markup, text) if escapes else text


class QuickTemplate(Template):
    """A template that says which of its macros see nothing but their arguments and what never changes.

    Those of a module that was made without the variables of a page are kept by Jinja for all pages; as the
    module is finished, none of its names gets another value.
    """

    _known: frozenset[str] = frozenset()

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if ctx is not None and self._module is not None and ctx.globals_keys <= self._known:
            return self._module  # Jinja compares the names anew for every import of every page
        self._known = frozenset(self.globals)
        made = super()._get_default_module(ctx)
        if made is self._module:
            for one in vars(made).values():
                if type(one) is QuickMacro and one.results is None:
                    one.results = {}
        return made


def generated(
    environment: Environment, source: nodes.Template, name: str | None, filename: str | None, defer: bool
) -> str:
    """The code of a template, with the two names above in place of Jinja's.

    They stand on the line of Jinja's imports: the numbers of all other lines are known to its tracebacks.
    An environment that is not ours may be given this code by a cache that both use.
    """
    text = Environment._generate(environment, source, name, filename, defer)
    if environment.is_async or not text.startswith(_HEAD):
        return text
    head, rest = text.split("\n", 1)
    return f"{head}; {_OURS}\n{rest}"
