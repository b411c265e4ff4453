"""Endings of file names."""

import pytest
from conftest import write_files

from heard.content.front_matter import FOREIGN, read_source
from heard.content.layout import is_markdown, names_below, other_spellings, passed_over

FOREIGN_FILES = {
    "TOML": '+++\ntitle = "A"\n+++\n\nText.',
    "TOML after blank lines": '\n\n+++\ntitle = "A"\n+++\n',
    "TOML, named": "---toml\ntitle = 'A'\n---\n",
    "JSON": '{\n  "title": "A"\n}\n\nText.',
    "JSON in one line": '{"title": "A"}\n\nText.',
    "JSON, named": '---json\n{"title": "A"}\n---\n',
    "JavaScript, named": "---js\n{title: 'A'}\n---\n",
}


@pytest.mark.parametrize("text", FOREIGN_FILES.values(), ids=FOREIGN_FILES)
def test_front_matter_in_another_language_is_told(text):
    codes = [(mistake.code, mistake.severity) for mistake in read_source(text.encode()).mistakes]
    assert codes == [(FOREIGN, "error")]


@pytest.mark.parametrize(
    "text",
    [
        "{% raw %}\n\nText.",
        "{{ site.title }}",
        "{not json}",
        "+++ three\n",
        "---\ntitle: A\n---\n",
        "[1]\n",
    ],
)
def test_what_only_looks_like_it_is_text(text):
    assert FOREIGN not in [mistake.code for mistake in read_source(text.encode()).mistakes]


@pytest.mark.parametrize("name", ["a.md", "a.MD", "a.Md", "a.mkd", "a.MKDN", "a.Markdown", "x.y.mdown"])
def test_a_name_is_that_of_markdown_in_any_case(name):
    assert is_markdown(name) and not is_markdown(f"{name}.txt") and not is_markdown("md")


def test_only_spellings_that_stand_there_are_read():
    assert other_spellings({"MD", "md", "Rst", "png", "TXT"}, {"md", "rst"}) == {"MD": "md", "Rst": "rst"}


def test_texts_are_found_once_whatever_links_lead_back(tmp_path):
    write_files(tmp_path, {"a/b.TXT": "", "a/c.MD": "", "a/.d/e.txt": "", "a/f.png": "", "g.ipynb": ""})
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    names = names_below(tmp_path, [".*"])
    assert sorted(names.texts) == ["a/b.TXT", "g.ipynb"]
    assert names.endings == {"TXT", "MD", "png", "ipynb"}


def test_all_that_is_passed_over_is_one_message():
    problem = passed_over(["b.org", "a/b.TXT", "c.txt"])
    assert problem is not None
    assert str(problem).startswith(
        "a/b.TXT: passed-over 3 texts are passed over: nothing here reads 1 .org, 2 .txt."
    )
    assert passed_over([]) is None
