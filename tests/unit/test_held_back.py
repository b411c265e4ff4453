"""Every sign that holds a story back, in every spelling; and what looks like one and is none."""

import pytest
from helpers import PATH, TODAY, codes_of, problems_of, read, story_of, yaml_file

from heard.content.front_matter import read_source
from heard.content.given import read_given
from heard.content.keys import DEFINITION_KEYS, KEYS, PAGE_KEYS
from heard.content.parser import Rules, parse_story
from heard.content.publishing import held_back, is_about_publishing, words_of

YES, NO = (
    ("true", "True", "TRUE", "yes", "Yes", "on", "1", '"true"', "' yes '"),
    (*("false", "False", "FALSE", "no", "NO", "off", "0", '"false"', "'no'"),),
)
LATER, OVER = (
    ("2026-11-22", "2030", "2026-12", "2030-01-01T00:00:00Z", '"2030-01-01 10:00"'),
    (*("2026-11-21", "2020-01-01", "2020", "2020-01-01T00:00:00+01:00"),),
)
DRAFTS = [
    *(f"{key}: {value}" for key in ("draft", "private") for value in YES),
    *(f"{key}: {value}" for key in ("published", "publish") for value in (*NO, "", "~", "null", '""')),
    *(
        f"status: {word}"
        for word in (
            "draft",
            "Draft",
            "DRAFT",
            '"draft"',
            "pending",
            "Private",
            "future",
            "trash",
            "scheduled",
            "auto-draft",
            "Auto Draft",
            "unpublished",
        )
    ),
    *(f"visibility: {word}" for word in ("private", "Private", "'PRIVATE'", "draft")),
    *(f"state: {word}" for word in ("draft", "Draft", "pending")),
    *(
        f"{key}: {day}"
        for key in (
            "date",
            "publishDate",
            "publishdate",
            "PublishDate",
            "pubdate",
            "published",
            "published_at",
            "datePublished",
        )
        for day in LATER
    ),
    *(
        f"{key}: {day}"
        for key in ("expiryDate", "expirydate", "EXPIRYDATE", "unpublishdate")
        for day in OVER
    ),
    "DRAFT: true",
    "Published: false",
    "PRIVATE: yes",
    "draft: false\nstatus: draft",
    "status: published\npublished: false",
    "published: true\ndraft: true",
    "status: hidden\ndraft: true",
    "hidden: true\ndate: 2030",
    "publishDate: 2026",
    "publish: true\npublished: no",
]
HIDDEN = [
    *(f"{key}: {value}" for key in ("hidden", "unlisted") for value in YES),
    "status: Hidden",
    "visibility: unlisted",
    "visibility: hidden",
    "status: unlisted",
]
PUBLIC = [
    *(
        f"{key}: {value}"
        for key in ("draft", "private", "hidden", "unlisted")
        for value in (*NO, "", "null")
    ),
    *(f"{key}: {value}" for key in ("published", "publish") for value in YES),
    *(f"status: {word}" for word in ("published", "Published", "publish", "PUBLISH", "public", "live", "")),
    *(f"{key}: {word}" for key in ("visibility", "state") for word in ("public", "Published", "")),
    "date: 2026-11-21",
    "date: 2026",
    "publishDate: 2026-11-21",
    "publishDate: 2020",
    "publishDate: undated",
    "publishDate:",
    "expiryDate: 2026-11-22",
    "expiryDate: 2030",
    "expiryDate:",
    "published: 2024-01-01",
    "published_at: 2024-01-01",
    "comment_status: open\nping_status: closed",
]


@pytest.mark.parametrize("keys", DRAFTS)
def test_it_is_a_draft(keys):
    assert story_of(keys).status == "draft"


@pytest.mark.parametrize("keys", HIDDEN)
def test_it_is_hidden(keys):
    assert story_of(keys).status == "hidden"


@pytest.mark.parametrize("keys", PUBLIC)
def test_it_is_published(keys):
    story = story_of(keys)
    assert (story.status, story.held_back) == ("published", None)


def test_skip_is_the_strongest():
    assert story_of("status: SKIP\ndraft: true").status == "skip"


