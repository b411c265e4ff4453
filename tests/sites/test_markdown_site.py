"""Text comes out as it was written: one blog with what writers bring along."""

import types
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from markdown import Markdown
from pelican.plugins import signals
from pelican.readers import MarkdownReader
from pelican.settings import read_settings

HEAD = "---\ntitle: {}\nid: {}\ndate: 2024-05-01\n---\n\n"
FENCES = (
    "Before\n\n```js {linenos=table,hl_lines=[1]}\nlet a = 1;\n```\n\nA paragraph between.\n\n"
    "> ```py\n> x = 1\n> ```\n\n"
    "- Write this:\n  ```html\n  <script>alert('live')</script>\n  <h1>big</h1>\n  ```\n- next\n"
)


@pytest.fixture(scope="module")
def blog(shared_site):
    """The blog."""
    return shared_site(
        {
            "fences.md": HEAD.format("Fences", "fences-one") + FENCES,
            "open.md": HEAD.format("Left open", "open-one") + "Text.\n\n```js\nlet a = 1;\n",
            "pages/about.md": "---\ntitle: About\n---\n\n~~~ {.c\n\nopen\n",
        }
    )


def test_code_is_code_and_a_paragraph_is_none(blog):
    page = blog.page("stories/fences/")
    assert "<p>A paragraph between.</p>" in page
    assert "alert('live')</script>" not in page and "<h1>big" not in page
    assert page.count('<div class="highlight">') == 3
    assert "```" not in page


def test_a_fence_that_is_shown_as_text_is_named_with_its_line(blog):
    assert [problem.place for problem in blog.found("fence-text")] == ["open.md:9", "pages/about.md:5"]
    assert "`" in blog.page("stories/left-open/")


SPELLINGS = "MD Md mD markdown Markdown MARKDOWN mdown MDown mkd MKD mkdn MKDN".split()
RST = "A title\n#######\n\n:date: 2024-05-01\n:summary: In *short*.\n\nText of {}.\n"


@pytest.fixture(scope="module")
def endings(shared_site):
    """A blog with endings in every spelling, with what is passed over, and without titles and dates."""
    body = "## A\n\n[first]({filename}MD.MD) [plain](Md.Md#a) [mkdn](mkdn.mkdn)\n"
    files = {
        f"{one}.{one}": HEAD.format(f"Story {number}", f"story-{number}") + body
        for number, one in enumerate(SPELLINGS)
    }
    files |= {"up.RST": RST.format("up"), "mixed.Rst": RST.format("mixed").replace("A title", "B title")}
    files |= {"page.HTM": "<html><head><title>Old</title></head><body>Old page</body></html>"}
    files |= {
        "notes.txt": "n",
        "sub/notes.org": "n",
        "sub/more.TXT": "n",
        "images/licence.txt": "n",
        "toml.md": '+++\ntitle = "T"\n+++\n\nText.\n',
        "json.md": '{"title": "J"}\n\nText.\n',
        "2024-05-17-by-its-name.md": "# A *heading* as `title`\n\nText.\n",
        "2024-05-18-titled.md": "---\ntitle: From the front\n---\n\n# Another heading\n\nText.\n",
        "news/2024-05-19.md": "# In a folder\n\nText.\n",
        "pages/about.MD": "# About us\n\nWho we are.\n",
        "comments/story-0/one.MD": "---\nid: one\nauthor: Ada\ndate: 2024\n---\n\nA shouted comment.\n",
        "values/Justice.MD": "---\nname: Justice\n---\n\n# Not a name\n\nWhat is due.\n",
    }
    return shared_site(files, USE_FOLDER_AS_CATEGORY=True)


def test_an_ending_is_read_in_any_case(endings):
    for number, _one in enumerate(SPELLINGS):
        page = endings.page(f"stories/story-{number}/")
        assert 'href="/stories/story-0/">first' in page and 'href="/stories/story-1/#a">plain' in page
        assert 'href="/stories/story-10/">mkdn' in page
    assert "Text of up." in endings.page("stories/a-title/")
    assert "Text of mixed." in endings.page("stories/b-title/")
    assert "What is due." in endings.page("values/justice/")
    assert "A shouted comment." in endings.page("stories/story-0/")


