"""`heard webmention-send`: tells the pages that stories link to, each once for every version of the text.

Source: W3C Webmention, 3.1. A page whose link or whose whole story is gone is told once more, so that the
receiver can look and take its copy down (3.1.4, 3.1.5); a story that a mistake keeps out of the site is
not gone. Pages without an endpoint get a pingback where they take one: what came before, in XML-RPC
(Pingback 1.0, sections 2 to 4). It works on the built site, and must run after it was published: receivers
look there.

Where a page takes either is read from its headers and its HTML, and nothing else: a `Link` header before
the first `link` or `a` element with `rel="webmention"` and `href`, the header `X-Pingback` before
`link rel="pingback"`; a relative address counts from the page, after redirects.
"""

from __future__ import annotations

import re
import xmlrpc.client
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from heard.content.fields import is_web_address
from heard.content.hyperlinks import addresses_in, attribute_in, joined
from heard.conversation.comment_folder import folder_name
from heard.conversation.sources.safe_http import Answer, Client, FetchError, one_line, tidy
from heard.conversation.sources.webmention.pages import Page, site_address, story_pages
from heard.conversation.sources.webmention.state import Sent, State, load_state
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.problems import Problems
from heard.text.terminal import plural

AGENT = "Heard (Webmention)"
TRIES = 5
"""How often a receiver that fails is tried, one call a time; then only for a new version."""
KNOWN_ALREADY = 48
"""The fault of a pingback server that was told before."""
GONE = ""
"""The digest of a text that has the link no more."""
WORDS = {
    "sent": "sent",
    "none": "take none",
    "refused": "refused",
    "failed": "failed, tried again next time",
}
"""How telling a target may end (`Sent.result`), for people."""
Headers = Iterable[tuple[str, str]]
_PARAMETER = re.compile(
    r"""\s*+;\s*+([A-Za-z0-9!#$&+.^_`|~*-]++)(?:\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s;,"]*+))?+""", re.DOTALL
)
_LINK = re.compile(rf"<([^<>]*+)>((?:{_PARAMETER.pattern})*+)", re.DOTALL)


class Job(Struct, frozen=True):
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

    def __str__(self) -> str:
        return f"{self.page} -> {one_line(self.target)}"


class Door(Struct, frozen=True):
    """Where a target is told: its webmention endpoint, or its pingback server, or nowhere."""

    endpoint: str = ""
    pingback: str = ""
    status: int = 0


def send(
    context: CommandContext,
    dry_run: bool = False,
    again: bool = False,
    allow_private: bool = False,
    seconds: float = 15,
) -> int:
    """Tell every target that does not know yet; 4 where one failed that will be tried again.

    With `again`, those are asked, too, that took none.
    """
    site = site_address(context.settings, allow_private)
    state = load_state(context)
    pages = story_pages(context.library, context.output, site) if context.output.is_dir() else []
    if not context.output.is_dir() or (context.library.by_id and not pages):
        what = "story" if context.output.is_dir() else "built site"
        raise Refusal(f"There is no {what} in {context.output}/: run heard build first.")
    for page in pages:  # a story with a mistake is told by its file alone
        known = state.sent.get(page.url, {})
        known.update({target: replace(sent, file=page.file) for target, sent in known.items()})
    problems: Problems = context.settings["STORY_PROBLEMS"]
    comments = f"{folder_name(context.settings)}/"
    faulty = [name for name in problems.left_out if not name.startswith(comments)]  # broken, not taken back
    here = {page.url for page in pages}
    jobs = []
    for job in _jobs(pages, state, f"{site}/", again):
        if job.digest == GONE and job.page not in here and faulty and job.file in (*faulty, ""):
            names = job.file or ", ".join(sorted(faulty)[:3])
            context.say(f"{job}: left alone, as there is a mistake in {names}: heard check says which.")
        else:
            jobs.append(job)
    if dry_run:
        for job in jobs:
            context.say(f"{job} ({job.why})")
        context.say(f"{plural(len(jobs), 'link')} to tell of. Nothing was sent.")
        return exits.FINE
    sender = _Sender(Client(AGENT, seconds, allow_private=allow_private))
    counts: Counter[str] = Counter()
    for job in jobs:
        sent, words = sender.tell(job)
        counts[sent.result] += 1
        context.say(f"{job} ({job.why}): {words}")
        _note(state, job, sent)
        state.save()  # at once: what was sent is not sent again, whatever happens to the next
    state.save()
    context.say(_summary(counts))
    return exits.BROKEN if counts["failed"] else exits.FINE


def _jobs(pages: list[Page], state: State, site: str, again: bool) -> Iterator[Job]:
    """What there is to tell: first of links and stories that are gone, then of those that are here."""
    now = {page.url: page for page in pages}
    for url, targets in sorted(state.sent.items()):
        if not url.startswith(site):
            continue  # at another address of the site: none of ours to speak for now
        kept = now[url].targets if url in now else ()
        for target, last in sorted(targets.items()):
            if target not in kept and last.was_taken:
                yield Job(url, target, GONE, last, last.file)
    for page in pages:
        known = state.sent.get(page.url, {})
        for target in page.targets:
            before = known.get(target)
            is_due = before is None or before.digest != page.digest or (again and before.result != "sent")
            if is_due or (before and before.result == "failed" and before.tries < TRIES):
                yield Job(page.url, target, page.digest, before, page.file)


def _note(state: State, job: Job, sent: Sent) -> None:
    targets = state.sent.setdefault(job.page, {})
    if job.digest == GONE and (sent.result != "failed" or sent.tries >= TRIES):
        del targets[job.target]  # told, or nobody there to be told: nothing is left to remember
    else:
        targets[job.target] = replace(sent, file=job.file)


