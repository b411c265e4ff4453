"""Settings of before: each is met with the line to write instead."""

import pytest

from heard.library.former_settings import FORMER_SETTINGS, former_settings
from heard.library.settings import LIBRARY_SETTINGS
from heard.settings import SettingsError, apply, declare, declared

CASES = [
    ({"THEME_WORDS": {"a": 1}}, "Write: THEME_STRINGS = {'a': 1}"),
    ({"FACET_LIST_LENGTH": 5}, "Write: DEFAULT_PAGINATION = 5"),
    ({"OPEN_LIST_LENGTH": 5}, "Leave it out: it is always 50."),
    ({"VALUE_SAVE_AS": "v/{slug}/index.html"}, "Write: VALUE_URL = 'v/{slug}/'"),
    ({"MAP_SAVE_AS": "index.html"}, "Write: MAP_URL = 'index.html'"),
    ({"MAP_SAVE_AS": False}, "Write: MAP_URL = None"),
    ({"MAP_SAVE_AS": "m/index.html", "MAP_URL": "m/"}, "Leave it out: MAP_URL says it."),
    ({"OVERDUE_URL": "late/"}, "Leave it out: the page is below OPEN_URL."),
    ({"FEED_FACETS": ["tag"]},
     "Write: FEED_NAMES = ['all', 'archive', 'lessons', 'outcomes', 'open', 'comments', 'tag']"),
    ({"STORY_FEED_ALL_ATOM": "feed.xml"}, "Write: FEED_ALL_ATOM = 'feed.xml'"),
    ({"FEED_TERM_JSON": None}, "Write: FEED_FORMS = ['rss', 'atom']"),
    (dict.fromkeys(("FEED_ARCHIVE_RSS", "FEED_ARCHIVE_ATOM", "FEED_ARCHIVE_JSON"), ""),
     'Leave "archive" out of FEED_NAMES.'),
    ({"FEED_TERM_RSS": "f/{facet}/{slug}.xml"},
     'Leave it out, or write the pattern of all feeds: FEEDS_URL = "feeds/{name}.{form}"'),
    ({"STORY_IDS_FILE": "kept/ids.json"}, "Write: STORY_DATA_PATH = 'kept'"),
    ({"STORY_IDS_FILE": "names.json"}, "Write: STORY_DATA_PATH = '.' and call the file ids.json"),
    ({"ISSO_FOLDER": "data/isso"}, "Write: STORY_DATA_PATH = 'data'"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "hint"), CASES)
def test_a_setting_of_before_is_met_with_the_line_to_write(settings, hint):
    assert former_settings(settings)[next(iter(settings))].hint == hint


def test_a_template_of_the_owner_s_own_may_have_such_a_name():
    assert former_settings({"MAP_SAVE_AS": "map.html", "DIRECT_TEMPLATES": ["index", "map"]}) == {}


def test_none_of_them_is_a_setting():
    declare(LIBRARY_SETTINGS)
    assert FORMER_SETTINGS.keys().isdisjoint(setting.name for setting in declared())


def test_it_is_told_once_and_not_as_unknown():
    settings = {"STORY_IDS_FILE": "data/ids.json", "STORY_ZZZ": 1}
    with pytest.raises(SettingsError) as refused:
        apply(settings, former_settings(settings))
    assert [problem.code for problem in refused.value.problems] == ["setting-wrong", "setting-unknown"]
