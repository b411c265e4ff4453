"""What sources say is the same for a build from facts and for plain Pelican, whatever reads them."""

import logging
from pathlib import Path

import pytest
from conftest import ROOT
from factsites import FactsSite, assert_as_anew
from pelican.readers import MarkdownReader

from heard.facts.stamps import Tree


def titled(title, body):
    return f"---\ntitle: {title}\ndate: 2019-03-02\nvalues: [care]\noutcome: heard\n---\n\n{body}\n"


class OwnReader(MarkdownReader):
    """An owner's reader of stories, which knows no definitions and says the same of each file."""

    def read(self, source_path):
        """Read a file."""
        logging.getLogger("pelican.readers").warning("An odd file, they say.")
        return super().read(source_path)


@pytest.fixture
def site(tmp_path):
    return FactsSite(tmp_path)


@pytest.mark.parametrize("linking", ["stories/a.md", "stories/z.md"])
def test_a_heading_is_looked_for_as_it_was_written(site, linking):
    """Its own links are completed sooner or later than those that lead to it."""
    site.write("stories/m.md", titled("Em", "## See [[bee]]\n"))
    site.write("stories/b.md", titled("Bee", "Words."))
    site.write(linking, titled("Links", "[[em#See bee]]"))
    site.build()
    assert site.tree() == site.by_pelican()


def test_definitions_are_read_by_our_reader_whatever_reads_stories(tmp_path):
    site = FactsSite(tmp_path, READERS={"md": OwnReader})
    site.write("values/care.md", "---\ntitle: Care\n---\n\nTo care is to look.\n")
    site.write("stories/one.md", titled("One", "Words."))
    site.build()
    assert site.tree() == site.by_pelican()


def test_what_was_logged_of_several_files_is_told_again(tmp_path):
    site = FactsSite(tmp_path, READERS={"md": OwnReader})
    for name in ("one", "two", "three"):
        site.write(f"stories/{name}.md", titled(name, "Words."))
    site.build()
    site.write("stories/one.md", titled("one", "Other words."))
    assert site.build().read == {"stories/one.md"}
    assert_as_anew(site, "what was logged")


def test_a_mistake_in_a_saved_text_is_told_in_the_next_build_as_well(tmp_path):
    site = FactsSite(tmp_path)
    for name in ("One", "Other"):
        site.write(f"stories/{name}.md", titled(name, "Words."))
    site.build()
    site.write("stories/One.md", "---\ntitle: [One\n---\n\nWords.\n")
    site.build()
    told = [str(problem) for problem in site.problems]
    site.write("stories/Other.md", titled("Other", "More words."))
    site.build()
    assert "stories/One.md" in "".join(told)
    assert [str(problem) for problem in site.problems] == told
    assert_as_anew(site, "a mistake")


def test_a_double_slash_in_an_address_setting_is_one(tmp_path):
    site = FactsSite(tmp_path, ARTICLE_URL="tales/{slug}/", ARTICLE_SAVE_AS="tales//{slug}/index.html")
    site.write("stories/one.md", titled("One", "Words."))
    site.build()
    again = site.build()
    assert not again.rendered and not again.removed
    assert (site.output / "tales/one/index.html").is_file()


def test_the_body_of_a_source_that_is_read_each_time_goes_with_it(site):
    site.write("stories/keep.md", titled("Keep", "Words."))
    site.write("stories/one.md", titled("One", 'Words. --8<-- "other.md"'))
    site.build()
    (site.content / "stories/one.md").unlink()
    site.build()
    assert_as_anew(site, "a source with an include went")


def test_a_file_that_cannot_be_read_is_looked_at_without_a_traceback(tmp_path, monkeypatch):
    path = tmp_path / "one.md"
    path.write_text("Words.")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert Tree(()).look(str(path), b"") == (b"", False)


def test_what_only_pelican_knows_of_a_page_has_pelican_make_it(tmp_path):
    over = tmp_path / "over"
    over.mkdir()
    text = (ROOT / "theme/templates/page.html").read_text("utf-8")
    (over / "page.html").write_text(
        text.replace("{{ page.title|safe }}</h1>", "{{ page.date }}</h1>"), "utf-8"
    )
    site = FactsSite(tmp_path, THEME_TEMPLATES_OVERRIDES=[str(over)])
    site.write("pages/about.md", "---\ntitle: About\n---\n\nWords.\n")
    with pytest.raises(AssertionError, match=r"page\.html shows page\.date, which only Pelican knows"):
        site.build()
