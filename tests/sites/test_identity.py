"""An identity that no edit changes, and a redirect from every address a story ever had."""

import re

import pytest
from conftest import ROOT
from records import ids_file, record

from heard.build.build import BuildRequest
from heard.cli.ids import ids
from heard.text.exits import Refusal

STORY = "---\ntitle: {title}\ndate: {date}\nid: {id}\n{keys}---\n\nText of {id}.\n"


def story(name: str, title: str = "", date: str = "2024-05-01", keys: str = "") -> dict[str, str]:
    """One file; its title makes its address."""
    text = STORY.format(title=title or name, date=date, id=name, keys=keys)
    return {f"stories/{name}.md": text}


def files(*stories: dict[str, str]) -> dict[str, str]:
    """The content of a site; one story is always there, so that no site is empty."""
    return {name: text for one in (story("other"), *stories) for name, text in one.items()}


@pytest.fixture
def again(site, tmp_path):
    """Build a site, record it, and build the next state of it beside the same record."""

    def make(first, second, **settings):
        record(tmp_path, site(first))
        return site(second, **settings)

    return make


def refreshes(page: str) -> list[str]:
    """Where a page sends a reader by itself, by its canonical link, and by the link in its text."""
    main = page.split("<main")[1].split("</main>")[0]
    return [
        *re.findall(r'http-equiv="refresh" content="0; url=([^"]*)"', page),
        *re.findall(r'rel="canonical" href="([^"]*)"', page),
        *re.findall(r'<a href="([^"]*)"', main),
    ]


def guids(built) -> set[str]:
    return set(re.findall(r"<guid[^>]*>([^<]*)</guid>", built.feed("feeds/all.rss.xml")))


# -- what an edit leaves as it is ----------------------------------------------------------------

CALL = story("call", "The call")
EDITS = {
    "its title": story("call", "The long call"),
    "its slug": story("call", "The call", keys="slug: ringing\n"),
    "its date": story("call", "The call", "2019-01-01"),
    "everything": story("call", "Another", "2019-01-01", "slug: else\nauthor: Ada\n"),
}


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
def test_an_edited_story_keeps_its_identity(again, edited):
    built = again(files(CALL), files(edited), SITEURL="https://elsewhere.example/blog")
    assert guids(built) == {"urn:story:call", "urn:story:other"}
    assert built.log == []


def test_an_imported_guid_is_the_identity_through_every_edit(again):
    keys = "guid: https://old.example/?p=7\n"
    built = again(files(story("call", keys=keys)), files(story("call", "New", "2020-02-02", keys)))
    assert "https://old.example/?p=7" in guids(built)


# -- redirects -----------------------------------------------------------------------------------


def test_a_former_address_leads_to_the_new_one(again):
    built = again(files(CALL), files(story("call", "The long call")), SITEURL="https://heard.example")
    page = built.page("stories/the-call/")
    new = "/stories/the-long-call/"
    assert refreshes(page) == [new, f"https://heard.example{new}", new]
    assert '<meta name="robots" content="noindex">' in page
    assert built.page("_redirects") == f"/stories/the-call/ {new} 301\n"


def test_a_site_below_a_path_leads_below_it(again):
    built = again(files(CALL), files(story("call", "New")), SITEURL="https://heard.example/blog")
    assert refreshes(built.page("stories/the-call/"))[0] == "/blog/stories/new/"
    assert built.page("_redirects") == "/blog/stories/the-call/ /blog/stories/new/ 301\n"


def test_a_story_that_moved_twice_is_one_step_away(site, tmp_path):
    for title in ("One", "Two", "Three"):
        built = site(files(story("call", title)))
        record(tmp_path, built)
    assert built.page("_redirects") == (
        "/stories/one/ /stories/three/ 301\n/stories/two/ /stories/three/ 301\n"
    )
    assert refreshes(built.page("stories/one/"))[0] == "/stories/three/"


def test_a_story_that_goes_back_has_its_page_again(site, tmp_path):
    for title in ("One", "Two", "One"):
        built = site(files(story("call", title)))
        record(tmp_path, built)
    assert "Text of call" in built.page("stories/one/")
    assert built.page("_redirects") == "/stories/two/ /stories/one/ 301\n"