class _Sender(Struct, frozen=True):
    """Asks each page once a call where it takes webmentions; a host that is not there is asked once."""

    client: Client
    doors: dict[str, Door | FetchError] = field(default_factory=dict)

    def tell(self, job: Job) -> tuple[Sent, str]:
        """Tell one target; how it ended, and the same in words."""
        tries = job.before.tries + 1 if job.before and job.why in ("again", "taken back") else 1
        ended = Sent(job.digest, "none", tries=tries, told=bool(job.before and job.before.was_taken))
        try:
            door = self._door(job.target)
            if door.endpoint:
                return self._webmention(job, door.endpoint, ended)
            if door.pingback and job.digest != GONE:  # there is no way to take one back
                return self._pingback(job, door.pingback, ended)
        except FetchError as error:
            return replace(ended, result="none" if error.is_final else "failed"), str(error)
        words = "takes none." if door.status < 400 else f"takes none ({door.status})."
        return replace(ended, status=door.status, tries=1), words

    def _webmention(self, job: Job, endpoint: str, ended: Sent) -> tuple[Sent, str]:
        answer = self.client.post(endpoint, {"source": job.page, "target": job.target})
        result = "sent" if answer.is_fine else "failed" if answer.is_busy else "refused"
        words = f"{result}, {answer.status} from {one_line(endpoint)}."
        if answer.is_fine:
            return Sent(job.digest, result, answer.status, endpoint), words
        return replace(ended, result=result, status=answer.status, endpoint=endpoint), words

    def _pingback(self, job: Job, server: str, ended: Sent) -> tuple[Sent, str]:
        body = xmlrpc.client.dumps((job.page, job.target), "pingback.ping", encoding="utf-8")
        answer = self.client.post(server, body.encode("utf-8"), "text/xml")
        if answer.is_busy:
            raise FetchError(f"{answer.status} from {server}.")
        wrong = _fault_in(answer.body) if answer.is_fine else f"{answer.status}."
        if wrong:
            return replace(ended, result="refused"), f"refused the pingback: {wrong}"
        return Sent(job.digest, "sent", answer.status, server), "sent as a pingback."

    def _door(self, target: str) -> Door:
        """Where a target is told. Raises FetchError where that cannot be learned."""
        host = urlsplit(target).netloc
        found = self.doors.get(target) or self.doors.get(host)
        if found is None:
            try:
                answer = self.client.get(target)
                found = FetchError(f"{answer.status}.") if answer.is_busy else door_of(answer)
            except FetchError as error:
                found = error
                if not error.is_final:  # a redirect that never ends is the page's own fault
                    self.doors[host] = error
            self.doors[target] = found
        if isinstance(found, FetchError):
            raise found
        return found


def webmention_endpoint(url: str, headers: Headers, html: str = "") -> str | None:
    """The endpoint that a page names, as a full address; None where it names none. Never raises.

    `html` is empty for anything that is no HTML page.
    """
    links = (link for name, value in headers if name.lower() == "link" for link in _LINK.finditer(value))
    in_head = (link[1] for link in links if "webmention" in _rels(link[2]))
    return _full(url, chain(in_head, _links_in(html, "webmention", ("link", "a"))))


def pingback_server(url: str, headers: Headers, html: str = "") -> str | None:
    """The XML-RPC server that a page names, or None. Never raises."""
    in_head = (value for name, value in headers if name.lower() == "x-pingback" and value.strip())
    return _full(url, chain(in_head, _links_in(html, "pingback", ("link",))))


def _rels(parameters: str) -> list[str]:
    """The relations in the parameters of a `Link` header (RFC 8288, 3); of two, the first counts."""
    found = [one[2] or "" for one in _PARAMETER.finditer(parameters) if one[1].lower() == "rel"]
    return re.sub(r"\\(.)", r"\1", found[0].strip('"')).lower().split() if found else []


def _links_in(html: str, rel: str, elements: tuple[str, ...]) -> Iterator[str]:
    for link in addresses_in(tidy(html)):
        rels = (attribute_in(link.attributes, "rel") or "").lower().split()
        if link.tag in elements and link.attribute == "href" and rel in rels:
            yield link.value


def _full(url: str, addresses: Iterable[str]) -> str | None:
    """The first that is a web address, in full; an empty one is the page itself."""
    return next(filter(is_web_address, (joined(url, address.strip()) for address in addresses)), None)


def door_of(answer: Answer) -> Door:
    """Where a page that was fetched takes webmentions or pingbacks."""
    html = answer.text if answer.is_html else ""
    endpoint = webmention_endpoint(answer.url, answer.headers, html)
    pingback = None if endpoint else pingback_server(answer.url, answer.headers, html)
    return Door(endpoint or "", pingback or "", answer.status)


def _fault_in(body: bytes) -> str:
    """Why a server did not take a pingback, by its answer; empty where it did."""
    try:
        if b"<!" not in body:  # a document type could multiply entities, and has no place here
            xmlrpc.client.loads(body)
            return ""
    except xmlrpc.client.Fault as fault:
        is_known = fault.faultCode == KNOWN_ALREADY
        return "" if is_known else f"{fault.faultCode} {one_line(str(fault.faultString))}"
    except Exception:  # Python's reader falls over some documents in ways of its own
        pass
    return "the answer is no XML-RPC."


def _summary(counts: Mapping[str, int]) -> str:
    if not counts:
        return "No link is new or changed; nothing was sent."
    parts = ", ".join(f"{counts[name]} {words}" for name, words in WORDS.items() if counts[name])
    return f"{plural(sum(counts.values()), 'link')}: {parts}."
