"""The configuration of a local Isso for this site.

Source: Isso 0.14, isso-comments.de/docs/reference/server-config. What is not named keeps Isso's default.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from heard.content.fields import is_web_address
from heard.text.exits import Refusal

FOLDER, DATABASE = "isso", "comments.db"
"""The folder of the local Isso, below that of what commands record, and its database, which holds e-mail
and IP addresses: never commit it."""
LOCAL_SITES = ("http://127.0.0.1:8000", "http://localhost:8000")
"""Where `heard serve` shows the site."""
_TEXT = """\
# Isso for this site on this computer. Written anew by every heard comments-serve.
# A public Isso needs the same file with a listen and a public-endpoint of its own, guard enabled, and
# a password for its admin page.

[general]
dbpath = {database}
# Pages that may talk to it; the first is where its admin page believes the site to be.
host =
{hosts}
max-age = 15m
notify = stdout

[moderation]
# Nothing is shown before somebody has read it, and nothing is thrown away because nobody did.
enabled = true
purge-after = 520w

[server]
listen = {url}
public-endpoint = {url}

[rss]
# The feed of a thread, which readers without scripts get. Isso adds the id of the story to it.
base = {public}/?story=

[guard]
# Everybody comes from one address here, so a limit for each address would be one for all.
enabled = false

[admin]
# The page at /admin/ is opened by heard comments-serve, with a password that stands in no file.
enabled = false
"""


def origins(site_url: str, others: Iterable[str]) -> tuple[str, ...]:
    """Where pages that use this Isso may stand: named ones first, the public site last.

    Raises Refusal for one that is not a web address.
    """
    found = []
    for url in (*others, *LOCAL_SITES, site_url):
        if not url:
            continue
        if not is_web_address(url) or any(sign in url for sign in "\n\r\\"):
            raise Refusal(f"{url} is no address of a site: write http://127.0.0.1:8000.")
        parts = urlsplit(url)
        found.append(f"{parts.scheme}://{parts.netloc}")
    return tuple(dict.fromkeys(found))


def config_text(database: Path, url: str, sites: Iterable[str]) -> str:
    """The configuration file."""
    places = tuple(sites)
    hosts = "\n".join(f"    {site}/" for site in places)
    return _TEXT.format(database=database.absolute(), hosts=hosts, url=url, public=places[-1])
