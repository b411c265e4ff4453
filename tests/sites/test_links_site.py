"""Stories that know each other, as a reader finds them: links, mentions, relations, sides, loose ends."""

import re

import pytest
from helpers import strict_xml

SITEURL = "https://heard.example/blog"


def story(title: str, body: str = "I rang.", **keys: str) -> str:
    """A file; its id is its title in small letters, with hyphens."""
    given = {"date": "2024-05-17", "id": title.lower().replace(" ", "-"), **keys}
    lines = [f"title: {title}", *(f"{key}: {value}" for key, value in given.items())]
    return "\n".join(["---", *lines, "---", "", body, ""])


FOOTNOTE = "\n\nThen this.[^1]\n\n## The end {#end}\n\n[^1]: Or [so](#end)."
FILES: dict[str, str | bytes] = {
    "stories/one.md": story(
        "The Call",
        f"I rang.[^1] Then *I* saw [[the-answer]] and [[the-answer|it again]]. I slept.{FOOTNOTE}",
        relates="[{rel: other-side-of, to: the-desk, note: Mine.}]",
        values="[honesty]",
    ),
    "stories/two.md": story(
        "The Answer", "They saw [**my** call](one.md) first.", relates="[{rel: answers, to: the-call}]"
    ),
    "stories/three.md": story("The Desk", f"We listened.{FOOTNOTE}", values="[honesty]"),
    "stories/four.md": story(
        "The Idea", "I read [it](/blog/stories/the-call/).",
        kind="reflection", evidence="[the-desk, the-call]",
    ),
    "stories/five.md": story(
        "The Talk",
        relates="[{rel: inspired-by, unlinked: A talk <of> 1998, note: On tape.}]",
        kind="reflection",
    ),
    "stories/50% #6?.md": story("The Form", "See [[the-desk]]."),
    "stories/seven.md": story("The Bell", "[[the-form]], [[50% #6?.md]] and [that](50%25%20%236%3F.md)."),
    "pages/about.md": "---\ntitle: About\n---\n\nSee [[the-call]].\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES, SITEURL=SITEURL)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def section(page: str, name: str) -> str:
    """One list of ties of a story page."""
    found = re.search(rf'<section class="{name}">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_a_site_of_sound_links_has_nothing_to_tell(built):
    assert built.log == []


def test_a_wiki_link_has_the_title_and_the_address_of_its_story(built):
    assert '<a href="/blog/stories/the-answer/">The Answer</a>' in built.page("stories/the-call/")


def test_a_wiki_link_with_a_text_shows_it(built):
    assert '<a href="/blog/stories/the-answer/">it again</a>' in built.page("stories/the-call/")


def test_a_link_to_a_source_file_leads_to_its_story(built):
    assert '<a href="/blog/stories/the-call/"><strong>my</strong> call</a>' in built.page(
        "stories/the-answer/"
    )


def test_a_page_has_wiki_links_too(built):
    assert '<a href="/blog/stories/the-call/">The Call</a>' in built.page("about/")


def test_a_file_name_of_odd_signs_can_be_linked(built):
    assert built.page("stories/the-bell/").count('<a href="/blog/stories/the-form/"') >= 3


def test_a_site_at_the_root_of_its_host_links_from_there(site):
    built = site({"stories/a.md": story("Aaa", "[[bbb]]"), "stories/b.md": story("Bbb")})
    assert '<a href="/stories/bbb/">Bbb</a>' in built.page("stories/aaa/")


def test_a_story_is_mentioned_with_the_sentence_that_links_it(built):
    around = section(built.page("stories/the-answer/"), "around")
    assert "Then I saw The Answer and it again. Or" not in text(around)
    assert "Then I saw The Answer and it again." in text(around)


def test_a_reflection_that_links_a_story_is_cited_with_its_sentence(built):
    assert "The Idea I read it." in text(section(built.page("stories/the-call/"), "cited"))


def test_a_relation_is_shown_on_both_sides_in_words(built):
    assert "The Call What this story answers." in text(section(built.page("stories/the-answer/"), "around"))
    assert "The Answer Answers this story." in text(section(built.page("stories/the-call/"), "around"))


def test_a_note_of_a_relation_is_shown(built):
    assert "from the other side. Mine." in text(section(built.page("stories/the-call/"), "around"))


def test_a_story_in_no_relation_has_no_empty_list(built):
    assert section(built.page("stories/the-form/"), "around") == ""


@pytest.mark.parametrize("name", ["the-call", "the-desk"])
def test_a_two_sided_page_is_linked_from_both(built, name):
    assert 'href="/blog/sides/the-call--the-desk/"' in built.page(f"stories/{name}/")


def test_a_two_sided_page_holds_both_stories_whole(built):
    sides = text(built.page("sides/the-call--the-desk/"))
    assert "I rang." in sides and "We listened." in sides


def test_footnotes_of_two_sides_lead_each_to_its_own(built):
    page = built.page("sides/the-call--the-desk/")
    assert [f'href="#side-{n}-fn:1"' in page and f'id="side-{n}-fn:1"' in page for n in (1, 2)] == [
        True,
        True,
    ]


def test_what_is_not_here_is_a_loose_end_with_its_story(built):
    loose = text(built.page("loose-ends/"))
    assert "A talk &lt;of&gt; 1998 Set The Talk going On tape." in loose


def test_a_story_says_what_it_points_to_and_is_not_here(built):
    assert "A talk &lt;of&gt; 1998" in section(built.page("stories/the-talk/"), "loose")


def test_a_reflection_shows_the_stories_it_argues_from_in_its_order(built):
    evidence = section(built.page("stories/the-idea/"), "evidence")
    assert re.findall(r'href="/blog/stories/([^/]+)/"', evidence) == ["the-desk", "the-call"]


def test_a_reflection_without_evidence_says_so(built):
    pages = [built.page(f"stories/{name}/") for name in ("the-talk", "the-idea", "the-call")]
    assert ["No story behind this yet" in page for page in pages] == [True, False, False]


def test_every_dot_of_the_map_is_a_link(built):
    drawing = re.search(r'<svg class="map" viewBox="-200.*?</svg>', built.page("map/"), re.DOTALL)
    links = [link.get("href") for link in strict_xml(drawing[0].replace("&#160;", " ")).iter("a")]
    assert sorted(links) == ["/blog/stories/the-call/", "/blog/stories/the-desk/", "/blog/values/honesty/"]


def test_the_map_has_the_same_links_as_a_list(built):
    listed = re.search(r'<ol class="map-list">.*?</ol>', built.page("map/"), re.DOTALL)
    assert re.findall(r'href="/blog/stories/([^/]+)/"', listed[0]) == ["the-desk", "the-call"]


RELATED = [
    story(f"Story {n}", values=f"[{{value: honesty, stance: {stance}}}]", lesson=f"{n} is a number.")
    for n, stance in enumerate(("honoured", "breached"))
]


def test_a_related_story_has_its_reason_in_words(site):
    crowd = {f"stories/c{n}.md": story(f"Crowd {n}", f"Text {n}.") for n in range(12)}
    built = site({"stories/a.md": RELATED[0], "stories/b.md": RELATED[1], **crowd})
    assert "Story 1 Honesty again, but breached there" in text(
        section(built.page("stories/story-0/"), "related")
    )


# -- the order of files ---------------------------------------------------------------------------------

LINKED = [FILES[f"stories/{name}.md"] for name in ("one", "two", "three", "four", "five")]
BY_ID = [one.replace("(one.md)", "(/blog/stories/the-call/)") for one in LINKED if isinstance(one, str)]


def test_other_file_names_are_the_same_bytes(site):
    names = [f"stories/{letter}.md" for letter in "abcde"]
    one, other = (
        site(dict(zip(order, BY_ID, strict=True)), SITEURL=SITEURL).tree() for order in (names, names[::-1])
    )
    assert [path for path in one.keys() | other.keys() if one.get(path) != other.get(path)] == []
