"""Links and relations that lead nowhere: the line a writer reads is the assertion; the page is built."""

import pytest

HEAD = "---\ntitle: Here\ndate: 2024-05-17\nid: here\n"
SOUND = "---\ntitle: A sound story\ndate: 2024-05-17\nid: sound\n---\n\nAll is well.\n"
DRAFT = "---\ntitle: Not yet\ndate: 2024-05-17\nid: unready\nslug: not-yet\nstatus: draft\n---\n\nx\n"
HERE = "stories/here.md"
NO_LINK = "leads to no story; its text stays without a link."
NAME_IT = "Name a story by its id, slug or file."
UNPUBLISHED = "leads to a story that is not published. Publish it, or remove the link."
HUGO = r'\{\{<\s*ref\s+"(?P<target>[^"]+)"\s*>\}\}'


def body(text: str) -> str:
    """A story whose body begins in line 7."""
    return f"{HEAD}---\n\n{text}\n"


def relates(value: str) -> str:
    """A story whose first relation stands in line 6."""
    return f"{HEAD}relates:\n{value}\n---\n\nx\n"


MESSAGES = {
    "an id with a slip": (
        body("I saw [[suond]]."),
        f'7: link-target the link to "suond" {NO_LINK} Did you mean "sound"?',
    ),
    "an id with a slip and a text": (
        body("x\n\nI saw [[suond|that]]."),
        f'9: link-target the link to "suond" {NO_LINK} Did you mean "sound"?',
    ),
    "an id like nothing here": (
        body("[[the-long-way-home]]"),
        f'7: link-target the link to "the-long-way-home" {NO_LINK} {NAME_IT}',
    ),
    "a text alone": (body("[[|that]]"), f'7: link-target the link to "" {NO_LINK} {NAME_IT}'),
    "a target with a backslash": (
        body(r"[[gone\-by]] and"),
        f'7: link-target the link to "gone-by" {NO_LINK} {NAME_IT}',
    ),
    "a file name like nothing here": (
        body("| a |\n|---|\n| [[Long gone\\|that]] |"),
        f'9: link-target the link to "Long gone" {NO_LINK} {NAME_IT}',
    ),
    "a heading that is not there": (
        body("[[sound#What came of it]]"),
        '7: link-heading the link to "sound#What came of it" leads to the story, which has no such '
        "heading. Copy the heading as it stands there.",
    ),
    "an absurd target": (
        body("[[<script>alert(1)</script>]]"),
        f'7: link-target the link to "<script>alert(1)</script>" {NO_LINK} {NAME_IT}',
    ),
    "a very long target": (
        body(f"[[{'x' * 200}]]"),
        f'7: link-target the link to "{"x" * 59}…" {NO_LINK} {NAME_IT}',
    ),
    "a target beyond the folder": (
        body("[[../../../etc/passwd]]"),
        f'7: link-target the link to "../../../etc/passwd" {NO_LINK} {NAME_IT}',
    ),
    "a word that stands above, too": (
        body("Long gone\n\n[[gone]]"),
        f'9: link-target the link to "gone" {NO_LINK} {NAME_IT}',
    ),
    "a file": (body("[x](gone.md)"), f'7: link-target the link to "gone.md" {NO_LINK} {NAME_IT}'),
    "a draft by its id": (body("[[unready]]"), f'7: link-draft the link to "unready" {UNPUBLISHED}'),
    "a draft by its slug": (body("[[not-yet]]"), f'7: link-draft the link to "not-yet" {UNPUBLISHED}'),
    "a draft by its file": (body("[x](draft.md)"), f'7: link-draft the link to "draft.md" {UNPUBLISHED}'),
    "a foreign reference": (
        body('[x]({{< ref "topics/x.md" >}})'),
        f'7: link-foreign the link to "topics/x.md" {NO_LINK} '
        "It leads to something that was not brought along.",
    ),
    "a relation to an id with a slip": (
        relates("- {rel: answers, to: suond}"),
        '6: relation-target "answers" names "suond", and there is no such story. Did you mean "sound"?',
    ),
    "a second relation to nobody": (
        relates("- {rel: answers, to: sound}\n- {rel: thanks, to: the-long-way-home}"),
        '7: relation-target "thanks" names "the-long-way-home", and there is no such story. '
        "Use `unlinked` for what is not here.",
    ),
    "a relation to a draft": (
        relates("- {rel: answers, to: unready}"),
        '6: link-draft "answers" names "unready", which is not published. Publish it, or use `unlinked`.',
    ),
    "a relation to itself": (
        relates("- {rel: answers, to: here}"),
        "6: relation-self the story answers itself. Name another one.",
    ),
    "evidence that is not here": (
        f"{HEAD}kind: reflection\nevidence: [suond]\n---\n\nx\n",
        '6: evidence-missing the evidence "suond" is no story here. Did you mean "sound"?',
    ),
    "evidence that is a draft": (
        f"{HEAD}kind: reflection\nevidence: [unready]\n---\n\nx\n",
        '6: link-draft the evidence "unready" is not published. Publish it, or leave it out.',
    ),
}  # fmt: skip


