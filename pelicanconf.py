"""Settings of the demo site. What differs in production stands in publishconf.py."""

# The site
SITENAME = "Heard"
SITESUBTITLE = "What happened next, told by the people it happened to."
SITEURL = "http://localhost:8000"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Zurich"
LOCALE = ["C"]

# Where things are
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
STATIC_PATHS = ["images"]
PLUGIN_PATHS = ["plugins"]
PLUGINS = [
    "pelican.plugins.stories",  # the kernel first: the others stand on it
    "pelican.plugins.story_facets",
    "pelican.plugins.story_links",
    "pelican.plugins.story_loops",
    "pelican.plugins.story_replies",
    "pelican.plugins.story_comments",
    "pelican.plugins.story_feeds",
    "pelican.plugins.story_identity",
    "pelican.plugins.story_meta",
    "pelican.plugins.story_isso",
    "pelican.plugins.story_webmention",
    "pelican.plugins.theme_kit",
    "pelican.plugins.build_engine",
]

# The menu beside stories, values, outcomes and lessons; all pages stand in the footer
DISPLAY_PAGES_ON_MENU = False
MENUITEMS = [("About", "/about/")]

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

# Stories
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = ""
DEFAULT_PAGINATION = 10
STORY_REPLY_DAYS = 30

# Comments
COMMENTS_EMAIL = "stories@heard.example"

# Feeds
FEED_MAX_ITEMS = 50
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None  # Pelican's own; ours are in /feeds/
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
