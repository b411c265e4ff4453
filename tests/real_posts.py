"""A few invented posts, as another generator's writers might have left them."""

from __future__ import annotations

from pathlib import Path

POSTS = {
    "2019/03/2019-03-01-first.md": (
        "---\nslug: the-first\ntitle: 'The first: a letter'\ndate: 2019-03-01 9:05:00 -0400\n"
        "summary: |\n  Two\n  lines.\ntopics:\n  - design\n  - plain words, and more\nauthors:\n  - ida\n"
        "---\n\nA body with `{{< a shortcode >}}`.\n"
    ),
    "2019/04/2019-04-02-second.md": (
        "---\nslug: the-second\ntitle: Second thoughts\ndate: 2019-04-02\ntopics: [design]\n"
        "authors: [ida, ben]\n---\n\nAnother body, with [a link](https://example.org/).\n"
    ),
    "2020-05-03-third.md": (
        "\n---\ntitle: The third\nslug: third\ndate: 2020-05-03 10:00:00 -0500\n"
        "topics: [design, research]\n---\n\n## A heading\n\nAnd words.\n"
    ),
    "2020-05-04-fourth.md": "---\ntitle: The fourth\nslug: fourth\ndate: 2020-05-04\n---\n\nShort.\n",
}
LEFT_OUT = {
    "again.md": "---\ntitle: Taken\nslug: the-first\ndate: 2021-01-01\n---\n\nx\n",
    "draft.md": "---\ntitle: Not yet\ndate: 2021-01-01\ndraft: true\n---\n\nx\n",
    "untitled.md": "---\ndate: 2021-01-01\n---\n\nx\n",
    "undated.md": "---\ntitle: A title\n---\n\nx\n",
    "when.md": "---\ntitle: A title\ndate: Mar10\n---\n\nx\n",
    "broken.md": "---\ntitle: a: b\n---\n\nx\n",
    "none.md": "Only words.\n",
}
REASONS = {
    "address taken": 1,
    "draft": 1,
    "no date": 2,
    "no readable front matter": 2,
    "no title": 1,
}


def write_posts(folder: Path, files: dict[str, str]) -> Path:
    """Write posts into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
