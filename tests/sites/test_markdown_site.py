"""Text comes out as it was written: one blog with what writers bring along."""

import pytest

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