@pytest.mark.parametrize("keys", [*DRAFTS, *HIDDEN])
def test_plain_headers_say_the_same(keys):
    lines = [line.partition(":") for line in keys.splitlines()]
    plain = [f"{key}:{value.replace(chr(34), '').replace(chr(39), '')}" for key, _, value in lines]
    plain = [line for line in plain if line.split(":")[1].strip() not in ("~", "null")] or ["Draft: yes"]
    date = [] if "date:" in keys.lower().split() else ["Date: 2024-05-17"]
    story, reading = read("\n".join(["Title: x", "Id: refund", *date, *plain, "", "Words."]))
    assert story is not None and story.status != "published", reading.problems


@pytest.mark.parametrize("header", ["Status:draft", "draft:true", "Published:  no"])
def test_a_plain_header_needs_no_blank_as_in_pelican(header):
    story, _reading = read(f"Title: x\nDate: 2024-05-17\n{header}\n\nWords.")
    assert story.status == "draft"


@pytest.mark.parametrize(
    "folder", ["_drafts", "drafts", "Drafts", "stories/_drafts", "a/drafts/b", "_DRAFTS/x"]
)
def test_a_folder_of_drafts_holds_back_at_any_depth(folder):
    story, _reading = read(yaml_file("published: true"), path=f"{folder}/idea.md")
    assert (story.status, story.held_back.key) == ("draft", "")


@pytest.mark.parametrize("path", ["stories/drafts.md", "draftsmen/x.md", "my_drafts/x.md"])
def test_other_names_do_not(path):
    assert read(yaml_file(""), path=path)[0].status == "published"


UNCLEAR = [
    "post_status",
    "typepad_status",
    "isDraft",
    "is_draft",
    "isdraft",
    "publish-date",
    "publish_date",
    "PublishOn",
    "wp_post_status",
    "is-private",
    "articleState",
    "poststatus",
    "is_published",
    "Draft?",
    "expiry_date",
    "notPublished",
    "isPublic",
    "public",
    "unpublished",
    "HTMLStatus",
    "Post Status",
]


@pytest.mark.parametrize("key", UNCLEAR)
def test_a_key_that_may_hold_back_and_is_not_understood_is_an_error(key):
    story, reading = read(yaml_file(f"{key}: perhaps"))
    (problem,) = reading.problems
    assert (story, problem.code, problem.severity) == (None, "publishing-unclear", "error")
    for setting in ("STORY_EXTRA_KEYS", "STORY_KEY_ALIASES", "STORY_VALUE_ALIASES"):
        assert setting in problem.hint


@pytest.mark.parametrize("key", UNCLEAR)
def test_it_is_the_owner_s_where_he_says_so(key):
    assert story_of(f"{key}: Draft", extra_keys=frozenset({key})).status == "published"
    if " " not in key and "?" not in key:
        assert codes_of(f"x_{key}: Draft") == []


@pytest.mark.parametrize(
    "key", ["publisher", "draftsman", "privateer", "statuses", "publication", "estate"]
)
def test_a_part_of_a_word_says_nothing(key):
    assert not is_about_publishing(key)
    assert codes_of(f"{key}: x") == ["key-unknown"]


def test_a_key_falls_into_its_words():
    assert words_of("isDraft post_status-HTMLState2") == [
        "is",
        "draft",
        "post",
        "status",
        "html",
        "state",
        "2",
    ]


@pytest.mark.parametrize("key", ["published", "published_at", "publishedOn", "first-published"])
@pytest.mark.parametrize("value", ["2024-01-01", "2024", "https://example.org/a", "'2024-01-01 10:00'"])
def test_a_date_or_an_address_says_where_it_appeared(key, value):
    story, reading = read(yaml_file(f"{key}: {value}"))
    assert story.status == "published"
    assert [(p.severity, p.code) for p in reading.problems] == [("hint", "published-where")]
    assert "first_published" not in str(reading.problems[0])


@pytest.mark.parametrize("keys", ["published: true", "published: 2024", "publised: true", "publish: yes"])
def test_first_published_is_never_suggested_for_it(keys):
    _story, reading = read(yaml_file(keys))
    assert not [p for p in reading.problems if "first_published" in p.hint]


TYPEPAD = {"key_aliases": {"TypePad_Status": "status"}}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Publish", "published"),
        ("Draft", "draft"),
        ("PUBLISH", "published"),
        ('"Draft"', "draft"),
        ("Future", "draft"),
    ],
)
def test_an_alias_brings_the_words_of_another_platform(word, status):
    assert story_of(f"typepad_status: {word}", **TYPEPAD).status == status


