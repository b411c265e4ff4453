"""What a folder says of all files below it counts, in any form that other generators have for it."""

from pathlib import Path

import pytest
from conftest import write_files

from heard.content.given import cascades_in, said_above
from heard.content.layout import names_below

YAML = "---\ntitle: Blog\ncascade:\n{}---\nText.\n"


def said(folder: Path, files: dict[str, str], path: str) -> dict[str, object]:
    """What is said of a file with this path."""
    write_files(folder, dict(files))
    cascades = cascades_in(folder, names_below(folder, []).of_folders)
    return {key: value for key, (value, _source) in said_above(path, cascades).items()}


INDEXES = {
    "a record": ("blog/_index.md", YAML.format("  draft: true\n")),
    "a list of records": ("blog/_index.md", YAML.format("  - type: post\n  - draft: true\n")),
    "TOML": ("blog/_index.md", '+++\ntitle = "Blog"\n[cascade]\ndraft = true\n+++\nText.\n'),
    "a list in TOML": ("blog/_index.md", "+++\n[[cascade]]\ndraft = true\n+++\n"),
    "JSON": ("blog/_index.md", '{"cascade": {"draft": true}}\n\nText.\n'),
    "capitals": ("blog/_index.MD", YAML.format("  Draft: true\n")),
    "another language": ("blog/_index.de.md", YAML.format("  draft: true\n")),
    "a folder above": ("_index.md", YAML.format("  draft: true\n")),
    "what is never made": ("blog/_index.md", YAML.format("  build:\n    render: never\n")),
    "a pattern that fits": (
        "blog/_index.md",
        YAML.format("  - _target:\n      path: /blog/**\n    draft: true\n"),
    ),
    "a pattern in doubt": (
        "blog/_index.md",
        YAML.format("  - target:\n      path: '{/a/**,/b/**}'\n    draft: true\n"),
    ),
    "a kind of pages": (
        "blog/_index.md",
        YAML.format("  - target:\n      kind: page\n    draft: true\n"),
    ),
    "a data file": ("blog/blog.json", '{"eleventyExcludeFromCollections": true}'),
    "another data file": ("blog/blog.11tydata.json", '{"draft": true, "layout": "post"}'),
}


@pytest.mark.parametrize(("name", "text"), INDEXES.values(), ids=INDEXES)
def test_what_a_folder_holds_back_is_said_of_its_files(tmp_path, name, text):
    assert str(said(tmp_path, {name: text}, "blog/2024/a.md")["draft"]).lower() == "true"


OTHERS = {
    "of another folder": ("notes/_index.md", YAML.format("  draft: true\n")),
    "of the index itself": ("blog/_index.md", "---\ntitle: Blog\ndraft: true\n---\n"),
    "of other keys": ("blog/_index.md", YAML.format("  type: post\n  build:\n    list: always\n")),
    "by a pattern that does not fit": (
        "blog/_index.md",
        YAML.format("  - target:\n      path: /blog/old/**\n    draft: true\n"),
    ),
    "of lists of pages": (
        "blog/_index.md",
        YAML.format("  - target:\n      kind: section\n    draft: true\n"),
    ),
    "in a file that cannot be read": ("blog/_index.md", "+++\ncascade = [\n+++\n"),
    "in data of another name": ("blog/authors.json", '{"draft": true}'),
}


@pytest.mark.parametrize(("name", "text"), OTHERS.values(), ids=OTHERS)
def test_nothing_else_is_said(tmp_path, name, text):
    assert said(tmp_path, {name: text}, "blog/2024/a.md") == {}


def test_the_nearest_folder_counts(tmp_path):
    files = {"_index.md": YAML.format("  draft: true\n"), "blog/_index.md": YAML.format("  draft: false\n")}
    assert said(tmp_path, files, "blog/a.md") == {"draft": "false"}
