"""The W3C's Nu HTML checker finds nothing on any page, nor in the style sheet."""

from __future__ import annotations

import json
import shutil
import subprocess

from needs import need


def test_nu_finds_nothing_on_any_page(demo, node_packages):
    java = need(shutil.which("java"), "java")
    jar = need(next((node_packages / "vnu-jar" / "build" / "dist").glob("vnu.jar"), None), "the Nu checker")
    done = subprocess.run(
        [java, "-Xss8m", "-jar", str(jar), "--skip-non-html", "--format", "json", str(demo)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    messages = json.loads(done.stderr or done.stdout)["messages"]
    told = sorted({f"{m['message']} – {m['url'].rsplit('output/', 1)[-1]}" for m in messages})
    assert told == []