def path_of(case):
    return f"stories/{case.replace(' ', '-')}.md"


@pytest.fixture(scope="module")
def dead_links(shared_site):
    """Each of them in a story of its own, all in one site."""
    files = {
        path_of(case): text.replace("title: Here", f"title: Here {number}")
        .replace("id: here", f"id: here-{number}")
        .replace("to: here", f"to: here-{number}")
        for number, (case, (text, _)) in enumerate(MESSAGES.items())
    }
    files |= {"stories/sound.md": SOUND, "stories/draft.md": DRAFT}
    return shared_site(files, STORY_LINK_PATTERNS=[HUGO])


@pytest.mark.parametrize(("number", "case"), list(enumerate(MESSAGES)), ids=MESSAGES)
def test_a_link_that_leads_nowhere_is_named_and_the_story_built(dead_links, number, case):
    lines = [line for line in dead_links.log if line.startswith(f"{path_of(case)}:")]
    assert lines == [f"{path_of(case)}:{MESSAGES[case][1]}"]
    assert dead_links.has(f"stories/here-{number}/")


def test_nothing_else_is_named(dead_links):
    assert len(dead_links.log) == len(MESSAGES)


def test_an_unknown_relation_is_named_and_the_story_left_out(site):
    built = site({HERE: relates("- {rel: anwsers, to: sound}"), "stories/sound.md": SOUND})
    assert built.log == [f'{HERE}:6: relation-unknown "anwsers" is no relation. Did you mean "answers"?']


def test_a_link_that_leads_nowhere_keeps_its_text_only(site):
    links = ["[[gone]]", "[[gone|gone]]", "[gone](gone.md)", "[[<script>x</script>]]"]
    page = site({HERE: body("\n\n".join(f"See {link} there." for link in links))}).page("stories/here/")
    assert page.count("<p>See gone there.</p>") == 3
    assert "<p>See &lt;script&gt;x&lt;/script&gt; there.</p>" in page


def test_every_line_with_the_same_dead_link_is_named(site):
    built = site({HERE: body("[[gone-away]]\n\n[[gone-away]]")})
    assert [line.split(" ")[0] for line in built.log] == [f"{HERE}:7:", f"{HERE}:9:"]


def test_a_page_is_named_like_a_story(site):
    page = "---\ntitle: About\n---\n\nSee [[suond]].\n"
    assert site({"stories/sound.md": SOUND, "pages/about.md": page}).log == [
        f'pages/about.md:5: link-target the link to "suond" {NO_LINK} Did you mean "sound"?'
    ]


REFERRERS = {
    "stories/by-id.md": f"{HEAD}---\n\n[[sound]]\n",
    "stories/by-file.md": f"{HEAD.replace('Here', 'File').replace('here', 'file')}---\n\n[x](sound.md)\n",
    "stories/by-relation.md": HEAD.replace("Here", "Rel").replace("here", "rel")
    + "relates: [{rel: answers, to: sound}]\n---\n\nx\n",
    "stories/by-evidence.md": HEAD.replace("Here", "Idea").replace("here", "idea")
    + "kind: reflection\nevidence: [sound]\n---\n\nx\n",
}


def test_a_deleted_story_names_all_its_referrers(site):
    assert site({"stories/sound.md": SOUND, **REFERRERS}).log == []
    assert [line.split(" ")[:2] for line in site({**REFERRERS}).log] == [
        ["stories/by-evidence.md:6:", "evidence-missing"],
        ["stories/by-file.md:7:", "link-target"],
        ["stories/by-id.md:7:", "link-target"],
        ["stories/by-relation.md:5:", "relation-target"],
    ]


def test_stories_that_follow_each_other_in_a_circle_are_named_once(site):
    files = {
        f"stories/{name}.md": f"---\ntitle: {name}\ndate: 2024\nid: {name}\n"
        f"relates: [{{rel: follows, to: {to}}}]\n---\nx"
        for name, to in (("aaa", "bbb"), ("bbb", "ccc"), ("ccc", "aaa"))
    }
    assert site(files).log == [
        "stories/aaa.md:5: relation-cycle stories follow each other in a circle: aaa → bbb → ccc → aaa. "
        "Remove one `follows`."
    ]


def test_two_hundred_links_in_a_paragraph_are_completed(site):
    built = site({HERE: body("[[sound]], " * 200), "stories/sound.md": SOUND})
    assert built.page("stories/here/").count('<a href="/stories/a-sound-story/">A sound story</a>,') == 200
