"""An entry is made for the first feed that holds it, and let go after the last."""

from __future__ import annotations

from collections import Counter

from heard.feeds import making, plans
from heard.feeds.entries import key_of

STORY = "---\nid: {name}\ntitle: Story {name}\ndate: 20{year}-05-01\nvalues: [Justice]\n---\n\nText.\n"


def test_an_entry_is_made_once_and_let_go_after_its_last_feed(site, monkeypatch):
    made: Counter[object] = Counter()
    held: list[set[object]] = []
    kept: list[making.Entries] = []
    plainly, done = making.entry_of, making.Entries.done

    def counted(source, *rest):
        made[key_of(source)] += 1
        return plainly(source, *rest)

    def looked_at(entries, given):
        done(entries, given)
        assert {id(entry) for entry in entries._entries.values()} == entries.known.keys()
        held.append(set(entries._entries))
        kept.append(entries)

    monkeypatch.setattr(making, "entry_of", counted)
    monkeypatch.setattr(making.Entries, "done", looked_at)
    monkeypatch.setattr(plans, "PART", 4)  # stories in an archive
    years = range(10, 24)
    site(
        {f"s{year}.md": STORY.format(name=f"s{year}", year=year) for year in years},
        FEED_MAX_ITEMS=3,
    )
    stories = {key for key in made if key[0] == "story"}
    assert len(stories) == len(years) and set(made.values()) == {1}
    assert max(len(some & stories) for some in held) < len(years) - 3  # old ones wait for no other feed
    assert held[-1] == set() and kept[-1]._entries == {}
