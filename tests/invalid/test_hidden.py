"""What must not be seen is not in the output: no page, no list, no feed, no file name."""

import pytest

SOUND = "---\ntitle: A sound story\ndate: 2024-05-17\nid: sound\n---\n\nAll is well.\n"
SECRET = (
    "---\ntitle: Zanzibar\ndate: {date}\nid: zanzibar\nvalues: [zanzibar]\nauthor: Zanzibar\n{keys}\n"
    "---\n\nZanzibar!\n"
)
TWIN = "slug: a-sound-story\n"
HIDDEN = {
    "a draft": SECRET.format(date="2024-05-16", keys="status: draft"),
    "a draft by flag": SECRET.format(date="2024-05-16", keys="draft: true"),
    "a skipped story": SECRET.format(date="2024-05-16", keys="status: skip"),
    "a story of tomorrow": SECRET.format(date="2026-11-22", keys=""),
    "a story of next year": SECRET.format(date="2027", keys=""),
    "a translation that is a draft": SECRET.format(date="2024", keys=f"{TWIN}lang: de\nstatus: draft"),
    "a translation of tomorrow": SECRET.format(date="2026-11-22", keys=f"{TWIN}lang: de"),
    "a draft with the slug of another": SECRET.format(date="2024", keys=f"{TWIN}status: draft"),
    "a future story with the slug of another": SECRET.format(date="2027", keys="slug: a-sound-story"),
}  # fmt: skip


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_published_leaves_no_trace(site, text):
    tree = site({"stories/a.md": text, "stories/b.md": SOUND}).tree()
    assert "stories/a-sound-story/index.html" in tree
    assert [path for path, octets in tree.items() if "zanzibar" in path or b"anzibar" in octets] == []


def test_a_draft_page_leaves_no_trace(site):
    files = {"pages/a.md": "---\ntitle: Zanzibar\nstatus: draft\n---\nx", "stories/b.md": SOUND}
    assert [
        path for path in site(files).tree() if "zanzibar" in path.lower() or path == "a/index.html"
    ] == []


SHOWN = ["a draft", "a draft by flag", "a story of tomorrow"]


@pytest.mark.parametrize("name", SHOWN)
def test_a_writer_sees_what_is_not_published(site, name):
    built = site({"stories/a.md": HIDDEN[name], "stories/b.md": SOUND}, STORY_SHOW_DRAFTS=True)
    assert "Zanzibar!" in built.page("stories/zanzibar/")
    assert built.has("values/zanzibar/")


def test_a_writer_never_sees_a_skipped_story(site):
    built = site({"stories/a.md": HIDDEN["a skipped story"]}, STORY_SHOW_DRAFTS=True)
    assert not built.has("stories/zanzibar/")


def test_a_draft_is_marked_as_such(site):
    built = site({"stories/a.md": HIDDEN["a draft"]}, STORY_SHOW_DRAFTS=True)
    assert '<span class="draft">Draft</span>' in built.page("stories/zanzibar/")


def test_a_story_of_today_is_published(site):
    assert site({"stories/a.md": SECRET.format(date="2026-11-21", keys="")}).has("stories/zanzibar/")


def test_a_story_of_this_year_is_published(site):
    assert site({"stories/a.md": SECRET.format(date="2026", keys="")}).has("stories/zanzibar/")


def test_a_hidden_original_leaves_its_translation_standing(site):
    translation = SOUND.replace("id: sound", "id: klang\nlang: de\nslug: zanzibar").replace(
        "A sound", "Ein"
    )
    built = site({"stories/a.md": HIDDEN["a draft"], "stories/b.md": translation})
    assert built.has("stories/zanzibar/de/")
    assert "Ein story" in built.page("/")
