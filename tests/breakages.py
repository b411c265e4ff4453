"""Breaks a copy of the checkout on purpose, one promise at a time: the tests that keep it must turn red.

    .venv/bin/python tests/breakages.py              # all, in some minutes
    .venv/bin/python tests/breakages.py ledger dark  # those with such a word in their name

Run it by hand, after tests were moved or merged. A breakage whose text is no longer in its file is to be
written anew. Exit code 1: some stayed green, or could not be made.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GREEN, RED = 0, 1
"""Exit codes of pytest: all passed, some failed."""


@dataclass(frozen=True)
class Breakage:
    """One text of one file in place of another, and the tests that must notice."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


BREAKAGES = (
    Breakage(
        "held back: `private: true` is published",
        "plugins/heard/content/publishing.py",
        '"private": "draft"',
        '"private": "published"',
        "tests/unit/test_held_back.py",
    ),
    Breakage(
        "hidden: its page may be found by search engines",
        "theme/templates/article.html",
        "{% block robots %}{% if is_hidden %}",
        "{% block robots %}{% if not card %}",
        "tests/sites/test_hidden_stories.py",
    ),
    Breakage(
        "files: what only a draft names is copied",
        "plugins/heard/content/withholding.py",
        "unpublished = sorted({*self._sources_below()} - self._published.keys() - names)",
        "unpublished: list[str] = []",
        "tests/sites/test_withheld_files.py",
    ),
    Breakage(
        "feeds: the identity of an entry is its address",
        "plugins/heard/feeds/entries.py",
        "            return card.story.identity\n",
        "            return urljoin(self.site, card.url)\n",
        "tests/sites/test_feeds_edits.py",
    ),
    Breakage(
        "dates: a month ends on its first day",
        "plugins/heard/text/dates.py",
        'Moment("month", first, first.replace(day=days),',
        'Moment("month", first, first,',
        "tests/unit/test_dates.py",
    ),
    Breakage(
        "ledger: an answer of the company counts as heard",
        "plugins/heard/model/ledger.py",
        'in ("heard", "unheard")]\n        self.heard = said[-1] == "heard" if',
        'in ("heard", "unheard", "answered")]\n        self.heard = said[-1] != "unheard" if',
        "tests/unit/test_ledger_laws.py",
    ),
    Breakage(
        "links: a relation has no inverse on the other side",
        "plugins/heard/links/relations.py",
        "            _keep(found[other.id], RelatedBy(inverse, card, relation.note), given=False)\n",
        "",
        "tests/unit/links/test_relations.py",
    ),
    Breakage(
        "theme: a title is markup",
        "theme/templates/partials/story_header.html",
        "{{ story.title }}",
        "{{ story.title|safe }}",
        "tests/invalid/test_safety.py",
    ),
    Breakage(
        "redirects: a former address leads nowhere",
        "plugins/heard/identity/redirects.py",
        "target = (one.address, one.story.title, one.story.lang) if one else ()",
        "target = (address, one.story.title, one.story.lang) if one else ()",
        "tests/sites/test_identity.py",
    ),
    Breakage(
        "conversation: a comment that waits is shown",
        "plugins/heard/conversation/conversation.py",
        'if file.status == "approved"',
        'if file.status in ("approved", "pending")',
        "tests/sites/test_comments.py",
    ),
    Breakage(
        "settings: a mistyped name is taken",
        "plugins/heard/settings.py",
        'PREFIXES = ("STORY_", ',
        "PREFIXES = (",
        "tests/unit/test_settings.py",
    ),
    Breakage(
        "layers: the model imports what stands above it",
        "plugins/heard/model/records.py",
        "from heard.text.dates import Moment\n",
        "from heard.library.library import Card  # noqa: F401\nfrom heard.text.dates import Moment\n",
        "tests/contract/test_laws.py",
    ),
    Breakage(
        "accessibility: in the dark, small text is hard to read",
        "theme/css/tokens.css",
        "--muted: light-dark(#5b6168, #a3a8ad)",
        "--muted: light-dark(#5b6168, #4a4f54)",
        "tests/browser/test_templates.py",
    ),
    Breakage(
        "growth: each relation is compared with all stories",
        "plugins/heard/links/relations.py",
        "        for relation in card.story.relates:\n",
        "        [_wrong(card, Relation('follows', to=card.id), one, targets, withheld) for one in cards]\n"
        "        for relation in card.story.relates:\n",
        "tests/sites/test_growth.py",
    ),
)


def copied(folder: Path) -> Path:
    """A copy of the checkout without what Git ignores."""
    copy = folder / "checkout"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, names.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


def tested(checkout: Path, tests: str) -> tuple[int, str]:
    """Run tests until one fails: pytest's exit code, and the test that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", tests]
    done = subprocess.run(command, cwd=checkout, capture_output=True, encoding="utf-8", check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return done.returncode, failed[0].partition(" - ")[0].split(" ", 1)[1] if failed else ""


def broken(checkout: Path, breakage: Breakage) -> tuple[bool, str]:
    """Break the copy, run the tests, mend it again: whether they noticed, and what there is to say."""
    path = checkout / breakage.file
    text = path.read_text("utf-8") if path.is_file() else ""
    if text.count(breakage.right) != 1:
        return False, f"is to be written anew: {breakage.file} has changed"
    code, failed = tested(checkout, breakage.tests)
    if code != GREEN:
        return False, f"was red before: {failed or breakage.tests}"
    path.write_text(text.replace(breakage.right, breakage.wrong), "utf-8")
    code, failed = tested(checkout, breakage.tests)
    path.write_text(text, "utf-8")
    return code == RED and bool(failed), failed or f"no test of {breakage.tests} noticed"


def main(words: list[str]) -> int:
    """Make the breakages that are asked for, and print a line for each."""
    chosen = [one for one in BREAKAGES if not words or any(word in one.name for word in words)]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        checkout = copied(Path(folder))
        for one in chosen:
            noticed, said = broken(checkout, one)
            unnoticed += not noticed
            print(f"{'red ' if noticed else 'OPEN'}  {one.name}\n      {said}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} breakages turned a test red.")
    return 1 if unnoticed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
