"""What a body keeps for itself, and what of it must not get lost: comments, braces, shortcodes."""

import pytest
from pelican.settings import DEFAULT_CONFIG

from heard.content.rendering import Renderer

RENDERER = Renderer(DEFAULT_CONFIG["MARKDOWN"])

NOTES = {
    "in a line": "Seen %%secret%% seen.",
    "a line of its own": "Seen.\n\n%% secret %%\n\nSeen.",
    "over paragraphs": "Seen.\n\n%%\nsecret\n\nsecret\n%%\n\nSeen.",
    "within a paragraph": "Seen %% secret\nsecret %% seen.",
    "in a list": "- seen %%secret%%\n\n    %%secret%% seen",
    "in a quotation": "> %%secret%% seen\n> %%\n> secret\n> %%\n> seen",
    "in a heading": "## Seen %%secret%%",
    "in a table": "| a | b |\n|---|---|\n| seen | %%secret%% |",
    "with a link": "Seen %%[secret](secret.md) [[secret]] ![](secret.png)%%",
    "with code": "Seen.\n\n%%\n```\nsecret\n```\n`secret`\n%%\n\nSeen.",
    "with a footnote": "Seen.\n\n%%\n[^1]: secret\n%%",
    "never closed": "Seen.\n\n%% secret\n\nsecret",
    "beside code": "`seen` %%secret%% `seen`",
    "after a single mark": "At 100%% seen.\n\n%% secret %%",
}


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("setting", [DEFAULT_CONFIG["MARKDOWN"], {"extensions": ["tables"]}])
def test_a_comment_of_obsidian_is_seen_by_nobody(text, setting):
    html = Renderer(setting).render(text)
    assert "secret" not in html and "seen" in html.lower()


CODE = {
    "in a span": "`%%kept%%`",
    "in two ticks": "`` `%%kept%% ``",
    "in a fence": "```\n%%kept%%\n```",
    "in a listing": "    %%kept%%",
    "in raw HTML": "<pre>%%kept%%</pre>",
    "with one mark": "At 5%% kept.",
    "in a paragraph each": "5%% kept\n\nkept 6%%",
}


@pytest.mark.parametrize("text", CODE.values(), ids=CODE)
def test_two_signs_of_percent_in_code_stay(text):
    assert "kept" in RENDERER.render(text)


def test_a_comment_that_is_never_closed_is_told_by_its_line():
    for text, line in [("a\n\n%% b\n\nc", 3), ("a %%b%%", None), ("", None), ("%%\nb\n%%\n\n%% c", 5)]:
        _html, problems = RENDERER.render_checked(text)
        assert [problem.line for problem in problems] == ([] if line is None else [line])


TEXTS = [
    "He sang {so to say}", "a\n{% endhighlight %}", "a\n{...}", "a\n{2 of 3}", "## H {see below}",
    "*a*{b}", "a\n{{ page.title }}", "a\n{x = y + z}", "| a {b} |\n|---|\n| c {d} |", "- a\n{e f}", "a\n{}",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_words_in_braces_are_words(text):
    html = RENDERER.render(text)
    for braces in [part for part in text.replace("|", "\n").split("\n") if "{" in part]:
        assert braces[braces.index("{") :].strip() in html


LISTS = {
    "a\n{: .x #y data-z=1 hidden}": '<p class="x" data-z="1" hidden id="y">',
    "a\n{.x}": '<p class="x">',
    "a\n{#y}": '<p id="y">',
    "a\n{ .x .y }": '<p class="x y">',
    'a\n{data-z="1 } 2"}': '<p data-z="1 } 2">',
    "*a*{.x} {b}": '<em class="x">a</em> {b}',
    "## H {#mine .x}": '<h2 class="x" id="mine">H</h2>',
    "![a](b.png){width=50 lang='de'}": 'width="50"',
}


@pytest.mark.parametrize(("text", "html"), LISTS.items(), ids=LISTS)
def test_attribute_lists_are_read(text, html):
    made = RENDERER.render(text)
    assert all(part in made for part in html.strip("<>p ").split())


SHORTCODES = {
    "{% highlight ruby %}\nx\n{% endhighlight %}\n\n{% highlight js %}": [("highlight", 1)],
    'a\n\n{{< figure src="a.png" >}}': [("figure", 3)],
    "{{% notice %}}\nb\n{{% /notice %}}": [("notice", 1)],
    "`{% raw %}`\n\n```\n{% raw %}\n```\n\n{% raw %} *b*": [("raw", 7)],
    "    {{< ref x >}}": [],
    "`{{< ref x >}}`": [],
    "{{ title }} and {% 3 %}": [],
    "<!-- {% if x %} -->": [],
    "{%- include a.html -%} {{<tweet 1>}}": [("include", 1), ("tweet", 1)],
}


@pytest.mark.parametrize(("text", "expected"), SHORTCODES.items(), ids=SHORTCODES)
def test_a_shortcode_that_is_shown_is_told_once(text, expected):
    _html, problems = RENDERER.render_checked(text)
    assert [(problem.group, problem.line) for problem in problems] == [
        (f"shortcode {name}", line) for name, line in expected
    ]
