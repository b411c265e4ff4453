"""Every key of the story model: what it gives, and what a wrong value gets."""

import pytest
from helpers import TODAY, codes_of, problems_of, read, story_of, yaml_file

from heard.content.front_matter import read_source
from heard.content.parser import Rules, parse_story, rules_of
from heard.model.records import Cost, Enough, Lesson, Money, Publication, Relation, SeriesPart, ValueMention

GOOD = [
    # keys, attribute, value
    ("title: A  &amp; B", "title", "A & B"),
    ('title: "It is: so"', "title", "It is: so"),
    ("id: call-2008", "id", "call-2008"),
    ("tags: |\n  a, b,\n  c", "tags", ("a", "b", "c")),
    ("tags: |\n  a\n  b, c", "tags", ("a", "b, c")),
    ("author: Ada", "tellers", ("Ada",)),
    ("author: Doe, Jane", "tellers", ("Doe, Jane",)),
    ("authors: Doe, Jane; Roe, Rick", "tellers", ("Doe, Jane", "Roe, Rick")),
    ("authors: [Ada, Bob, Ada]", "tellers", ("Ada", "Bob")),
    ("authors: Ada; Bob", "tellers", ("Ada", "Bob")),
    ("summary: In short.", "summary", "In short."),
    ("tags: [a, b]", "tags", ("a", "b")),
    ("tags: a, b", "tags", ("a", "b")),
    ("tags: 'a; b, c'", "tags", ("a", "b, c")),
    ("category: Trains", "category", "Trains"),
    ("slug: my-call", "slug", "my-call"),
    ("slug: '2015'", "slug", "2015"),
    ("status: draft", "status", "draft"),
    ("draft: true", "status", "draft"),
    ("lang: pt-BR", "lang", "pt-BR"),
    ("issue: not-theirs", "issue", "not-theirs"),
    ("issue: Not theirs", "issue", "not-theirs"),
    ("teller_after: returned", "teller_after", "returned"),
    ("company: northwind", "company", "northwind"),
    ("channel: In person", "channel", "in-person"),
    ("perspective: staff", "perspective", "staff"),
    ("kind: reflection", "kind", "reflection"),
    ("kind: reflection\nevidence: [one, two]", "evidence", ("one", "two")),
    ("content_note: A death.", "content_note", "A death."),
    ("series: Winter", "series", SeriesPart("Winter", "winter")),
    ("series: {name: Winter, part: 3}", "series", SeriesPart("Winter", "winter", 3)),
    ("values: [life]", "values", (ValueMention("Life", "life"),)),
    ("values: life; being human", "values", (ValueMention("Life", "life"), ValueMention("Being human",
     "being-human"))),
    ("values: [{value: justice}]", "values", (ValueMention("Justice", "justice"),)),
    ("values: [{name: justice, stance: breached, by: company, note: No.}]", "values",
     (ValueMention("Justice", "justice", "breached", "company", "No."),)),
    ("lesson: Listen.", "lessons", (Lesson("lesson-1", "Listen."),)),
    ("lessons: [Listen., Ask.]", "lessons", (Lesson("lesson-1", "Listen."), Lesson("lesson-2", "Ask."))),
    ("lessons: [{id: ask, text: Ask., for: staff, from: 'comment:c1', quote: true, applied: Here.}]",
     "lessons", (Lesson("ask", "Ask.", "staff", "comment:c1", True, "Here."),)),
    ("enough: A call back.", "enough", Enough("A call back.")),
    ("enough: {what: A call back., cost: none}", "enough", Enough("A call back.", "none")),
    ("cost: {wait: PT2H30M, contacts: 3, days: 12, money: {amount: 12.50, currency: eur}}", "cost",
     Cost(150, 3, 12, Money("12.50", "EUR"))),
    ("cost: {wait: P1DT1M}", "cost", Cost(24 * 60 + 1)),
    ("first_published: Elsewhere", "first_published", Publication("Elsewhere")),
    ("first_published: {site: Elsewhere, url: 'https://example.org/a', canonical: true}",
     "first_published", Publication("Elsewhere", "https://example.org/a", None, True)),
    ("syndicated: [{site: A}, {site: B}]", "syndicated", (Publication("A"), Publication("B"))),
    ("relates: [{rel: answers, to: other}]", "relates", (Relation("answers", "other", line=5),)),
    ("relates: [{rel: Inspired by, unlinked: a talk, note: 1999}]", "relates",
     (Relation("inspired-by", None, "a talk", "1999", 5),)),
    ("x_mood: blue\nx_list: [a, {b: c}]", "extra", {"x_mood": "blue", "x_list": ("a", {"b": "c"})}),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "attribute", "value"), GOOD)
