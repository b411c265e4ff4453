"""The resident process of `heard serve`: it stays small, is renewed when it must be, and survives kills."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import (
    PATIENCE,
    Serving,
    assert_as_built_anew,
    children,
    needs_proc,
    resident,
    story,
    until_built,
    wait,
)
from thrift import slow

REBUILDS = int(os.environ.get("ENGINE_REBUILDS", "12"))
"""So many saves; set it to 200 to be thorough."""
WARM_UP = 5
SOUND = "stories/sound.md"

pytestmark = needs_proc


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    found = Serving(tmp_path, 8600)
    yield found
    found.stop()


def memory(pid: int) -> int:
    """The resident set size, in kB: unlike the proportional one, it does not tell of other processes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))


def is_gone(pid: int) -> bool:
    """Whether a process has ended, even if nobody has asked how."""
    try:
        return b") Z" in Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return True


def save_and_see(serving: Serving, mark: str, name: str = SOUND) -> None:
    """Save a story, and wait until it is served and built."""
    slug = Path(name).stem
    serving.save(name, story(slug, mark))
    wait(lambda: f"It rang {mark}." in serving.get(f"/stories/{slug}/")[1])
    until_built(serving, slug, f"It rang {mark}.")


def test_in_short_it_stays_survives_kills_and_ends_with_the_server(serving):
    """A little of all that the tests below look at closely."""
    pid, size = resident(serving), memory(resident(serving))
    (first,) = children(pid)
    for number in range(2):
        save_and_see(serving, str(number))
    assert resident(serving) == pid
    assert memory(pid) < 1.2 * size
    (kept,) = children(pid)
    assert kept != first
    wait(lambda: is_gone(first))

    os.kill(kept, signal.SIGKILL)
    save_and_see(serving, "after its child was killed")
    assert resident(serving) == pid
    os.kill(pid, signal.SIGKILL)
    save_and_see(serving, "after it was killed itself")
    other = resident(serving)
    assert other != pid
    assert_as_built_anew(serving)

    kept = children(other)
    assert serving.stop() == 0
    for one in (other, *kept):
        wait(lambda one=one: is_gone(one))


@slow
def test_it_does_not_grow_and_what_is_served_last_is_a_clean_build(serving):
    for number in range(WARM_UP):
        save_and_see(serving, f"before {number}")
    pid = resident(serving)
    processes = (pid, serving.process.pid)
    before = [memory(one) for one in processes]
    for number in range(REBUILDS):
        save_and_see(serving, str(number), SOUND if number % 3 else f"stories/sound-{number % 7}.md")
        if number % 5 == 4:
            (serving.content / f"stories/sound-{number % 7}.md").unlink(missing_ok=True)
    assert resident(serving) == pid
    after = [memory(one) for one in processes]
    print("resident, server, in kB:", before, after)  # shown by `pytest -rP`
    assert after[0] < 1.05 * before[0]
    assert after[1] < 1.05 * before[1]
    save_and_see(serving, "last")
    assert_as_built_anew(serving)


@slow
def test_a_change_of_settings_or_of_a_plugin_renews_it(serving, tmp_path):
    conf = tmp_path / "pelicanconf.py"
    plugin = tmp_path / "extra" / "loud.py"
    plugin.parent.mkdir()
    text = (
        "from pelican import signals\n"
        "def name(pelican):\n    pelican.settings['SITENAME'] = 'Louder'\n"
        "HELD = []\n"
        "def leave(pelican):\n"
        "    HELD.append(open(pelican.output_path + '/left.txt', 'w'))\n    HELD[0].write('left open')\n"
        "def register():\n    signals.initialized.connect(name)\n    signals.finalized.connect(leave)\n"
    )
    plugin.write_text(text, "utf-8")
    before = resident(serving)
    conf.write_text(
        conf.read_text("utf-8") + f"\nPLUGIN_PATHS += [{str(plugin.parent)!r}]\nPLUGINS += ['loud']\n",
        "utf-8",
    )
    wait(lambda: "Louder" in serving.get("/stories/the-call/")[1])
    assert serving.get("/left.txt") == (200, "left open")
    between = resident(serving)
    assert between != before

    plugin.write_text(text.replace("Louder", "Loudest"), "utf-8")
    save_and_see(serving, "after the plugin")
    assert "Loudest" in serving.get("/stories/sound/")[1]
    conf.write_text(conf.read_text("utf-8") + "\nSITENAME = 'Silent'\nPLUGINS.remove('loud')\n", "utf-8")
    wait(lambda: "Silent" in serving.get("/stories/the-call/")[1])
    assert_as_built_anew(serving)


@slow
def test_a_child_killed_in_the_middle_leaves_the_site_and_the_next_save_is_built(serving):
    save_and_see(serving, "first")
    pid = resident(serving)
    for number in range(3):
        kept = set(children(pid))
        serving.save(SOUND, f"---\ntitle: Sound {number}\n---\n\nText.\n")
        wait(lambda kept=kept: set(children(pid)) - kept, 0.002)
        time.sleep(0.03 * number)
        for child in children(pid):
            os.kill(child, signal.SIGKILL)
        serving.until("The build ended with code -9")
        assert "It rang first." in serving.get("/stories/sound/")[1]
    save_and_see(serving, "again")
    assert resident(serving) == pid
    wait(lambda: serving.events.get(timeout=PATIENCE)["problems"] == [])
    assert_as_built_anew(serving)


@slow
def test_when_it_is_killed_itself_another_takes_its_place(serving):
    pid = resident(serving)
    os.kill(pid, signal.SIGKILL)
    save_and_see(serving, "on")
    assert resident(serving) != pid
    assert_as_built_anew(serving)


@slow
def test_it_ends_with_the_server_even_if_that_is_killed(serving):
    pid = resident(serving)
    kept = children(pid)
    assert len(kept) == 1
    serving.process.kill()
    serving.process.wait()
    for one in (pid, *kept):
        wait(lambda one=one: is_gone(one))


@slow
def test_only_the_last_good_build_is_kept_and_nothing_when_the_server_ends(serving):
    pid, seen = resident(serving), set()
    for number in range(3):
        save_and_see(serving, str(number))
        (kept,) = children(pid)
        seen.add(kept)
    assert len(seen) == 3
    assert serving.stop() == 0
    assert is_gone(pid)
    assert all(is_gone(one) for one in seen)
