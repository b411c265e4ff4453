"""Values, outcomes, lessons, companies, series and years for stock Pelican, related stories and neighbours.

Written as a site's owner would write it, with nothing that is slow by nature: every list is made once.
"""

from collections import Counter, defaultdict

from pelican import signals
from pelican.generators import Generator
from pelican.utils import slugify

WITHOUT_FEED = ("lessons", "archive")
CANDIDATES = 40


class Term:
    """A term of a taxonomy and its stories."""

    def __init__(self, field, name, settings):
        self.name = name
        self.slug = slugify(name, regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"])
        self.url = f"{field}/{self.slug}/"
        self.articles = []


class Taxonomies(Generator):
    """Collects the terms of each field and writes their pages and feeds."""

    def generate_context(self):
        """Nothing is known yet: articles are tied together when all are read."""

    def generate_output(self, writer):
        """Write a page for each list and each term, and a term's feeds."""
        for field, terms in self.context["taxonomies"].items():
            found = sorted(terms.values(), key=lambda term: (-len(term.articles), term.name))
            if field == "lessons":
                newest = sorted(found, key=lambda term: term.articles[0].date, reverse=True)
                self._write(writer, "lessons/", "lessons", field=field, paginated={"terms": newest})
            else:
                self._write(writer, f"{field}/", "terms", field=field, terms=found)
            for term in found:
                self._write(
                    writer, term.url, "term", field=field, term=term,
                    paginated={"articles": term.articles, "dates": term.articles},
                )  # fmt: skip
                if field not in WITHOUT_FEED:
                    for name, kind in (("index.xml", "rss"), ("atom.xml", "atom")):
                        path = term.url + name
                        writer.write_feed(
                            term.articles, self.context, path, path, feed_title=term.name, feed_type=kind
                        )

    def _write(self, writer, url, template, **more):
        path = f"{url}index.html"
        writer.write_file(
            path, self.get_template(template), self.context, url=url, template_name=template, **more
        )


def tie(generator):
    """Give each article its terms, its neighbours in time and six stories that are like it."""
    settings, articles = generator.settings, generator.articles
    found = {field: {} for field in settings["FIELDS"]}
    likes = defaultdict(list)
    for article in articles:
        article.terms = {}
        for field, terms in found.items():
            given = str(article.date.year) if field == "archive" else getattr(article, field, "")
            names = [given] if field in ("lessons", "archive") else given.split("; ")
            for name in filter(None, names):
                term = terms.get(name) or terms.setdefault(name, Term(field, name, settings))
                term.articles.append(article)
                article.terms.setdefault(field, []).append(term)
        for key in _keys(article):
            likes[key].append(article)
    for place, article in enumerate(articles):
        article.later = articles[place - 1] if place else None
        article.earlier = articles[place + 1] if place + 1 < len(articles) else None
        near = Counter()
        for key in _keys(article):
            for other in likes[key][:CANDIDATES]:
                near[other] += 1
        near.pop(article, None)
        article.related = [other for other, _count in near.most_common(6)]
    generator.context["taxonomies"] = found


def _keys(article):
    for field in ("values", "companies"):
        yield from ((field, term.slug) for term in article.terms.get(field, ()))
    yield from (("tags", tag.slug) for tag in article.tags)


def _generators(_pelican):
    return Taxonomies


def register():
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(tie)
    signals.get_generators.connect(_generators)
