"""Identities that are lost, changed or doubled: each said with file, line and what to do."""

import json

import pytest
from records import entry, ids_file, recorded

from heard.library.identity_file import text_of

HEAD = "---\ntitle: {id}\ndate: 2024\nid: {id}\n"


def story(name: str, keys: str = "") -> str:
    return HEAD.format(id=name) + f"{keys}---\n\nText.\n"


def told(site, folder, files, *entries):
    """The log of a site whose record holds these."""
    ids_file(folder).parent.mkdir(exist_ok=True)
    ids_file(folder).write_text(text_of(recorded(*entries)), "utf-8")
    return site({f"stories/{name}.md": text for name, text in files.items()})


SOUND = entry("sound")


def test_a_lost_story_is_named_with_the_line_of_its_record(site, tmp_path):
    built = told(site, tmp_path, {"sound": story("sound")}, entry("call"), SOUND)
    assert built.log == [
        'data/ids.json:3: id-lost the story "call" was published at /stories/call/ and is not here any '
        "more. Bring its file back; `heard ids --removed call` says that it was taken back."
    ]


HEIRS = {
    "by its address": (entry("call", "/stories/xyz/"), "xyz", ""),
    "by its identity": (entry("call", identity="old"), "xyz", "guid: old\n"),
    "by a near id": (entry("the-call"), "the-calls", ""),
    "as a draft": (entry("the-call"), "the-calls", "status: draft\n"),
}


@pytest.mark.parametrize(("lost", "name", "keys"), HEIRS.values(), ids=HEIRS)
def test_a_story_under_another_id_is_found(site, tmp_path, lost, name, keys):
    built = told(site, tmp_path, {"sound": story("sound"), name: story(name, keys)}, lost, SOUND)
    (line,) = built.log
    assert f'Is it stories/{name}.md ("{name}") now? Then write `id: {lost.id}` there.' in line


def test_a_recorded_story_is_nobodys_heir(site, tmp_path):
    built = told(site, tmp_path, {"sound": story("sound")}, entry("sounds"), SOUND)
    assert "Bring its file back" in built.log[0]


CHANGED = {
    "a new guid": (
        "guid: new\n",
        "urn:story:call",
        'feeds know this story as "urn:story:call", and would announce "new" anew. Take `guid` out.',
    ),
    "no guid any more": (
        "",
        "https://old.example/?p=7",
        'feeds know this story as "https://old.example/?p=7", and would announce "urn:story:call" anew. '
        "Write `guid: https://old.example/?p=7`.",
    ),
}


@pytest.mark.parametrize(("keys", "identity", "message"), CHANGED.values(), ids=CHANGED)
def test_a_changed_identity_is_named_with_its_line(site, tmp_path, keys, identity, message):
    built = told(site, tmp_path, {"call": story("call", keys)}, entry("call", identity=identity))
    line = 5 if keys else 4
    assert built.log == [f"stories/call.md:{line}: identity-changed {message}"]
    assert built.has("stories/call/")


def test_two_stories_with_one_identity_are_named_without_a_record_too(site):
    files = {"stories/a.md": story("aaa", "guid: same\n"), "stories/b.md": story("bbb", "guid: same\n")}
    built = site(files)
    assert built.log == [
        'stories/b.md:5: identity-twice the identity "same" belongs to stories/a.md; this story is left '
        "out. Give it a `guid` of its own, or none."
    ]
    assert built.has("stories/aaa/") and not built.has("stories/bbb/")


def test_a_guid_that_is_the_name_of_another_story_is_named(site):
    built = site({"stories/a.md": story("aaa"), "stories/b.md": story("bbb", "guid: urn:story:aaa\n")})
    assert [problem.code for problem in built.problems] == ["identity-twice"]


@pytest.mark.parametrize("where", ["taken back", "a draft"])
def test_the_identity_of_a_story_that_is_not_shown_is_no_free_one(site, tmp_path, where):
    files = {"new": story("new", "guid: same\n")}
    if where == "a draft":
        files["call"] = story("call", "guid: same\nstatus: draft\n")
    removed = None if where == "a draft" else entry("x").first
    built = told(site, tmp_path, files, entry("call", identity="same", removed=removed))
    (line,) = built.log
    assert line.startswith('stories/new.md:5: identity-twice the identity "same" belongs to "call", which ')
    assert ("was taken back" in line) == (where == "taken back")


def test_what_is_not_recorded_yet_is_a_hint_told_once(site, tmp_path):
    files = {name: story(name) for name in ("one", "two", "three", "four", "sound")}
    built = told(site, tmp_path, files, SOUND)
    assert built.log == []
    assert [str(problem) for problem in built.problems.summary()] == [
        "stories/four.md:4: id-new its identity is not recorded yet – in 4 files, this is the first. "
        "`heard ids` records it; commit the file that it writes."
    ]


def test_a_new_address_is_a_hint(site, tmp_path):
    built = told(site, tmp_path, {"sound": story("sound")}, entry("sound", "/stories/old/"))
    assert [problem.message for problem in built.problems] == [
        "its new address /stories/sound/ is not recorded yet."
    ]


def test_an_address_that_another_story_has_now_is_a_warning(site, tmp_path):
    files = {"sound": story("sound"), "call": story("call")}
    built = told(site, tmp_path, files, entry("call", "/stories/sound/", "/stories/call/"), SOUND)
    assert built.log == [
        'data/ids.json:3: redirect-taken /stories/sound/ was an address of "call", and belongs to '
        "stories/sound.md now. Give one of them another `slug`, or take the address out of the record."
    ]


BROKEN = {
    "no JSON": (
        '{\n  "version": 1,,\n}',
        "data/ids.json:2: ids-broken the record of identities is not valid",
    ),
    "a version of the future": (
        json.dumps({"stories": {}, "version": 9}, indent=1),
        "data/ids.json:3: ids-broken the record of identities has the version 9, and this is version 1.",
    ),
    "a wrong entry": (
        json.dumps({"version": 1, "stories": {"call": {}}}, indent=1),
        'data/ids.json:4: ids-wrong "call": needs "',
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_record_is_named_and_the_site_built(site, tmp_path, text, message):
    ids_file(tmp_path).parent.mkdir()
    ids_file(tmp_path).write_text(text, "utf-8")
    built = site({"stories/sound.md": story("sound")})
    assert all(line.startswith(message) for line in built.log) and built.log
    assert built.has("stories/sound/")
    assert ids_file(tmp_path).read_text("utf-8") == text