def test_addresses_in_another_shape_lead_to_the_new_ones(site, tmp_path):
    shapes = {"ARTICLE_URL": "{date:%Y}/{slug}.html", "ARTICLE_SAVE_AS": "{date:%Y}/{slug}.html"}
    record(tmp_path, site(files(CALL), **shapes))
    built = site(files(CALL))
    assert refreshes(built.page("2024/the-call.html"))[0] == "/stories/the-call/"


def test_an_address_in_other_letters_is_encoded(again):
    built = again(files(story("call", keys="slug: grüße\n")), files(story("call", keys="slug: öl\n")))
    assert built.page("_redirects") == "/stories/gr%C3%BC%C3%9Fe/ /stories/%C3%B6l/ 301\n"
    assert refreshes(built.page("stories/grüße/"))[0] == "/stories/%C3%B6l/"


def test_stories_that_swapped_their_slugs_keep_their_pages_and_are_told(again):
    before = files(story("call", keys="slug: one\n"), story("fall", keys="slug: two\n"))
    built = again(before, files(story("call", keys="slug: two\n"), story("fall", keys="slug: one\n")))
    assert "Text of fall" in built.page("stories/one/") and "Text of call" in built.page("stories/two/")
    assert guids(built) == {"urn:story:call", "urn:story:fall", "urn:story:other"}
    assert [problem.code for problem in built.problems if problem.severity != "hint"] == [
        "redirect-taken",
        "redirect-taken",
    ]
    assert not built.has("_redirects")


def test_a_page_at_a_former_address_stays_and_is_told(again):
    page = {"pages/the-call.md": "Title: The call\n\nThe page.\n"}
    shapes = {"PAGE_URL": "stories/{slug}/", "PAGE_SAVE_AS": "stories/{slug}/index.html"}
    built = again(files(CALL), files(story("call", "New")) | page, **shapes)
    assert "The page." in built.page("stories/the-call/")
    assert 'an address of "call", and belongs to pages/the-call.md now' in built.log[-1]


def test_a_list_at_a_former_address_stays_and_is_told(again):
    built = again(files(CALL), files(story("call", "New")), MAP_URL="stories/the-call/")
    assert "The map" in built.page("stories/the-call/")
    assert [problem.code for problem in built.problems.of("warning")] == ["redirect-taken"]


def test_a_file_of_redirects_of_the_owner_is_left_alone(again):
    second = files(story("call", "New")) | {"images/_redirects": "/mine /yours 302\n"}
    own = {"EXTRA_PATH_METADATA": {"images/_redirects": {"path": "_redirects"}}}
    built = again(files(CALL), second, **own)
    assert built.page("_redirects") == "/mine /yours 302\n"
    assert "REDIRECTS_SAVE_AS" in built.log[0]


def test_the_file_of_redirects_may_be_called_otherwise_or_be_none(again, site):
    built = again(files(CALL), files(story("call", "New")), REDIRECTS_SAVE_AS="data/moved.txt")
    assert built.has("data/moved.txt") and not built.has("_redirects")
    built = site(files(story("call", "New")), REDIRECTS_SAVE_AS="")
    assert not built.has("_redirects") and built.has("stories/the-call/")


def test_a_page_of_an_earlier_run_in_the_same_folder_is_no_page(site, tmp_path):
    record(tmp_path, site(files(CALL)))
    output = str(tmp_path / "live")
    site(files(CALL), OUTPUT_PATH=output)
    site(files(story("call", "New")), OUTPUT_PATH=output, DELETE_OUTPUT_DIRECTORY=False)
    page = (tmp_path / "live/stories/the-call/index.html").read_text("utf-8")
    assert refreshes(page)[0] == "/stories/new/"


def test_another_order_of_plugins_makes_the_same_redirects(again, site):
    built = again(files(CALL), files(story("call", "New")))
    plugins = ["heard.identity", *built.settings["PLUGINS"]]
    first = site(files(story("call", "New")), PLUGINS=list(dict.fromkeys(plugins)))
    assert first.tree() == built.tree()


