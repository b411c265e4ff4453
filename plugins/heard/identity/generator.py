"""Compares the stories with the record of identities, and writes redirects when all pages are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import quote

from pelican.generators import Generator

from heard.content.layout import record_name, record_path
from heard.content.placing import Alias
from heard.identity.checks import compared
from heard.identity.redirects import (
    Places,
    Redirect,
    alias_taken,
    folders_without_page,
    former_taken,
    nearest_page,
    plan_redirects,
    redirects_file,
    with_aliases,
)
from heard.library.facets import Addresses, site_root
from heard.library.holders import PAGES, files_brought, holders, with_languages
from heard.library.identities import Published, address_of, tombstones
from heard.library.identity_file import IDS_FILE, ids_in_files, read_identities
from heard.library.outputs import File, Output, Page
from heard.library.writing import OutputGenerator, Written, report
from heard.settings import Setting
from heard.text.names import is_safe_path
from heard.text.problems import Problem, Problems

SETTINGS = (
    Setting(
        "REDIRECTS_SAVE_AS",
        str,
        "_redirects",
        "The file of redirects for hosts that read one; empty for none.",
        lambda value: (
            None if not value or is_safe_path(value) else f'must be a path below the site, not "{value}"'
        ),
    ),
)


class IdentityGenerator(OutputGenerator):
    """Reads the record, tells what contradicts it, and leads former addresses to their stories."""

    comes_last = True
    redirects: tuple[Redirect, ...] = ()

    def generate_context(self) -> None:
        """Put `tombstones` into the context: what feeds tell of stories that were taken back."""
        self._own: list[str] = []
        self.context["tombstones"] = ()
        published = tuple(_published(self.context))
        problems: Problems = self.settings["STORY_PROBLEMS"]
        recorded = self._of_record(published, problems)
        contents = (one for name in PAGES for one in self.context.get(name, ()))
        holders_now = {
            address_of(one.url): one.get_relative_source_path()
            for content in contents
            for one in with_languages(content)
        }
        self.redirects, alias_problems = with_aliases(
            recorded, map(_of_alias, self.context["former_addresses"]), holders_now
        )
        problems.extend(alias_problems)

    def _of_record(self, published: tuple[Published, ...], problems: Problems) -> tuple[Redirect, ...]:
        """The redirects from the addresses in the record, after telling what contradicts it."""
        name = record_name(self.settings, IDS_FILE)
        content, today = self.settings["PATH"], self.settings["STORY_TODAY"]
        recorded, file_problems = read_identities(record_path(content, self.settings, IDS_FILE), name)
        problems.extend(file_problems)
        if recorded is None:
            return ()
        withheld = (
            *self.context.get("withheld_stories", ()),
            *(one.story for article in self.context["hidden_articles"] for one in with_languages(article)),
        )
        elsewhere = ids_in_files(problems.left_out, content)
        problems.extend(compared(recorded, published, withheld, elsewhere, name, today))
        redirects, redirect_problems = plan_redirects(recorded, published, name)
        problems.extend(redirect_problems)
        self.context["tombstones"] = tombstones(recorded, (one.story.id for one in published), today)
        return redirects

    def outputs(self, written: Written) -> Iterator[Output]:
        """Yield a page at each former address that is free, and the file of all redirects."""
        files = self._files(written)
        places = Places(files)
        led = []
        for redirect in self.redirects:
            pages = self._lead(redirect, places)
            if pages is not None:
                led.append(redirect)
                yield from pages
        for save_as, name, url in self.context.get("former_pages", ()):
            redirect = Redirect(address_of(save_as), "", f"/{url}", name, is_list=True)
            if places.is_free(save_as) and (pages := self._lead(redirect, places)) is not None:
                led.append(redirect)
                yield from pages
        yield from self._lead_up(places, files)
        yield from self._list(redirects_file(led, site_root(self.settings["SITEURL"])), places)

    def _lead_up(self, places: Places, known: Mapping[str, str]) -> Iterator[Output]:
        """Yield a page for the folders of stories, roles and numbered pages: it leads to their list."""
        files = frozenset((*known, *self._own))
        names = {term.url: term.name for terms in self.context["library"].terms.values() for term in terms}
        strings = self.settings["JINJA_GLOBALS"].get("strings", {}).get("nav", {})
        indexes = self.context.get("index_urls", {})
        names |= {url: strings[name] for name, url in indexes.items() if name in strings}
        of_stories = self.settings["ARTICLE_URL"].partition("{")[0]
        lessons = Addresses(self.settings).of_lessons("x").url.removesuffix("x/")
        for folder in folders_without_page(files):
            if folder not in (of_stories, lessons) and not folder.endswith("page/"):
                continue  # an address of the owner's own making
            target = nearest_page(folder, files)
            if folder == of_stories and f"{indexes.get('year', '')}index.html" in files:
                target = indexes.get("year", "")
            if not target and "index.html" not in files:
                front = self.context.get("front_url", "")
                if not front:
                    continue  # nothing stands above it
                target = front
            name = names.get(target) or (f"/{target}" if target else self.settings["SITENAME"])
            redirect = Redirect(f"/{folder}", "", f"/{target}", name, is_list=True)
            if places.is_free(redirect.save_as):
                yield from self._lead(redirect, places) or ()

    def _lead(self, redirect: Redirect, places: Places) -> list[Page] | None:
        """Return the page of one redirect, or none where a page cannot be; None if nothing leads on now."""
        save_as = redirect.save_as
        if save_as and not places.is_free(save_as):
            if redirect.target:
                self._report_taken(redirect, places.holder(save_as))
            return None
        if save_as:
            places.take(save_as, "another redirect")
            self._own.append(save_as)
            variables = {
                "title": redirect.title,
                "lang": redirect.lang,
                "is_list": redirect.is_list,
                "target": quote(redirect.target[1:]),
            }
            return list(self.page("redirect", (redirect.address[1:], save_as), **variables))
        if redirect.line and not self.settings["REDIRECTS_SAVE_AS"]:
            message = f"no page can stand at the alias {redirect.address}, and REDIRECTS_SAVE_AS is empty."
            problem = Problem("alias-wrong", redirect.source, redirect.line, message, severity="warning")
            report(self.settings["STORY_PROBLEMS"], problem)
        return []

    def _list(self, text: str, places: Places) -> Iterator[File]:
        """Yield the file of redirects, unless it would be empty or the owner brings one along."""
        save_as = self.settings["REDIRECTS_SAVE_AS"]
        if not save_as or not text:
            return
        if not places.is_free(save_as):
            message = f"{save_as} is a file of your own, and no redirects are written into it."
            hint = 'Set REDIRECTS_SAVE_AS to another name, or to "".'
            problem = Problem("redirect-taken", save_as, 0, message, hint, "warning")
            report(self.settings["STORY_PROBLEMS"], problem)
            return
        yield File(save_as, text, partial(text.encode, "utf-8"))

    def _files(self, written: Written) -> dict[str, str]:
        """Who has which file of the site by now."""
        files = dict.fromkeys(sorted(written()), "another page of the site")
        return files | files_brought(self.context) | holders(self.context)

    def _report_taken(self, redirect: Redirect, holder: str) -> None:
        if redirect.source and not redirect.line:
            return
        name = record_name(self.settings, IDS_FILE)
        problem = (
            alias_taken(redirect, holder)
            if redirect.line
            else former_taken(redirect.address, redirect.owner, holder, name)
        )
        report(self.settings["STORY_PROBLEMS"], problem)


GENERATOR = IdentityGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Put our generator at the end of Pelican's own list, whatever the order of plugins.

    A redirect may only stand where nothing else does, and that shows when everything else is written.
    """
    generators.sort(key=lambda generator: isinstance(generator, IdentityGenerator))


def _of_alias(alias: Alias) -> Redirect:
    """The redirect of an alias. A hidden story's address stands in no file that everybody can read."""
    content, story = alias.content, getattr(alias.content, "story", None)
    return Redirect(
        alias.address,
        story.id if story else alias.source,
        address_of(content.url),
        story.title if story else unescape(content.title),
        story.lang if story else content.lang,
        alias.source,
        alias.line,
        is_public=content.status != "hidden",
    )


def _published(context: dict[str, Any]) -> Iterator[Published]:
    """Every story that gets a page, in each of its languages."""
    for article in context["articles"]:
        for one in with_languages(article):
            yield Published(one.story, address_of(one.url))