def test_a_key_gives_its_value(keys, attribute, value):
    assert getattr(story_of(keys), attribute) == value


@pytest.mark.parametrize(
    ("key", "month"), [("date", "2019-03"), ("modified", "2024-06")], ids=["date", "modified"]
)
def test_a_date_keeps_its_precision(key, month):
    assert getattr(story_of(f"{key}: {month}"), key).precision == "month"


def test_the_moment_of_first_publication_keeps_its_precision():
    assert story_of("first_published: {site: A, on: 2019-03}").first_published.on.text == "2019-03"


OUTCOMES = [
    ("outcome: heard", "heard", None, 3),
    ("outcome: Heard", "heard", None, 3),
    ("outcome: He softened and laughed.", None, "He softened and laughed.", 0),
    ("outcome: {stage: told}", "told", None, 1),
    ("outcome: {stage: heard, text: He laughed.}", "heard", "He laughed.", 3),
    ("outcome: {text: He laughed.}", None, "He laughed.", 0),
    ("outcome: untold", "untold", None, 0),
]


@pytest.mark.parametrize(("keys", "word", "text", "events"), OUTCOMES)
def test_an_outcome_is_a_word_a_sentence_or_both(keys, word, text, events):
    outcome = story_of(keys).outcome
    assert (outcome.word, outcome.text, len(outcome.events)) == (word, text, events)


def test_a_story_without_outcome_and_timeline_has_none():
    assert story_of("summary: x").outcome is None


