"""A new story in a corpus of some size, and in one of four times as many."""

import sys
from datetime import timedelta

import pytest
from conftest import ROOT
from factsites import FactsSite
from msgspec.structs import replace

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.corpus import TODAY, tale, tales
from bench.forms import heard

SIZES = (200, 800)
MOST = 60
LISTS = 12
"""So many lists a story of the corpus stands in; the newest page of each may be full by chance."""


def written_for_a_new_story(folder, count):
    """The files written for it, beside feeds and stories whose suggestions it changed."""
    site = FactsSite(folder)
    site.day = TODAY.isoformat()
    heard.FORM.write(tales(count), folder)
    site.build()
    new = replace(tale(SIZES[0], SIZES[0]), slug="the-newest", title="The newest")
    site.write("stories/the-newest.md", heard.text(replace(new, day=TODAY - timedelta(days=1))))
    report = site.build()
    assert not report.whole
    names = (name for name in report.reasons if not name.startswith("feeds/"))
    return [name for name in names if not report.reasons[name].startswith("what ties it")]


@pytest.mark.slow
def test_a_new_story_writes_as_few_files_in_a_corpus_of_four_times_as_many(tmp_path):
    few, many = (written_for_a_new_story(tmp_path / str(count), count) for count in SIZES)
    assert max(len(few), len(many)) <= MOST
    assert abs(len(few) - len(many)) <= LISTS
