"""Nikola for the corpus: its own taxonomies, and small plugins for those it does not have."""

import sys

sys.path.insert(0, "lib")  # what the plugins share

BLOG_TITLE = "Heard"
BLOG_AUTHOR = "Heard"
BLOG_EMAIL = "stories@heard.example"
BLOG_DESCRIPTION = "Stories"
SITE_URL = BASE_URL = "https://heard.example/"
DEFAULT_LANG = "en"
TRANSLATIONS = {"en": ""}
TIMEZONE = "UTC"
THEME = "corpus"
POSTS = (("content/stories/*.md", "stories", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": (".md",)}
MARKDOWN_EXTENSIONS = ["markdown.extensions.extra"]
PRETTY_URLS = True
STRIP_INDEXES = True
URL_TYPE = "full_path"
COPY_SOURCES = SHOW_SOURCELINK = False
USE_BUNDLES = False
DISABLED_PLUGINS = ["sitemap", "robots", "render_galleries", "render_listings", "gzip"]

INDEX_DISPLAY_POST_COUNT = 10
INDEXES_PRETTY_PAGE_URL = ["page", "{number}", "{index_file}"]
TAG_PATH, TAGS_INDEX_PATH, TAG_PAGES_ARE_INDEXES = "tags", "tags/index.html", True
CATEGORY_PATH, CATEGORIES_INDEX_PATH, CATEGORY_PAGES_ARE_INDEXES = (
    "categories",
    "categories/index.html",
    True,
)
CATEGORY_PREFIX = ""
CATEGORY_ALLOW_HIERARCHIES = False
AUTHOR_PATH, AUTHOR_PAGES_ARE_INDEXES, ENABLE_AUTHOR_PAGES = "tellers", True, True
ARCHIVE_PATH, ARCHIVE_FILENAME, ARCHIVES_ARE_INDEXES = "archive", "index.html", True

GENERATE_RSS = GENERATE_ATOM = True
FEED_LENGTH = 50
FEED_TEASERS = False
