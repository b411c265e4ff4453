"""A theme's own files: its facts, its words, its joined style sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.theming.theme import ThemeError, join_styles, overlaid, read_scripts, read_theme, squeeze


@pytest.fixture
def theme(tmp_path):
    """A theme of two style sheets, with words in two languages."""
    files = {
        "theme.toml": 'autoescape = true\n[styles]\nname = "x"\nfiles = ["a.css", "b.css"]\n',
        "strings.toml": '[site]\nmore = "More"\nless = "Less"\n',
        "strings.de.toml": '[site]\nmore = "Mehr"\n',
        "a.css": "/* first */\na { color : red }\n",
        "b.css": 'b::after { content: "/*  not a comment */" }\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_theme_without_facts_is_left_alone(tmp_path):
    facts = read_theme(tmp_path)
    assert (facts.autoescape, facts.style_files, join_styles(facts)) == (False, (), ("", ""))


def test_a_theme_says_how_it_is_rendered(theme):
    assert read_theme(theme).autoescape


def test_words_of_a_language_are_laid_over_the_others(theme):
    assert read_theme(theme, "de-CH").strings == {"site": {"more": "Mehr", "less": "Less"}}


def test_style_sheets_are_joined_in_order_without_comments(theme):
    name, text = join_styles(read_theme(theme))
    assert text == 'a { color : red }\nb::after { content: "/*  not a comment */" }\n'
    assert name.startswith("x.") and name.endswith(".css")


def test_the_name_of_the_style_sheet_changes_with_its_content(theme):
    before = join_styles(read_theme(theme))[0]
    (theme / "a.css").write_text("a { color: blue }", "utf-8")
    assert join_styles(read_theme(theme))[0] != before


def test_a_style_sheet_that_is_missing_is_named(theme):
    (theme / "b.css").unlink()
    with pytest.raises(ThemeError, match=r"theme\.toml names b\.css, which is not in the theme\."):
        join_styles(read_theme(theme))


def with_script(theme):
    facts = theme / "theme.toml"
    facts.write_text(facts.read_text("utf-8") + '[scripts]\ntalk = "js/talk.js"\n', "utf-8")
    (theme / "js").mkdir()
    (theme / "js" / "talk.js").write_text("// a comment stays\ntalk();\n", "utf-8")


def test_a_script_is_written_as_it_is_under_a_name_that_changes_with_it(theme):
    with_script(theme)
    name, text = read_scripts(read_theme(theme))["talk"]
    assert text == "// a comment stays\ntalk();\n" and name.startswith("talk.") and name.endswith(".js")
    (theme / "js" / "talk.js").write_text("talk(2);", "utf-8")
    assert read_scripts(read_theme(theme))["talk"][0] != name


def test_a_script_that_is_missing_is_named(theme):
    with_script(theme)
    (theme / "js" / "talk.js").unlink()
    with pytest.raises(ThemeError, match=r"theme\.toml names js/talk\.js, which is not in the theme\."):
        read_scripts(read_theme(theme))


@pytest.mark.parametrize("name", ["theme.toml", "strings.toml", "strings.de.toml"])
def test_a_file_that_cannot_be_read_is_named(theme, name):
    (theme / name).write_text("= no", "utf-8")
    with pytest.raises(ThemeError, match=f"{name} of the theme cannot be read"):
        read_theme(theme, "de")


SQUEEZED = [
    ("a {\n  b: c;\n}\n", "a { b: c; }"),
    ("a/* x */b", "ab"),
    ("a { content: '  ' }", "a { content: '  ' }"),
    ("/* it's */ a { content: '  ' }", "a { content: '  ' }"),
]


@pytest.mark.parametrize(("css", "squeezed"), SQUEEZED)
def test_only_comments_and_white_space_go(css, squeezed):
    assert squeeze(css) == squeezed


@given(st.dictionaries(st.text(max_size=3), st.integers()))
def test_nothing_laid_over_changes_nothing(strings):
    assert overlaid(strings, {}) == strings


def test_a_catalogue_with_the_name_of_before_is_refused(theme):
    (theme / "words.fr.toml").write_text("", "utf-8")
    with pytest.raises(ThemeError, match=r"words\.fr\.toml of the theme is called strings\.fr\.toml now"):
        read_theme(theme)
