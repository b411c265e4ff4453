"""What an edit loads: only what it may need. `facts` has what it makes."""

import os
import subprocess
import sys

from conftest import ROOT, write_files

CONF = """
import heard
from heard.site_defaults import *

SITENAME, SITEURL, TIMEZONE = "Blog", "https://blog.example", "UTC"
PATH, OUTPUT_PATH, PLUGINS, THEME = "content", "output", ["heard"], heard.theme()
"""
EDIT = """
import sys

from heard.cli.main import main

code = main(["build"])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
NEVER = (
    *("asyncio", "concurrent.futures.process", "css_inline", "email.policy", "invoke", "shtab", "smtplib"),
    *("pygments.lexers.python", "pymdownx.superfences", "heard.cli.adopt", "heard.dev", "heard.mail"),
    *("heard.conversation.sources.isso", "heard.conversation.sources.mail"),
)
"""What other commands, whole builds and other texts are for."""
STORY = "---\nid: a-call\ntitle: A call\ndate: 2024-01-02\nsummary: A call.\n---\n\nI *rang*.\n"


def test_an_edit_loads_nothing_that_other_work_is_for(tmp_path):
    write_files(tmp_path, {"pelicanconf.py": CONF, "content/stories/a-call.md": STORY})

    def build() -> set[str]:
        environ = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
        command = [sys.executable, "-c", EDIT]
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "1 of " in done.stdout or "Everything" in done.stdout
        return set(done.stderr.split())

    build()
    (tmp_path / "content/stories/a-call.md").write_text(STORY.replace("rang", "wrote"), "utf-8")
    loaded = build()
    assert "heard.facts.making" in loaded
    assert loaded & set(NEVER) == set()
