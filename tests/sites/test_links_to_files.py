"""Pictures and other files, as bodies name them: copied, at one valid address, in pages and feeds alike."""

import json
import re
import unicodedata
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

SITEURL = "https://heard.example/blog"
PNG = b"\x89PNG\r\n\x1a\n"
NFC, NFD = unicodedata.normalize("NFC", "Käse"), unicodedata.normalize("NFD", "Käse")


def story(name: str, body: str) -> str:
    return f"---\ntitle: {name}\nid: {name}-story\nslug: {name}\ndate: 2024-05-01\n---\n\n{body}\n"


NAMES = ["a b.png", "50%.png", "a#b.png", "a?b.png", "a+b.png", "a&b.png", "a'b.png", "a,b.png",
         f"{NFD}.png", "日本.png", "a%20c.png", "(1) [x].png"]  # fmt: skip
ENCODED = {
    "{static}/images/a%20b.png": "a b.png",
    "{static}/images/50%25.png": "50%.png",
    "{static}/images/a%23b.png": "a#b.png",
    "{static}/images/a%3Fb.png": "a?b.png",
    "{static}/images/a+b.png": "a+b.png",
    "{static}/images/a&b.png": "a&b.png",
    "{static}/images/a,b.png": "a,b.png",
    f"{{static}}/images/{NFC}.png": f"{NFD}.png",
    f"{{static}}/images/{NFD}.png": f"{NFD}.png",
    "{static}/images/%E6%97%A5%E6%9C%AC.png": "日本.png",
    "{static}/images/a%2520c.png": "a%20c.png",
    "{static}/images/a%20c.png": "a%20c.png",
    "{static}/images/(1)%20%5Bx%5D.png": "(1) [x].png",
}
AS_TYPED = {
    "{static}/images/a b.png": "a b.png",
    "{static}/images/50%.png": "50%.png",
    "{static}/images/a#b.png": "a#b.png",
    "{static}/images/a'b.png": "a'b.png",
    "{filename}/images/a b.png": "a b.png",
    "../images/a b.png": "a b.png",
    "../images/50%25.png": "50%.png",
    "/blog/images/a b.png": "a b.png",
    "/blog/images/50%.png": "50%.png",
    "/blog/images/a#b.png": "a#b.png",
    "/blog/images/a?b.png": "a?b.png",
    "/blog/images/a%23b.png": "a#b.png",
    "https://heard.example/blog/images/a b.png": "a b.png",
}
REFERENCES = {**ENCODED, **AS_TYPED}


@pytest.fixture(scope="module")
def built(shared_site):
    files: dict[str, str | bytes] = {f"images/{name}": PNG for name in NAMES}
    for number, reference in enumerate(REFERENCES):
        files[f"stories/p{number}.md"] = story(f"p{number}", f"Before.\n\n![Picture](<{reference}>)")
    return shared_site(files, SITEURL=SITEURL)


def test_nothing_is_told_of_pictures_that_are_there(built):
    assert built.log == [] and built.records == []


@pytest.mark.parametrize(("reference", "name"), REFERENCES.items())
def test_the_address_of_a_picture_is_encoded_once_in_the_page_and_in_feeds(built, reference, name):
    number = list(REFERENCES).index(reference)
    body = re.search(r"Before\.</p>(.*?)</p>", built.page(f"stories/p{number}/"), re.DOTALL)[1]
    address = unescape(re.search(r'src="([^"]*)"', body)[1])
    assert re.fullmatch(r"[!-~]*", address)
    full = urlsplit(urljoin(f"{SITEURL}/stories/p{number}/", address))
    assert (unquote(full.path), full.query, full.fragment) == (f"/blog/images/{name}", "", "")
    (item,) = [
        one for one in json.loads(built.feed("feeds/all.json"))["items"] if one["title"] == f"p{number}"
    ]
    (attachment,) = item["attachments"]
    assert attachment["url"] == full.geturl()
    assert attachment["mime_type"] == "image/png" and attachment["size_in_bytes"] == len(PNG)
    assert unescape(re.search(r'<img[^>]* src="([^"]*)"', item["content_html"])[1]) == full.geturl()
    enclosures = re.findall(r'<enclosure[^>]* url="([^"]*)"', built.feed("feeds/all.rss.xml"))
    assert full.geturl() in map(unescape, enclosures)
    assert full.geturl() in map(unescape, re.findall(r'href="([^"]*)"', built.feed("feeds/all.atom.xml")))


