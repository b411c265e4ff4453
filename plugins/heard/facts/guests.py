"""Pages by Pelican itself: for plain `pelican`, and for plugins and themes that want its own objects.

Pelican writes articles and pages as ever, and sends its signals; templates get what our theme shows of them
beside Pelican's own variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from blinker import Signal
from jinja2 import TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import Getattr, Import, Name, Template
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.plugins import signals
from pelican.writers import Writer

from heard.facts.records import ShownPage
from heard.facts.shown import articles_of, of_page, of_story, pages_of
from heard.facts.site import Site
from heard.library.outputs import Body

SIGNALS = [signal for signal in vars(signals).values() if isinstance(signal, Signal)]
OF_PELICAN = frozenset(
    "article articles dates tags categories authors period_archives drafts hidden_articles hidden_pages "
    "draft_pages pages related_posts category author tag all_articles page_name blog".split()
)
"""Variables that Pelican alone gives to templates."""
OF_PAGES = frozenset(ShownPage.__struct_fields__)
"""What templates may show of an owner's page without Pelican."""
KNOWN = frozenset(("slug", "lang", "status", "category", "title"))
"""What stories may have in common to be translations of each other."""


def reason_for_pelican(generator: Generator, own_theme: Path) -> str:
    """Return why Pelican itself has to make a site, in a sentence; empty where it has not.

    The templates of our own theme are known, and not looked at.
    """
    settings = generator.settings
    if "STORY_PROBLEMS" not in settings:
        return "The site does without Heard's plugin."
    for name in settings["PLUGINS"]:
        if name != "heard" and not name.startswith("heard."):
            return f"The plugin {name} works with Pelican's own objects."
    for signal in SIGNALS:
        for receiver in signal.receivers_for(None):
            if not str(getattr(receiver, "__module__", "")).startswith(("heard", "pelican")):
                return f"{receiver.__module__} listens to Pelican's signals."
    for name in ("TEMPLATE_PAGES", "DIRECT_TEMPLATES", "OUTPUT_SOURCES", "STATIC_CREATE_LINKS"):
        if settings.get(name):
            return f"{name} is Pelican's own work."
    for name in ("ARTICLE_TRANSLATION_ID", "PAGE_TRANSLATION_ID"):
        same = settings[name]
        if not KNOWN.issuperset([same] if isinstance(same, str) else same or ()):
            return f"{name} names what only Pelican knows."
    if not settings["STORY_FACET_PAGES"]:
        return "The theme has no templates for stories."
    for path, names in _asked(generator, own_theme):
        if of_pelican := sorted(one for one in names if one in OF_PELICAN or "." in one):
            return f"{path} shows {of_pelican[0]}, which only Pelican knows."
    return ""


def _asked(generator: Generator, own_theme: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the templates that are not ours, with the variables that they ask for."""
    for path in others_templates(generator, own_theme):
        with suppress(TemplateError, UnicodeDecodeError):  # rendering it tells what is wrong
            tree = generator.env.parse(path.read_text("utf-8"))
            imported = {node.target for node in tree.find_all(Import)}
            names = find_undeclared_variables(tree) - imported
            yield path.name, names | (_of_page(tree) if "page" in names else set())


def others_templates(generator: Generator, own_theme: Path) -> Iterator[Path]:
    """Yield the templates that are not ours."""
    folders = [Path(folder) for folder in generator.settings["THEME_TEMPLATES_OVERRIDES"]]
    if Path(generator.theme).resolve() != own_theme.resolve():
        folders.append(Path(generator.theme, "templates"))
    for folder in folders:
        yield from sorted(folder.rglob("*.html"))


def _of_page(tree: Template) -> set[str]:
    """Return what a template asks of `page` that we do not know, as `page.date`."""
    asked = {one.attr for one in tree.find_all(Getattr) if one.node == Name("page", "load")}
    return {f"page.{name}" for name in asked - OF_PAGES}


def open_site(generators: list[Generator]) -> None:
    """Let templates ask the site, and give them what they show of articles and pages."""
    context = generators[0].context
    bodies: dict[str, Body] = context.setdefault("bodies", {})
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            for article in articles_of(generator):
                # A plugin may have a translation written by another site: the library still knows it.
                bodies |= {one.story.id: _body(one) for one in (article, *article.translations)}
            generator.generate_articles = partial(_write_articles, generator)
        elif isinstance(generator, PagesGenerator):
            generator.generate_output = partial(_write_pages, generator)
    site: Site = context["JINJA_GLOBALS"]["site"]
    site.open(context)


def _body(content: Content) -> Body:
    return Body("", lambda: content.content)


def _write_articles(generator: ArticlesGenerator, write: Callable[..., None]) -> None:
    """Write all articles. Source: `generate_articles` in pelican/generators.py."""
    library, bodies = generator.context["library"], generator.context["bodies"]
    for article in articles_of(generator):
        signals.article_generator_write_article.send(generator, content=article)
        card = library.card(article.story.id)
        shown = of_story(card, bodies[card.id], article.summary, article.status == "hidden", article.url)
        _write(generator, write, article, shown, article=article, blog=True, category=_category(article))


def _write_pages(generator: PagesGenerator, writer: Writer) -> None:
    """Write all pages. Source: `generate_output` of PagesGenerator in pelican/generators.py."""
    write = partial(writer.write_file, relative_urls=generator.settings["RELATIVE_URLS"])
    for page in pages_of(generator):
        signals.page_generator_write_page.send(generator, content=page)
        _write(generator, write, page, of_page(_body(page), page.status == "hidden", page.url), page=page)
    signals.page_writer_finalized.send(generator, writer=writer)


def _write(
    generator: Generator, write: Callable[..., None], content: Content, shown: dict[str, Any], **own: Any
) -> None:
    write(
        content.save_as,
        generator.get_template(content.template),
        generator.context,
        override_output=hasattr(content, "override_save_as"),
        url=content.url,
        **shown,
        **own,
    )


def _category(article: Content) -> Any:
    return getattr(article, "category", None)
