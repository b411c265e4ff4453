"""`heard webmention-send`: tells the pages that stories link to, each once for every version of the text.

Source: W3C Webmention, 3.1. A page whose link or whose whole story is gone is told once more, so that the
receiver can look and take its copy down (3.1.4, 3.1.5); a story that a mistake keeps out of the site is
not gone. Pages without an endpoint get a pingback where they take one. It works on the built site, and
must run after it was published: receivers look there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from heard.conversation.sources.webmention.discovery import pingback_server, webmention_endpoint
from heard.conversation.sources.webmention.faults import faults_of
from heard.conversation.sources.webmention.pages import Page, site_address, story_pages
from heard.conversation.sources.webmention.pingback import PingbackError, send_pingback
from heard.conversation.sources.webmention.safe_http import Answer, Client, FetchError
from heard.conversation.sources.webmention.safe_text import one_line
from heard.conversation.sources.webmention.settings import WEBMENTION_STATE
from heard.conversation.sources.webmention.state import Sent, State, load_state
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.terminal import plural

AGENT = "Heard (Webmention)"
HTML = ("text/html", "application/xhtml+xml", "")
TRIES = 5
"""How often a receiver that fails is tried, one call a time; then only for a new version."""
GONE = ""
"""The digest of a text that has the link no more."""


@dataclass(frozen=True, slots=True)
class SendOptions:
    """What is asked for: only to list; to ask those again that took none; whether hosts may be private."""

    dry_run: bool = False
    again: bool = False
    allow_private: bool = False
    seconds: float = 15


@dataclass(frozen=True, slots=True)
class Job:
    """One target to be told of one page; `before` is how that ended last time, `file` that of the story."""

    page: str
    target: str
    digest: str
    before: Sent | None = None
    file: str = ""

    @property
    def why(self) -> str:
        """In one word, for people."""
        if self.digest == GONE:
            return "taken back"
        if self.before is None:
            return "new"
        return "changed" if self.before.digest != self.digest else "again"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a target is told: its webmention endpoint, or its pingback server, or nowhere."""

    endpoint: str = ""
    pingback: str = ""
    status: int = 0


def send(errand: CommandContext, options: SendOptions) -> int:
    """Tell every target that does not know yet; 4 where one failed that will be tried again."""
    site = site_address(errand.settings, options.allow_private)
    if not errand.output.is_dir():
        raise Refusal(f"There is no built site in {errand.output}/: run heard build first.")
    state = load_state(errand.content, errand.settings.get("WEBMENTION_STATE_FILE") or WEBMENTION_STATE)
    pages = story_pages(errand.library, errand.output, site)
    if errand.library.by_id and not pages:
        raise Refusal(f"There is no story in {errand.output}/: run heard build first.")
    state.know_files({page.url: page.file for page in pages})
    faults = faults_of(errand, pages)
    jobs = []
    for job in _jobs(pages, state, f"{site}/", options.again):
        fault = faults.of(job.page, job.file) if job.digest == GONE else ""
        if fault:
            errand.say(f"{job.page} -> {one_line(job.target)}: left alone, {fault}.")
        else:
            jobs.append(job)
    if options.dry_run:
        for job in jobs:
            errand.say(f"{job.page} -> {one_line(job.target)} ({job.why})")
        errand.say(f"{plural(len(jobs), 'link')} to tell of. Nothing was sent.")
        return exits.FINE
    sender = _Sender(Client(AGENT, options.seconds, allow_private=options.allow_private))
    counts = dict.fromkeys(("sent", "none", "refused", "failed"), 0)
    for job in jobs:
        sent, words = sender.tell(job)
        counts[sent.result] += 1
        errand.say(f"{job.page} -> {one_line(job.target)} ({job.why}): {words}")
        _note(state, job, sent)
        state.save()  # at once: what was sent is not sent again, whatever happens to the next
    state.save()
    errand.say(_summary(counts, len(jobs)))
    return exits.BROKEN if counts["failed"] else exits.FINE


def _jobs(pages: list[Page], state: State, site: str, again: bool) -> Iterator[Job]:
    """What there is to tell: first of links and stories that are gone, then of those that are here."""
    now = {page.url: page for page in pages}
    for url, targets in sorted(state.sent.items()):
        if not url.startswith(site):
            continue  # at another address of the site: none of ours to speak for now
        kept = now[url].targets if url in now else ()
        for target, last in sorted(targets.items()):
            if target not in kept and (last.told or last.result == "sent"):
                yield Job(url, target, GONE, last, last.file)
    for page in pages:
        known = state.sent.get(page.url, {})
        for target in page.targets:
            before = known.get(target)
            if before is None or before.digest != page.digest or _is_due(before, again):
                yield Job(page.url, target, page.digest, before, page.file)


