"""Which settings of Pelican are told to be without effect."""

from pelican.settings import DEFAULT_CONFIG

from heard.library.unfollowed import ANYWHERE, IN_THE_THEME, unfollowed


def told(**settings: object) -> list[str]:
    reasons = {**ANYWHERE, **IN_THE_THEME}
    return [str(problem) for problem in unfollowed(reasons, {**DEFAULT_CONFIG, **settings}, DEFAULT_CONFIG)]


def test_pelican_s_defaults_are_told_of_nothing():
    assert told(LINKS=(), SOCIAL=None, DATE_FORMATS={}) == []


def test_settings_of_one_reason_are_told_together():
    (line,) = told(LINKS=(("x", "y"),), SOCIAL=(("x", "y"),))
    assert line.startswith("settings: setting-unfollowed LINKS, SOCIAL: ")


def test_what_is_on_by_default_is_told_when_it_is_off():
    assert "NEWEST_FIRST_ARCHIVES: every list" in told(NEWEST_FIRST_ARCHIVES=False)[0]


def test_a_conversation_at_disqus_is_told_until_it_is_set_up_here():
    assert 'COMMENTS_PROVIDER = "disqus"' in told(DISQUS_SITENAME="blog")[0]
    assert told(DISQUS_SITENAME="blog", COMMENTS_PROVIDER="disqus") == []
