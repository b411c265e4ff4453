"""A site of one's own: every file is right at once, and nothing that is there is touched."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date

import jsonschema
import pytest
import yaml

from heard.cli.main import main
from heard.cli.new_site import Answers, ask_for, new_site, write_site
from heard.cli.origin import Origin, origin_of
from heard.text.exits import Refusal

ODD = Answers('Ida\'s "notes" \\ $title', 'Ñandú: "O\'Hara"', "pt-BR", "https://ida.example/blog")


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("new") / "my-blog"
    assert new_site(folder, yes=True) == 0
    return folder


@pytest.fixture
def heard(capsys):
    """Run a command in the folder of a site; what a process of its own does, `test_installed.py` tests."""

    def run(folder, *words):
        with contextlib.chdir(folder):
            code = main(words)
        said = capsys.readouterr()
        assert code == 0, said.out + said.err

    return run


def test_it_has_no_problem_and_builds(blog, heard):
    heard(blog, "check", "--strict")
    heard(blog, "build")
    pages = {path.relative_to(blog / "output").as_posix() for path in (blog / "output").rglob("*.html")}
    assert {"index.html", "stories/the-wrong-trolley/index.html", "about/index.html"} <= pages
    assert "values/honesty/index.html" in pages and "lessons/index.html" in pages
    assert not any("a-story-to-finish" in page for page in pages)
    home = (blog / "output/index.html").read_text("utf-8")
    assert "<title>My blog" in home and "The wrong trolley" in home


def test_a_title_may_change_and_the_address_stays(tmp_path, heard):
    new_site(tmp_path / "blog", yes=True)
    story = tmp_path / "blog/content/stories/the-wrong-trolley.md"
    story.write_text(story.read_text("utf-8").replace("title: The wrong", "title: The right"), "utf-8")
    heard(tmp_path / "blog", "build")
    page = tmp_path / "blog/output/stories/the-wrong-trolley/index.html"
    assert "The right trolley" in page.read_text("utf-8")


def test_its_settings_are_short(blog):
    assert len((blog / "pelicanconf.py").read_text("utf-8").splitlines()) < 40


def test_stories_fit_the_schema_that_the_editor_gets(blog):
    schema = json.loads((blog / "story.schema.json").read_text("utf-8"))
    settings = json.loads((blog / ".vscode/settings.json").read_text("utf-8"))
    assert settings["[markdown]"]["editor.quickSuggestions"]["other"]  # or no snippet is offered
    snippets = json.loads((blog / ".vscode/stories.code-snippets").read_text("utf-8"))
    assert {snippet["scope"] for snippet in snippets.values()} == {"markdown"}
    for path in sorted((blog / "content/stories").glob("*.md")):
        front = yaml.load(path.read_text("utf-8").split("---\n")[1], Loader=yaml.BaseLoader)
        jsonschema.validate(front, schema)


def test_the_workflow_names_commands_that_there_are(blog):
    jobs = yaml.safe_load((blog / ".github/workflows/site.yml").read_text("utf-8"))["jobs"]
    runs = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    assert runs[1:] == ["heard check --conf publishconf.py", "heard build --conf publishconf.py"]


def test_odd_answers_are_only_texts(tmp_path, heard):
    folder = tmp_path / "odd"
    write_site(folder, ODD, date(2026, 3, 1), Origin("heard", "names it."))
    for name in ("pelicanconf.py", "publishconf.py", "tasks.py"):
        compile((folder / name).read_text("utf-8"), name, "exec")
    heard(folder, "check", "--strict")
    scope: dict[str, object] = {}
    exec((folder / "pelicanconf.py").read_text("utf-8"), scope)
    assert (scope["SITENAME"], scope["AUTHOR"], scope["DEFAULT_LANG"]) == (ODD.title, ODD.author, "pt-BR")
    assert "date: 2026-01-30" in (folder / "content/stories/the-wrong-trolley.md").read_text("utf-8")
    heard(folder, "build", "--conf", "publishconf.py")
    assert "https://ida.example/blog/" in (folder / "output/sitemap.xml").read_text("utf-8")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(Refusal, match="not empty"):
        new_site(tmp_path, yes=True)
    with pytest.raises(Refusal, match="not empty"):
        new_site(tmp_path / "thesis.txt", yes=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_four_questions_are_asked_and_wrong_answers_asked_again():
    answers = iter(["", "Ida", "English", "de", "ida.example", "https://ida.example/"])
    lines: list[str] = []
    answered = ask_for(Answers("Blog", "The editors"), lambda question: next(answers), lines.append)
    assert answered == Answers("Blog", "Ida", "de", "https://ida.example")
    assert len(lines) == 3  # what is offered, and what was wrong twice


class Installed:
    """A distribution with the note that pip left of where it came from."""

    version = "0.1.0"

    def __init__(self, note):
        self.note = note

    def read_text(self, name):
        assert name == "direct_url.json"
        return json.dumps(self.note) if self.note else None


ORIGINS = {
    "an index": (None, "heard>=0.1.0"),
    "git": (
        {"url": "https://git.example/heard", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
        "heard @ git+https://git.example/heard@abc",
    ),
    "a wheel on the web": (
        {"url": "https://e.example/heard-0.1.0-py3-none-any.whl", "archive_info": {}},
        "heard @ https://e.example/heard-0.1.0-py3-none-any.whl",
    ),
    "a checkout": ({"url": "file:///src/my%20heard", "dir_info": {}}, "/src/my heard"),
    "an editable checkout": ({"url": "file:///src/heard", "dir_info": {"editable": True}}, "-e /src/heard"),
}


@pytest.mark.skipif(os.name == "nt", reason="paths of Unix")
@pytest.mark.parametrize(("note", "line"), ORIGINS.values(), ids=ORIGINS)
def test_a_new_site_asks_for_the_heard_that_made_it(note, line):
    found = origin_of(Installed(note))
    assert found.requirement == line
    assert found.is_here_only is ("/src/" in line)


def test_a_site_made_by_a_wheel_keeps_the_wheel(tmp_path):
    wheel = tmp_path / "dist" / "heard-0.1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"wheel")
    came_from = origin_of(Installed({"url": wheel.as_uri(), "archive_info": {}}))
    write_site(tmp_path / "blog", ODD, date(2026, 3, 1), came_from)
    lines = (tmp_path / "blog/requirements.txt").read_text("utf-8").splitlines()
    assert (tmp_path / "blog" / lines[-1]).read_bytes() == b"wheel"


def test_a_site_made_by_a_folder_says_what_the_workflow_needs(tmp_path, capsys):
    new_site(tmp_path / "blog", yes=True)
    assert "before the workflow can publish" in capsys.readouterr().out
    assert "which no other one has" in (tmp_path / "blog/README.md").read_text("utf-8")
