"""Settings for a site that begins with Heard: `from heard.site_defaults import *`.

A blog that was there before keeps its own addresses and feeds, and does not import this.
"""

LOCALE = ["C"]
STATIC_PATHS = ["images"]
DISPLAY_PAGES_ON_MENU = False

# Addresses (those of values, outcomes, lessons, companies and series are the plugins' defaults)
ARTICLE_URL = DRAFT_URL = "stories/{slug}/"
ARTICLE_SAVE_AS = DRAFT_SAVE_AS = "stories/{slug}/index.html"
ARTICLE_LANG_URL = DRAFT_LANG_URL = "stories/{slug}/{lang}/"
ARTICLE_LANG_SAVE_AS = DRAFT_LANG_SAVE_AS = "stories/{slug}/{lang}/index.html"
PAGE_URL = DRAFT_PAGE_URL = "{slug}/"
PAGE_SAVE_AS = DRAFT_PAGE_SAVE_AS = "{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "tellers/{slug}/", "tellers/{slug}/index.html"
AUTHORS_URL, AUTHORS_SAVE_AS = "tellers/", "tellers/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
TAGS_URL, TAGS_SAVE_AS = "tags/", "tags/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "categories/{slug}/", "categories/{slug}/index.html"
CATEGORIES_URL, CATEGORIES_SAVE_AS = "categories/", "categories/index.html"
YEAR_ARCHIVE_URL, YEAR_ARCHIVE_SAVE_AS = "archive/{date:%Y}/", "archive/{date:%Y}/index.html"
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archive/", "archive/index.html"

USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = ""
DEFAULT_PAGINATION = 10

# Feeds
FEED_MAX_ITEMS = 50
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None  # Pelican's own; ours are in /feeds/
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
