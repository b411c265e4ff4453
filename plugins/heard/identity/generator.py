"""Compares the stories with the record of identities, and writes redirects when all pages are written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import unescape
from urllib.parse import quote

from pelican.generators import Generator

from heard.content.layout import record_name, record_path
from heard.content.placing import Alias
from heard.identity.checks import compared
from heard.identity.redirects import (
    Places,
    Redirect,
    folders_without_page,
    nearest_page,
    plan_redirects,
    recorded_redirects,
    redirects_file,
    taken_from,
)
from heard.library.facets import Addresses, site_root
from heard.library.holders import PAGES, files_brought, holders, with_languages
from heard.library.identities import address_of, published_in, tombstones
from heard.library.identity_file import IDS_FILE, ids_in_files, read_identities
from heard.library.library import Library
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
        self.context["tombstones"] = ()
        problems: Problems = self.settings["STORY_PROBLEMS"]
        contents = (one for name in PAGES for one in self.context.get(name, ()))
        taken = {
            address_of(one.url): one.get_relative_source_path()
            for content in contents
            for one in with_languages(content)
        }
        recorded = self._of_record(self.context["library"], problems)
        aliases = map(_of_alias, self.context["former_addresses"])
        self.redirects, redirect_problems = plan_redirects(recorded, aliases, taken)
        problems.extend(redirect_problems)

    def _of_record(self, library: Library, problems: Problems) -> tuple[Redirect, ...]:
        """The redirects from the addresses in the record, after telling what contradicts it."""
        name = record_name(self.settings, IDS_FILE)
        content = self.settings["PATH"]
        recorded, file_problems = read_identities(record_path(content, self.settings, IDS_FILE), name)
        problems.extend(file_problems)
        if recorded is None:
            return ()
        problems.extend(compared(recorded, library, ids_in_files(problems.left_out, content), name))
        self.context["tombstones"] = tombstones(recorded, library.by_id, library.as_of)
        return tuple(recorded_redirects(recorded, published_in(library), name))

    def outputs(self, written: Written) -> Iterator[Output]:
        """Yield a page at each former address that is free, and the file of all redirects."""
        files = dict.fromkeys(sorted(written()), "another page of the site")
        files |= files_brought(self.context) | holders(self.context)
        places = Places(files)
        lists = (
            Redirect(address_of(save_as), "", f"/{url}", name, is_list=True)
            for save_as, name, url in self.context.get("former_pages", ())
        )
        led = []
        for redirect in (*self.redirects, *lists):
            pages = self._lead(redirect, places)
            if pages is not None:
                led.append(redirect)
                yield from pages
        for redirect in self._up_from(frozenset((*files, *(one.save_as for one in led)))):
            yield from self._lead(redirect, places) or ()
        yield from self._list(redirects_file(led, site_root(self.settings["SITEURL"])), places)

    def _up_from(self, files: frozenset[str]) -> Iterator[Redirect]:
        """Yield what leads from the folders of stories, roles and numbered pages to their list."""
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
                target = self.context.get("front_url", "")
                if not target:
                    continue  # nothing stands above it
            name = names.get(target) or (f"/{target}" if target else self.settings["SITENAME"])
            yield Redirect(f"/{folder}", "", f"/{target}", name, is_list=True)

    def _lead(self, redirect: Redirect, places: Places) -> list[Page] | None:
        """Return the page of one redirect, or none where a page cannot be; None if nothing leads on now."""
        save_as = redirect.save_as
        if save_as and not places.is_free(save_as):
            for problem in taken_from(redirect, places.holder(save_as)):
                report(self.settings["STORY_PROBLEMS"], problem)
            return None
        if save_as:
            places.take(save_as, "another redirect")
            address, target = (redirect.address[1:], save_as), quote(redirect.target[1:])
            variables = {"title": redirect.title, "lang": redirect.lang, "is_list": redirect.is_list}
            return list(self.page("redirect", address, target=target, **variables))
        if redirect.line and not redirect.is_recorded and not self.settings["REDIRECTS_SAVE_AS"]:
            message = f"no page can stand at the alias {redirect.address}, and REDIRECTS_SAVE_AS is empty."
            problem = Problem("alias-wrong", redirect.source, redirect.line, message, severity="warning")
            report(self.settings["STORY_PROBLEMS"], problem)
        return []

    def _list(self, text: str, places: Places) -> Iterator[File]:
        """Yield the file of redirects, unless it would be empty or the owner brings one along."""
        save_as = self.settings["REDIRECTS_SAVE_AS"]
        if not save_as or not text:
            return
        if places.is_free(save_as):
            yield File(save_as, text, partial(text.encode, "utf-8"))
            return
        message = f"{save_as} is a file of your own, and no redirects are written into it."
        hint = 'Set REDIRECTS_SAVE_AS to another name, or to "".'
        problem = Problem("redirect-taken", save_as, 0, message, hint, "warning")
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
