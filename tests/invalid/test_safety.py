"""No file can write outside of the output, take another's place, or reach into Pelican."""

import pytest
from helpers import strict_xml
from pelican.contents import Article
from pelican.plugins import signals

SOUND = "---\ntitle: A sound story\ndate: 2024-05-17\nid: sound\n---\n\nAll is well.\n"


@pytest.fixture
def articles(monkeypatch):
    """The articles of the next build, by title."""
    found: dict[str, Article] = {}

    def collect(generators):
        for article in generators[0].context["articles"]:
            found[str(article.title)] = article

    signals.all_generators_finalized.connect(collect)
    yield found


RESERVED = [
    "settings", "translations", "content", "source_path", "relative_source_path", "metadata",
    "story", "override_url", "override_save_as", "default_template", "allowed_statuses", "url_format",
    "_content", "_summary", "in_default_lang", "locale_date", "get_content",
    "refresh_metadata_intersite_links",
    "date_format", "timezone", "reader", "author",
]  # fmt: skip


def test_no_key_of_a_file_becomes_an_attribute_of_pelican_s(site, articles):
    keys = "\n".join(f"{name}: gotcha" for name in RESERVED)
    odd = SOUND.replace("id: sound", f"id: odd\nx_mine: gotcha\n{keys}").replace("A sound", "An odd")
    site({"stories/a.md": odd, "stories/b.md": SOUND}, CACHE_CONTENT=False)
    mine, plain = articles["An odd story"], articles["A sound story"]
    assert vars(mine).keys() - {"author", "authors"} == vars(plain).keys() - {"author", "authors"}
    assert "gotcha" not in [value for name, value in vars(mine).items() if name != "author"]


def test_a_file_cannot_choose_another_s_address(site):
    odd = SOUND.replace("id: sound", "id: odd\nsave_as: stories/a-sound-story/index.html\nurl: x")
    odd = odd.replace("A sound", "An odd")
    built = site({"stories/a.md": odd, "stories/b.md": SOUND})
    assert [problem.path for problem in built.found("address-twice")] == ["stories/a.md"]
    assert "All is well." in built.page("stories/a-sound-story/")
    assert not built.has("stories/an-odd-story/")


PATHS = {
    "a page above the site": ("pages/a.md", "save_as: ../../escaped.html\nurl: escaped.html"),
    "an absolute page": ("pages/a.md", "save_as: /srv/escaped.html\nurl: escaped.html"),
    "a page by its slug": ("pages/a.md", "slug: ../../escaped"),
    "a page by its language": ("pages/a.md", "lang: ../../escaped"),
    "a story above the site": ("stories/a.md", "save_as: ../../escaped.html"),
    "a story by its address": ("stories/a.md", "url: '%2e%2e/%2e%2e/escaped/'"),
    "a story by a former address": ("stories/a.md", "aliases: [../../escaped, /%2e%2e/escaped]"),
    "a story by its template": ("stories/a.md", "template: ../../escaped"),
    "a story by its slug": ("stories/a.md", "slug: ../../escaped"),
    "a story by its category": ("stories/a.md", "category: ../../escaped"),
    "a story by its tag": ("stories/a.md", "tags: [../../escaped, '..\\escaped']"),
    "a story by its company": ("stories/a.md", "company: ../../escaped"),
    "a story by its series": ("stories/a.md", "series: ../../escaped"),
    "a story by its lesson": ("stories/a.md", "lessons: [{id: ../../escaped, text: x}]"),
    "a definition": ("values/a.md", "name: ../../escaped\nslug: ../../escaped\naliases: [../../escaped]"),
}


@pytest.mark.parametrize(("path", "keys"), PATHS.values(), ids=PATHS)
def test_nothing_lands_outside_of_the_output(site, tmp_path, path, keys):
    built = site({path: f"---\ntitle: Odd\ndate: 2024\n{keys}\n---\nx", "stories/b.md": SOUND})
    escaped = [p for p in tmp_path.rglob("*escaped*") if not p.is_relative_to(built.output)]
    assert escaped == []
    assert built.has("stories/a-sound-story/")


CLASHES = {
    "a page and a list": {"pages/values.md": "---\ntitle: Values\n---\nx"},
    "a page and a story": {
        "pages/a.md": "---\ntitle: x\nsave_as: stories/a-sound-story/index.html\n---\nx"
    },
    "two pages": {f"pages/{n}.md": "---\ntitle: x\nslug: same\n---\nx" for n in "ab"},
    "a page and a feed": {"pages/a.md": "---\ntitle: x\nsave_as: feeds/all.rss.xml\n---\nx"},
    "a lesson and a role": {
        "stories/a.md": "---\ntitle: For\ndate: 2024\nid: for\nlessons: [{text: a., for: staff}, "
        "{id: staff, text: b.}]\n---\nx"
    },
}


