"""Stock Pelican for the corpus: its own taxonomies, and one small plugin for those it does not have."""

SITENAME = "Heard"
SITEURL = "https://heard.example"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_DIR = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["taxonomies"]
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
LOCALE = ["C"]
STATIC_PATHS = []
ARTICLE_PATHS = ["stories"]
USE_FOLDER_AS_CATEGORY = False
FORMATTED_FIELDS = []
FIELDS = ("values", "outcomes", "lessons", "companies", "series", "archive")

ARTICLE_URL, ARTICLE_SAVE_AS = "stories/{slug}/", "stories/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "tellers/{slug}/", "tellers/{slug}/index.html"
AUTHORS_URL, AUTHORS_SAVE_AS = "tellers/", "tellers/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
TAGS_URL, TAGS_SAVE_AS = "tags/", "tags/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "categories/{slug}/", "categories/{slug}/index.html"
CATEGORIES_URL, CATEGORIES_SAVE_AS = "categories/", "categories/index.html"
ARCHIVES_SAVE_AS = YEAR_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_SAVE_AS = DAY_ARCHIVE_SAVE_AS = ""

DEFAULT_PAGINATION = 10
PAGINATED_TEMPLATES = {
    "index": None,
    "tag": None,
    "category": None,
    "author": None,
    "term": None,
    "lessons": None,
}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_RSS, FEED_ALL_ATOM = "index.xml", "atom.xml"
AUTHOR_FEED_RSS, AUTHOR_FEED_ATOM = "tellers/{slug}/index.xml", "tellers/{slug}/atom.xml"
TAG_FEED_RSS, TAG_FEED_ATOM = "tags/{slug}/index.xml", "tags/{slug}/atom.xml"
CATEGORY_FEED_RSS, CATEGORY_FEED_ATOM = "categories/{slug}/index.xml", "categories/{slug}/atom.xml"
TRANSLATION_FEED_ATOM = TRANSLATION_FEED_RSS = None
