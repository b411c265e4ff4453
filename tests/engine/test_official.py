"""The engine alone beside plugins of Pelican's own people: series, sitemap and seo (`plugins.txt` here).

Sitemap hears of every file that was written, and seo rewrites each of them: where one of the two is there,
nothing that they wrote may be taken for the engine's own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from engine_sites import BOOT, THEMES, Blog, differing, stock_files, tree
from needs import need
from thrift import slow

OFFICIAL = Path(os.environ.get("PELICAN_PLUGINS", ""), "pelican/plugins")
CONF = """
SITENAME = "Official"
SITEURL = "https://blog.example"
TIMEZONE = "UTC"
AUTHOR = "Ida"
PATH = "content"
CACHE_PATH = "cache"
FEED_ALL_ATOM = "feeds/all.atom.xml"
DEFAULT_PAGINATION = 3
THEME = {theme!r}
THEME_TEMPLATES_OVERRIDES = ["templates"]
PLUGINS = {plugins!r}
SITEMAP = {{"format": "xml"}}
SEO_REPORT = False
SEO_ENHANCER = True
SEO_ENHANCER_OPEN_GRAPH = True
{more}
"""
SERIES = """{% extends "!theme/article.html" %}
{% block content %}{{ super() }}
{% if article.series is mapping %}<p>Part {{ article.series.index }} of {{ article.series.all | length }}
{% for other in article.series.all_next %}, then {{ other.title }}{% endfor %}</p>{% endif %}
{% endblock %}
"""
NOW = re.compile(rb"<lastmod>[^<]*</lastmod>")
"""Of pages without a date it is the moment of the build."""


@pytest.fixture
def official() -> None:
    need((OFFICIAL / "sitemap").is_dir(), "the folder PELICAN_PLUGINS, with series, sitemap and seo,")


def build(blog: Blog, plugins: tuple[str, ...], output: str, alone: Path | None = None) -> str:
    names = [f"pelican.plugins.{name}" for name in plugins]
    names += ["heard.engine"] if alone else []
    more = "ENGINE_FORK_FROM = 1\nENGINE_WORKERS = 2" if alone else ""
    conf = blog.folder / f"{output}.py"
    conf.write_text(CONF.format(theme=str(THEMES / "notmyidea"), plugins=names, more=more))
    folders = os.pathsep.join(map(str, filter(None, (OFFICIAL, alone))))
    options = ["-s", conf.name, "-o", output, "--verbose", "--fatal", "errors"]
    done = subprocess.run(
        [sys.executable, "-c", BOOT, folders, *options],
        cwd=blog.folder,
        env={**os.environ, "PYTHONPATH": os.environ.get("PELICAN_PLUGINS", "")},  # what plugins need
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())


def settled(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: NOW.sub(b"", text) if name == "sitemap.xml" else text for name, text in files.items()}


TOGETHER = ("series", "sitemap", "seo")


@slow
@pytest.mark.parametrize("plugins", [*((one,) for one in TOGETHER), TOGETHER], ids=" ".join)
def test_a_blog_with_pelicans_own_plugins_is_the_same_after_every_edit(official, alone, tmp_path, plugins):
    blog = Blog(tmp_path)
    blog.write(stock_files(8))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/article.html").write_text(SERIES)
    posts = blog.content / "posts"
    for number in (1, 3, 5):
        path = posts / f"p{number}.md"
        path.write_text(f"Series: The long affair\n{path.read_text()}")

    def rename() -> None:
        (posts / "p3.md").write_text((posts / "p3.md").read_text().replace("Post 3", "Post three"))

    def grow() -> None:
        (posts / "p2.rst").write_text((posts / "p2.rst").read_text() + "\nOne more sentence.\n")

    def drop() -> None:
        (posts / "p5.md").unlink()
        for path in posts.iterdir():  # no link leads nowhere
            path.write_text(path.read_text().replace("p5.", "p1."))

    rewrites = {"sitemap", "seo"} & set(plugins)
    for number, edit in enumerate((lambda: None, lambda: None, rename, grow, drop)):
        edit()
        said = build(blog, plugins, "output", alone)
        # Whose a file is that others rewrite, nobody can tell: then an old one stays, as Pelican leaves it.
        plain = "plain" if rewrites else f"plain{number}"
        build(blog, plugins, plain)
        assert differing(settled(tree(blog.output)), settled(tree(tmp_path / plain))) == [], number
        assert ("listens while files are written and may change them" in said) == bool(rewrites), said
        if number == 1 and not rewrites:  # nothing was edited
            assert ", 0 of " in said, said
