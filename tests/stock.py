"""One blog built twice by the same settings: by stock Pelican, and with Heard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conftest import ROOT, Site, build, write_files

THEME = str(ROOT / "theme")


def both_ways(
    root: Path, files: dict[str, str | bytes], settings: Mapping[str, Any], **ours: Any
) -> tuple[Site, Site]:
    """The site by stock Pelican and ours; `ours` are settings of ours alone."""
    write_files(root / "content", files)
    unchecked = "the theme is Pelican's own"
    stock = build(root / "content", root / "stock", None, PLUGINS=[], unchecked=unchecked, **settings)
    ours = {"PLUGINS": ["heard"], "THEME": THEME, **ours}
    return stock, build(root / "content", root / "ours", None, **{**settings, **ours})
