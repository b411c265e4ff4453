"""`heard clean`: delete what the tasks wrote, and nothing else."""

from __future__ import annotations

from pathlib import Path

from heard.build import folders
from heard.build.build import Say, check_folders
from heard.build.run import read_quietly
from heard.text.terminal import shown

CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")


def clean(conf: Path, output: Path | None = None, say: Say = print) -> int:
    """Delete the output, what an interrupted build left beside it, and caches; the exit code."""
    project = conf.absolute().parent
    settings = read_quietly(conf, {})
    target = output.absolute() if output else Path(settings["OUTPUT_PATH"])
    check_folders(target, settings, conf)
    found = [target.resolve(), folders.beside(target, "new"), folders.beside(target, "old")]
    deleted = [shown(folder) for folder in found if folders.remove(folder)]
    bytecode = [*(project / "plugins").rglob("__pycache__"), *(project / "tests").rglob("__pycache__")]
    bytecode = [*sorted(bytecode), project / "__pycache__"]
    kept = dict.fromkeys(project / cache / "heard" for cache in (settings["CACHE_PATH"], "cache"))
    for folder in [*kept, *(project / name for name in CACHES), *bytecode]:
        if folder.is_dir():
            folders.delete(folder)
            deleted.append(shown(folder))
    for name in deleted:
        say(f"Deleted {name}/")
    if not deleted:
        say("There was nothing to delete.")
    return 0
