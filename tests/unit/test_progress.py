"""The line that shows how far long work is: for a person at a terminal, and for nobody else."""

import io
import os
import subprocess
import sys

import pytest

from heard.text.progress import clear, progress_line, show


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("heard.text.progress.PAUSE", 0)
    return Terminal()


def test_it_says_what_is_done_and_how_far_and_leaves_nothing_behind(terminal):
    with progress_line(0, terminal):
        show("following links", 1_200, 4_800)
    text = terminal.getvalue()
    assert "following links" in text and "1,200 of 4,800" in text
    assert text.endswith("\x1b[2K") or text.rstrip("\r").endswith("\x1b[2K")


def test_what_ends_soon_shows_nothing(terminal):
    with progress_line(stream=terminal):
        show("reading")
    assert terminal.getvalue() == ""


def test_where_nobody_looks_there_is_nothing(terminal, monkeypatch):
    file = io.StringIO()
    with progress_line(0, file):
        show("reading")
    monkeypatch.setenv("TERM", "dumb")
    with progress_line(0, terminal):
        show("reading")
    show("reading")
    assert file.getvalue() == terminal.getvalue() == ""


def test_it_goes_before_something_is_printed_and_comes_back(terminal):
    with progress_line(0, terminal):
        show("asking", 1, 2)
        clear()
        print("news", file=terminal)
        show("asking", 2, 2)
    before, _, after = terminal.getvalue().partition("news\n")
    assert "1 of 2" in before and "2 of 2" in after


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_process_draws_nothing(terminal):
    with progress_line(0, terminal):
        pid = os.fork()
        if not pid:
            show("in the child")
            os._exit(1 if terminal.getvalue() else 0)
        assert os.waitpid(pid, 0)[1] == 0


def test_rich_is_imported_only_when_something_is_shown():
    code = "import sys, heard.text.progress as p\nwith p.progress_line(0): p.show('x')\n"
    code += "print('rich' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
