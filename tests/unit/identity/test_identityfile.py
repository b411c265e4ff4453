"""The file of recorded identities, as it is, and as people break it."""

import json
from types import SimpleNamespace

import pytest
from helpers import TODAY
from msgspec.structs import replace
from records import entry, published, recorded
from thrift import amount, steps

from heard.content.layout import record_path
from heard.identity.checks import compared
from heard.library.identity_file import ids_in_files, parse_identities, read_identities, text_of
from heard.library.library import Library

MANY = amount(1_000, 20_000)
GOOD = """{
  "stories": {
    "call": {
      "addresses": [
        "/stories/a/",
        "/stories/grüße/"
      ],
      "first": "2026-01-02",
      "identity": "urn:story:call",
      "removed": "2026-11-21"
    }
  },
  "version": 1
}
"""
RECORD = recorded(entry("call", "/stories/a/", "/stories/grüße/", removed=TODAY))


def problems(text: str | bytes) -> list[str]:
    octets = text if isinstance(text, bytes) else text.encode()
    found, wrong = parse_identities(octets, "data/ids.json")
    assert found is None
    return [str(problem) for problem in wrong]


def test_the_file_is_sorted_and_has_one_fact_a_line():
    assert text_of(RECORD) == GOOD


def test_the_order_of_stories_makes_no_difference():
    stories = [entry("one"), entry("two")]
    assert text_of(recorded(*stories)) == text_of(recorded(*reversed(stories)))


def test_the_file_is_read_with_the_line_of_each_story():
    found, wrong = parse_identities(GOOD.encode(), "x")
    assert (found, wrong) == (RECORD, [])
    assert found["call"].line == 3


def test_a_byte_order_mark_is_no_mistake():
    assert parse_identities(b"\xef\xbb\xbf" + GOOD.encode(), "x")[0] == RECORD


def test_the_file_may_be_written_on_one_line():
    assert parse_identities(json.dumps(json.loads(GOOD)).encode(), "x")[0] == RECORD


def test_no_file_is_no_record_and_no_problem(tmp_path):
    assert read_identities(tmp_path / "ids.json", "ids.json") == (None, [])


def test_a_folder_in_its_place_is_told(tmp_path):
    found, wrong = read_identities(tmp_path, "ids.json")
    assert found is None
    assert [problem.code for problem in wrong] == ["ids-broken"]


def test_the_file_lies_beside_the_content_folder(tmp_path):
    assert record_path(tmp_path / "content", {}, "ids.json") == tmp_path / "data" / "ids.json"
    elsewhere = {"STORY_DATA_PATH": str(tmp_path / "kept")}
    assert record_path("content", elsewhere, "ids.json") == tmp_path / "kept" / "ids.json"


BROKEN = {
    "no JSON": ('{"stories": {},\n  "version": 1,\n}', "data/ids.json:3: ids-broken"),
    "a merge": (GOOD.replace('  "version"', '<<<<<<< HEAD\n  "version"'), "data/ids.json:13: ids-broken"),
    "empty": ("", "data/ids.json:1: ids-broken"),
    "no UTF-8": (b'{\n"version": "\xff"}', "data/ids.json:2: ids-broken"),
    "a list": ("[]", "data/ids.json:1: ids-broken"),
    "no version": ('{"stories": {}}', "it has no version."),
    "a newer version": (GOOD.replace("1\n}", "2\n}"), "data/ids.json:13: ids-broken"),
    "a version of text": (GOOD.replace("1\n}", '"1"\n}'), 'has the version "1", and this is version 1.'),
    "stories as a list": ('{\n"stories": [],\n"version": 1}', "data/ids.json:2: ids-broken"),
    "brackets without end": ("[" * 100_000, "ids-broken"),
    "a key twice": (
        GOOD.replace('    "call"', '    "call": {},\n    "call"'),
        'data/ids.json:4: ids-broken the record of identities has the key "call" twice.',
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_told_with_its_line(text, message):
    (told,) = problems(text)
    assert message in told
    assert "overwrites nothing" in told or "Update the plugins" in told


WRONG = {
    "an id": ('"call"', '"C"', "no story can have this id."),
    "no object": (GOOD[GOOD.index('"call": {') + 8 : GOOD.index("\n  },")], "3", "must be an object"),
    "no addresses": ('[\n        "/stories/a/",\n        "/stories/grüße/"\n      ]', "[]", "addresses"),
    "a host": ('"/stories/a/"', '"https://x.example/a/"', '"addresses" must be a list of addresses'),
    "two slashes": ('"/stories/a/"', '"//x.example/a/"', '"addresses" must'),
    "a climb": ('"/stories/a/"', '"/../a/"', '"addresses" must'),
    "a query": ('"/stories/a/"', '"/?p=3"', '"addresses" must'),
    "encoded": ('"/stories/a/"', '"/gr%C3%BC/"', '"addresses" must'),
    "a control character": ('"/stories/a/"', '"/a\\u0000b/"', '"addresses" must'),
    "half a character": ('"urn:story:call"', '"\\ud800"', '"identity" must be the guid or URN'),
    "an empty identity": ('"urn:story:call"', '" "', '"identity" must'),
    "no day": ('"2026-01-02"', '"yesterday"', '"first" must be a day as 2026-11-21.'),
    "a week": ('"2026-01-02"', '"2026-W01-1"', '"first" must be a day'),
    "a number": ('"2026-11-21"', "20261121", '"removed" must be a day'),
    "an unknown field": ('"removed"', '"remvoed"', 'unknown field "remvoed". Did you mean "removed"?'),
    "a field that lacks": ('"first": "2026-01-02",', "", '"call": needs "first", a day as 2026-11-21.'),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_entry_is_told_with_the_line_of_its_story(before, after, message):
    text = GOOD.replace(before, after, 1)
    assert text != GOOD
    (told,) = problems(text)
    assert told.startswith("data/ids.json:3: ids-wrong") and message in told


def test_all_that_is_wrong_is_told_at_once():
    assert len(problems(GOOD.replace("2026-01-02", "x").replace("urn:story:call", ""))) == 2


def test_two_stories_with_one_identity_are_told():
    text = text_of(recorded(entry("one", identity="same"), entry("two", identity="same")))
    assert problems(text)[0].startswith(
        'data/ids.json:10: ids-wrong "two" has the identity "same" of "one".'
    )


def test_ids_are_found_in_files_that_are_broken(tmp_path):
    (tmp_path / "a.md").write_text('---\nid: "the-call"\ndate: {\n---\n')
    assert ids_in_files(["a.md", "stories/gone.md"], tmp_path) == {"the-call", "story-a", "gone"}


def test_twice_the_stories_are_twice_the_work():
    def work(count):
        record = recorded(*(entry(f"story-{number}") for number in range(count)))
        new = published("new-one")
        stories = [
            replace(new, story=replace(new.story, id=f"other-{n}", slug=str(n))) for n in range(count)
        ]
        cards = {one.story.id: SimpleNamespace(story=one.story, url=one.address[1:]) for one in stories}
        text = text_of(record).encode()

        def read_and_compare():
            found, wrong = parse_identities(text, "x")
            assert (len(found), wrong) == (count, [])
            assert len(compared(found, Library(TODAY, by_id=cards), (), "x")) == 2 * count

        return steps(read_and_compare)

    half = work(MANY // 2)
    assert half > MANY
    assert work(MANY) < 2.1 * half
