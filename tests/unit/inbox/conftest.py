"""One site with two stories, read once, and a content folder of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, write_files
from helpers import READ_ONLY
from maildesk import STORIES, Desk
from msgspec.structs import replace

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.library.command_context import CommandContext


@pytest.fixture(scope="session")
def read_site(tmp_path_factory: pytest.TempPathFactory) -> CommandContext:
    folder = tmp_path_factory.mktemp("site")
    write_files(folder / "content", STORIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", "2026-11-21")
        return context_for(BuildRequest(ROOT / "pelicanconf.py", folder / "content", None, READ_ONLY))


@pytest.fixture
def desk(read_site: CommandContext, tmp_path: Path) -> Desk:
    (tmp_path / "content").mkdir()
    return Desk(replace(read_site, content=tmp_path / "content"))
