"""The world of a site: where code of others changes, everything is made anew."""

import shutil
import sys
from importlib import invalidate_caches
from pathlib import Path

import pytest
from factsites import FactsSite

sys.path.append(str(Path(__file__).parent))
from named_edits import STORY

EXTENSION = """
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor


class Last(Postprocessor):
    def run(self, text):
        return text + "<p>{words}</p>"


def makeExtension(**options):
    class Own(Extension):
        def extendMarkdown(self, md):
            md.postprocessors.register(Last(md), "last", 0)

    return Own()
"""


def test_an_extension_of_markdown_of_the_owners_own_is_a_part_of_the_world(tmp_path):
    site = FactsSite(tmp_path, MARKDOWN={"extensions": ["owners_extension"]})
    site.write("stories/a.md", STORY.format("a", 1))
    module = tmp_path / "owners_extension.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        for words in ("Once.", "Twice."):
            module.write_text(EXTENSION.format(words=words), "utf-8")
            patch.delitem(sys.modules, module.stem, raising=False)
            invalidate_caches()
            assert site.build().whole
            assert words in site.tree()["stories/story-a/index.html"].decode()
        assert not site.build().whole


def test_another_version_of_an_installed_package_is_another_world(tmp_path):
    site = FactsSite(tmp_path)
    site.build()
    packages = tmp_path / "site-packages"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(packages))
        for version in ("1.0", "1.1"):
            shutil.rmtree(packages, ignore_errors=True)
            (packages / f"better-{version}.dist-info").mkdir(parents=True)
            assert site.build().whole == "The settings, the code or an installed package changed."
        assert not site.build().whole