HINT_DATE = "Write 2008, 2008-03, 2008-03-31, 2008-03-31 14:05 or undated."
RECORD = "must be a text or a record of"
MAPS = "STORY_VALUE_ALIASES maps the words of another platform"
OWN = "if the key is your own, list it in STORY_EXTRA_KEYS."
WRONG = [
    ("vaules: [life]", 'key-unknown unknown key "vaules". Did you mean "values"?'),
    ("zzz: 1", 'key-unknown unknown key "zzz". Start it with x_ or list it in STORY_EXTRA_KEYS '
     "to keep it."),
    ("settings: 1", 'key-reserved The key "settings" is used by the site itself and was left out. '
     "Call it x_settings."),
    ("modified: Mar10", f'date-wrong modified: "Mar10" has no year. {HINT_DATE}'),
    ("id: Ab", 'id-wrong "Ab" cannot be an id. Use 3 to 80 characters of a–z, 0–9 and hyphens.'),
    ("id: ../x", 'id-wrong "../x" cannot be an id. Use 3 to 80 characters of a–z, 0–9 and hyphens.'),
    ("status: hiden", f'word-unknown "hiden" is no status. Did you mean "hidden"? {MAPS}.'),
    ("status: archived", 'word-unknown "archived" is no status. Known are: published, draft, hidden, skip. '
     f"{MAPS}."),
    ("draft: maybe", f'flag-wrong "draft" must be true or false, not "maybe". {MAPS}.'),
    ("published: perhaps", 'flag-wrong "published" must be true, false or a date, not "perhaps". '
     f"{MAPS}; {OWN}"),
    ("state: Ohio", f'word-unknown "Ohio" is no state. Known are: published, draft, hidden, skip. {MAPS}; '
     f"{OWN}"),
    ("visibility: members", 'word-unknown "members" is no visibility. Known are: public, unlisted, '
     f"private. {MAPS}; {OWN}"),
    ("post_status: Draft", 'publishing-unclear "post_status" may say whether this is published, and is not '
     'understood. Say what it means with STORY_KEY_ALIASES ("post_status": "status") and '
     "STORY_VALUE_ALIASES, or that it is your own with STORY_EXTRA_KEYS."),
    ("lang: ../../x", 'lang-wrong "../../x" is not a language. Write a language tag (BCP 47) such as en, '
     "de or pt-BR."),
    ("lang: english", 'lang-wrong "english" is not a language. Write a language tag (BCP 47) such as en, '
     "de or pt-BR."),
    ("slug: ../../etc/passwd", 'slug-wrong The slug "../../etc/passwd" cannot be part of an address; '
     '"etc-passwd" is used. Write `slug: etc-passwd`.'),
    ("issue: fixed", 'word-unknown "fixed" is no issue. Known are: open, resolved, workaround, '
     "not-theirs, abandoned, unknown."),
    ("teller_after: sulked", 'word-unknown "sulked" is no teller_after. Known are: stayed, left, '
     "returned, unknown."),
    ("channel: fone", 'word-unknown "fone" is no channel. Did you mean "phone"?'),
    ("perspective: stafff", 'word-unknown "stafff" is no perspective. Did you mean "staff"?'),
    ("kind: poem", 'word-unknown "poem" is no kind. Known are: story, reflection.'),
    ("outcome: haerd", 'outcome-unknown "haerd" is no outcome. Did you mean "heard"?'),
    ("outcome: lovely", 'outcome-unknown "lovely" is no outcome. Known are: untold, told, answered, '
     "unheard, heard, changed, confirmed, left. A sentence is possible, too."),
    ("outcome: {stage: haerd}", 'outcome-unknown "haerd" is no outcome. Did you mean "heard"?'),
    ("outcome: [heard]", f'key-form "outcome" {RECORD} stage, text.'),
    ("values: [{name: life, stance: honored}]", 'word-unknown "honored" is no stance. Did you mean '
     '"honoured"?'),
    ("values: [{stance: tested}]", 'field-missing "values" needs "value".'),
    ("values: {life: honoured}", 'key-unknown unknown key "life" in "values". Known are: value, stance, '
     "by, note."),
    ("title: [a, b]", 'key-form "title" must be one text, not a list.'),
    ("summary: {a: b}", 'key-form "summary" must be one text, not a record.'),
    ("tags: {a: b}", 'key-form "tags" must be a list of names.'),
    ("series: {part: 1}", 'field-missing "series" needs "name".'),
    ("series: {name: Winter, part: one}", 'number-wrong "part" must be a whole number, not "one".'),
    ("series: {name: Winter, part: -1}", 'number-wrong "part" must be a whole number, not "-1".'),
    ("series: {name: Winter, part: 0}", 'number-wrong "part" must lie between 1 and 999, not at 0.'),
    ("series: {name: Winter, part: 999999999}", 'number-wrong "part" must lie between 1 and 999, not '
     "at 999999999."),
    ("lessons: [{text: ''}]", 'field-missing "lessons" needs "text".'),
    ("values: [{value: }]", 'field-missing "values" needs "value".'),
    ("lessons: [{for: staff}]", 'field-missing "lessons" needs "text".'),
    ("lessons: [{text: a, for: boss}]", 'word-unknown "boss" is no for. Known are: customer, staff, '
     "leader, company, anyone."),
    ("lessons: [{text: a, from: dream}]", 'lesson-from A lesson cannot come from "dream". Write story, '
     "comment:<id> or reply:<id>."),
    ("lessons: [{id: one, text: a}, {id: one, text: b}]", 'lesson-id-twice Two lessons have the id '
     '"one". Give each its own.'),
    ("enough: {cost: none}", 'field-missing "enough" needs "what".'),
    ("enough: {what: a, cost: huge}", 'word-unknown "huge" is no cost. Known are: none, small, large.'),
    ("cost: cheap", 'key-form "cost" must be a record of wait, contacts, days, money.'),
    ("cost: {wait: 40 minutes}", 'duration-wrong "wait": "40 minutes" is not a duration. Write PT40M for '
     "40 minutes, PT2H30M, or P3D for three days."),
    ("cost: {wait: P}", 'duration-wrong "wait": "P" is not a duration. Write PT40M for '
     "40 minutes, PT2H30M, or P3D for three days."),
    ("cost: {contacts: three}", 'number-wrong "contacts" must be a whole number, not "three".'),
    ("cost: {money: {amount: lots, currency: EUR}}", 'number-wrong "lots" is no amount. Write it as '
     "12.50."),
    ("cost: {money: {amount: nan, currency: EUR}}", 'number-wrong "nan" is no amount. Write it as '
     "12.50."),
    ("first_published: {url: 'https://example.org'}", 'field-missing "first_published" needs "site".'),
    ("first_published: {site: A, url: 'javascript:alert(1)'}", 'url-wrong "url": "javascript:alert(1)" '
     "is not a web address. Write a full address that begins with https://."),
    ("syndicated: [{site: A, url: 'data:text/html,x'}]", 'url-wrong "url": "data:text/html,x" '
     "is not a web address. Write a full address that begins with https://."),
    ("first_published: {site: A, on: Mar10}", f'date-wrong on: "Mar10" has no year. {HINT_DATE}'),
    ("relates: [{rel: likes, to: other}]", 'relation-unknown "likes" is no relation. Known are: '
     "answers, inspired-by, reflects-on, follows, retells, thanks, other-side-of, contradicts, "
     "same-case."),
    ("relates: [{rel: answers, to: a, unlinked: b}]", "relation-target A relation needs either `to` or "
     "`unlinked`, not both. `to` names a story here, `unlinked` what is not here."),
    ("relates: [{rel: answers}]", "relation-target A relation needs either `to` or `unlinked`. "
     "`to` names a story here, `unlinked` what is not here."),
    ("relates: other", 'key-form "relates" must be a record of rel, to, unlinked, note.'),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "message"), WRONG, ids=[keys for keys, _message in WRONG])