def test_what_is_passed_over_is_counted_and_named_once(endings):
    [problem] = endings.found("passed-over")
    assert problem.message == "3 texts are passed over: nothing here reads 1 .org, 2 .txt."
    assert problem.path == "notes.txt"
    assert [one.path for one in endings.found("front-matter-foreign")] == ["json.md", "toml.md"]
    assert not endings.has("stories/j/") and not endings.has("stories/t/")


def test_a_title_stands_in_the_first_heading_and_a_date_in_the_name(endings):
    page = endings.page("stories/by-its-name/")
    assert "<title>A heading as title · Heard</title>" in page
    assert page.count("A heading as title</h1>") == 1 and 'id="a-heading' not in page
    assert 'datetime="2024-05-17"' in page
    assert "Another heading</h2>" in endings.page("stories/from-the-front/")
    assert any(b"About us</h1>" in octets for octets in endings.tree().values())
    assert "In a folder" in endings.page("categories/news/")


class OwnReader(MarkdownReader):
    """A reader as owners bring it along: YAML in front, and its own Markdown."""

    def read(self, source_path):
        _start, front, body = Path(source_path).read_text("utf-8").split("---\n", 2)
        written = yaml.safe_load(front)
        metadata = {key: self.process_metadata(key, value) for key, value in written.items()}
        return Markdown().convert(body) + "<!-- own reader -->", metadata


def _take_md(readers):
    readers.reader_classes["md"] = OwnReader


OWN_PLUGIN = types.ModuleType("own_reader")
OWN_PLUGIN.register = lambda: signals.readers_init.connect(_take_md)

FRONT = (
    "---\ntitle: {}\nid: {}\ndate: '2024-05-01'\nvalues: [justice, {{value: life, stance: breached}}]\n"
    "lesson: Ask twice.\ncompany: Old Mill\noutcome: {}\n"
)
OWN_FILES = {
    "a.md": FRONT.format("Own", "own-one", "heard") + "---\n\nText.\n",
    "b.MD": FRONT.format("Loud", "loud-one", "unheard") + "---\n\nText.\n",
    "c.md": FRONT.format("Wrong", "wrong-one", "herd") + "---\n\nText.\n",
    "d.md": FRONT.format("Held", "held-one", "heard") + "draft: true\n---\n\nText.\n",
    "e.rst": "Rest\n####\n\n:date: 2024-05-02\n:values: justice; life\n:outcome: He softened.\n"
    ":lesson: Ask once.\n:company: Old Mill\n:id: rest-one\n\nText.\n",
    "values/justice.md": "---\nname: Justice\naliases: fairness\n---\n\nWhat is due.\n",
}


@pytest.mark.parametrize("place", ["first", "last"])
def test_an_owners_reader_stays_in_use_wherever_its_plugin_stands(site, place):
    ours = read_settings(str(ROOT / "pelicanconf.py"))["PLUGINS"]
    plugins = [OWN_PLUGIN, *ours] if place == "first" else [*ours, OWN_PLUGIN]
    blog = site(OWN_FILES, PLUGINS=plugins)
    page = blog.page("stories/own/")
    assert "<!-- own reader -->" in page and "<!-- own reader -->" in blog.page("stories/loud/")
    assert "/values/justice/" in page and "Ask twice." in page and "/companies/old-mill/" in page
    assert "stories/own/" in blog.page("outcomes/heard/")
    assert "stories/loud/" in blog.page("outcomes/unheard/")
    assert [problem.place for problem in blog.found("outcome-unknown")] == ["c.md:8"]
    assert not blog.has("stories/wrong/") and not blog.has("stories/held/")
    assert "What is due." in blog.page("values/justice/")
    rest = blog.page("stories/rest/")
    assert "/values/life/" in rest and "Ask once." in rest and "<!-- own reader -->" not in rest
    assert "stories/rest/" in blog.page("companies/old-mill/")


def test_a_reader_in_the_settings_stays_in_use(site):
    files = {**OWN_FILES, "off.mdown": HEAD.format("Off", "switched-off")}
    blog = site(files, READERS={"md": OwnReader, "mdown": None})
    assert "<!-- own reader -->" in blog.page("stories/own/")
    assert not blog.has("stories/off/")