@pytest.mark.parametrize("files", CLASHES.values(), ids=CLASHES)
def test_two_that_claim_one_address_are_a_problem_and_no_crash(site, files):
    built = site({**files, "stories/sound.md": SOUND})
    assert [problem.code for problem in built.problems.of("error")] == ["address-twice"]
    assert "All is well." in built.page("stories/a-sound-story/")


BROKEN_LINKS = [
    ("[x]({filename}gone.md)", "{filename}gone.md"),
    ("[x]({filename}/stories/gone.md)", "{filename}/stories/gone.md"),
    ("![x]({static}/images/gone.png)", "{static}/images/gone.png"),
    ("![x]({attach}gone.png)", "{attach}gone.png"),
]


@pytest.mark.parametrize(("link", "shown"), BROKEN_LINKS)
def test_a_link_to_a_file_that_is_not_there_is_named_with_its_line(site, link, shown):
    text = f"---\ntitle: Refund\ndate: 2024\nid: refund\n---\n\nAs I said\n{link}.\n"
    assert site({"stories/refund.md": text}).log == [
        f'stories/refund.md:8: link-broken the link "{shown}" leads nowhere. Paths are relative to this '
        "file, or to the content folder after a slash."
    ]


def test_a_link_to_a_draft_is_named(site):
    draft = SOUND.replace("id: sound", "id: draft\nstatus: draft\nslug: draft")
    text = "---\ntitle: Refund\ndate: 2024\nid: refund\n---\n\n[x]({filename}draft.md)\n"
    assert site({"stories/refund.md": text, "stories/draft.md": draft}).log == [
        'stories/refund.md:7: link-broken the link "{filename}draft.md" leads to a file that is not '
        "published. Publish it, fix what is wrong with it, or remove the link."
    ]


def test_a_link_to_a_file_that_is_there_becomes_its_address(site):
    text = "---\ntitle: Refund\ndate: 2024\nid: refund\n---\n\n[x]({filename}sound.md)\n"
    built = site({"stories/refund.md": text, "stories/sound.md": SOUND})
    assert 'href="/stories/a-sound-story/"' in built.page("stories/refund/")


def test_a_body_with_lines_of_dashes_is_kept_whole(site):
    text = SOUND.replace("All is well.", "One\n\n---\n\nTwo: three\n\n---\ntitle: Four\n---\n\nFive")
    built = site({"stories/a.md": text})
    page = built.page("stories/a-sound-story/")
    assert built.log == []
    assert all(word in page for word in ("One", "Two: three", "title: Four", "Five"))


CONTROLS = "".join(map(chr, [*range(0, 9), 11, 12, *range(14, 32), 127, 128, 0x9B, 0xFFFE, 0xFFFF]))


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: A{CONTROLS}B\ndate: 2024\nid: odd\nlesson: x{CONTROLS}y\n---\n\nx{CONTROLS}y\n",
        "---\ntitle: 'A&#1;&#x1b;&#0;B'\ndate: 2024\nid: odd\nlesson: a&#12;b\n---\n\n"
        "x &#1;&#x1b;&#0;&#xFFFF; y\n",
        '---\ntitle: "A\\0\\x1bB"\ndate: 2024\nid: odd\nlesson: "a\\x07b\\uFFFE"\n---\n\nx\n',
    ],
    ids=["as characters", "as entities", "as escapes of YAML"],
)
def test_control_characters_never_reach_a_feed(site, text):
    built = site({"stories/a.md": text})
    for name in ("feeds/all.rss.xml", "feeds/all.atom.xml"):
        assert "id:odd" in strict_xml(built.feed(name)).xpath("string()") or "urn:story:odd" in built.feed(
            name
        )
    assert "AB" in built.page("/") or "A\ufffdB" in built.page("/")


def test_a_title_is_text_and_never_markup_or_template(site):
    title = "<script>alert(1)</script> {{ 7*191 }} {% raise %} \"q\" 'p' &amp; {0} %s"
    built = site({"stories/a.md": f"---\ntitle: |\n  {title}\ndate: 2024\nid: odd\nslug: odd\n---\nx"})
    page = built.page("stories/odd/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*191 }} {% raise %}" in page
    assert "1337" not in page


def test_two_translations_are_one_story_in_lists(site):
    files = {
        f"stories/{lang}.md": f"---\ntitle: Call {lang}\ndate: 2024\nid: call-{lang.lower()}\n"
        f"slug: call\nlang: {lang}\n---\nx"
        for lang in ("en", "de", "pt-BR")
    }
    built = site(files)
    assert built.log == []
    assert built.has("stories/call/") and built.has("stories/call/de/") and built.has("stories/call/pt-br/")
    assert built.page("/").count('class="story-line') == 1
    assert 'hreflang="de"' in built.page("stories/call/")


def test_two_files_in_one_language_with_one_slug_are_named(site):
    text = "---\ntitle: Anruf\ndate: 2024\nid: {}\nslug: call\nlang: de\n---\nx"
    built = site({"stories/a.md": text.format("aaa"), "stories/b.md": text.format("bbb")})
    assert [problem.code for problem in built.problems.of("error")] == ["address-twice"]
