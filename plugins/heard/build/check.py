"""`heard check`: build everything, follow every link, report everything, change nothing."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from heard.build.build import BuildRequest, Say, build_beside, swap
from heard.build.contexts import run_into
from heard.build.linkcheck import check_links
from heard.build.report import as_text
from heard.build.run import Run
from heard.content.addresses import leaves_out_html, public_feeds
from heard.text import exits
from heard.text.problems import Problems
from heard.text.progress import progress_line
from heard.text.terminal import to_stderr

_QUOTED = re.compile(r'"([^"]+)"')


def check(
    order: BuildRequest,
    strict: bool = False,
    format_: str = "text",
    say: Say = print,
    tell: Say = to_stderr,
) -> int:
    """Report all problems through `say`; the exit code. `tell` gets what is no problem.

    With an output folder in the order the site that was checked is kept there, else thrown away.
    """
    if order.output is None:
        with tempfile.TemporaryDirectory(prefix="heard-") as folder:
            result = run_into(Path(folder, "site"), order)
            problems = _with_links(result, Path(folder, "site"))
        code = result.stopped
    else:
        result, output = build_beside(order, tell)
        code = swap(output, tell) if output and not result.stopped else result.stopped
        problems = _with_links(result, output) if output else result.problems
    as_json = (problem.as_json() for problem in problems)
    for line in as_json if format_ == "json" else as_text(problems):
        say(line)
    failing = ("error", "warning") if strict else ("error",)
    return code or (exits.CONTENT if any(map(problems.of, failing)) else exits.FINE)


def _with_links(result: Run, folder: Path) -> Problems:
    """The problems of the run and, if there is a site, those of its links."""
    problems = result.problems
    if not result.stopped:
        links_named = _links_named(problems)
        site_url = str(result.settings.get("SITEURL", ""))
        with progress_line():
            broken = check_links(folder, site_url, leaves_out_html(result.settings))
        feeds = public_feeds(result.settings, urlsplit(site_url).path.rstrip("/"))
        for problem in broken:
            links = _QUOTED.findall(unquote(problem.message))
            if links_named.isdisjoint(links) and not any(map(feeds.fullmatch, links)):
                problems.add(problem)
    return problems


def _links_named(problems: Problems) -> set[str]:
    """The links that the library names where they are written; their trace in pages is no news.

    `{static}/images/x.png` turns into `/images/x.png`, `{filename}x.md` stays as it is. A warning does not
    count: what it names may lie there in the end.
    """
    links = (
        link
        for problem in problems
        if problem.code == "link-broken" and problem.severity == "error"
        for link in _QUOTED.findall(unquote(problem.message))
    )
    return {form for link in links for form in (link, link.partition("}")[2])}
