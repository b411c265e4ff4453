"""Every way to name a file leads to the same file; another file of the same name stays out of it."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from heard.content.withholding import FileNames

SITE = "https://heard.example/blog"
FILES = FileNames(
    [
        ("images/x.png", "images/x.png"),
        ("images/my pics/a b.png", "images/my pics/a b.png"),
        ("stories/trip/near.jpg", "stories/trip/near.jpg"),
        ("images/near.jpg", "images/near.jpg"),
        ("images/façade (1).jpg", "images/façade (1).jpg"),
        ("images/50% off & more.pdf", "images/50% off & more.pdf"),
        ("images/moved.svg", "pics/elsewhere.svg"),
        ("images/max.png", "images/max.png"),
        ("top.gif", "top.gif"),
        ("extra/robots.txt", "robots.txt"),
    ],
    SITE,
)
SOURCE = "stories/trip/draft.md"
X, SPACED, FACADE = "images/x.png", "images/my pics/a b.png", "images/façade (1).jpg"
WAYS = {
    "![](../../images/x.png)": X,
    "![]( <../../images/x.png> 'Title')": X,
    "[see](/images/x.png#top)": X,
    "[see](/images/x.png?v=2)": X,
    "[see](/blog/images/x.png)": X,
    f"[see]({SITE}/images/x.png)": X,
    "[see](//heard.example/blog/images/x.png)": X,
    "[see]({static}/images/x.png)": X,
    "[see]({attach}../../images/x.png)": X,
    "[see](|filename|/images/x.png)": X,
    "[one]: /images/x.png 'Title'": X,
    "<img src=/images/x.png>": X,
    '<img srcset="/images/x.png 2x, /images/other.png 1x">': X,
    '<video poster="/images/x.png"></video>': X,
    "<source src='/images/x.png'/>": X,
    '<div style="background: url(/images/x.png)">': X,
    "cover: images/x.png": X,
    "image: {src: /images/x.png, alt: A}": X,
    "gallery: [x.png, y.png]": X,
    "![[x.png]]": X,
    "![[x.png|300]]": X,
    '{{< figure src="images/x.png" >}}': X,
    "{% asset_img x.png %}": X,
    ".. image:: {static}/images/x.png": X,
    ".. figure:: ../../images/x.png\n   :alt: A": X,
    ".. |logo| image:: /images/x.png": X,
    "`see <{static}/images/x.png>`_": X,
    "![](/images/X.PNG)": X,
    "![](..\\..\\images\\x.png)": X,
    "![](/assets/images/x.png)": X,
    "![](../../images/my%20pics/a%20b.png)": SPACED,
    "![](<../../images/my pics/a b.png>)": SPACED,
    "cover: images/my pics/a b.png": SPACED,
    "![](/images/fa%C3%A7ade%20%281%29.jpg)": FACADE,
    "![](/images/fa%C3%A7ade%20\\(1\\).jpg)": FACADE,
    f"![](/images/{normalize('NFD', 'façade')} (1).jpg)": FACADE,
    '<img src="/images/fa&ccedil;ade (1).jpg">': FACADE,
    "[offer](/images/50%25%20off%20&amp;%20more.pdf)": "images/50% off & more.pdf",
    "![](near.jpg)": "stories/trip/near.jpg",
    "![](./near.jpg)": "stories/trip/near.jpg",
    "![]({attach}near.jpg)": "stories/trip/near.jpg",
    "![](/images/near.jpg)": "images/near.jpg",
    "![](/pics/elsewhere.svg)": "images/moved.svg",
    "![](/images/moved.svg)": "images/moved.svg",
    "top.gif": "top.gif",
    "[r](/robots.txt)": "extra/robots.txt",
    "Look at x.png.": X,
}


@pytest.mark.parametrize(("text", "path"), WAYS.items(), ids=WAYS)
def test_a_file_is_known_however_it_is_named(text: str, path: str) -> None:
    assert FILES.named_in(text, SOURCE, doubtful=True) == {path}


SURE = [
    text for text in WAYS if text.startswith(("![](../", "![](/images", "[see]", "<", ".. ", "cover: "))
]


@pytest.mark.parametrize("text", SURE)
def test_a_link_that_leads_there_is_no_doubt(text: str) -> None:
    assert FILES.named_in(text, SOURCE, doubtful=False) == {WAYS[text]}


OTHERS = (
    "We wrote a robots.txt for it.",
    "max.pngs",
    "a-x.png",
    "x.png.zip",
    "relax.png",
    "![](y.png)",
    "![](/other/near.jpg)",
    "xpng",
)


@pytest.mark.parametrize("text", OTHERS)
def test_another_name_is_another_file(text: str) -> None:
    assert FILES.named_in(text, SOURCE, doubtful=True) == set()


DOUBTFUL = ("Look at x.png.", "![[x.png]]", "https://elsewhere.example/images/x.png")


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_published_text_must_lead_there_to_count(text: str) -> None:
    assert FILES.named_in(text, SOURCE, doubtful=False) == set()


def test_a_link_may_be_relative_to_the_page() -> None:
    names = FileNames([("images/x.png", "images/x.png"), ("files/x.png", "files/x.png")])
    page = "stories/trip/index.html"
    assert names.named_in("../../files/x.png", "a.md", doubtful=False, page=page) == {"files/x.png"}
