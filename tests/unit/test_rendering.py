"""Markdown as HTML: what a writer sees on GitHub comes out here."""

import re
import time

import html5lib
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.treeprocessors import Treeprocessor
from pelican.settings import DEFAULT_CONFIG

from heard.content.fences import normalised, read_info
from heard.content.nesting import nested
from heard.content.rendering import EXTENSIONS, IDS_OF_PAGES, Renderer, is_owners
from heard.content.strays import strays_in

RENDERER = Renderer(DEFAULT_CONFIG["MARKDOWN"])
EVERYTHING = RENDERER._made(tuple(EXTENSIONS))
STOCK = Markdown(
    extensions=[*(f"markdown.extensions.{name}" for name in ("extra", "codehilite", "sane_lists"))],
    extension_configs={"markdown.extensions.codehilite": {"css_class": "highlight"}},
    output_format="html5",
)


def render(text):
    """A text as HTML that is valid and has no fence left in it."""
    html, problems = RENDERER.render_checked(text)
    assert [problem for problem in problems if problem.code == "fence-text"] == []
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    parser.parseFragment(html)
    wrong = [code for _place, code, _facts in parser.errors]
    assert wrong == []
    return html


def listings(html):
    """The text of each listing of a page."""
    texts = re.findall(r"<pre>(.*?)</pre>", html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", text).replace("&lt;", "<").replace("&gt;", ">") for text in texts]


def words(html):
    """What stands outside of listings, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<pre>.*?</pre>", " ", html)).split())


INFOS = {
    "js": "js",
    "js {linenos=table}": 'js linenums="1"',
    "js {linenos=table,hl_lines=[1]}": 'js hl_lines="1" linenums="1"',
    'go {linenos=inline,hl_lines=[8,"15-17"],linenostart=199}': 'go hl_lines="8 15-17" linenums="199"',
    "go {linenos=false}": "go",
    'js {linenos=true, hl_lines=["2-3"], title="a.js"}': 'js hl_lines="2-3" linenums="1" title="a.js"',
    'js title="app.js"': 'js title="app.js"',
    "js title='it is \"it\"'": 'js title="it is &quot;it&quot;"',
    'jsx title="a.js" {1,3-4} showLineNumbers': 'jsx hl_lines="1 3-4" linenums="1" title="a.js"',
    "js showLineNumbers{10}": 'js linenums="10"',
    "js showLineNumbers=5": 'js linenums="5"',
    "js {1,3-4}": 'js hl_lines="1 3-4"',
    "js{1,3-4}": 'js hl_lines="1 3-4"',
    "js{4}": 'js hl_lines="4"',
    "ts:line-numbers {1}": 'ts hl_lines="1" linenums="1"',
    "ts:line-numbers=2 {1}": 'ts hl_lines="1" linenums="2"',
    "ts:no-line-numbers": "ts",
    "js [app.js]": 'js title="app.js"',
    "js:app.js": 'js title="app.js"',
    "js:src/app.js {2}": 'js hl_lines="2" title="src/app.js"',
    "{.python .numberLines}": 'python linenums="1"',
    '{.python .numberLines startFrom="100"}': 'python linenums="100"',
    "{#mycode .haskell .numberLines}": '{.haskell #mycode linenums="1"}',
    '{.r .cell-code title="a.r"}': '{.r .cell-code title="a.r"}',
    "js {.wide #part}": "{.js .wide #part}",
    "{.c++}": "c++",
    '{.python hl_lines="1 3"}': 'python hl_lines="1 3"',
    "{r}": "r",
    "{r, echo=FALSE}": "r",
    "{python}": "python",
    "{code-block} python": "python",
    "{1,3}": 'hl_lines="1 3"',
    ".sh": "sh",
    "rust,ignore": "rust",
    "rust,no_run {1}": 'rust hl_lines="1"',
    "c++": "c++",
    "c#": "c#",
    "objective-c": "objective-c",
    "python linenums=1": 'python linenums="1"',
    'python linenums="1" hl_lines="2 3"': 'python hl_lines="2 3" linenums="1"',
    "py hl_lines=[2,3]": 'py hl_lines="2 3"',
    'ruby filename="a.rb"': 'ruby title="a.rb"',
    "ts twoslash": "ts",
    "js /const/ /let/": "js",
    'mermaid theme="dark"': "mermaid",
    'hl_lines="1"': 'hl_lines="1"',
    'title="a <b>.js"': 'title="a &lt;b&gt;.js"',
    "js {": "js",
    "js {]}{": "js",
    "": "",
}


@pytest.mark.parametrize(("written", "read"), INFOS.items(), ids=INFOS)
def test_what_stands_after_a_fence_is_understood_in_every_spelling(written, read):
    assert str(read_info(written)) == read


@pytest.mark.parametrize("info", INFOS)
def test_a_fence_is_code_whatever_stands_after_it(info):
    html = render(f"Before\n``` {info}\nlet a = 1;\n```\nBetween\n\n~~~~{info}\nsecond\n~~~~\n\nAfter")
    assert listings(html) == ["let a = 1;\n", "second\n"]
    outside = words(re.sub(r'<span class="filename">.*?</span>', "", html))
    assert outside == "Before Between After"


FENCES = {
    "four backticks": ("````md\n```js\nx\n```\n````", ["```js\nx\n```\n"]),
    "closed by more": ("```\nx\n`````\n\npara", ["x\n"]),
    "tildes that hold backticks": ("~~~\n```\nx\n```\n~~~", ["```\nx\n```\n"]),
    "in a list by two": ("- a:\n  ```py\n  x = 1\n\n  y = 2\n  ```\n- b", ["x = 1\n\ny = 2\n"]),
    "in a list by three": ("1. a:\n   ```py\n   x = 1\n   ```\n2. b", ["x = 1\n"]),
    "in a list by four": (
        "1. a\n\n    ```py\n    def f():\n        return 1\n    ```\n\n2. b",
        ["def f():\n    return 1\n"],
    ),
    "in a list and close": ("1. a\n\n    ```py\n    x\n    ```\n2. b", ["x\n"]),
    "at the marker": ("- ```py\n  x\n  ```\n- b", ["x\n"]),
    "at a number": ("1. ```py\n   x\n   ```\n2. b", ["x\n"]),
    "at an inner marker": ("- a\n  - ```py\n    x\n    ```\n- b", ["x\n"]),
    "deep": ("- a\n  - b\n    - c\n\n      ```py\n      x\n        y\n      ```\n\n- d", ["x\n  y\n"]),
    "in a quotation": ("> a\n> ```py\n> x = 1\n>\n> y\n> ```\n> b", ["x = 1\n\ny\n"]),
    "in two quotations": ("> > ```py\n> > x = 1\n> > ```\n> a", ["x = 1\n"]),
    "in a list in a quotation": ("> - a\n>   ```py\n>   x\n>   ```\n> - b", ["x\n"]),
    "with a prompt in a quotation": ("> ```\n> > x\n> ```", ["> x\n"]),
    "indented": ("  ```py\n  x\n y\n  ```", ["x\ny\n"]),
    "without a blank line": ("a\n```py\nx\n```\nb", ["x\n"]),
    "in raw HTML": ("<details>\n<summary>s</summary>\n\n```py\nx\n```\n\n</details>", ["x\n"]),
    "in a footnote": ("a[^1]\n\n[^1]: b\n\n    ```py\n    x\n    ```\n", ["x\n"]),
    "nothing in it": ("```\n```\n\na", ["\n"]),
    "a listing that shows a fence": ("    ```js {1}\n    x\n    ```", ["```js {1}\nx\n```\n"]),
    "a list in a listing": ("```yaml\n- a\n  - b\n\n  c\n```", ["- a\n  - b\n\n  c\n"]),
    "raw HTML in a list": (
        "- Write:\n  ```html\n  <script>alert(1)</script>\n  <h1>big</h1>\n  <!-- c -->\n  ```\n- next",
        ["<script>alert(1)</script>\n<h1>big</h1>\n<!-- c -->\n"],
    ),
}


@pytest.mark.parametrize(("text", "code"), FENCES.values(), ids=FENCES)
def test_a_fence_is_code_wherever_it_stands(text, code):
    html = render(text)
    assert listings(html) == code
    assert "<script>" not in html and "<h1>" not in html
    assert "`" not in words(html)


def test_an_inline_span_of_three_backticks_is_no_fence():
    assert render("```a b``` c") == "<p><code>a b</code> c</p>"


def test_classes_and_ids_of_a_fence_stay():
    assert '<div id="part" class="wide highlight">' in render("```js {.wide #part}\nx\n```")


def test_what_stands_right_below_a_fence_is_a_paragraph():
    html = render("```\nx\n```\n{% img a.png [A picture] %}\n\n```\ny\n```\nWords\n```\nz\n```")
    assert "<p>{% img a.png [A picture] %}</p>" in html and "<p>Words</p>" in html


def test_lines_are_marked_and_numbered():
    html = render('```js {1,3} title="a.js" showLineNumbers\na\nb\nc\n```')
    assert html.count('<span class="hll">') == 2
    assert re.findall(r'data-linenos="(\d) "', html) == ["1", "2", "3"]
    assert '<span class="filename">a.js</span>' in html


STRAYS = {
    "never closed": ("a\n\n```js\nx\n\n# b\n", [3]),
    "never closed in a list": ("- a\n  ```js\n  x\n\nb\n\nc", [2]),
    "never closed in a quotation": ("> ~~~\n> x\n\nb", [1]),
    "one too many": ("```\nx\n```\n\na\n\n```\n", [7]),
    "a quotation in a list": ("- > ```\n  > x\n  > ```\n", [1]),
    "after another": ("```py\nx\n```\n\n~~~ never\n\ny", [5]),
}


@pytest.mark.parametrize(("text", "lines"), STRAYS.values(), ids=STRAYS)
def test_a_fence_that_stays_text_is_told_with_its_line(text, lines):
    assert [stray.line for stray in RENDERER.render_checked(text)[1]][: len(lines)] == lines


HOSTILE = {
    "quotations": "> " * 3000 + "a\n" + ">" * 3000 + "```\n",
    "markers": "- " * 3000 + "```js\n",
    "wide markers": "-  " * 3000 + "~~~\n",
    "braces": "```js " + "{" * 5000 + "\nx\n```",
    "quotes": "```js " + '{a="' * 3000 + "\nx\n```",
    "open fences": "~~~ x\n" * 3000,
    "letters": "~~~ " + "a" * 20000 + "=\nx\n~~~",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long_or_breaks(text):
    start = time.process_time()
    normalised(text.split("\n"))
    nested(text.split("\n"))
    list(strays_in(text, text.split("\n"), None, lambda _marked: ""))
    assert time.process_time() - start < 2


def test_fences_in_listings_and_comments_are_meant():
    text = "    ```\n    x\n\n<!--\n```js\n-->\n\n<pre>\n```\n</pre>\n"
    assert RENDERER.render_checked(text)[1] == ()


def outline(html):
    """The lists of a page as nested Python lists of texts."""
    body = html5lib.parseFragment(html, namespaceHTMLElements=False)

    def items(element):
        found = []
        for item in element:
            own = [(item.text or "").strip()]
            own += [("".join(child.itertext())).strip() for child in item if child.tag == "p"]
            text = "|".join(filter(None, own))
            inner = [one for child in item if child.tag in ("ul", "ol") for one in items(child)]
            found.append([text, *inner])
        return found

    return [one for element in body if element.tag in ("ul", "ol") for one in items(element)]


LISTS = {
    "by two": "- a\n  - b\n    - c\n  - d\n- e",
    "by three": "- a\n   - b\n      - c\n   - d\n- e",
    "by four": "- a\n    - b\n        - c\n    - d\n- e",
    "numbers by three": "1. a\n   1. b\n      1. c\n   2. d\n2. e",
    "bullets below numbers by two": "1. a\n  - b\n    - c\n  - d\n2. e",
    "numbers below bullets": "* a\n  1. b\n     - c\n  2. d\n* e",
    "uneven": "- a\n   - b\n     - c\n  - d\n- e",
    "loose": "- a\n\n  - b\n\n    - c\n\n  - d\n\n- e",
    "loose and close": "- a\n\n  - b\n\n    - c\n  - d\n- e",
    "shifted": " - a\n   - b\n     - c\n   - d\n - e",
    "in a quotation": "> - a\n>   - b\n>     - c\n>   - d\n> - e",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_lists_are_nested_by_two_three_or_four_spaces(text):
    html = render(text)
    if text.startswith(">"):
        html = re.sub(r"</?blockquote>", "", html)
    assert outline(html) == [["a", ["b", ["c"]], ["d"]], ["e"]]


KINDS = {
    "after a blank line": "- a\n- b\n\n1. c\n2. d",
    "without": "- a\n- b\n1. c\n2. d",
    "the other way round": "1. a\n2. b\n- c\n- d",
    "within a list": "- o\n    - a\n    - b\n    1. c\n    2. d",
    "within a narrow list": "1. o\n   - a\n   - b\n   1. c\n   2. d",
}


@pytest.mark.parametrize("text", KINDS.values(), ids=KINDS)
def test_a_list_of_another_kind_is_another_list(text):
    html = render(text)
    inner = re.findall(r"<(ul|ol)>\s*<li>(?:<p>)?(?=[ac])", html.replace("\n", ""))
    assert sorted(inner) == ["ol", "ul"]
    assert re.sub(r"<[^>]+>|\s", "", html).removeprefix("o") == "abcd"


def test_a_list_begins_with_the_number_that_is_written():
    assert '<ol start="3">' in render("3. c\n4. d") and "<ol>" in render("1. a\n1. b")


def test_paragraphs_and_code_belong_to_their_item():
    html = render("1. a\n   b\n\n   c\n\n       code\n\n   - d\n\n     e\n2. f\n\ng")
    assert outline(html) == [["a\nb|c", ["d|e"]], ["f"]] or outline(html)[0][0].split() == ["a", "b|c"]
    assert listings(html) == ["code\n"]
    assert html.endswith("<p>g</p>")


def test_a_year_at_the_beginning_of_a_line_is_no_item():
    html = render("- It was in\n  1984. We waited.\n  - b")
    assert outline(html)[0][1:] == [["b"]]
    assert "1984. We" in html


def _mark(marks, depth):
    mark = marks[depth % len(marks)]
    return "1. " if mark == "1" else f"{mark} "


TREES = st.recursive(st.just([]), lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=8)


@given(TREES, st.sampled_from([2, 3, 4]), st.booleans(), st.sampled_from(["-", "*", "1", "-1", "1-"]))
@settings(max_examples=60, deadline=None)
def test_any_list_keeps_its_shape(tree, step, loose, marks):
    step = max(step, 3) if "1" in marks else step
    count = 0

    def written(items, depth):
        nonlocal count
        lines, shape = [], []
        for inner in items:
            count += 1
            lines += [" " * step * depth + _mark(marks, depth) + f"w{count}"]
            lines += [""] * loose
            name = f"w{count}"
            more, below = written(inner, depth + 1)
            lines += more
            shape.append([name, *below])
        return lines, shape

    lines, shape = written(tree, 0)
    assert outline(RENDERER.render("\n".join(lines))) == shape


FOURS = st.lists(
    st.sampled_from(
        ["", "- a", "    - b", "        - c", "1. d", "    1. e", "    para", "text", "> q", "# H"]
    ),
    max_size=9,
)


@given(FOURS)
@settings(max_examples=60, deadline=None)
def test_lists_that_count_in_fours_are_read_as_ever(lines):
    """Unless Markdown takes an item for a part of the paragraph before it."""
    after = nested(lines)
    if after != lines:
        assert [line.strip() for line in after if line] == [line.strip() for line in lines if line]
        return
    STOCK.reset()
    ours = (
        re.sub(r' id="[^"]*"', "", RENDERER.render("\n".join(lines)))
        .replace("h2>", "h1>")
        .replace("h2 ", "h1 ")
    )
    assert ours == STOCK.convert("\n".join(lines))


PIECES = [
    *"*_~`<>[]()#|!@:.-+1 \n\n\n",
    "~~", "~~~", "```", "://", "www.", "https://x.org/a", "a@b.org", "[ ] ", "- [x] ", "- ", "    ", "  ",
    "word", "é", "<b>", "</b>", "<div>", "</div>", "[a](b)", "[^1]", "\n[^1]: f", "&#64;", "\\", "{.c}",
    "WWW.X.ORG",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_an_extension_that_is_left_out_changes_nothing(text):
    EVERYTHING.reset()
    assert RENDERER.render(text) == EVERYTHING.convert(text)


def test_struck_words_task_lists_and_bare_addresses():
    html = render(
        "~~no~~ and ~10 or ~20, see https://x.org/a_b_c. Write to a@b.org.\n\n- [ ] a **b**\n- [x] c"
    )
    assert "<del>no</del>" in html and "~10 or ~20" in html
    assert '<a href="https://x.org/a_b_c">https://x.org/a_b_c</a>.' in html
    assert '<label><input type="checkbox" disabled/> a <strong>b</strong></label>' in html
    assert html.count("checked") == 1


def test_an_address_in_code_or_in_a_link_stays():
    html = render("`https://x.org` [https://x.org](https://y.org) <https://z.org>")
    assert html.count("<a ") == 2 and "<code>https://x.org</code>" in html


def test_a_task_may_hold_code_and_other_tasks():
    html = render("- [ ] a\n  ```py\n  x\n  ```\n  - [X] b\n\n    more")
    assert html.count("<label>") == 2 and listings(html) == ["x\n"]


HEADINGS = {
    "## What came of it?": "what-came-of-it",
    "## `heard build` & *more*": "heard-build--more",
    "## Über die Straße": "über-die-straße",
    "## C++ / C#": "c--c",
    "## [A link](x.md) here": "a-link-here",
    "## snake_case and 2.0": "snake_case-and-20",
    "## 日本語": "日本語",
    "## With a note[^1]\n\n[^1]: n": "with-a-note",
    "## AT&amp;T": "att",
    "## Own {#mine}": "mine",
    "## Comments": "comments-1",
}


@pytest.mark.parametrize(("text", "name"), HEADINGS.items(), ids=HEADINGS.values())
def test_a_heading_has_the_id_that_github_gives_it(text, name):
    assert f'<h2 id="{name}">' in render(text)


def test_headings_of_one_name_are_numbered():
    html = render("# A\n\n# A\n\n# A-1\n\n# A")
    assert re.findall(r'id="([^"]+)"', html) == ["a", "a-1", "a-1-1", "a-2"]


def test_no_heading_takes_an_id_of_the_theme():
    templates = [path.read_text("utf-8") for path in (ROOT / "theme" / "templates").rglob("*.html")]
    ids = {name for text in templates for name in re.findall(r'\sid="([^"{]+)"', text)}
    assert ids <= IDS_OF_PAGES


def test_a_heading_of_signs_has_no_id():
    assert "id=" not in render("# 🎉")


TOC = "markdown.extensions.toc"
OWNERS = {
    "other extensions": {"extension_configs": {"markdown.extensions.toc": {}}, "output_format": "html5"},
    "one more": {
        **DEFAULT_CONFIG["MARKDOWN"],
        "extension_configs": {
            **DEFAULT_CONFIG["MARKDOWN"]["extension_configs"],
            "markdown.extensions.toc": {},
        },
    },
    "another option": {**DEFAULT_CONFIG["MARKDOWN"], "tab_length": 2},
    "names only": {"extensions": ["markdown.extensions.extra"]},
    "none": {},
}


@pytest.mark.parametrize("setting", OWNERS.values(), ids=OWNERS)
def test_extensions_that_an_owner_chose_are_all_there_are(setting):
    assert is_owners(setting)
    text = "~~a~~ https://x.org\n\n- [ ] a\n  - b\n\n## H\n"
    html = Renderer(setting).render(text)
    options = {**setting, "extensions": list(setting.get("extensions", ()))}
    options["extensions"] += [name for name in setting.get("extension_configs", {}) if "meta" not in name]
    assert html == Markdown(**options).convert(text)


def test_an_owners_table_of_contents_keeps_its_ids_and_levels_begin_below_the_title():
    setting = {
        "extension_configs": {"markdown.extensions.toc": {"baselevel": 3}},
        "extensions": ["markdown.extensions.toc"],
    }
    html = Renderer(setting).render("# Über uns\n\n## Wer")
    assert '<h2 id="uber-uns">' in html and '<h3 id="wer">' in html


class Remembering(Extension):
    """An extension that remembers its Markdown, as footnotes and tables of contents do."""

    def extendMarkdown(self, md):
        self.md = md
        md.treeprocessors.register(Marking(md, self), "marking", 1)


class Marking(Treeprocessor):
    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, root):
        root[0].set("class", "own" if self.extension.md is self.md else "of another")


def test_each_markdown_has_the_extensions_of_plugins_for_itself():
    renderer = Renderer({**DEFAULT_CONFIG["MARKDOWN"], "extensions": [Remembering()]})
    for text in ("a", "https://a.example", "~~a~~", "a"):
        assert '<p class="own">' in renderer.render(text)


def test_what_a_plugin_adds_does_not_count_as_the_owners():
    setting = {**DEFAULT_CONFIG["MARKDOWN"], "extensions": [AdmonitionExtension()]}
    assert not is_owners(setting)
    html = Renderer(setting).render("!!! note\n    a ~~b~~")
    assert 'class="admonition note"' in html and "<del>b</del>" in html
