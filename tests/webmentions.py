"""A site that mentions come to, and the pages that they come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conftest import ROOT, build, write_files
from helpers import READ_ONLY
from loopback import Server

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.conversation.sources.webmention.fetch import fetch

SITE = "https://heard.example"
CALL = f"{SITE}/stories/the-call/"
STORY = "---\nid: call\ntitle: The call\nslug: the-call\ndate: 2024-01-01\n---\n\nIt rang.\n"


def entry(
    content: str = "Me <em>too</em>.",
    answers: str = f'<a class="u-in-reply-to" href="{CALL}">the call</a>',
    author: str = '<a class="p-author h-card" href="https://ada.example/">Ada</a>',
    more: str = '<time class="dt-published" datetime="2026-11-02T10:00:00+0100">then</time>',
) -> str:
    """A page with an h-entry."""
    return (
        f'<!doctype html><html><head><title>A page</title></head><body><article class="h-entry">{author}'
        f'{answers}<div class="e-content">{content}</div>{more}</article></body></html>'
    )


class Home:
    """A site that mentions come to."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.content = folder / "content"
        self.state = folder / "data" / "webmentions.json"
        self.said: list[str] = []
        write_files(self.content, {"stories/call.md": STORY})

    def fetch(self, *paths: str, target: str = CALL, **wish: Any) -> int:
        """Fetch mentions from pages of the server, told by a file."""
        children = [
            {"type": "entry", "wm-source": self.server.url + path, "wm-target": target} for path in paths
        ]
        return self.fetch_file(json.dumps({"type": "feed", "children": children}), **wish)

    def fetch_file(self, text: str | bytes, **wish: Any) -> int:
        file = self.folder / "mentions.json"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.run(file=file, **wish)

    def run(self, changes: dict[str, Any] | None = None, **wish: Any) -> int:
        self.said.clear()
        order = BuildRequest(
            ROOT / "pelicanconf.py",
            self.content,
            self.folder / "output",
            {"SITEURL": SITE, **READ_ONLY, **(changes or {})},
        )
        context = context_for(order, self.said.append)
        return fetch(context, **{"allow_private": True, "seconds": 1, **wish})

    @property
    def files(self) -> list[Path]:
        return sorted(self.content.glob("comments/**/*.md"))

    @property
    def text(self) -> str:
        """The only comment file."""
        (path,) = self.files
        return path.read_text("utf-8")

    def edit(self, old: str, new: str) -> None:
        (path,) = self.files
        assert old in self.text
        path.write_text(self.text.replace(old, new), "utf-8")

    def page(self) -> str:
        """The story's page with everything that arrived approved."""
        for path in self.files:
            path.write_text(path.read_text("utf-8").replace("status: pending", "status: approved"), "utf-8")
        built = build(self.content, self.folder / "output", SITEURL=SITE, MENUITEMS=())
        assert not built.log, built.log
        return built.page("stories/the-call/")
