"""Settings of identities and redirects."""

from __future__ import annotations

from heard.settings import Setting
from heard.text.names import is_safe_path


def _below_the_site(value: str) -> str | None:
    return None if not value or is_safe_path(value) else f'must be a path below the site, not "{value}"'


IDENTITY_SETTINGS = (
    Setting(
        "REDIRECTS_SAVE_AS",
        str,
        "_redirects",
        "The file of redirects for hosts that read one; empty for none.",
        _below_the_site,
    ),
)