# -- every way to name a file ---------------------------------------------------------------------------

ANYWHERE = """
<a href={static}/images/x.png data-x="1"><img src={static}/images/x.png longdesc="{static}/docs/a.pdf"></a>

<img src="{static}/images/x.png" srcset="{static}/images/x.png 1x, {static}/images/y z.png 2x" alt="">

<picture><source srcset="{static}/images/y%20z.png 480w,{static}/images/x.png 960w">
<img src='{static}/images/x.png' alt=""></picture>

<video controls poster={static}/images/x.png src="{static}/films/f.mp4">
<source src="{static}/films/f.webm"></video>

<object data="{static}/docs/a.pdf"></object>

[A document]({filename}/docs/a.pdf#page=2) and [a story]({filename}other.md#end) and [a tag]({tag}big deal)
and [a value]({filename}/values/honesty.md) and [the same](../values/honesty.md#why) and [home]({index}).
"""
LINKED = [
    "images/x.png", "images/x.png", "docs/a.pdf", "images/x.png", "images/x.png", "images/y%20z.png",
    "images/y%20z.png", "images/x.png", "images/x.png", "images/x.png", "films/f.mp4", "films/f.webm",
    "docs/a.pdf", "docs/a.pdf#page=2", "stories/other/#end", "tags/big-deal/",
    "values/honesty/", "values/honesty/#why", "index.html",
]  # fmt: skip
BUNDLE = """
![A cover](cover.png) <img src=cover.png alt=x srcset="cover.png 1x, wide cover.png 2x"> [notes](notes.pdf)

[Data](../trip/data/d.csv) [a word document](<Big plan.docx>) [[notes.pdf]] [[notes.pdf|the notes]]

![[cover.png]] ![[Cover.PNG|300]] ![[wide cover.png|What it shows]] ![[far.png]] ![[deep/far.png]]

| a | b |
|---|---|
| [[other-story\\|in a table]] | ![[cover.png\\|40]] |

[[Other Words]] [[folder/other words]] [[Other Words.md]] [[other-story#The End]] [[about]]

`a[[0]]` and a[[0]] and [[ -f x ]] and `[[ -f x ]]` and \\[[not a link]] and <code>[[x]]</code> and [[`x`]]
"""
BESIDE = [
    "trip/cover.png", "trip/cover.png", "trip/cover.png", "trip/wide%20cover.png", "trip/notes.pdf",
    "trip/data/d.csv", "trip/Big%20plan.docx", "trip/notes.pdf", "trip/notes.pdf",
    "trip/cover.png", "trip/cover.png", "trip/wide%20cover.png", "elsewhere/deep/far.png",
    "elsewhere/deep/far.png", "other/", "trip/cover.png", "words/", "words/", "words/", "other/#end",
]  # fmt: skip


