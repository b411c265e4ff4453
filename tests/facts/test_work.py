"""How much an edit reads, makes and writes does not depend on how large the site is."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from factsites import FactsSite

sys.path.append(str(Path(__file__).parent))
from named_edits import replied

from heard.facts import texts
from heard.pages.loops import generator

PAGE = 4
SIZES = (18, 34)
"""Of both, the newest and the middle story stand at the same place of their pages."""
STORY = """---
id: story-{name}
title: Story {name}
date: {day}
author: Ada
values: {values}
company: Acme
outcome: answered
lesson: Ask {name} times.
summary: In short {name}.
tags: [trains]
---

Words{name} and more{name}.
"""
LISTS = ("all", "value", "outcome", "company", "teller", "tag", "year", "lessons")
"""Lists that every story stands in."""
COMMENT = "---\nauthor: Ben\ndate: {day}\n---\n\nMe too.\n"


def story(number, day=None, values="[care]"):
    day = day or date(2020, 1, 1) + timedelta(days=number)
    return STORY.format(name=f"{number:03}", day=day, values=values)


class Counted(FactsSite):
    """A site of so many stories, one a day."""

    def __init__(self, folder, count):
        super().__init__(folder, DEFAULT_PAGINATION=PAGE, FEED_MAX_ITEMS=PAGE)
        self.count = count
        for number in range(count):
            self.write(self.file(number), story(number))
        for number in range(1, count, 3):
            self.write(f"comments/story-{number:03}/1.md", COMMENT.format(day="2024-02-03"))
            self.write(f"images/{number}.svg", "<svg/>")
        self.write("pages/about.md", "---\ntitle: About\n---\n\nUs.\n")
        self.build()

    @property
    def middle(self):
        return self.count // 2

    @property
    def pages_of_a_list(self):
        """All of them: the newest holds at least as many stories as each of the others."""
        return (self.count - PAGE) // PAGE + 1

    @staticmethod
    def file(number):
        return f"stories/{number:03}.md"

    def change(self, old, new):
        """Change a few words of the story in the middle."""
        name = self.file(self.middle)
        number = f"{self.middle:03}"
        old, new = old.replace("#", number), new.replace("#", number)
        assert old in self.read(name)
        self.write(name, self.read(name).replace(old, new))

    def work_of(self, edit):
        """How many sources are read, pages made and files written for an edit, which is then undone.

        Pages whose suggestions changed are left out.
        """
        before = {name: self.read(name) for name in self.names(".")}
        edit(self)
        report = self.build()
        assert not report.whole
        assert self.problems.of("error") == []
        for name in self.names("."):
            if name not in before:
                (self.content / name).unlink()
        for name, text in before.items():
            if name not in self.names(".") or self.read(name) != text:
                self.write(name, text)
        self.build()
        tied = {name for name in report.rendered if report.reasons[name].startswith("what ties it")}
        return len(report.read), len(report.rendered - tied), len(report.files), len(report.removed)


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator, "LIST_LENGTH", 2 * SIZES[1])  # where a reply moves a story
        patch.setenv("STORY_TODAY", "2026-11-21")
        yield [Counted(tmp_path_factory.mktemp(str(count)), count) for count in SIZES]


LOCAL = {
    "body": lambda site: site.change("more#", "less#"),
    "title": lambda site: site.change("title: Story", "slug: story-#\ntitle: Another"),
    "summary": lambda site: site.change("In short #", "In a word #"),
    "link": lambda site: site.change("more#", "[[story-002]]"),
    "comment": lambda site: site.write(
        f"comments/story-{site.middle:03}/1.md", COMMENT.format(day="2024-02-04")
    ),
    "reply": lambda site: site.write(f"replies/story-{site.middle:03}/1.md", replied("We looked.")),
    "page": lambda site: site.write("pages/about.md", "---\ntitle: About\n---\n\nYou.\n"),
    "picture": lambda site: site.write("images/7.svg", "<svg></svg>"),
    "newest story": lambda site: site.write(site.file(site.count), story(site.count)),
}


@pytest.mark.parametrize("edit", LOCAL.values(), ids=LOCAL)
def test_what_an_edit_takes_does_not_grow_with_the_site(sites, edit):
    small, large = (site.work_of(edit) for site in sites)
    assert small == large
    assert sum(small) > 0


SHIFTING = {
    "backdated": lambda site: site.write("stories/old.md", story(999, "2020-01-02")),
    "deleted": lambda site: (site.content / site.file(2)).unlink(),
    "dated anew": lambda site: site.write(site.file(2), story(2, "2020-04-01")),
}
"""Each shifts every page of every list that the story stands in."""


@pytest.mark.parametrize("edit", SHIFTING.values(), ids=SHIFTING)
def test_where_lists_shift_their_pages_are_made_and_few_others(sites, edit):
    beside = []
    for site in sites:
        read, made, written, removed = site.work_of(edit)
        beside.append((read, made - len(LISTS) * site.pages_of_a_list, written, removed))
    assert beside[0] == beside[1]
    assert 0 <= beside[0][1] <= 20


def test_a_value_given_to_an_old_story_shifts_the_list_of_that_value_alone(sites):
    beside = []
    for site in sites:
        for number in range(3, site.count):
            site.write(site.file(number), story(number, values="[care, patience]"))
        site.build()
        work = site.work_of(lambda site: site.write(site.file(2), story(2, values="[care, patience]")))
        read, made, written, removed = work
        beside.append((read, made - site.pages_of_a_list, written, removed))
    assert beside[0] == beside[1]
    assert 0 <= beside[0][1] <= 30


class Asking:
    """Reads what texts asked, and counts them."""

    def __init__(self):
        self.count, self._decoder = 0, texts._ANSWERS

    def decode(self, row):
        self.count += 1
        return self._decoder.decode(row)


def test_texts_are_looked_at_where_a_name_that_they_ask_for_means_something_else(tmp_path, monkeypatch):
    monkeypatch.setenv("STORY_TODAY", "2026-11-21")
    make, made, asked = texts.Texts._make, [], []
    monkeypatch.setattr(
        texts.Texts, "_make", lambda self, path, *rest: made.append(path) or make(self, path, *rest)
    )
    for count in SIZES:
        site = FactsSite(tmp_path / str(count))
        for number in range(count):
            site.write(Counted.file(number), story(number) + f"[[story-{(number + 1) % count:03}]]\n")
        site.build()
        middle = Counted.file(count // 2)
        site.write(middle, site.read(middle).replace("title: Story", "slug: same\ntitle: Another"))
        made.clear()
        monkeypatch.setattr(texts, "_ANSWERS", asking := Asking())
        site.build()
        assert made == [Counted.file(count // 2 - 1), middle]
        asked.append(asking.count)
    assert asked[0] == asked[1] > 0
