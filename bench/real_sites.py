"""The two sites made of a folder of real posts: that of stock Pelican, and that of Heard."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

from .corpus import TODAY
from .forms import heard, peers
from .forms.form import ADDRESS
from .generators import Generator, known
from .real import Folder, as_pelican
from .results import OURS, STOCK
from .sites import Place

POSTS = "content/stories"
_BLOG = '''"""A plain blog of stock Pelican, with a theme of its own; made by the bench."""

SITENAME = "Posts"
SITEURL = {address!r}
PATH = "content"
OUTPUT_PATH = "output"
THEME = "notmyidea"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
LOCALE = ["C"]
STATIC_PATHS = []
USE_FOLDER_AS_CATEGORY = False
DEFAULT_PAGINATION = 10
FEED_MAX_ITEMS = 50
FEED_ALL_RSS = "feeds/all.rss.xml"
TAG_FEED_ATOM = "feeds/tags/{{slug}}.atom.xml"
PLUGINS = []
'''


def generators(folder: Folder, extra: tuple[str, ...] = ()) -> list[Generator]:
    """Stock Pelican and Heard. This Python runs them both."""
    build = (sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-q")
    # All posts are told already on the day of the build, whatever day it is.
    today = max(TODAY.isoformat(), *(post.day.isoformat()[:10] for post in folder.posts))
    ours = known(folder.path, extra)[OURS]
    return [
        Generator(STOCK, "stock Pelican", peers.PELICAN, build, ()),
        # Heard builds what it can and answers 1 where files have errors, as real ones do.
        replace(ours, env={**ours.env, "STORY_TODAY": today}, fine=(0, 1)),
    ]


def place(generator: Generator, posts: Folder, folder: Path) -> Place:
    """The posts in the form of one generator."""
    fill = _fill_heard if generator.name == OURS else _fill_blog

    return Place(generator, folder, lambda site: fill(site, posts))


def _fill_heard(site: Path, posts: Folder) -> Path:
    shutil.copytree(posts.path, site / POSTS)  # the original files, all of them
    aliases = 'STORY_KEY_ALIASES = {"topics": "tags"}\nSTORY_EXTRA_KEYS = ["expirydate"]\n'
    (site / heard.CONF).write_text(heard.settings(site) + aliases, encoding="utf-8")
    return site / POSTS / posts.edited()[0].path


def _fill_blog(site: Path, posts: Folder) -> Path:
    for post in posts.posts:
        path = site / POSTS / post.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_pelican(post), encoding="utf-8")
    (site / "pelicanconf.py").write_text(_BLOG.format(address=ADDRESS), encoding="utf-8")
    return site / POSTS / posts.edited()[0].path
