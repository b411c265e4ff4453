"""How entries are written: RSS 2.0, Atom 1.0 and JSON Feed 1.1 from the same facts."""

import json
import re
from datetime import date, datetime, timedelta, timezone

import feedparser
import html5lib
import pytest
from feeds import ATOM, CONTENT, MEDIA, Feed, read_feed
from feedsamples import entry, facts
from helpers import strict_xml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from heard.feeds import jsonfeed
from heard.feeds.entries import Category, Image, Talk, writable
from heard.feeds.formats import FULL, RICH, SUMMARY, AtomFeed, RssFeed, atom, rss
from heard.feeds.jsonfeed import json_feed
from heard.library.identities import Tombstone

WRITTEN = {"feeds/x.rss.xml": rss, "feeds/x.atom.xml": atom, "feeds/x.json": json_feed}
every_format = pytest.mark.parametrize("path", WRITTEN)
THR = "{http://purl.org/syndication/thread/1.0}"
OWN = Image("https://h.example/cat.png", "A cat", "image/png", 300)
FAR = Image("https://far.example/dog.jpg", "A dog")
TALK = Talk(
    2, "https://h.example/c/#comments", "https://h.example/c.rss.xml", "https://h.example/c.atom.xml"
)


def written(path: str, *entries, **changes) -> Feed:
    return read_feed(path, WRITTEN[path](facts(**changes), entries).encode("utf-8"))


ODD = ["]]>", "<b></b>", "a & b", "<script>x</script>", "&amp;", "\u2028", "\U0001f600", "x" * 9000, "שלום"]


@every_format
@pytest.mark.parametrize("text", ODD)
def test_a_title_comes_back_as_it_was(path, text):
    item = written(path, entry(title=text)).items[0]
    is_html = path.endswith(".rss.xml") or (path.endswith(".atom.xml") and _is_html(item.node))
    assert (plain_text(item.title) if is_html else item.title) == text


def _is_html(node) -> bool:
    return node.find(f"{ATOM}title").get("type") == "html"


def plain_text(title: str) -> str:
    """A title as a program shows it that takes it for HTML."""
    if not title.strip():
        return title
    root = html5lib.parseFragment(title, namespaceHTMLElements=False)
    assert len(root) == 0, "it holds an element"
    return root.text or ""


NAMES_AND_TITLES = {
    "<b>x</b>": "&lt;b>x&lt;/b>",
    "A & B <script>": "A & B &lt;script>",
    "AT&T, R&D & co": "AT&T, R&D & co",
    "&lt;i&gt;": "&amp;lt;i&amp;gt;",
    "&copyright &#60; &nosuch;": "&amp;copyright &amp;#60; &nosuch;",
    "1 < 2 > 0, <3": "1 < 2 > 0, <3",
    "<!-- x --> <?x?> </i>": "&lt;!-- x --> &lt;?x?> &lt;/i>",
}


@pytest.mark.parametrize(("text", "in_rss"), NAMES_AND_TITLES.items())
def test_no_name_becomes_markup_in_a_program_that_takes_rss_for_html(text, in_rss):
    channel = written(
        "feeds/x.rss.xml",
        entry(title=text, author=text, categories=(Category(text, "https://h.example/tags/"),)),
        title=text,
        description=text,
    ).root.find("channel")
    item = channel.find("item")
    dc = "{http://purl.org/dc/elements/1.1/}creator"
    read = [*(channel.findtext(name) for name in ("title", "description"))]
    read += [item.findtext(name) for name in ("title", dc, "category")]
    assert read == [in_rss] * 5
    assert plain_text(in_rss) == text


@pytest.mark.parametrize("text", NAMES_AND_TITLES)
def test_a_name_that_looks_like_markup_is_declared_in_atom_and_text_in_json(text):
    feed = written("feeds/x.atom.xml", entry(title=text, author=text), title=text, description=text)
    looks_like_markup = NAMES_AND_TITLES[text] != text
    for node in (feed.root, feed.items[0].node):
        assert _is_html(node) is looks_like_markup
        title = node.findtext(f"{ATOM}title")
        assert (plain_text(title) if looks_like_markup else title) == text
    subtitle = feed.root.find(f"{ATOM}subtitle")
    assert (subtitle.get("type") == "html") is looks_like_markup
    assert feed.items[0].node.findtext(f"{ATOM}author/{ATOM}name") == text
    assert written("feeds/x.json", entry(title=text)).items[0].title == text