def test_redirects_are_the_same_bytes_in_every_build(again, site):
    second = files(story("call", "New"))
    assert again(files(CALL), second).tree() == site(second).tree()


# -- taken back, restored, lost, not published ---------------------------------------------------


@pytest.fixture
def with_tombs(site):
    """Build a site and keep the tombstones that its generators saw."""
    from pelican.plugins import signals

    def make(content, **settings):
        seen = []

        def look(generators):
            seen.extend(generators[0].context["tombstones"])

        signals.all_generators_finalized.connect(look)
        built = site(content, **settings)
        signals.all_generators_finalized.disconnect(look)
        return built, [(one.identity, one.removed.isoformat(), one.address) for one in seen]

    return make


def test_a_story_taken_back_says_so_at_every_address_it_had(site, with_tombs, tmp_path):
    for title in ("One", "Two"):
        record(tmp_path, site(files(story("call", title))))
    record(tmp_path, site(files()), removed=["call"])
    built, tombs = with_tombs(files())
    assert built.log == []
    for address in ("stories/one/", "stories/two/"):
        page = built.page(address)
        assert "This story was taken back." in page and "http-equiv" not in page
    assert not built.has("_redirects")
    assert tombs == [("urn:story:call", "2026-11-21", "/stories/two/")]


def test_a_story_that_is_restored_has_its_page_and_no_tombstone(site, with_tombs, tmp_path):
    record(tmp_path, site(files(CALL)))
    record(tmp_path, site(files()), removed=["call"])
    built, tombs = with_tombs(files(CALL))
    assert (built.log, tombs) == ([], [])
    assert "Text of call" in built.page("stories/the-call/")
    assert [problem.code for problem in built.problems.of("hint")] == ["id-new"]
    assert "removed" not in record(tmp_path, built)["call"]


def test_a_lost_story_is_an_error_and_its_addresses_lead_nowhere(again):
    built = again(files(CALL), files())
    assert [problem.code for problem in built.problems] == ["id-lost"]
    assert not built.has("stories/the-call/")


def test_a_draft_is_not_lost_and_has_no_address(again):
    built = again(files(CALL), files(story("call", "New", keys="status: draft\n")))
    assert built.log == []
    assert not built.has("stories/the-call/") and not built.has("_redirects")


def test_a_story_of_the_future_is_not_lost(again):
    assert again(files(CALL), files(story("call", date="2027-01-01"))).log == []


def test_a_story_with_a_mistake_is_not_lost_too(again):
    built = again(files(CALL), files(story("call", date="Mar10")))
    assert [problem.code for problem in built.problems.of("error")] == ["date-wrong"]


def test_drafts_that_are_shown_are_not_to_be_recorded(again):
    built = again(files(), files(story("call", keys="status: draft\n")), STORY_SHOW_DRAFTS=True)
    assert built.found("id-new") == []


def test_without_a_record_there_is_nothing_to_say(site):
    built = site(files(CALL))
    assert list(built.problems) == [] and not built.has("_redirects")


def test_a_build_never_writes_the_record(site, tmp_path):
    record(tmp_path, site(files(CALL)))
    before = ids_file(tmp_path).read_bytes()
    site(files(story("call", "New"), story("more")))
    assert ids_file(tmp_path).read_bytes() == before


def test_a_site_may_keep_its_records_in_another_folder(again, site, tmp_path):
    again(files(CALL), files(CALL))
    ids_file(tmp_path).parent.rename(tmp_path / "kept")
    assert list(site(files()).problems) == []
    assert [p.path for p in site(files(), STORY_DATA_PATH="kept/").problems] == ["kept/ids.json"]


# -- heard ids -------------------------------------------------------------------------------------


# The task asks for the stories only: Pelican's own theme and two features make the same record.
QUICK = {"PLUGINS": ["heard.identity"], "THEME": "simple"}


@pytest.fixture
def desk(tmp_path):
    """Run `heard ids` over a content folder; its exit code and its lines."""
    folder = tmp_path / "content"

    def make(content, *removed, check=False):
        for path in folder.glob("stories/*"):
            path.unlink()
        for name, text in content.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        lines: list[str] = []
        order = BuildRequest(ROOT / "pelicanconf.py", folder, changes=QUICK)
        code = ids(order, removed, check, lines.append)
        return code, lines

    return make