class _Addresses(HTMLParser):
    """What an independent parser finds in a body."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "poster", "data", "longdesc"):
                self.found.append(value or "")
            elif name == "srcset":
                self.found += [part.split()[0] for part in (value or "").split(", ")]


@pytest.fixture(scope="module")
def ways(shared_site):
    return shared_site(
        {
            "images/x.png": PNG,
            "images/y z.png": PNG,
            "docs/a.pdf": b"%PDF",
            "films/f.mp4": b"x",
            "films/f.webm": b"x",
            "stories/all.md": story("all", ANYWHERE),
            "stories/other.md": story("other", "## The End {#end}\n\nSome words."),
            "stories/trip/index.md": story("trip", BUNDLE),
            "stories/trip/cover.png": PNG,
            "stories/trip/wide cover.png": PNG,
            "stories/trip/notes.pdf": b"%PDF",
            "stories/trip/Big plan.docx": b"x",
            "stories/trip/data/d.csv": b"x",
            "stories/trip/not-named.png": PNG,
            "stories/elsewhere/deep/far.png": PNG,
            "stories/folder/Other Words.md": story("words", "x"),
            "pages/about.md": "---\ntitle: About us\nslug: about\n---\n\n![x](../images/x.png)\n",
            "values/honesty.md": "---\nname: Honesty\n---\n\n## Why {#why}\n\n![x](light.png)\n",
            "values/light.png": PNG,
            "stories/tagged.md": story("t", "x").replace("\nid", "\ntags: big deal\nvalues: honesty\nid"),
        },
        SITEURL=SITEURL,
    )  # fmt: skip


def body_of(page: str) -> str:
    return re.search(
        r'<div class="[^"]*e-content[^"]*"[^>]*>(.*?)<(?:footer|aside|section)', page, re.DOTALL
    )[1]


def test_files_are_found_in_every_attribute_that_may_hold_one(ways):
    found = _Addresses(body_of(ways.page("stories/all/"))).found
    assert found == [f"/blog/{address}" for address in LINKED]


def test_a_file_beside_its_story_or_anywhere_by_its_name_has_its_own_address(ways):
    found = _Addresses(body_of(ways.page("stories/trip/"))).found
    assert found == [*(f"/blog/stories/{address}" for address in BESIDE), "/blog/about/"]


def test_what_is_named_is_copied_to_its_path_and_nothing_else(ways):
    copied = {name for name in ways.tree() if name.startswith(("stories/", "values/", "pages/"))}
    assert {name for name in copied if not name.endswith(".html")} == {
        "stories/elsewhere/deep/far.png",
        "stories/trip/Big plan.docx",
        "stories/trip/cover.png",
        "stories/trip/data/d.csv",
        "stories/trip/notes.pdf",
        "stories/trip/wide cover.png",
        "values/light.png",
    }


def test_pages_and_definitions_name_files_as_stories_do(ways):
    assert 'src="/blog/images/x.png"' in ways.page("about/")
    assert 'src="/blog/values/light.png"' in ways.page("values/honesty/")


def test_texts_of_links_are_those_of_obsidian(ways):
    body = body_of(ways.page("stories/trip/"))
    assert '<td><a href="/blog/stories/other/">in a table</a></td>' in body
    assert '<a href="/blog/stories/other/#end">other – The End</a>' in body
    assert '<a href="/blog/about/">About us</a>' in body


def test_brackets_in_prose_and_code_stay_as_they_were_typed(ways):
    assert (
        "<code>a[[0]]</code> and a[[0]] and [[ -f x ]] and <code>[[ -f x ]]</code> and [[not a link]] and "
        "<code>[[x]]</code> and [[<code>x</code>]]"
    ) in ways.page("stories/trip/")


def test_nothing_is_told_and_no_placeholder_is_left(ways):
    assert ways.log == []
    for name, octets in ways.tree().items():
        if name.endswith((".html", ".xml", ".json", ".opml")):
            assert not re.search(rb"klzzwxh|wzxhzdk|story-file:|[\x00-\x08\x0b\x0c\x0e-\x1f]", octets), name


# -- addresses that lead somewhere already -------------------------------------------------------------


def test_an_address_of_a_blog_that_leads_somewhere_keeps_leading_there(site):
    """`pictures/x.png` beside the page is another picture than beside the source."""
    files = {
        "stories/a.md": story("a", "![x](pictures/x.png) ![y](../../images/y.png) ![z](z.png) [b](../b/)"),
        "stories/b.md": story("b", "x"),
        "stories/pictures/x.png": PNG + b"source",
        "stories/z.png": PNG,
        "images/x.png": PNG + b"page",
        "images/y.png": PNG,
    }
    extra = {"images/x.png": {"path": "stories/a/pictures/x.png"}}
    built = site(files, EXTRA_PATH_METADATA=extra)
    found = _Addresses(body_of(built.page("stories/a/"))).found
    assert found == ["/stories/a/pictures/x.png", "/images/y.png", "/stories/z.png", "../b/"]
    assert built.tree()["stories/a/pictures/x.png"].endswith(b"page")


@pytest.mark.parametrize("link", ["{attach}cover.png", "{attach}/stories/trip/cover.png"])
def test_what_is_attached_lies_beside_its_page(site, link):
    files = {
        "stories/trip/trip.md": story("a", f"![x]({link}) ![x](cover.png)"),
        "stories/trip/cover.png": PNG,
    }
    built = site(files)
    assert _Addresses(body_of(built.page("stories/a/"))).found == ["/stories/a/cover.png"] * 2
    assert built.has("stories/a/cover.png") and not built.has("stories/trip/cover.png")


# -- what leads nowhere -----------------------------------------------------------------------------------

NOWHERE = {
    "a document": ("[x]({filename}/docs/gone.pdf)", "{filename}/docs/gone.pdf", "x"),
    "a picture": ("![A cup]({static}gone.png)", "{static}gone.png", "A cup"),
    "an encoded picture": ("![A cup]({static}a%20b.png)", "{static}a%20b.png", "A cup"),
    "in a srcset": (
        '<img src="/theme/icon.svg" alt="a" srcset="{static}gone.png 2x">', "{static}gone.png",
        '<img src="/theme/icon.svg" alt="a">',
    ),
    "a poster": ('<video src="/theme/icon.svg" poster={static}gone.png></video>', "{static}gone.png",
                 '<video src="/theme/icon.svg"></video>'),
    "with a reference": ("[x]({static}a.png?b=1&c=2)", "{static}a.png?b=1&c=2", "x"),
    "outside of the folder": ("[x]({static}/../../secret.txt)", "{static}/../../secret.txt", "x"),
    "by its name": ("![[gone.png|A cup]]", "gone.png", "A cup"),
    "a document by its name": ("[[gone.pdf]]", "gone.pdf", "gone.pdf"),
    "two in a tag": ("<a href={static}b.png><img src={static}b.png alt=c></a>", "{static}b.png", "c"),
}  # fmt: skip


@pytest.fixture(scope="module")
def nowhere(shared_site):
    return shared_site(
        {f"stories/n{n}.md": story(f"n{n}", f"x\n\n{one[0]}") for n, one in enumerate(NOWHERE.values())}
    )


@pytest.mark.parametrize("name", NOWHERE)
def test_what_leads_nowhere_is_told_with_its_line_and_its_words_stay(nowhere, name):
    number = list(NOWHERE).index(name)
    _typed, link, shown = NOWHERE[name]
    assert [str(one) for one in nowhere.problems if one.path == f"stories/n{number}.md"] == [
        f'stories/n{number}.md:10: link-broken the link "{link}" leads nowhere. Paths are relative to this '
        "file, or to the content folder after a slash."
    ]
    body = body_of(nowhere.page(f"stories/n{number}/"))
    assert re.sub(r"</?p>|\s*\n", "", body).removesuffix("</div>").removeprefix("x") == shown


@pytest.mark.breaks_invariants("the missing picture is what the test is about", "link")
def test_a_picture_that_is_not_beside_its_story_is_a_warning_and_stays(site):
    body = "![x](gone.png)\n\n![y](a/here.png) [z](unknown.zip) <video src='gone.mp4'></video>"
    built = site({"stories/a.md": story("a", body), "stories/a/here.png": PNG})
    end = "Put the file beside this one, or name it from the content folder: {static}/…"
    assert built.log == [
        f'stories/a.md:8: link-broken the link "gone.png" leads nowhere. {end}',
        f'stories/a.md:10: link-broken the link "gone.mp4" leads nowhere. {end}',
    ]
    assert {problem.severity for problem in built.found("link-broken")} == {"warning"}
    found = _Addresses(body_of(built.page("stories/a/"))).found
    assert found == ["gone.png", "/stories/a/here.png", "unknown.zip", "gone.mp4"]


@pytest.mark.breaks_invariants("links to what is not copied lead nowhere", "link")
def test_what_is_hidden_or_a_source_is_not_copied_because_something_lies_beside_it(site):
    files = {
        "stories/a.md": story(
            "a", "[a](.secret.png) [b](.vault/key.pdf) [c](../comments/x/1.md) [d](../../out.txt)"
        ),
        "stories/.secret.png": PNG,
        "stories/.vault/key.pdf": b"x",
        "comments/x/1.md": "x",
        "../out.txt": "x",
    }
    built = site(files)
    assert not {"stories/.secret.png", "stories/.vault/key.pdf", "comments/x/1.md"} & built.tree().keys()


def test_what_a_published_story_names_in_any_way_is_there_although_a_draft_names_it_too(site):
    draft = story("d", "![](x.png) ![](/images/y.png)").replace("\nid", "\nstatus: draft\nid")
    named = story("a", "![[x.png]] <img alt=y srcset='../images/y.png 2x' src='{filename}/images/y.png'>")
    files = {"stories/deep/a.md": named.replace("../", "../../"), "stories/d.md": draft}
    built = site({**files, "stories/x.png": PNG, "images/y.png": PNG, "stories/z.png": PNG})
    assert built.log == [] and built.has("stories/x.png") and built.has("images/y.png")
