"""Every folder that addresses lie in has a page, or leads to the nearest that has."""

from heard.identity.redirects import folders_without_page, nearest_page

FILES = {
    "index.html",
    "stories/a/index.html",
    "stories/a/de/index.html",
    "values/index.html",
    "values/trust/index.html",
    "values/trust/page/2/index.html",
    "page/1/index.html",
    "feeds/all.rss.xml",
    "images/deep/cat.png",
    "old.html",
}


def test_folders_without_a_page_are_found():
    assert folders_without_page(FILES) == ["page/", "stories/", "values/trust/page/"]
    assert folders_without_page([]) == []


def test_they_lead_to_the_nearest_page_above():
    assert nearest_page("values/trust/page/", FILES) == "values/trust/"
    assert nearest_page("stories/", FILES) == ""
    assert nearest_page("lessons/for/", FILES) == ""
