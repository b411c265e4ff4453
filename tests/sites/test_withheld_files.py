"""Files that only unpublished sources name are nowhere in a publish; all others are where they were."""

from __future__ import annotations

import pytest
from conftest import Site

PNG = b"\x89PNG\r\n\x1a\n"
HEAD = "---\ntitle: {0}\ndate: {1}\nid: {0}-id\n{2}\n---\n\n"
GOOD = HEAD.format("good", "2024-05-17", "cover: images/cover.png")
LINKS = (
    "![](/images/shared.png) ![]({attach}kept.png) <img src='/images/html.png' alt='x'> "
    "[x]({static}/images/x.txt)"
)


def _draft(number: int, keys: str, date: str = "2024-05-17") -> str:
    head = HEAD.format(f"secret{number}", date, keys)
    return head + f"![](/images/{number}.png) ![]({{attach}}near{number}.png) ![](/images/shared.png)\n"


UNPUBLISHED: dict[str, str] = {
    "stories/draft.md": _draft(1, "status: draft"),
    "stories/flag.md": _draft(2, "draft: true"),
    "stories/future.md": _draft(3, "", "2026-11-22"),
    "stories/skipped.md": _draft(4, "status: skip"),
    "stories/broken.md": _draft(5, "outcome: herd"),
    "stories/.hidden.md": _draft(6, ""),
    "stories/.trash/gone.md": _draft(7, ""),
    "stories/old.md~": _draft(8, ""),
    "stories/twice.md": _draft(9, "").replace("secret9-id", "good-id"),
    "stories/zz_index/_index.md": _draft(10, ""),
    "stories/rst.rst": "Secret\n######\n\n:status: draft\n\n.. image:: {static}/images/11.png\n",
    "stories/html.html": "<html><head><title>S</title><meta name='date' content='2024-05-17'><meta "
    "name='status' content='draft'></head><body><img src='/images/12.png'></body></html>",
    "pages/draft.md": "---\ntitle: P\nstatus: draft\n---\n\n![](../images/13.png)\n",
    "pages/broken.md": "---\ntitle: P\nslug: p\nstatus: nonsense\n---\n\n![](../images/14.png)\n",
    "values/broken.md": "---\nname: V\nstate: nonsense\nreply_days: x\n---\n\n![](../images/15.png)\n",
    "pages/zz-twice.md": "---\ntitle: P\nsave_as: stories/good/index.html\n---\n/images/16.png",
    "_drafts/elsewhere.md": _draft(17, ""),
    "stories/unclosed.md": "---\ntitle: X\ncover: images/18.png\n\nNever closed.\n",
    "stories/undecodable.md": b"---\ntitle: X\n---\n\xff ![](/images/19.png)".decode("latin-1"),
    "stories/srcset.md": _draft(20, "status: draft")
    + '<img srcset="/images/21.png 1x, /images/22.png 2x">',
}
NUMBERS = range(1, 23)


@pytest.fixture(scope="module")
def content() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = dict(UNPUBLISHED)
    files["stories/undecodable.md"] = UNPUBLISHED["stories/undecodable.md"].encode("latin-1")
    files |= {f"images/{number}.png": PNG + b"secret%d" % number for number in NUMBERS}
    files |= {f"stories/near{number}.png": PNG + b"near%d" % number for number in (*range(1, 11), 17, 20)}
    files["stories/good.md"] = GOOD + LINKS
    names = ("shared", "html", "cover", "nobody", "logo", "inpage", "incss")
    files |= {f"images/{name}.png": PNG for name in names}
    files |= {
        "images/x.txt": "x",
        "stories/kept.png": PNG,
        "pages/pic.md": "---\ntitle: Q\n---\n![](/images/logo.png)",
    }
    files["stories/more.md"] = (
        _draft(99, "status: draft") + "images/logo.png /images/html.png images/cover.png"
    )
    files["stories/more.md"] += (
        " /images/inpage.png /images/incss.png /images/x.txt kept.png /images/mark.svg"
    )
    files |= {
        "static/page.html": "<!doctype html><title>x</title><h1>x</h1><img src='../images/inpage.png'>"
    }
    files |= {"static/look.css": "a { background: url(../images/incss.png) }", "images/mark.svg": "<svg/>"}
    files |= {"comments/good-id/spam.md": "---\ndate: 2024-05-18\nstatus: spam\n---\n/images/nobody.png\n"}
    return files


SETTINGS = {
    "STATIC_PATHS": ["images", "static", "stories", "comments"],
    "SITELOGO": "/images/mark.svg",
    "STORY_EXTRA_KEYS": ["cover"],
    "unchecked": "drafts link to files that are not there, and a static page is not ours",
}


@pytest.fixture(scope="module")
def published(shared_site, content) -> Site:
    return shared_site(content, **SETTINGS)


def test_what_only_unpublished_sources_name_is_not_copied(published: Site) -> None:
    tree = published.tree()
    assert [name for name, octets in tree.items() if octets.startswith(PNG) and octets != PNG] == []
    assert [name for name in tree if "near" in name] == []


def test_sources_that_are_not_published_are_not_copied_as_files(published: Site) -> None:
    assert [name for name in published.tree() if name.endswith((".md", ".rst", ".md~"))] == []


KEPT = [f"{name}.png" for name in ("shared", "html", "cover", "nobody", "logo", "inpage", "incss")]


