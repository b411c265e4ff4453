"""Where this Heard came from, so that a new site can say how another computer gets the same one."""

from __future__ import annotations

import json
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from msgspec import Struct

WHEELS = "wheels"
"""The folder of a site that keeps the wheel it is built with."""
CHECKOUT = Path(__file__).resolve().parents[3]


class Origin(Struct, frozen=True):
    """A line of `requirements.txt`, a sentence on it, and what has to be copied into the site for it.

    `is_here_only` says that no other computer can install by that line.
    """

    requirement: str
    sentence: str
    wheel: Path | None = None
    is_here_only: bool = False


def origin() -> Origin:
    """Return where the Heard that runs was installed from."""
    try:
        installed = distribution("heard")
    except PackageNotFoundError:
        return _of_folder(CHECKOUT, is_editable=True)
    return origin_of(installed)


def origin_of(installed: Distribution) -> Origin:
    """Return where a distribution was installed from, by the note that pip leaves (PEP 610)."""
    note = json.loads(installed.read_text("direct_url.json") or "{}")
    url = str(note.get("url") or "")
    if not url:
        return Origin(
            f"heard>={installed.version}",
            "names the version. Where pip does not find it, put a wheel into this folder and name that: "
            f"`./heard-{installed.version}-py3-none-any.whl`.",
        )
    if "vcs_info" in note:
        kind, commit = note["vcs_info"]["vcs"], note["vcs_info"]["commit_id"]
        return Origin(f"heard @ {kind}+{url}@{commit}", "names the address and the state that pip gets.")
    if urlsplit(url).scheme != "file":
        return Origin(f"heard @ {url}", "names the address of the wheel.")
    path = Path(url2pathname(unquote(urlsplit(url).path)))
    if "dir_info" in note:
        return _of_folder(path, bool(note["dir_info"].get("editable")))
    return Origin(
        f"./{WHEELS}/{path.name}",
        f"names a wheel in `{WHEELS}/`, which belongs to the site: commit it. For another version, put its "
        "wheel there and change the line.",
        path if path.is_file() else None,
    )


def _of_folder(folder: Path, is_editable: bool) -> Origin:
    """A folder of this computer, which no other one has."""
    wheel = f'`pip wheel --no-deps --wheel-dir {WHEELS} "{folder}"`'
    return Origin(
        f"{'-e ' if is_editable else ''}{folder}",
        "names a folder of this computer, which no other one has. Before you publish by the workflow, or "
        f"go to another computer, make a wheel of it, {wheel}, commit it, and write its path in place of "
        f"the folder: `./{WHEELS}/heard-….whl`. An address that pip can reach, such as "
        "`heard @ git+https://…`, will do, too.",
        is_here_only=True,
    )
