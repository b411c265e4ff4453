"""After any edits, output and store are those of a build from nothing."""

import random
import sys
from pathlib import Path

import pytest
import thrift
from factsites import FactsSite, assert_as_anew

sys.path.append(str(Path(__file__).parent))
from edits import EDITS, begin


@pytest.mark.parametrize("seed", range(thrift.amount(2, 60)))
def test_after_any_edits_all_is_as_in_a_build_from_nothing(tmp_path, seed):
    chance = random.Random(seed)
    site = FactsSite(tmp_path)
    begin(site, chance)
    site.build()
    done = ["the beginning"]
    for _step in range(thrift.amount(6, 10)):
        done = [chance.choice(EDITS)(site, chance) for _ in range(chance.choice((1, 1, 2, 4)))]
        site.build()
        assert_as_anew(site, "; ".join(done))
    assert site.by_pelican() == site.tree(), "; ".join(done)