def _is_due(before: Sent, again: bool) -> bool:
    """Whether to ask once more although nothing changed."""
    return (again and before.result != "sent") or (before.result == "failed" and before.tries < TRIES)


def _note(state: State, job: Job, sent: Sent) -> None:
    targets = state.sent.setdefault(job.page, {})
    if job.digest == GONE and (sent.result != "failed" or sent.tries >= TRIES):
        del targets[job.target]  # told, or nobody there to be told: nothing is left to remember
        if not targets:
            del state.sent[job.page]
    else:
        targets[job.target] = replace(sent, file=job.file)


@dataclass(frozen=True, slots=True)
class _Sender:
    """Asks each page once a call where it takes webmentions; a host that is not there is asked once."""

    client: Client
    doors: dict[str, Door | FetchError] = field(default_factory=dict)
    silent: dict[str, FetchError] = field(default_factory=dict)

    def tell(self, job: Job) -> tuple[Sent, str]:
        """Tell one target; how it ended, and the same in words."""
        tries = job.before.tries + 1 if job.before and job.why in ("again", "taken back") else 1
        told = bool(job.before and (job.before.told or job.before.result == "sent"))
        try:
            door = self._door(job.target)
            if door.endpoint:
                return self._webmention(job, door.endpoint, tries, told)
            if door.pingback and job.digest != GONE:  # there is no way to take one back
                status = send_pingback(self.client, door.pingback, job.page, job.target)
                return Sent(job.digest, "sent", status, door.pingback), "sent as a pingback."
        except PingbackError as error:
            return Sent(job.digest, "refused", tries=tries, told=told), f"refused the pingback: {error}"
        except FetchError as error:
            result = "none" if error.is_final else "failed"
            return Sent(job.digest, result, tries=tries, told=told), str(error)
        words = "takes none." if door.status < 400 else f"takes none ({door.status})."
        return Sent(job.digest, "none", door.status, told=told), words

    def _webmention(self, job: Job, endpoint: str, tries: int, told: bool) -> tuple[Sent, str]:
        answer = self.client.post(endpoint, {"source": job.page, "target": job.target})
        said = f"{answer.status} from {one_line(endpoint)}."
        if answer.is_fine:
            return Sent(job.digest, "sent", answer.status, endpoint), f"sent, {said}"
        if answer.status == 429 or answer.status >= 500:
            return Sent(job.digest, "failed", answer.status, endpoint, tries, told), f"failed, {said}"
        return Sent(job.digest, "refused", answer.status, endpoint, tries, told), f"refused, {said}"

    def _door(self, target: str) -> Door:
        """Where a target is told. Raises FetchError where that cannot be learned."""
        if target not in self.doors:
            self.doors[target] = self._ask(target)
        found = self.doors[target]
        if isinstance(found, FetchError):
            raise found
        return found

    def _ask(self, target: str) -> Door | FetchError:
        host = urlsplit(target).netloc
        if host in self.silent:
            return self.silent[host]
        try:
            answer = self.client.get(target)
        except FetchError as error:
            if not error.is_final:  # a redirect that never ends is the page's own fault
                self.silent[host] = error
            return error
        if answer.status == 429 or answer.status >= 500:
            return FetchError(f"{answer.status}.")
        return door_of(answer)


def door_of(answer: Answer) -> Door:
    """Where a page that was fetched takes webmentions or pingbacks."""
    html = answer.text if answer.kind in HTML else ""
    endpoint = webmention_endpoint(answer.url, answer.headers, html)
    pingback = None if endpoint else pingback_server(answer.url, answer.headers, html)
    return Door(endpoint or "", pingback or "", answer.status)


def _summary(counts: dict[str, int], total: int) -> str:
    if not total:
        return "No link is new or changed; nothing was sent."
    words = {
        "sent": "sent",
        "none": "take none",
        "refused": "refused",
        "failed": "failed, tried again next time",
    }
    parts = [f"{counts[name]} {said}" for name, said in words.items() if counts[name]]
    return f"{plural(total, 'link')}: {', '.join(parts)}."