def test_a_wrong_value_is_told_with_its_line_and_what_to_do(keys, message):
    line = 4 if keys.startswith(("title", "id")) else 5
    assert problems_of(keys)[0] == f"stories/refund.md:{line}: {message}"


def test_a_missing_title_is_an_error_where_the_file_begins():
    _story, reading = read("---\ndate: 2024-05-17\nid: refund\n---\nx")
    assert [str(problem) for problem in reading.problems] == [
        "stories/refund.md:1: title-missing The story has no title. Write `title: …` in the front matter."
    ]


def test_a_missing_date_is_a_warning_and_the_story_undated():
    story, reading = read("---\ntitle: x\nid: refund\n---\nx")
    assert not story.date.is_dated
    assert [str(problem) for problem in reading.problems] == [
        "stories/refund.md:1: date-missing no date; the story is shown as undated. "
        "Add `date: 2024-05-17`, or `date: undated` if nobody knows."
    ]


def test_undated_is_a_date_that_nobody_complains_of():
    assert problems_of("date: undated") == []


@pytest.mark.parametrize("date", ["Mar10", "2024-13-45"])
def test_a_bad_date_is_one_error_and_no_story(date):
    story, reading = read(yaml_file(f"date: {date}"))
    assert (story, [problem.code for problem in reading.problems]) == (None, ["date-wrong"])


def test_a_missing_id_comes_from_the_path_with_a_hint():
    story, reading = read("---\ntitle: x\ndate: 2024\n---\nx", path="stories/2024/The Call.md")
    assert (story.id, story.id_given) == ("2024-the-call", False)
    assert [(p.severity, p.code) for p in reading.problems] == [("hint", "id-missing")]


