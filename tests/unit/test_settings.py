"""Settings: all that is wrong with them is told at once, with the nearest name."""

import pytest

from heard.library.facets import FACET_SETTINGS
from heard.library.settings import LIBRARY_SETTINGS
from heard.settings import SettingsError, apply, declare, declared
from heard.text.today import TodayError, today

declare(LIBRARY_SETTINGS + FACET_SETTINGS)


def wrong(**settings) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        apply(settings)
    return [str(problem) for problem in refused.value.problems]


MISTAKES = [
    ({"STORY_REPLY_DAYS": "30"}, "settings: setting-wrong STORY_REPLY_DAYS must be a whole number, not "
     "'30'. Days a company has to answer before a loop counts as overdue."),
    ({"STORY_REPLY_DAYS": True}, "settings: setting-wrong STORY_REPLY_DAYS must be a whole number, not "
     "True. Days a company has to answer before a loop counts as overdue."),
    ({"STORY_REPLY_DAYS": 0}, "settings: setting-wrong STORY_REPLY_DAYS must be more than 0, not 0. Days "
     "a company has to answer before a loop counts as overdue."),
    ({"STORY_REPLAY_DAYS": 30}, "settings: setting-unknown There is no setting STORY_REPLAY_DAYS. Did "
     'you mean "STORY_REPLY_DAYS"?'),
    ({"STORY_ZZZ": 30}, "settings: setting-unknown There is no setting STORY_ZZZ."),
    ({"STORY_KEY_ALIASES": {"topics": "tagz"}}, 'settings: setting-wrong STORY_KEY_ALIASES maps "topics" '
     'to "tagz", which is no key of a story, the nearest is "tags". Front matter of other generators: '
     '{"topics": "tags"} reads `topics` as `tags`.'),
    ({"STORY_KEY_ALIASES": {"topics": 1}}, "settings: setting-wrong STORY_KEY_ALIASES must map names to "
     "names, not 'topics' to 1. Front matter of other generators: "
     '{"topics": "tags"} reads `topics` as `tags`.'),
    ({"STORY_EXTRA_KEYS": [1]}, "settings: setting-wrong STORY_EXTRA_KEYS must hold texts only, not 1. "
     "Keys of your own that are allowed in front matter and handed to the theme."),
    ({"STORY_SHOW_DRAFTS": "yes"}, "settings: setting-wrong STORY_SHOW_DRAFTS must be True or False, not "
     "'yes'. Show drafts and future stories, marked as such (`heard serve` sets it)."),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "message"), MISTAKES)
def test_a_wrong_setting_is_named_with_what_it_is_for(settings, message):
    assert wrong(**settings) == [message]


def test_all_wrong_settings_are_told_together():
    settings = {name: value for given, _message in MISTAKES[2:] for name, value in given.items()}
    assert len(wrong(**settings)) == len(settings)


def test_defaults_fill_what_is_not_set():
    settings = {"STORY_REPLY_DAYS": 7}
    apply(settings)
    assert (settings["STORY_REPLY_DAYS"], settings["STORY_KEY_ALIASES"]) == (7, {})


def test_a_default_belongs_to_one_site_only():
    one, other = {}, {}
    apply(one)
    apply(other)
    one["STORY_KEY_ALIASES"]["topics"] = "tags"
    assert other["STORY_KEY_ALIASES"] == {}


def test_pelican_s_settings_are_left_alone():
    settings = {"SITENAME": 3, "DEFAULT_PAGINATION": "x"}
    apply(settings)
    assert settings["SITENAME"] == 3


def test_every_setting_says_what_it_is_for():
    assert all(setting.help.endswith((".", ")")) for setting in declared())


DAYS = [
    ({"STORY_TODAY": "2030-01-01"}, "2030-01-01"),
    ({"STORY_TODAY": "2030-01-01", "SOURCE_DATE_EPOCH": "0"}, "2030-01-01"),
    ({"SOURCE_DATE_EPOCH": "86400"}, "1970-01-02"),
    ({"STORY_TODAY": "", "SOURCE_DATE_EPOCH": "0"}, "1970-01-01"),
]


@pytest.mark.parametrize(("environ", "day"), DAYS)
def test_today_is_what_the_environment_says(environ, day):
    assert today("UTC", environ).isoformat() == day


@pytest.mark.parametrize(
    "environ", [{"STORY_TODAY": "tomorrow"}, {"SOURCE_DATE_EPOCH": "soon"}, {"SOURCE_DATE_EPOCH": "9" * 30}]
)
def test_a_day_that_cannot_be_read_is_refused_by_name(environ):
    with pytest.raises(TodayError, match=next(iter(environ))):
        today("UTC", environ)
