"""Language tags, however they are spelled."""

import pytest

from heard.text.names import language_tag

TAGS = {
    "en": "en",
    "EN": "en",
    "en_US": "en-US",
    "en-us": "en-US",
    "en_us": "en-US",
    "en_US.UTF-8": "en-US",
    "de_DE@euro": "de-DE",
    "zh_Hans_CN": "zh-Hans-CN",
    "zh-hans-cn": "zh-Hans-CN",
    "ZH_HANT": "zh-Hant",
    "es_419": "es-419",
    "ca-ES-valencia": "ca-ES-valencia",
    "sl-rozaj-biske": "sl-rozaj-biske",
    "de-u-co-phonebk": "de-u-co-phonebk",
    "en-x-US-twain": "en-x-us-twain",
    "gsw": "gsw",
    "pt_br": "pt-BR",
}


@pytest.mark.parametrize("text", TAGS)
def test_a_language_is_written_as_a_tag(text):
    assert language_tag(text) == TAGS[text]
    assert language_tag(TAGS[text]) == TAGS[text]


@pytest.mark.parametrize(
    "text",
    ["", "e", "english", "C", "POSIX", "en--US", "en_", "_en", 'en" x', "en/us", "../en", "é"],
)
def test_what_is_no_language_is_none(text):
    assert language_tag(text) is None