@pytest.mark.parametrize(
    "keys", ["status: published\ntypepad_status: Draft", "typepad_status: Draft\nstatus: published"]
)
def test_two_words_for_one_key_are_a_mistake_in_either_order(keys):
    assert codes_of(keys, **TYPEPAD) == ["key-twice"]


def test_an_owner_maps_words():
    words = {
        "Status": {"Review": "draft", " Done ": "published"},
        "visibility": {"Members": "private"},
        "draft": {"vielleicht": "true"},
        "tags": {"old": "new"},
    }
    said = {
        "status: review": "draft",
        "status: DONE": "published",
        "visibility: members": "draft",
        "draft: Vielleicht": "draft",
    }
    assert {keys: story_of(keys, value_aliases=words).status for keys in said} == said
    assert story_of("tags: [Old, x]", value_aliases=words).tags == ("new", "x")


def test_words_are_mapped_through_the_name_of_an_alias():
    rules = {**TYPEPAD, "value_aliases": {"typepad_status": {"Held": "draft"}}}
    assert story_of("typepad_status: held", **rules).status == "draft"


def test_an_owner_s_key_twice_matters_little():
    twice = "expiryDate: 2020\nexpirydate: 2021"
    assert story_of(twice, extra_keys=frozenset({"expirydate"})).status == "published"
    assert story_of("expiryDate: 2020\nexpirydate: '2020'").status == "draft"
    assert read(yaml_file(twice))[0] is None


def test_status_and_draft_are_nobody_s_own():
    assert story_of("draft: true", extra_keys=frozenset({"draft"})).status == "draft"
    assert story_of("status: draft", extra_keys=frozenset({"status"})).status == "draft"


def test_future_dates_are_published_where_the_owner_wants_it():
    for keys in ("date: 2030", "publishDate: 2030", "published: 2030", "published_at: 2030"):
        assert story_of(keys, with_future=True).status == "published"
    assert story_of("expiryDate: 2020", with_future=True).status == "draft"


@pytest.mark.parametrize(
    "start",
    [
        "+++\ndraft = true\n+++\n\n# A title\n",
        '{\n"draft": true\n}\n\n# A title\n',
        '{"draft": true}\n\n# A',
    ],
)
def test_front_matter_that_is_not_read_is_refused(start):
    assert [p.code for p in read(start)[1].problems] == ["front-matter-foreign"]


def test_merged_records_are_refused_because_they_may_hold_back():
    assert codes_of("x_base: &base {draft: true}\n<<: *base") == ["front-matter-form"]


# -- without regard to case ---------------------------------------------------------------------------


def test_keys_aliases_and_extra_keys_know_no_case():
    story = story_of(
        "Topics: [a]\nMOOD: blue\nOutCome: heard\nvalues: [{Value: life, Stance: tested}]",
        key_aliases={"topics": "Tags"},
        extra_keys=frozenset({"Mood"}),
    )
    assert (story.tags, story.extra, story.outcome.word) == (("a",), {"mood": "blue"}, "heard")
    assert story.values[0].stance == "tested"


@pytest.mark.parametrize(
    "keys",
    [
        "Draft: true\ndraft: false",
        "Mood: a\nmood: b",
        "Topics: a\ntopics: b",
        "values: [{Value: a, value: b}]",
    ],
)
def test_two_spellings_of_one_key_are_that_key_twice(keys):
    rules = {"key_aliases": {"TOPICS": "tags"}, "extra_keys": frozenset({"mood"})}
    assert codes_of(keys, **rules)[:1] == ["key-twice"]


# -- what the site says -------------------------------------------------------------------------------

RULES = Rules(as_of=TODAY)


def status_with(keys: str, **given: object) -> str:
    """The status of a file for which the site says something."""
    fallback, problems = read_given(
        PATH, {k: (v, "DEFAULT_METADATA") for k, v in given.items()}, KEYS, RULES
    )
    assert problems == []
    story, _reading = parse_story(read_source(yaml_file(keys).encode()), PATH, RULES, fallback)
    return story.status


@pytest.mark.parametrize(
    "given",
    [
        {"status": "draft"},
        {"Status": "Draft"},
        {"draft": True},
        {"draft": "yes"},
        {"published": False},
        {"publish": 0},
        {"private": 1},
        {"visibility": "private"},
        {"state": "draft"},
        {"publishDate": "2030-01-01"},
        {"expiryDate": "2020-01-01"},
        {"published": ""},
    ],
)
def test_the_site_may_hold_back_what_says_nothing_itself(given):
    assert status_with("", **given) == "draft"
    assert status_with("title: x", **given) == "draft"


