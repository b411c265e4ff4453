"""Asking which object an object is costs nothing that anybody could watch."""

from __future__ import annotations

import subprocess
import sys

from heard.engine.witness import identity

COUNTED = """
import sys
from types import SimpleNamespace
from heard.engine.environment import Listening
from heard.engine.recording import Recorder
from heard.engine.values import Values

seen = []
sys.addaudithook(lambda event, args: seen.append(event))
environment = Listening()
template = environment.from_string("{% for one in many %}{{ one.name }}{{ one['name'] }}{% endfor %}")
many = [SimpleNamespace(name=str(number)) for number in range(200)]
Listening.recorder = Recorder(Values(lambda value: None), {}, {})
template.render(many=many)
del seen[:]
text = template.render(many=many)
assert text == "".join(one.name * 2 for one in many)
print(seen.count("builtins.id"))
"""


def test_it_tells_objects_apart_whatever_they_are():
    kinds = (list, dict, object, Exception, lambda: type("A", (), {"__hash__": None})())
    for kind in kinds:
        one, other = kind(), kind()
        assert identity(one) == identity(one) != identity(other)
    assert identity(int) != identity(str)


def test_a_page_that_asks_a_hundred_things_makes_no_event_of_it():
    from conftest import ROOT

    code = f"import sys; sys.path.append({str(ROOT / 'plugins')!r})\n{COUNTED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 20
