"""A taxonomy of Nikola for a key whose value is a list of names."""

from nikola.plugin_categories import Taxonomy
from nikola.utils import slugify


def facet(field, with_feeds=True):
    """The plugin class for a field."""

    class Facet(Taxonomy):
        """Lists the posts of each name."""

        name = f"classify_{field}"
        classification_name = field
        overview_page_variable_name = "names"
        overview_page_items_variable_name = "items"
        more_than_one_classifications_per_post = True
        show_list_as_index = True
        template_for_single_list = "index.tmpl"
        template_for_classification_overview = "tags.tmpl"
        always_disable_rss = always_disable_atom = not with_feeds
        omit_empty_classifications = True
        path_handler_docstrings = {  # noqa: RUF012
            f"{field}{kind}": f"Link to {field}." for kind in ("_index", "", "_atom", "_rss")
        }

        def is_enabled(self, lang=None):
            return True

        def classify(self, post, lang):
            return post.meta(field) or ()

        def get_classification_friendly_name(self, classification, lang, only_last_component=False):
            return classification

        def get_overview_path(self, lang, dest_type="page"):
            return [field], "always"

        def get_path(self, classification, lang, dest_type="page"):
            return [field, slugify(classification, lang)], "auto"

        def provide_overview_context_and_uptodate(self, lang):
            title = field.capitalize()
            link = self.site.link(f"{field}_index", None, lang)
            context = {"title": title, "description": title, "permalink": link, "pagekind": ["list"]}
            return context, {"title": title}

        def provide_context_and_uptodate(self, classification, lang, node=None):
            context = {
                "title": classification,
                "classification": classification,
                "pagekind": ["index", field],
            }
            return context, dict(context)

    return Facet