@pytest.fixture(scope="module")
def summaries(shared_site, tmp_path_factory):
    """Summaries with markup, and a field of the owner's that a template of theirs shows."""
    templates = tmp_path_factory.mktemp("templates")
    (templates / "article.html").write_text(
        "{% extends '!theme/article.html' %}"
        "{% block content %}{{ super() }}<div>{{ article.mood|safe }}</div>{% endblock %}"
    )
    yaml_summary = "summary: 'A **bold** [[wiki-one|word]] & [b]({filename}b.md), <i>so</i> ~~no~~'\n"
    return shared_site(
        {
            "a.md": "Title: A\nId: plain-one\nDate: 2024-05-01\n"
            "Summary: A **bold** word, a [link]({filename}b.md)\n\nText.\n",
            "b.md": "Title: B\nId: bee-one\nDate: 2024-05-01\nMood: so *so*\n\nText.\n",
            "c.md": HEAD.format("C", "wiki-one").replace("---\n\n", f"{yaml_summary}---\n\n"),
            "d.rst": "D\n#\n\n:date: 2024-05-01\n:id: rest-one\n"
            ":summary: A **bold** word, `b <{filename}b.md>`_\n\nText\n",
            "e.md": "Title: E\nId: harm-one\nDate: 2024-05-01\nMood: <script>harm()</script>\n"
            "Summary: Well <script>harm()</script><b onclick='harm()'>said</b> ![gone](gone.png)\n\nHm.\n",
            "f.html": "<html><head><title>F</title><meta name='id' content='html-one'>"
            "<meta name='date' content='2024-05-01'><meta name='summary' content="
            "'Well <script>harm()</script><i>said</i>'></head><body><p>Text.</p></body></html>",
            "pages/q.md": "Title: Q\nSummary: Well <style>p{harm:1}</style> *said*\n\nText.\n",
            "pages/p.md": "Title: P\nSummary: A **bold** page, [b]({filename}../b.md)\n\nText.\n",
        },
        FORMATTED_FIELDS=["summary", "mood"],
        THEME_TEMPLATES_OVERRIDES=[str(templates)],
        STORY_EXTRA_KEYS=["mood"],
    )


def test_a_summary_is_markdown_and_no_markup_is_shown(summaries):
    tree = summaries.tree()
    for octets in (tree[path] for path in tree if path.endswith((".html", ".xml", ".json"))):
        assert b"**" not in octets and b"filename}" not in octets and b"~~" not in octets
        assert b"[[" not in octets and b'"story:' not in octets and b"data-story" not in octets
    page = summaries.page("stories/a/")
    assert '<meta name="description" content="A bold word, a link">' in page
    assert 'A <strong>bold</strong> word, a <a href="/stories/b/">link</a>' in page
    assert "A bold word, a link" in summaries.page("archive/2024/")
    assert "A bold word, a link</summary>" in summaries.page("feeds/all.atom.xml")
    assert '<a href="/stories/c/">word</a>' in summaries.page("stories/c/")
    rest = summaries.page("stories/d/")
    assert 'A <strong>bold</strong> word, <a class="reference external" href="/stories/b/">b</a>' in rest
    assert 'content="A bold page, b"' in summaries.page("p/")


def test_a_summary_runs_nothing_and_shows_no_picture_that_is_not_there(summaries):
    tree = summaries.tree()
    for octets in (tree[path] for path in tree if path.endswith((".html", ".xml", ".json"))):
        assert b"harm" not in octets.replace(b"harm-one", b"")
    assert "Well <i>said</i>" in summaries.page("stories/f/")
    assert "<p>Well <b>said</b> gone</p>" in summaries.page("stories/e/")
    assert "<div></div>" in summaries.page("stories/e/")
    assert [problem.place for problem in summaries.found("link-broken")] == ["e.md:5"]


def test_a_field_of_the_owners_is_markdown_for_the_theme(summaries):
    assert "<div><p>so <em>so</em></p></div>" in summaries.page("stories/b/")


def test_a_title_in_the_name_comes_before_a_heading(site):
    blog = site(
        {"2024-05-01_By name.md": "# A heading\n\nText.\n"},
        FILENAME_METADATA=r"(?P<date>\d{4}-\d{2}-\d{2})_(?P<title>.*)",
    )
    page = blog.page("stories/by-name/")
    assert "By name</h1>" in page and "A heading</h2>" in page


def test_a_summary_is_plain_where_text_is_needed(summaries):
    stories = {card.id: card.story for card in summaries.settings["STORY_LIBRARY"].cards}
    assert stories["plain-one"].summary == "A bold word, a link"
    assert stories["wiki-one"].summary == "A bold word & b, so"
    assert stories["rest-one"].summary == "A bold word, b"
