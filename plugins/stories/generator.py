"""Where the kernel meets Pelican's generators: definitions read, library built, links checked."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pelican.contents import Article, Author, Category, Content, Page, Tag
from pelican.generators import ArticlesGenerator, Generator

from .crosschecks import claims, near_names, series_parts
from .dates import Moment, day_moment
from .facets import Addresses
from .model import Definition, Story
from .names import id_from_source
from .problems import Problem, Problems
from .rooms import DEFINITIONS
from .shelving import Shelf, Volume, build_library

_PELICANS = {"teller": Author, "tag": Tag, "category": Category}


class LibraryGenerator(Generator):
    """Reads the definitions and builds the library, after Pelican has read articles and pages."""

    def generate_context(self) -> None:
        """Put `library` into the context of every page."""
        definitions = tuple(self._definitions())
        library = build_library(
            Shelf(
                as_of=self.settings["STORY_TODAY"],
                volumes=tuple(self._volumes()),
                definitions=definitions,
                addresses=Addresses(self.settings),
                reply_days=self.settings["STORY_REPLY_DAYS"],
                has_pages=bool(self.settings.get("STORY_FACET_PAGES")),
                slug_of_pelican=lambda facet, name: str(_PELICANS[facet](name, self.settings).slug),
            )
        )
        problems: Problems = self.settings["STORY_PROBLEMS"]
        problems.extend(near_names(library))
        problems.extend(series_parts(library))
        self.context["library"] = library
        self.context["show_drafts"] = self.settings["STORY_SHOW_DRAFTS"]
        root = site_root(self.settings["SITEURL"])
        self.context["site_root"] = root
        # Links in bodies are relative to the host too, so that a site works on any port.
        self.context["localsiteurl"] = root

    def _definitions(self) -> Iterable[Definition]:
        folders = [name for name in DEFINITIONS if (Path(self.path) / name).is_dir()]
        for path in sorted(self.get_files(folders, extensions=("md", "markdown"))) if folders else ():
            page = self.readers.read_file(
                base_path=self.path, path=path, content_class=Page, context=self.context
            )
            definition = getattr(page, "definition", None)
            if definition is not None:
                self.add_source_path(page)
                self.add_static_links(page)
                has_body = bool(page._content.strip())
                yield replace(definition, content=page if has_body else None)
            else:
                self._add_failed_source_path(path)

    def _volumes(self) -> Iterable[Volume]:
        for article in self.context["articles"]:
            yield Volume(
                article.story,
                article.url,
                article,
                tuple(Volume(other.story, other.url, other) for other in article.translations),
            )


def site_root(siteurl: str) -> str:
    """The path of the site on its host, without a slash at the end: `""` or `/blog`."""
    return urlsplit(siteurl).path.rstrip("/")


def shelve(generator: ArticlesGenerator) -> None:
    """Keep what a publish shows: no drafts, no future, no story that claims another's address."""
    settings = generator.settings
    for article in _everything(generator):
        if not hasattr(article, "story"):
            article.story = story_of_article(article)
    if settings["STORY_SHOW_DRAFTS"]:
        generator.articles += [*generator.drafts, *generator.hidden_articles]
        generator.translations += [*generator.drafts_translations, *generator.hidden_translations]
    today = settings["STORY_TODAY"]
    hidden = set()
    if not settings["STORY_SHOW_DRAFTS"]:
        hidden = {a for a in _shown(generator) if _is_future(a.story, today)}
    taken = claims((a.story, a.save_as) for a in _shown(generator) if a not in hidden)
    problems: Problems = settings["STORY_PROBLEMS"]
    for problem in taken.values():
        problems.leave_out(problem)

    def stays(article: Article) -> bool:
        return article not in hidden and article.story.source not in taken

    for article in _shown(generator):
        article.translations = [other for other in article.translations if stays(other)]
    stays_listed = [article for article in generator.articles if stays(article)]
    promoted = _promoted(generator, stays)
    generator.articles = stays_listed + promoted
    generator.translations = [a for a in generator.translations if stays(a) and a not in promoted]
    generator.articles.sort(key=lambda a: (a.story.date.sort_time(), a.story.id), reverse=True)
    generator.drafts, generator.drafts_translations = [], []
    generator.hidden_articles, generator.hidden_translations = [], []


def _promoted(generator: ArticlesGenerator, stays: Callable[[Article], bool]) -> list[Article]:
    """Translations whose original is left out: the first of each group stands for the story now."""
    translations = set(generator.translations)
    promoted: list[Article] = []
    for article in generator.articles:
        if stays(article):
            continue
        group = article.translations
        if not any(other not in translations for other in group):
            promoted += group[:1]
    return promoted


def _shown(generator: ArticlesGenerator) -> list[Article]:
    return [*generator.articles, *generator.translations]


def _everything(generator: ArticlesGenerator) -> list[Article]:
    return [
        *_shown(generator),
        *generator.drafts,
        *generator.drafts_translations,
        *generator.hidden_articles,
        *generator.hidden_translations,
    ]


def _is_future(story: Story, today: Any) -> bool:
    return story.date.first is not None and story.date.first > today


def story_of_article(article: Article) -> Story:
    """A story for an article that another reader read (reStructuredText, HTML): Pelican's keys only."""
    source = article.get_relative_source_path()
    return Story(
        id=id_from_source(source),
        title=_text(article.title),
        slug=article.slug,
        source=source,
        date=_moment(article.date),
        lang=article.lang,
        status=article.status,
        tellers=tuple(author.name for author in getattr(article, "authors", ())),
        summary=_text(article.metadata.get("summary", "")),
        summary_given="summary" in article.metadata,
        tags=tuple(tag.name for tag in getattr(article, "tags", ())),
        category=article.category.name if hasattr(article, "category") else None,
        words=len(_text(article._content).split()),
    )


def _text(html: str) -> str:
    from markupsafe import Markup

    return str(Markup(html).striptags())


def _moment(value: Any) -> Moment:
    return day_moment(value.date())


def broken_links(generators: list[Generator]) -> list[Problem]:
    """`{filename}`, `{static}` and `{attach}` links that lead nowhere, with their lines.

    Pelican would publish them as they stand and end well.
    """
    context = generators[0].context
    contents = context["generated_content"]
    return [
        problem
        for source in sorted(contents)
        if contents[source] is not None and "{" in contents[source]._content
        for problem in _broken_in(contents[source], contents)
    ]


def _broken_in(content: Content, contents: dict[str, Content | None]) -> Iterable[Problem]:
    """The broken links of one article, page or definition; Pelican's own pattern finds its links."""
    text = Path(content.source_path).read_text("utf-8", "replace")
    source = content.get_relative_source_path()
    for match in content._get_intrasite_link_regex().finditer(content._content):
        if match["what"] not in ("filename", "static", "attach"):
            continue
        path = unquote(urlsplit(unescape(match["value"])).path)
        target = path[1:] if path.startswith("/") else f"{content.relative_dir}/{path}"
        target = posixpath.normpath(target.lstrip("/"))
        folder = Path(content.settings["PATH"])
        if contents.get(target) or (target not in contents and (folder / target).is_file()):
            continue
        link = unescape(f"{{{match['what']}}}{match['value']}")
        at = text.find(link)
        line = text.count("\n", 0, at) + 1 if at >= 0 else 0
        hint = "Paths are relative to this file, or to the content folder after a slash."
        yield Problem("link-broken", source, line, f'the link "{link}" leads nowhere.', hint)
