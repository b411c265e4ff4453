"""A broken file per message, all in one site: the line a writer reads is the assertion."""

import re

import pytest

SOUND = "---\ntitle: A sound story\ndate: 2024-05-17\nid: sound\nvalues: [honesty]\n---\n\nAll is well.\n"
HEAD = "---\ntitle: Refund\ndate: 2024-05-17\nid: refund\n"
YAML = "yaml-broken The front matter is not valid YAML:"
DATE = "Write 2008, 2008-03, 2008-03-31, 2008-03-31 14:05 or undated."

LEFT_OUT = {
    "broken YAML": (
        '---\ntitle: "Refund\ndate: 2024\n---\nx',
        f"4: {YAML} found unexpected end of stream. Put the value in quotation marks if it holds a "
        "colon, or check the indentation.",
    ),
    "a colon in a title": (
        "---\ntitle: Refund: a story\n---\nx",
        f"2: {YAML} mapping values are not allowed in this context. Put the value in quotation marks if "
        "it holds a colon, or check the indentation.",
    ),
    "half of a character": (
        '---\ntitle: "\\ud800"\n---\nx',
        f"2: {YAML} found invalid Unicode character escape code. Put the value in quotation marks if it "
        "holds a colon, or check the indentation.",
    ),
    "front matter never closed": (
        "---\ntitle: Refund\n\nx",
        "1: front-matter-open The front matter opened by --- is never closed. Put a line with --- "
        "between the keys and the story.",
    ),
    "a duplicate key": (
        f"{HEAD}title: Other\n---\nx",
        '5: key-twice The key "title" stands here and in line 2. Keep one of them.',
    ),
    "a date without a year": (
        "---\ntitle: Refund\ndate: Mar10\nid: refund\n---\nx",
        f'3: date-wrong date: "Mar10" has no year. {DATE}',
    ),
    "a date that is none": (
        "---\ntitle: Refund\ndate: 2024-13-45\nid: refund\n---\nx",
        f"3: date-wrong date: there is no month 13. {DATE}",
    ),
    "a date without a year in plain headers": (
        "Title: Refund\nDate: Mar10\nId: refund\n\nx",
        f'2: date-wrong date: "Mar10" has no year. {DATE}',
    ),
    "a misspelt outcome": (
        f"{HEAD}outcome: haerd\n---\nx",
        '5: outcome-unknown "haerd" is no outcome. Did you mean "heard"?',
    ),
    "a missing title": (
        "---\ndate: 2024-05-17\nid: refund\n---\nx",
        "1: title-missing The story has no title. Write `title: …` in the front matter.",
    ),
    "an empty title": (
        "---\ndate: 2024-05-17\nid: refund\ntitle: '  '\n---\nx",
        "4: title-missing The story has no title. Write `title: …` in the front matter.",
    ),
    "an empty file": (
        "",
        "1: file-empty The file is empty. Write a title and a story, or delete the file.",
    ),
    "a file of blanks": (
        "\n \n",
        "1: file-empty The file is empty. Write a title and a story, or delete the file.",
    ),
    "not UTF-8": (
        b"---\ntitle: Refund\nauthor: Jos\xe9\n---\nx",
        "3: file-not-utf8 The file is not UTF-8: byte 0xe9 cannot be read. Save it as UTF-8.",
    ),
    "both ends of a relation": (
        f"{HEAD}relates:\n  - rel: answers\n    to: sound\n    unlinked: a talk\n---\nx",
        "6: relation-target A relation needs either `to` or `unlinked`, not both. `to` names a story "
        "here, `unlinked` what is not here.",
    ),
    "no end of a relation": (
        f"{HEAD}relates: [{{rel: answers}}]\n---\nx",
        "5: relation-target A relation needs either `to` or `unlinked`. `to` names a story "
        "here, `unlinked` what is not here.",
    ),
    "a script as an address": (
        f"{HEAD}first_published: {{site: X, url: 'javascript:alert(1)'}}\n---\nx",
        '5: url-wrong "url": "javascript:alert(1)" is not a web address. Write a full address that begins '
        "with https://.",
    ),
    "a path as a language": (
        f"{HEAD}lang: ../../etc\n---\nx",
        '5: lang-wrong "../../etc" is not a language. '
        "Write a language tag (BCP 47) such as en, de or pt-BR.",
    ),
    "a path as an id": (
        "---\ntitle: Refund\ndate: 2024-05-17\nid: ../../etc\n---\nx",
        '4: id-wrong "../../etc" cannot be an id. Use 3 to 80 characters of a–z, 0–9 and hyphens.',
    ),
    "heard said by the company": (
        f"{HEAD}timeline:\n  - event: told\n  - event: heard\n    by: company\n---\nx",
        '7: heard-by-company Only the teller can say "heard". Remove `by`, or use `answered`.',
    ),
}


def path_of(case):
    return f"stories/{case.replace(' ', '-')}.md"


@pytest.fixture(scope="module")
def broken_site(shared_site):
    return shared_site(
        {**{path_of(case): octets for case, (octets, _) in LEFT_OUT.items()}, "stories/sound.md": SOUND}
    )