def test_a_story_that_is_hidden_now_is_not_lost(desk):
    desk(files(CALL))
    code, lines = desk(files(story("call", "The call", keys="status: hidden\n")))
    assert (code, [line for line in lines if "id-lost" in line]) == (0, [])


def test_the_task_records_moves_removes_and_restores(desk, tmp_path):
    code, lines = desk(files(CALL))
    assert code == 0 and lines[:2] == [
        "recorded  call  /stories/the-call/",
        "recorded  other  /stories/other/",
    ]
    assert lines[2].endswith("data/ids.json: 2 stories. Commit it.")
    code, lines = desk(files(story("call", "New")))
    assert (code, lines[0]) == (0, "moved     call  /stories/the-call/ → /stories/new/")
    assert desk(files(story("call", "New")))[1][0].endswith("is up to date: 2 stories.")
    assert desk(files(), "call")[1][0] == "removed   call  /stories/new/"
    assert '"removed": "2026-11-21"' in ids_file(tmp_path).read_text("utf-8")
    assert desk(files(story("call", "New")))[1][0] == "restored  call  /stories/new/"
    assert '"removed"' not in ids_file(tmp_path).read_text("utf-8")
    assert sorted(path.name for path in ids_file(tmp_path).parent.iterdir()) == ["ids.json"]


def test_the_task_names_a_lost_story_and_keeps_it(desk, tmp_path):
    desk(files(CALL))
    before = ids_file(tmp_path).read_bytes()
    code, lines = desk(files())
    assert code == 1 and "id-lost" in lines[0]
    assert ids_file(tmp_path).read_bytes() == before


def test_the_task_names_a_changed_identity_and_keeps_the_first(desk, tmp_path):
    desk(files(CALL))
    code, lines = desk(files(story("call", "The call", keys="guid: new\n")))
    assert code == 1 and "identity-changed" in lines[0]
    assert '"urn:story:call"' in ids_file(tmp_path).read_text("utf-8")


def test_a_site_without_heard_has_nothing_to_record(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "pelicanconf.py").write_text('PATH = "content"\nPLUGINS = []\n', "utf-8")
    with pytest.raises(Refusal, match="heard is not in PLUGINS"):
        ids(BuildRequest(tmp_path / "pelicanconf.py"))


def test_checking_writes_nothing_and_fails_for_errors_only(desk, tmp_path):
    code, lines = desk(files(CALL), check=True)
    assert code == 0 and lines[-1].endswith("would hold 2 stories; run `heard ids`.")
    assert not ids_file(tmp_path).exists()
    desk(files(CALL))
    assert desk(files(CALL), check=True)[0] == 0
    assert desk(files(), check=True)[0] == 1


def test_the_task_overwrites_nothing_that_it_cannot_read(desk, tmp_path):
    ids_file(tmp_path).parent.mkdir()
    ids_file(tmp_path).write_text("{", "utf-8")
    code, lines = desk(files(CALL))
    assert code == 1 and "ids-broken" in lines[0] and lines[-1] == "Nothing was written."
    assert ids_file(tmp_path).read_text("utf-8") == "{"


@pytest.mark.parametrize(
    ("content", "removed", "message"),
    [
        (files(CALL), "call", "it is still there, in stories/call.md"),
        (files(CALL), "calk", 'no story is recorded as "calk". Did you mean "call"?'),
        (files(story("call", date="Mar10")), "call", "it is still there, in a file with errors"),
    ],
)
def test_only_a_story_that_is_gone_can_be_removed(desk, content, removed, message):
    desk(files(CALL))
    with pytest.raises(Refusal, match=re.escape(message)):
        desk(content, removed)


def test_stories_with_mistakes_are_counted_and_not_recorded(desk, tmp_path):
    code, lines = desk(files(story("call", date="Mar10")))
    assert code == 0 and "1 file with errors: not recorded. `heard check` names them." in lines
    assert '"call"' not in ids_file(tmp_path).read_text("utf-8")
