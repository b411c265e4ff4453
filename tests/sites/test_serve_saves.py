"""Several saves at once, and saves during a build, of `heard serve`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from served import GOOD, PATIENCE, Serving, wait

from heard.dev.watch import Watch

PAUSE = '''
from pathlib import Path
import time

FOLDER = Path(__file__).parent


def pause():
    """Hold a build up, once, where a test asks for it."""
    if (FOLDER / "hold").exists():
        (FOLDER / "hold").rename(FOLDER / "held")
        while (FOLDER / "held").exists():
            time.sleep(0.01)
    return ""


JINJA_GLOBALS = {"pause": pause}
THEME_TEMPLATES_OVERRIDES = [str(FOLDER / "over")]
'''


def save_within(seconds: float, paths: list[Path], was_quick: list[bool]) -> None:
    """Save some files one after another, and note whether the machine was quick enough."""
    began = time.monotonic()
    for path in paths:
        path.write_text(str(began), "utf-8")
        time.sleep(seconds / len(paths) if path is not paths[-1] else 0)
    was_quick.append(time.monotonic() - began < seconds)


def test_files_saved_within_a_tenth_of_a_second_are_one_build(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    paths = [content / f"{number}.md" for number in range(3)]
    watch = Watch([content], tmp_path / "pelicanconf.py")
    was_quick: list[bool] = []
    try:
        time.sleep(0.3)  # until the folder is watched
        while not any(was_quick):
            saving = Thread(target=save_within, args=(0.1, paths, was_quick))
            saving.start()
            changes = watch.next()
            saving.join()
        assert {path.name for path in changes} == {"0.md", "1.md", "2.md"}
    finally:
        watch.close()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "extra_head.html").write_text("{{ pause() }}", "utf-8")
    found = Serving(tmp_path, 8200, more=PAUSE)
    yield found
    (tmp_path / "held").unlink(missing_ok=True)
    found.stop()


def test_what_is_saved_during_a_build_is_one_more_build(serving: Serving) -> None:
    (serving.folder / "hold").touch()
    serving.save("stories/call.md", GOOD.replace("It rang.", "It rang once."))
    wait((serving.folder / "held").exists)
    for number in range(3):  # everything has been read, nothing is written
        serving.save("stories/call.md", GOOD.replace("It rang.", f"It rang and {number}."))
        time.sleep(0.15)
    assert serving.events.empty()
    (serving.folder / "held").unlink()
    first, second = (serving.events.get(timeout=PATIENCE)["build"] for _ in range(2))
    assert (first, second) == (serving.first["build"] + 1, serving.first["build"] + 2)
    assert "It rang and 2." in serving.get("/stories/the-call/")[1]
    time.sleep(0.5)
    assert serving.events.empty()