def test_a_title_of_emoji_gets_its_address_from_the_path():
    assert story_of("title: 🎉🎉").slug == "refund"


@pytest.mark.parametrize("empty", ["", " ~", " null", ' ""', " []"])
def test_an_empty_value_is_no_value(empty):
    assert problems_of(f"outcome: heard\nvalues:{empty}\nsummary:{empty if '[' not in empty else ''}") == []


def test_all_mistakes_of_a_file_are_told_together():
    keys = "date: Mar10\noutcome: haerd\nissue: fixed\nvaules: x\nid: A"
    assert sorted(codes_of(keys)) == [
        "date-wrong",
        "id-wrong",
        "key-unknown",
        "outcome-unknown",
        "word-unknown",
    ]


def test_an_alias_reads_foreign_front_matter():
    assert story_of("topics: [a, b]", key_aliases={"topics": "tags"}).tags == ("a", "b")


LISTS = {"topics": "tags", "keywords": "tags", "virtues": "values", "byline": "authors", "also": "lessons"}


@pytest.mark.parametrize(
    ("keys", "attribute", "value"),
    [
        ("tags: a\ntopics: b", "tags", ("a", "b")),
        ("topics: [a, b]\nkeywords: 'B; c'", "tags", ("a", "b", "c")),
        ("keywords: a\ntags: [b]\ntopics: [c]", "tags", ("a", "b", "c")),
        ("tags:\ntopics: b", "tags", ("b",)),
        ("topics: b\ntags:", "tags", ("b",)),
        ("authors: Ada\nbyline: [Bo, ada]", "tellers", ("Ada", "Bo")),
        ("values: [life]\nvirtues: [Life, {value: trust, stance: tested}]", "values",
         (ValueMention("Life", "life"), ValueMention("Trust", "trust", "tested"))),
        ("lessons: [Ask.]\nalso: Listen.", "lessons",
         (Lesson("lesson-1", "Ask."), Lesson("lesson-2", "Listen."))),
    ],
)  # fmt: skip
def test_lists_that_mean_one_key_are_one_list(keys, attribute, value):
    assert getattr(story_of(keys, key_aliases=LISTS), attribute) == value
    assert codes_of(keys, key_aliases=LISTS) == []


def test_a_mistake_in_a_further_list_is_told():
    assert codes_of("values: [life]\nvirtues: [{vaule: x}]", key_aliases=LISTS) == [
        "key-unknown",
        "field-missing",
    ]


def test_an_alias_beside_a_key_of_one_value_is_an_error():
    assert codes_of("summary: a\nexcerpt: b", key_aliases={"excerpt": "summary"}) == ["key-twice"]


@pytest.mark.parametrize(
    ("given", "lang"), [("en_US", "en-US"), ("zh_hans_cn", "zh-Hans-CN"), ("EN", "en")]
)
def test_a_language_is_read_however_it_is_spelled(given, lang):
    assert story_of(f"lang: {given}").lang == lang
    assert codes_of(f"lang: {given}") == []


MODIFIED = {
    "date: 2024-05-01\nmodified: 2024-05-01": True,
    "date: 2024-05-01 14:00\nmodified: 2024-05-01": True,
    "date: 2024\nmodified: 2024-03": True,
    "date: 2024-05\nmodified: 2024": True,
    "date: undated\nmodified: 2020": True,
    "date: 2024-05-01\nmodified: undated": False,
    "date: 2024-05-01 14:00\nmodified: 2024-05-01 13:59": "before the date, 2024-05-01T14:00",
    "date: 2024-05-01T14:00Z\nmodified: 2024-05-01T15:00+02:00": "before the date, 2024-05-01T14:00Z",
    "date: 2024-05-02T00:30+02:00\nmodified: 2024-05-01T22:45Z": True,
    "date: 2024-05-02T00:30\nmodified: 2024-05-01T23:45Z": True,
    "date: 2024-05-02\nmodified: 2024-05-01T23:45-05:00": True,
    "date: 2024-05-02T00:30+02:00\nmodified: 2024-05-01": True,
    "date: 2024-05-03T00:30+02:00\nmodified: 2024-05-01": "before the date",
    "date: 2024-05-02T00:30+02:00\nmodified: 2024-05-01T22:15Z": "before the date",
    "date: 2024-05-01\nmodified: 2024-04-01": "before the date, 2024-05-01",
    "date: 2024-05-01\nmodified: 2023": "before the date, 2024-05-01",
    "date: 2024-05/2024-07\nmodified: 2024-04": "before the date, 2024-05/2024-07",
    "date: 2024-05-01\nmodified: 2999-01-01": "after today",
    "date: undated\nmodified: 2999": "after today",
}