@pytest.mark.parametrize("case", LEFT_OUT)
def test_a_broken_file_is_named(broken_site, case):
    lines = [line for line in broken_site.log if line.startswith(f"{path_of(case)}:")]
    assert lines == [f"{path_of(case)}:{LEFT_OUT[case][1]}"]


def test_broken_files_are_left_out_and_break_nothing_else(broken_site):
    assert broken_site.problems.left_out == {path_of(case) for case in LEFT_OUT}
    assert len(broken_site.log) == len(LEFT_OUT)
    assert sorted(path for path in broken_site.tree() if re.match("stories/[^/]+/", path)) == [
        "stories/a-sound-story/index.html"
    ]


def test_every_problem_is_logged_by_plain_pelican_too(broken_site):
    logged = [record.getMessage() for record in broken_site.records if hasattr(record, "problem")]
    assert sorted(logged) == sorted(broken_site.log)


BUILT = {
    "an unknown key": (
        f"{HEAD}vaules: [life]\n---\nx",
        '5: key-unknown unknown key "vaules". Did you mean "values"?',
    ),
    "a value close to another": (
        f"{HEAD}values: [honsty]\n---\nx",
        '5: name-near the value "Honsty" is close to "Honesty". Did you mean "Honesty"? If not, give both '
        "a file in values/.",
    ),
    "the same key twice with one value": (
        f"{HEAD}Title: Refund\n---\nx",
        '5: key-twice The key "title" stands here and in line 2. Keep one of them.',
    ),
    "a missing date": (
        "---\ntitle: Refund\nid: refund\n---\nx",
        "1: date-missing no date; the story is shown as undated. Add `date: 2024-05-17`, or `date: "
        "undated` if nobody knows.",
    ),
    "control characters": (
        "---\ntitle: Re\x07fund\ndate: 2024-05-17\nid: refund\n---\n\nx\x00y\x1b[2J",
        "2: control-character 3 control characters (U+0007) left out. Feeds may not hold them; delete "
        "them in the file.",
    ),
    "a path as a slug": (
        f"{HEAD}slug: ../../refund\n---\nx",
        '5: slug-wrong The slug "../../refund" cannot be part of an address; "refund" is used. Write '
        "`slug: refund`.",
    ),
    "a change without evidence": (
        f"{HEAD}timeline: [told, {{event: changed, what: a form}}]\n---\nx",
        "5: change-evidence A change without evidence is only somebody's word. Add `evidence`: a link, or "
        "how one can see it.",
    ),
    "a reserved key": (
        f"{HEAD}settings: gone\n---\nx",
        '5: key-reserved The key "settings" is used by the site itself and was left out. Call it '
        "x_settings.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def untidy_site(shared_site):
    """Each untidy file with an id and a slug of its own."""
    files = {
        path_of(case): re.sub(r"^(title: Re.?fund|id: refund)$", rf"\1-{number}", text, flags=re.M | re.I)
        for number, (case, (text, _)) in enumerate(BUILT.items())
    }
    return shared_site({**files, "stories/sound.md": SOUND})


@pytest.mark.parametrize("case", BUILT)
def test_an_untidy_file_is_named(untidy_site, case):
    lines = [line for line in untidy_site.log if line.startswith(f"{path_of(case)}:")]
    assert lines == [f"{path_of(case)}:{BUILT[case][1]}"]


def test_untidy_files_are_built_all_the_same(untidy_site):
    assert untidy_site.problems.left_out == set()
    assert len(untidy_site.log) == len(BUILT)
    pages = [path for path in untidy_site.tree() if re.match("stories/[^/]+/", path)]
    assert len(pages) == len(BUILT) + 1 and untidy_site.has("stories/a-sound-story/")


def test_two_stories_with_one_address_are_named_and_the_first_path_keeps_it(site):
    other = SOUND.replace("id: sound", "id: other")
    built = site({"stories/a.md": SOUND, "stories/b.md": other})
    assert built.log == [
        "stories/b.md:2: address-twice the address /stories/a-sound-story/ belongs to stories/a.md; this "
        "story is left out. Give one of them another `slug`."
    ]


def test_two_stories_with_one_id_are_named_and_the_first_path_keeps_it(site):
    other = SOUND.replace("title: A sound story", "title: Another")
    built = site({"stories/a.md": SOUND, "stories/b.md": other})
    assert built.log == [
        'stories/b.md:4: id-twice the id "sound" belongs to stories/a.md; this story is left out. '
        "Give it its own id."
    ]
    assert not built.has("stories/another/")


def test_two_stories_that_are_one_part_of_a_series_are_named(site):
    files = {
        f"stories/{name}.md": f"---\ntitle: {name}\ndate: 2024\nid: part-{name}\n"
        "series: {name: Winter, part: 1}\n---\nx"
        for name in ("one", "two")
    }
    assert site(files).log == [
        'stories/two.md:5: series-part-twice part 1 of "Winter" is also stories/one.md. Change one of them.'
    ]


def test_a_content_folder_without_a_story_is_a_site_that_says_so(site):
    built = site({})
    assert (built.log, "No story has been told here yet." in built.page("/")) == ([], True)
