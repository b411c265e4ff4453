"""Related stories and the parts of a series, for each post, when all are read."""

from collections import Counter, defaultdict

import blinker
from nikola.plugin_categories import SignalHandler

CANDIDATES = 40


class Ties(SignalHandler):
    """Attaches `related` and `parts` to each post."""

    name = "corpus_ties"

    def set_site(self, site):
        """Wait until all posts are read."""
        super().set_site(site)
        blinker.signal("scanned").connect(self.tie)

    def tie(self, site):
        """Tie the posts together."""
        likes, parts = defaultdict(list), defaultdict(list)
        for post in site.timeline:
            for key in self.keys(post):
                likes[key].append(post)
            for name in post.meta("series") or ():
                parts[name].insert(0, post)
        for post in site.timeline:
            near = Counter()
            for key in self.keys(post):
                near.update(likes[key][:CANDIDATES])
            near.pop(post, None)
            post.related = [other for other, _count in near.most_common(6)]
            post.parts = [part for name in post.meta("series") or () for part in parts[name]]

    @staticmethod
    def keys(post):
        """What makes two posts alike."""
        for field in ("values", "companies"):
            yield from ((field, name) for name in post.meta(field) or ())
        yield from (("tags", tag) for tag in post.tags)