@pytest.mark.parametrize("keys", MODIFIED)
def test_a_change_lies_between_the_date_and_today(keys):
    story, reading = parse_story(read_source(yaml_file(keys).encode()), "a.md", Rules(as_of=TODAY))
    told = [problem for problem in reading.problems if problem.code == "modified-wrong"]
    expected = MODIFIED[keys]
    if isinstance(expected, str):
        assert expected in told[0].message and told[0].severity == "warning" and story.modified is None
        assert read_source(yaml_file(keys).encode()).record.get("modified").line == told[0].line
    else:
        assert told == [] and bool(story.modified) is expected


def test_an_extra_key_is_kept():
    assert story_of("weather: rain", extra_keys=frozenset({"weather"})).extra == {"weather": "rain"}


def test_a_reserved_key_is_never_an_extra_key():
    assert codes_of("settings: 1", extra_keys=frozenset({"settings"})) == ["key-reserved"]


def test_the_site_s_defaults_yield_to_the_file():
    source = read_source(yaml_file("category: Trains").encode())
    rules = Rules(as_of=TODAY)
    story, _reading = parse_story(source, "a.md", rules, {"category": "All", "lang": "de"})
    assert (story.category, story.lang) == ("Trains", "de")


@pytest.mark.parametrize("key", ["updated", "lastmod", "last_modified_at", "date_modified", "dateModified"])
def test_another_generators_day_of_change_is_hinted_at(key):
    _story, reading = read(yaml_file(f"title: T\nid: aaa\ndate: 2024\n{key}: 2024-05-01"))
    (problem,) = [problem for problem in reading.problems if problem.code == "key-unknown"]
    assert (
        problem.hint == f'It is "modified" here: STORY_KEY_ALIASES = {{"{key}": "modified"}} reads it so.'
    )


RULES = {
    **dict.fromkeys(("STORY_TODAY", "DEFAULT_LANG", "SITEURL", "SLUGIFY_SOURCE", "STORY_WITH_FUTURE"), ""),
    **{name: {} for name in ("STORY_KEY_ALIASES", "STORY_VALUE_ALIASES", "STORY_EXTRA_KEYS")},
}


NAMED = {
    "an order": ({"PAGE_ORDER_BY": "reversed-Sort-Order"}, {"sort-order"}),
    "some ids": ({"ARTICLE_TRANSLATION_ID": ("lang", "a"), "PAGE_TRANSLATION_ID": "b"}, {"a", "b"}),
    "fields in Markdown": ({"FORMATTED_FIELDS": ["summary", "Dek"]}, {"dek"}),
    "an address": ({"PAGE_URL": "{date:%Y}/{section}/{category.slug}/"}, {"section"}),
    "nothing": ({"ARTICLE_TRANSLATION_ID": False, "ARTICLE_ORDER_BY": str}, set()),
    "what may hold back": ({"PAGE_ORDER_BY": "status", "ARTICLE_ORDER_BY": "publish-date"}, set()),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "own"), NAMED.values(), ids=NAMED)
def test_a_key_that_pelican_s_settings_name_is_the_owner_s_own(settings, own):
    assert rules_of({**RULES, **settings}).extra_keys == own
