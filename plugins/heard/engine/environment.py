"""A Jinja environment that tells the page's recorder of every question to a place.

The seams are Jinja's own, those its sandbox uses: `Environment.getattr`, `Environment.getitem` and
`Context.call` are meant to be overridden. Answers are never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import BuiltinFunctionType
from typing import Any

from jinja2 import Environment, nodes
from jinja2.runtime import Context, Macro

from heard.engine.canon import Unknown, fingerprint
from heard.engine.closure import Closure
from heard.engine.quick import STOPPED, QuickMacro, QuickTemplate, escaped, generated, marked
from heard.engine.recording import Recorder
from heard.engine.witness import identity

_OF_DICTS = frozenset(dir(dict))


class Listening(Environment):
    """A Jinja environment that tells the page's recorder of every question to a place.

    Called a thousand times a page: no `super()`, and nothing is done for what is no place.
    """

    recorder: Recorder | None = None
    escaped = staticmethod(escaped)
    macro = QuickMacro

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return generated(self, source, name, filename, defer_init)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Ask, and tell."""
        if type(obj) is dict and attribute not in _OF_DICTS and attribute in obj:
            answer = obj[attribute]
        else:
            try:
                answer = getattr(obj, attribute)
            except AttributeError:
                answer = _attribute_of(self, obj, attribute)
        recorder = Listening.recorder
        if recorder is not None:
            at = identity(obj)
            if at in recorder.places or at in recorder.contents:
                recorder.asked(obj, attribute, answer, "a")
        return answer

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Ask, and tell."""
        answer = _item_of(self, obj, argument)
        recorder = Listening.recorder
        if recorder is not None:
            at = identity(obj)
            if at in recorder.places or at in recorder.contents:
                recorder.asked(obj, argument, answer, "i")
        return answer


_attribute_of, _item_of, _call = Environment.getattr, Environment.getitem, Context.call


class ListeningContext(Context):
    """Tells the page's recorder of every call but those of macros, whose own questions are heard."""

    def call(self, function: Any, /, *args: Any, **named: Any) -> Any:
        """Call, and tell."""
        if type(function) is QuickMacro:
            if named:
                named.pop("_loop_vars", None)
                named.pop("_block_vars", None)
            given = function.bound(args, named)
            if given is None:
                return _call(self, function, *args, **named)
            recorder = Listening.recorder
            try:
                text = recorder.run(function, given) if recorder is not None else function.run(given)
            except StopIteration:
                return self.environment.undefined(STOPPED)
            return marked(text, self.eval_ctx.autoescape)
        answer = _call(self, function, *args, **named)
        recorder = Listening.recorder
        if recorder is not None and not isinstance(function, Macro):
            plain = {name: one for name, one in named.items() if name not in ("_loop_vars", "_block_vars")}
            recorder.called(function, args, plain, answer)
        return answer


class HeardFilter:
    """A filter or test that is not Jinja's: what it is given is looked at."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.__dict__.update(getattr(function, "__dict__", {}))
        self._name, self.original = name, function

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Look, and do what the filter does."""
        recorder = Listening.recorder
        if recorder is not None:
            recorder.given_to_filter(self._name, (*args, *named.values()))
        return self.original(*args, **named)


def listen_to(environment: Environment) -> bool:
    """Make an environment tell of every question; whether it can. What it renders stays the same.

    One that a plugin has put in its place answers in its own way, and is left alone.
    """
    if type(environment) is Environment and environment.context_class is Context:
        environment.__class__ = Listening
        environment.template_class = QuickTemplate
        environment.context_class = ListeningContext
    elif not isinstance(environment, Listening):
        return False
    for functions in (environment.filters, environment.tests):
        held: dict[str, Any] = functions
        for name, function in list(held.items()):
            module = getattr(function, "__module__", "") or ""
            own = module.startswith(
                ("jinja2.", "pelican.utils", "markupsafe", "builtins", "_operator", "operator")
            )
            if not own and not isinstance(function, (HeardFilter, BuiltinFunctionType)):
                held[name] = HeardFilter(name, function)
    return True


def functions_of(closure: Closure, environment: Environment) -> dict[str, bytes]:
    """What stands behind each filter and test that is not Jinja's: its code and what it encloses.

    Raises Unknown.
    """
    found = {}
    for kind, name in sorted(closure.functions):
        held: Mapping[str, Any] = environment.filters if kind == "filter" else environment.tests
        function = held.get(name)
        if isinstance(function, HeardFilter):
            try:
                found[f"{kind} {name}"] = fingerprint(function.original)
            except Unknown as error:
                raise Unknown(f"the {kind} {name} is of an unknown kind ({error})") from None
    return found
