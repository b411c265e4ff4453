"""Settings of the demo site. What differs in production stands in publishconf.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "plugins"))  # a checkout that is not installed

import heard
from heard.site_defaults import *

# The site
SITENAME = "Heard"
SITESUBTITLE = "What happened next, told by the people it happened to."
SITEURL = "http://localhost:8000"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Zurich"

# Where things are
PATH = "content"
OUTPUT_PATH = "output"
PLUGINS = ["heard"]
THEME = heard.theme()

# The menu beside stories, values, outcomes and lessons; all pages stand in the footer
MENUITEMS = [("About", "/about/")]

# Stories
STORY_REPLY_DAYS = 30

# Comments
COMMENTS_EMAIL = "stories@heard.example"