def test_the_file_has_the_last_word_of_the_same_key():
    assert status_with("status: published", status="draft") == "published"
    assert status_with("draft: no", draft=True) == "published"
    assert status_with("status:", status="draft") == "draft"
    assert status_with("status: draft", status="published") == "draft"
    assert status_with("published: 2024-01-01", published=False) == "draft"  # a date takes nothing back
    assert status_with("draft: false", status="draft") == "draft"  # another key, so nobody took it back


def test_what_the_site_says_wrong_names_the_setting():
    _values, problems = read_given(PATH, {"status": ("archived", "EXTRA_PATH_METADATA")}, KEYS, RULES)
    assert [p.code for p in problems] == ["word-unknown"] and str(problems[0]).endswith(
        "EXTRA_PATH_METADATA says so."
    )
    _values, problems = read_given(PATH, {"post_status": ("x", "DEFAULT_METADATA")}, KEYS, RULES)
    assert [p.code for p in problems] == ["publishing-unclear"]


def test_the_site_may_give_every_other_key():
    given = {
        "values": "life; justice",
        "company": "blue-tram",
        "outcome": "heard",
        "tags": ["a", "b"],
        "lesson": "Ask.",
        "series": {"name": "Winter", "part": 2},
        "author": "Doe, Jane",
        "theme_key": "x",
    }
    fallback, problems = read_given(
        PATH, {k: (v, "DEFAULT_METADATA") for k, v in given.items()}, KEYS, RULES
    )
    story, _ = parse_story(read_source(yaml_file("lessons: [Own.]").encode()), PATH, RULES, fallback)
    assert problems == []
    assert [v.slug for v in story.values] == ["life", "justice"]
    assert (story.company, story.outcome.word, story.tags) == ("blue-tram", "heard", ("a", "b"))
    assert (story.series.part, story.tellers) == (2, ("Doe, Jane",))
    assert [lesson.text for lesson in story.lessons] == ["Own."]  # `lesson` is the same thing


def test_the_file_s_form_of_a_key_displaces_the_site_s():
    fallback, _ = read_given(PATH, {"authors": ("A; B", "x"), "outcome": ("heard", "x")}, KEYS, RULES)
    keys = "author: Ada\ntimeline: [told]"
    story, reading = parse_story(read_source(yaml_file(keys).encode()), PATH, RULES, fallback)
    assert (story.tellers, story.outcome.word, reading.failed) == (("Ada",), None, False)


def test_pages_and_definitions_know_the_same_keys():
    names = {key.name for key in KEYS if key.holds_back}
    for table in (PAGE_KEYS, DEFINITION_KEYS):
        assert names <= {key.name for key in table} and "date" in {key.name for key in table}


def test_the_strongest_of_all_signs_counts():
    found = {"hidden": True, "draft": True, "status": ("skip", "skip")}
    assert held_back(found, "a.md", TODAY).status == "skip"
    assert problems_of("draft: true") == []


@pytest.mark.parametrize(
    "line",
    [
        "headless: true", "deleted: true", "trashed: 1", "password: secret", "post_password: secret",
        "embargo: 2031-01-01", "scheduled: 2031-01-01", "scheduled_at: tomorrow",
        "eleventyExcludeFromCollections: true", "visible: false", "listed: no", "render: never",
        "permalink: false", "build: {render: never}", "_build:\n  list: never",
    ],
)  # fmt: skip
def test_what_other_platforms_hold_back_by_is_an_error(line):
    story, reading = read(yaml_file(line))
    assert story is None
    assert "publishing-unclear" in [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    "line",
    [
        "headless: false", "deleted: false", "post_password: ''", "password:", "embargo: ~",
        "eleventyExcludeFromCollections: false", "visible: true", "listed: yes", "render: always",
        "permalink: /old/", "build: {render: always}", "visible:",
    ],
)  # fmt: skip
def test_what_says_that_nothing_is_held_back_is_an_unknown_key(line):
    story, reading = read(yaml_file(line))
    assert story is not None and story.status == "published"
    assert "publishing-unclear" not in [problem.code for problem in reading.problems]
