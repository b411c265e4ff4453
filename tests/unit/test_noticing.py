"""What a build looks at is noted, whichever process looks; what nobody can foresee is a reason to build."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from heard.build.stamps import NO_FILES, is_same, stamp_of, state_now, state_of

BEGIN = """
import json, os, sys
sys.path.append(sys.argv[1])
from heard.build.noticing import Notice
notice = Notice()
notice.leave_out(["ours"])
"""
END = """
files, folders, doubt = notice.everything()
print(json.dumps([files, folders, doubt]))
"""


def noticed(folder: Path, work: str) -> tuple[dict[str, list[object]], dict[str, list[object]], str]:
    """What is noted of some work in a folder: files, folders, doubt; paths from there."""
    command = [sys.executable, "-c", BEGIN + work + END, str(ROOT / "plugins")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    files, folders, doubt = json.loads(done.stdout.splitlines()[-1])
    start = f"{folder}/"
    files, folders = (
        {path.removeprefix(start): one for path, one in found.items() if path.startswith(start)}
        for found in (files, folders)
    )
    return files, folders, doubt


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ours").mkdir()
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "one").write_text("1")
    (tmp_path / "read").write_text("2")
    return tmp_path


LOOK = """
import pathlib
open("read").read()
os.path.exists("absent"), pathlib.Path("asked").is_file(), pathlib.Path("list/one").stat()
os.listdir("list")
open("ours/x", "w").write("x"), os.path.exists("ours/x"), open("ours/x").read()
"""
FORKED = f"""
pid = os.fork()
if not pid:
    for line in {LOOK.strip().splitlines()!r}:
        exec(line)
    os._exit(0)
os.waitpid(pid, 0)
"""


@pytest.mark.parametrize("work", [LOOK, FORKED], ids=["here", "in a process of its own"])
def test_what_is_read_listed_asked_for_and_not_found_is_noted(folder, work):
    files, folders, doubt = noticed(folder, work)
    assert doubt == ""
    assert {name: one[:1] for name, one in files.items()} == {
        "absent": [],
        "asked": [],
        "list": ["folder"],
        "list/one": ["file"],
        "read": ["file"],
    }
    assert [names for name, (_stamp, names) in folders.items() if name == "list"] == [["one"]]


UNFORESEEABLE = {
    "a program": "import subprocess; subprocess.run(['true'])",
    "a shell": "os.system('true')",
    "a connection": "import socket; socket.socket().close()",
    "a file written elsewhere": "open('new', 'w').close()",
    "a folder made elsewhere": "os.mkdir('made')",
    "a database elsewhere": "import sqlite3; sqlite3.connect('base').execute('create table a (b)')",
    "a pipe": "os.mkfifo('pipe'); os.path.exists('pipe')",
    "a source that changes meanwhile": "open('read').read(); open('read', 'a').write('more')",
    "a source that is used up": "open('read').read(); os.rename('read', 'ours/read')",
    "a folder that changes meanwhile": "os.listdir('list'); os.remove('list/one')",
    "a program started by another process": (
        "pid = os.fork()\nif not pid:\n    os.system('true')\n    os._exit(0)\nos.waitpid(pid, 0)"
    ),
}


@pytest.mark.parametrize("what", UNFORESEEABLE)
def test_a_reason_for_another_build_is(folder, what):
    assert noticed(folder, UNFORESEEABLE[what])[2]


def test_a_temporary_file_is_no_reason_for_another_build(folder):
    work = "import tempfile\nwith tempfile.NamedTemporaryFile() as f, tempfile.TemporaryFile() as g: pass\n"
    work += "with tempfile.TemporaryDirectory() as name: open(f'{name}/x', 'w').close()\n"
    assert noticed(folder, work)[2] == ""


def test_a_young_file_counts_by_its_bytes_until_its_times_are_to_be_believed(tmp_path):
    path = tmp_path / "file"
    path.write_text("one")
    young, other = state_of(str(path)), tmp_path / "other"
    other.write_text("two")
    assert len(young) == 6 and is_same(state_now(str(path), young), young)
    # As it would be if the clock had not gone on between two edits of the same length.
    unseen = [*stamp_of(str(path)), state_of(str(other))[-1]]
    assert not is_same(state_now(str(path), unseen), unseen)
    time.sleep(2.1)
    settled = state_now(str(path), young)
    assert settled == young[:5] and is_same(settled, young)


def test_a_site_that_is_kept_in_memory_is_looked_at_as_any_other():
    for path in ("/dev/shm/site/content/a.md", "/devices/a.md", "/system/a.md"):
        assert not path.startswith(NO_FILES)
    for path in ("/dev/null", "/dev/fd/3", "/proc/self/stat", "/sys/kernel"):
        assert path.startswith(NO_FILES)