IDENTITIES = {
    "urn:story:call": "urn:story:call",
    "urn:story:call:outcome:2024-01/2024-02:heard": "urn:story:call:outcome:2024-01%2F2024-02:heard",
    "https://old.example/?p=12": "https://old.example/?p=12",
    "tag:blog.example,2024-07-01:/post-7.html": "tag:blog.example,2024-07-01:/post-7.html",
    "12": "urn:story:guid:12",
    "post 7/é": "urn:story:guid:post%207%2F%C3%A9",
    "urn:story:é": "urn:story:%C3%A9",
    "urn:story:a%20b": "urn:story:a%20b",
}
URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[A-Za-z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+")


@pytest.mark.parametrize(("identity", "in_atom"), IDENTITIES.items())
def test_an_identity_is_valid_in_atom_and_as_it_was_elsewhere(identity, in_atom):
    made = {path: written(path, entry(identity=identity)).ids for path in WRITTEN}
    expected = {path: [in_atom if "atom" in path else identity] for path in WRITTEN}
    assert made == expected
    assert URN.fullmatch(in_atom) or not in_atom.startswith("urn:")


def test_two_entries_of_one_moment_are_told_apart_in_atom_and_only_there():
    entries = [entry(identity=f"urn:story:s-{n}") for n in range(50)]
    feed = written("feeds/x.atom.xml", *entries)
    updated = [item.node.findtext(f"{ATOM}updated") for item in feed.items]
    assert len(set(updated)) == 50
    assert {moment[:19] for moment in updated} == {"2024-05-01T09:00:00"}
    assert {item.published for item in feed.items} == {entries[0].published}
    alone = written("feeds/x.atom.xml", entries[7]).items[0].node.findtext(f"{ATOM}updated")
    assert alone == updated[7]


def test_a_feed_without_a_dated_entry_has_no_date_to_tell():
    assert "lastBuildDate" not in rss(facts(), [])
    assert "lastBuildDate" not in rss(facts(), [entry(published=None, updated=None)])
    assert "lastBuildDate" in rss(facts(), [entry()])


def test_an_entry_without_a_summary_has_none_in_atom():
    assert "<summary" not in atom(facts(), [entry(summary=" ")])


AMOUNTS = {
    RICH: ("I rang.", "<p>I rang at nine.</p>"),
    SUMMARY: ("I rang.", None),
    FULL: ("<p>I rang at nine.</p>", None),
}


@pytest.mark.parametrize(("text", "said"), AMOUNTS.items())
def test_rss_holds_as_much_of_a_story_as_its_feed_is_for(text, said):
    known = {}
    rss(facts(), [shared := entry()], known)  # the entry was written for another feed before
    item = read_feed("feeds/x.rss.xml", rss(facts(text=text), [shared], known).encode()).items[0].node
    assert (item.findtext("description"), item.findtext(CONTENT)) == said


@every_format
@pytest.mark.parametrize("text", ["<p>]]></p>", "<pre>&lt;b&gt;</pre>", "<p>\u2029 \U0001f600</p>", ""])
def test_the_full_text_comes_back_as_it_was(path, text):
    assert written(path, entry(content=text)).items[0].html == text


@every_format
@given(text=st.text(st.characters(), max_size=60))
def test_no_text_breaks_a_feed(path, text):
    safe = writable(text)
    written(path, entry(title=safe, content=safe, summary=safe, author=safe))


CLEAN = [
    ("a\x00b", "ab"),
    ("a\x0cb", "ab"),
    ("\ufffe", ""),
    ("a\ud800b", "a\ufffdb"),
    ("\ud83d\ude00", "😀"),
]


@pytest.mark.parametrize(("text", "expected"), CLEAN)
def test_what_xml_cannot_hold_is_left_out(text, expected):
    assert writable(text) == expected


@pytest.mark.parametrize("path", list(WRITTEN)[:2])
@pytest.mark.parametrize("images", [(), (OWN,), (OWN, FAR)])
def test_a_program_takes_the_full_text_for_the_text(path, images):
    found = feedparser.parse(WRITTEN[path](facts(), [entry(images=images)]).encode()).entries[0]
    said = (found.title, found.summary, [part.value for part in found.content])
    assert said == ("The call", "I rang.", ["<p>I rang at nine.</p>"])


@pytest.mark.parametrize("path", list(WRITTEN)[:2])
def test_a_picture_of_the_site_is_an_enclosure_with_its_length_and_type(path):
    found = feedparser.parse(WRITTEN[path](facts(), [entry(images=(FAR, OWN))]).encode()).entries[0]
    assert [(e.href, e.length, e.type) for e in found.enclosures] == [(OWN.url, "300", "image/png")]


def test_rss_has_one_enclosure_and_every_picture_as_media():
    item = written("feeds/x.rss.xml", entry(images=(OWN, replace(OWN, url="https://h.example/b.png"), FAR)))
    node = item.items[0].node
    assert (len(node.findall("enclosure")), len(node.findall(MEDIA))) == (1, 3)


def test_json_names_the_first_picture_and_those_whose_size_is_known():
    node = written("feeds/x.json", entry(images=(FAR, OWN))).items[0].node
    attached = {"url": OWN.url, "mime_type": "image/png", "size_in_bytes": 300}
    assert (node["image"], node["attachments"]) == (FAR.url, [attached])


def test_rss_tells_of_comments():
    found = feedparser.parse(rss(facts(), [entry(talk=TALK)])).entries[0]
    told = (found.slash_comments, found.wfw_commentrss, found.comments)
    assert told == ("2", TALK.rss, TALK.page)


def test_atom_tells_of_replies():
    link = written("feeds/x.atom.xml", entry(talk=TALK)).items[0].node.find(f"{ATOM}link[@rel='replies']")
    told = (link.get("href"), link.get("type"), link.get(f"{THR}count"))
    assert told == (TALK.atom, "application/atom+xml", "2")


def test_a_feed_of_comments_that_does_not_exist_is_not_named():
    text = rss(facts(), [entry(talk=replace(TALK, rss=""))]) + atom(
        facts(), [entry(talk=replace(TALK, atom=""))]
    )
    assert "commentRss" not in text and "replies" not in text


def test_a_story_taken_back_is_told_in_atom_before_any_entry():
    stone = Tombstone("urn:story:gone", date(2026, 11, 2), "/stories/gone/")
    root = written("feeds/x.atom.xml", entry(), tombstones=(stone,)).root
    found = root.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert (found.get("ref"), datetime.fromisoformat(found.get("when")).isoformat()) == (
        "urn:story:gone", "2026-11-02T00:00:00+00:00",
    )  # fmt: skip


def test_a_tombstone_is_no_entry_for_programs_that_do_not_know_it():
    stone = Tombstone("urn:story:gone", date(2026, 11, 2), "/stories/gone/")
    parsed = feedparser.parse(atom(facts(tombstones=(stone,)), [entry()]).encode())
    assert (parsed.bozo, [found.id for found in parsed.entries]) == (False, ["urn:story:call"])


@every_format
def test_a_hub_is_named(path):
    hub = "https://hub.example/"
    assert written(path, entry(), links=(("hub", hub),)).links["hub"] == hub


@pytest.mark.parametrize(
    ("path", "place"), [("feeds/x.rss.xml", "channel/copyright"), ("feeds/x.atom.xml", f"{ATOM}rights")]
)
def test_rights_are_told(path, place):
    assert written(path, entry(), rights="Ask us & share.").root.findtext(place) == "Ask us & share."


def test_an_empty_feed_is_valid_in_every_format():
    assert [written(path).items for path in WRITTEN] == [(), (), ()]


@every_format
def test_a_moment_keeps_its_offset(path):
    moment = datetime(2015, 3, 11, 11, 25, tzinfo=timezone(timedelta(hours=-4)))
    assert written(path, entry(published=moment)).items[0].published.isoformat() == moment.isoformat()


@every_format
def test_an_undated_entry_has_no_day_of_publication(path):
    assert written(path, entry(published=None, updated=None)).items[0].published is None


def test_the_identity_in_rss_is_no_address():
    assert strict_xml(rss(facts(), [entry()])).find(".//guid").get("isPermaLink") == "false"


def test_json_holds_an_empty_text_rather_than_none():
    assert json.loads(json_feed(facts(), [entry(content="")]))["items"][0]["content_html"] == ""


def test_the_text_stands_before_the_pictures_in_rss():
    names = [node.tag for node in written("feeds/x.rss.xml", entry(images=(OWN,))).items[0].node]
    assert names.index(CONTENT) < names.index(MEDIA)


@every_format
def test_an_entry_that_many_feeds_hold_is_written_once_and_the_same_in_each(path, monkeypatch):
    calls = []
    for kind in (RssFeed, AtomFeed):
        plainly = kind.item_attributes
        monkeypatch.setattr(kind, "item_attributes", lambda *a, f=plainly: calls.append(a) or f(*a))
    monkeypatch.setattr(jsonfeed, "_item", lambda one, f=jsonfeed._item: calls.append(one) or f(one))
    entries = [entry(title="A"), entry(title="B", images=(OWN,), talk=TALK), entry(title="C", author="")]
    known = {}
    for title in ("Heard", "Another"):
        together = WRITTEN[path](facts(title=title), entries, known)
        assert together == WRITTEN[path](facts(title=title), entries)  # each on its own
    # An entry without an author is given the title of the feed in Atom, and is another there.
    shared = 3 + (path == "feeds/x.atom.xml")
    assert len(calls) - 6 == shared


@given(texts=st.lists(st.text(st.characters()).map(writable), max_size=4))
def test_json_is_as_the_library_writes_it_whole(texts):
    text = json_feed(facts(), [entry(title=one, content=one, images=(OWN, FAR)) for one in texts])
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