@pytest.mark.parametrize("name", [*KEPT, "mark.svg", "x.txt"])
def test_what_is_published_or_nobodys_stays(published: Site, name: str) -> None:
    assert published.has(f"images/{name}")


def test_an_attached_file_of_a_published_story_stays(published: Site) -> None:
    assert published.has("stories/good/kept.png")


def test_a_hint_names_the_file_and_who_names_it(published: Site) -> None:
    told = {problem.path: problem for problem in published.found("file-withheld")}
    assert "stories/draft.md" in told["images/1.png"].message
    assert {problem.severity for problem in told.values()} == {"hint"}


def test_a_writer_sees_the_files_of_drafts(site, content) -> None:
    shown = site(content, STORY_SHOW_DRAFTS=True, **SETTINGS)
    for number in (1, 2, 3, 11, 12, 13, 21, 22):
        assert shown.has(f"images/{number}.png"), number
    assert not shown.has("images/4.png")


@pytest.mark.parametrize("setting", [{"STATIC_PATHS": []}, {"STATIC_PATHS": ["stories"]}])
def test_attachments_of_held_back_stories(site, setting) -> None:
    files = {
        "stories/ok.md": GOOD,
        "stories/trip/hidden.md": HEAD.format("hid", "2024", "status: hidden") + "![]({attach}hidden.png)",
        "stories/trip/draft.md": HEAD.format("dra", "2024", "status: draft") + "![]({attach}draft.png)",
        "pages/secret.md": "---\ntitle: S\nstatus: draft\n---\n![]({attach}page.png)",
        **{f"stories/trip/{name}.png": PNG for name in ("hidden", "draft")},
        "pages/page.png": PNG,
    }
    tree = site(files, **setting).tree()
    assert [name for name in tree if name.endswith(".png")] == ["stories/hid/hidden.png"]


ITSELF = {
    "a file of STATIC_PATHS": {"STATIC_PATHS": ["extra/favicon.ico"]},
    "a file with an address": {
        "STATIC_PATHS": ["extra"],
        "EXTRA_PATH_METADATA": {"extra/favicon.ico": {"path": "extra/favicon.ico"}},
    },
}


@pytest.mark.parametrize("settings", ITSELF.values(), ids=ITSELF)
def test_a_file_that_settings_name_itself_is_the_owners(site, settings) -> None:
    files = {
        "stories/a.md": HEAD.format("a", "2024", "status: draft") + "/extra/favicon.ico",
        "stories/b.md": GOOD,
    }
    assert site({**files, "extra/favicon.ico": "x"}, **settings).has("extra/favicon.ico")


IN_DRAFTS: dict[str, str | bytes] = {
    "blog/good.md": HEAD.format("good", "2024-05-17", "") + "![x]({static}/blog/drafts/named.png)\n",
    **{f"blog/{folder}/x.png": PNG for folder in ("drafts", "_drafts", "Drafts", "a/_drafts/b")},
    "blog/drafts/named.png": PNG,
    "blog/draftsmen/desk.png": PNG,
    "_drafts/own/logo.png": PNG,
}


@pytest.mark.parametrize("shows", [False, True])
def test_files_in_a_folder_of_drafts_are_drafts_unless_somebody_else_names_them(site, shows):
    built = site(IN_DRAFTS, STATIC_PATHS=["blog", "_drafts/own"], STORY_SHOW_DRAFTS=shows)
    pictures = {name for name in IN_DRAFTS if name.endswith(".png")}
    held = {name for name in pictures if name.startswith(("blog/_drafts", "blog/Drafts", "blog/a/"))}
    held.add("blog/drafts/x.png")
    assert pictures & built.tree().keys() == (pictures if shows else pictures - held)


@pytest.mark.parametrize(
    ("name", "settings", "is_copied"),
    [
        ("extra/proof.html", {"READERS": {"html": None}}, True),
        ("extra/proof.html", {"ARTICLE_EXCLUDES": ["extra"]}, True),
        ("extra/proof.htm", {"ARTICLE_EXCLUDES": ["extra"]}, True),
        ("extra/notes.md", {"ARTICLE_EXCLUDES": ["extra"]}, False),
        ("extra/notes.md", {"ARTICLE_EXCLUDES": ["extra"], "STATIC_PATHS": ["extra/notes.md"]}, True),
        (
            "extra/notes.md",
            {
                "ARTICLE_EXCLUDES": ["extra"],
                "EXTRA_PATH_METADATA": {"extra/notes.md": {"path": "notes.md"}},
            },
            True,
        ),
        (
            "extra/notes.md",
            {"ARTICLE_EXCLUDES": ["extra"], "EXTRA_PATH_METADATA": {"extra/notes.md": {"tags": "a"}}},
            False,
        ),
        ("extra/proof.html", {"ARTICLE_EXCLUDES": ["extra"], "STATIC_PATHS": [""]}, False),
    ],
)
@pytest.mark.breaks_invariants("a file of the owner's is copied as it is")
def test_what_settings_call_a_file_to_copy_is_no_source(site, name, settings, is_copied):
    built = site({name: "google-site-verification: proof.html"}, **{"STATIC_PATHS": ["extra"], **settings})
    copied = {path for path in built.tree() if path.endswith(("proof.html", "proof.htm", "notes.md"))}
    assert bool(copied) == is_copied
    assert copied or [problem.path for problem in built.problems if problem.path == name]
