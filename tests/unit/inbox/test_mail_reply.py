"""What mail programs add is cut, and nothing that a person wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.conversation.sources.mail import quotations
from heard.conversation.sources.mail.quotations import without_extras

CLIENTS = {
    "Gmail, answer above": (
        "Yes, exactly so.\n\nEven the music.\n\nOn Mon, 2 Nov 2026 at 10:11, Ada Byron "
        "<ada@secret.example>\nwrote:\n\n"
        "> The bird is dead.\n>> Really.\n>\n> Ada\n",
        "Yes, exactly so.\n\nEven the music.",
    ),
    "Gmail, folded over three lines": (
        "Yes.\n\nOn Monday, 2 November 2026 at 10:11:12 Central European Time,\nAda Byron of Pellwick\n"
        "<ada@secret.example> wrote:\n\n> The bird.\n",
        "Yes.",
    ),
    "Gmail, German": (
        "So war es.\n\nAm Mo., 2. Nov. 2026 um 10:11 Uhr schrieb Ada Byron <\nada@secret.example>:\n"
        "\n> Der Vogel.\n",
        "So war es.",
    ),
    "Gmail, French": (
        "Tout à fait.\n\nLe lun. 2 nov. 2026 à 10:11, Ada <ada@secret.example> a écrit :\n\n> L'oiseau.\n",
        "Tout à fait.",
    ),
    "Gmail, Spanish": (
        "De acuerdo.\n\nEl lun, 2 nov 2026 a las 10:11, Ada (<ada@secret.example>) escribió:\n\n> "
        "El pájaro.\n",
        "De acuerdo.",
    ),
    "Gmail, Italian": (
        "Vero.\n\nIl giorno lun 2 nov 2026 alle ore 10:11 Ada <ada@secret.example> ha scritto:\n\n> "
        "L'uccello.\n",
        "Vero.",
    ),
    "Thunderbird, answer below, with a signature": (
        "Am 02.11.26 um 10:11 schrieb Ada Byron:\n> The bird is dead.\n> Really.\n\nI see it otherwise.\n\n"
        "-- \nBob\nTel. 555-1234\n",
        "I see it otherwise.",
    ),
    "mutt, between the lines": (
        "On Mon, Nov 02, 2026 at 10:11:12AM +0100, Ada Byron wrote:\n> First point.\n\nI agree.\n\n"
        "> Second point.\n> And more.\n\nI do not.\n\n-- \nBob\n",
        "I agree.\n\nI do not.",
    ),
    "Outlook, plain": (
        "That happened to us, too.\n\nBob\n\n-----Original Message-----\nFrom: Ada <ada@secret.example>\n"
        "Sent: Monday\nTo: Bob\nSubject: x\n\nThe bird.\n",
        "That happened to us, too.\n\nBob",
    ),
    "Outlook, German, with a rule": (
        "So war es.\n\n________________________________\nVon: Ada <ada@secret.example>\n"
        "Gesendet: Montag, 2. November 2026 10:11\nAn: Bob\nBetreff: x\n\nDer Vogel.\n",
        "So war es.",
    ),
    "Outlook, French": (
        "C'était ainsi.\n\nDe : Ada <ada@secret.example>\nEnvoyé : lundi 2 novembre 2026 10:11\nÀ : Bob\n"
        "Objet : x\n\nL'oiseau.\n",
        "C'était ainsi.",
    ),
    "Outlook, Spanish": (
        "Así fue.\n\nDe: Ada\nEnviado el: lunes, 2 de noviembre\nPara: Bob\nAsunto: x\n\nEl pájaro.\n",
        "Así fue.",
    ),
    "Outlook on a phone": ("Me too.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n", "Me too."),
    "Outlook on a phone, quotation unmarked": (
        "Me too.\n\nOn Mon, 2 Nov 2026 at 10:11 Ada <ada@secret.example> wrote:\n\nThe bird is "
        "dead.\nReally.\n",
        "Me too.",
    ),
    "Apple Mail": (
        "Me too.\n\n> On 2 Nov 2026, at 10:11, Ada <ada@secret.example> wrote:\n> \n> The bird.\n",
        "Me too.",
    ),
    "iPhone": ("Me too.\n\nSent from my iPhone\n", "Me too."),
    "iPhone, German, above": (
        "Ich auch.\n\nVon meinem iPhone gesendet\n\n> Am 02.11.2026 um 10:11 schrieb Ada "
        "<ada@secret.example>:\n"
        "> \n> Der Vogel.\n",
        "Ich auch.",
    ),
    "Samsung, French": ("Moi aussi.\n\nEnvoyé depuis mon appareil Galaxy\n", "Moi aussi."),
    "Proton": ("Same here.\n\nSent with [Proton Mail](https://proton.me/) secure email.\n", "Same here."),
    "Proton, plain": ("Same here.\n\nSent with Proton Mail secure email.\n", "Same here."),
    "forwarded": (
        "Look at this.\n\n---------- Forwarded message ---------\nFrom: Ada\nDate: Mon\nSubject: x\n"
        "\nText\n",
        "Look at this.",
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_quotations_and_signatures_of_mail_programs_are_cut(client: str) -> None:
    text, kept = CLIENTS[client]
    found = without_extras(text, answers=True)
    assert found.kept == kept
    assert "secret.example" not in found.kept
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    told = [line.rstrip() for line in (*found.kept.split("\n"), *found.cut) if line.strip()]
    assert sorted(told) == sorted(lines), "each line is either kept or shown as cut"


PEOPLE = [
    "On the phone she wrote: nothing.\n\nThanks for the story. Regards to the clerk.",
    "From: what I saw, it was fair.\n\nBest wishes for all of you; I have more to say.\n\nA second "
    "paragraph.",
    "My mother used to say:\n\n> Ask twice.\n\nSo I did.",
    "Sent from my desk at work, this letter took a week.\nIt came back.",
    "One\n--\nTwo" + "\nMore" * 30,
    "On Monday she wrote:\n\nDear Sir, no.\n\nOn Tuesday I gave up.",
    "1 > 0\n2 >= 1",
    "To: everybody\nI mean it.",
    "Am Montag schrieb ich: gar nichts. Am Dienstag auch nicht:\nnichts.",
]


@pytest.mark.parametrize("text", PEOPLE)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert without_extras(text, answers=False).kept == text


@given(st.text(max_size=400), st.booleans())
def test_any_text_is_read_and_nothing_is_made_up(text: str, answers: bool) -> None:
    found = without_extras(text, answers)
    assert set(found.kept) <= set(text)


@pytest.mark.parametrize(
    "text",
    ["On " * 20_000, "On a\n" * 5000, "<" * 50_000, "> " * 50_000, "From: x\n" * 5000, "von mein" * 9000,
     "Sent from my " + "a " * 30_000, "--\n" * 9000, "a@" * 40_000 + ":"],
)  # fmt: skip
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    assert without_extras(text, answers=True) is not None


HTML_CLIENTS = {
    "Gmail": (
        '<div dir="ltr">Yes, <b>exactly</b> so.<div>Even the music.</div></div><br><div '
        'class="gmail_quote">'
        '<div dir="ltr" class="gmail_attr">On Mon, Ada &lt;<a '
        'href="mailto:ada@secret.example">ada@secret.example'
        '</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>The bird.</div></blockquote></div>',
        "Yes, exactly so.\nEven the music.",
    ),
    "Apple Mail": (
        '<html><head><style>p{color:red}</style></head><body>Me too.<br><div><br><blockquote type="cite">'
        "<div>On 2 Nov 2026, Ada wrote:</div><div>The bird.</div></blockquote></div><br></body></html>",
        "Me too.",
    ),
    "Thunderbird": (
        '<p>Indeed.</p><div class="moz-cite-prefix">Am 02.11.26 um 10:11 schrieb Ada:<br></div>'
        '<blockquote type="cite" cite="mid:x"><p>The bird.</p></blockquote><p>And below.</p>'
        '<pre class="moz-signature" cols="72">-- \nBob</pre>',
        "Indeed.\n\nAnd below.",
    ),
    "Outlook on the web": (
        '<div>That is so.</div><div id="Signature"><p>Bob, Sales</p></div><div id="appendonsend"></div><hr>'
        '<div id="divRplyFwdMsg"><b>From:</b> Ada<br><b>Sent:</b> Monday</div><div>The bird.</div>',
        "That is so.",
    ),
    "Outlook": (
        '<div class="WordSection1"><p class="MsoNormal">Quite.<o:p></o:p></p><div '
        'style="border:none;border-top:'
        'solid #E1E1E1 1.0pt;padding:3.0pt 0cm"><p class="MsoNormal"><b>From:</b> '
        "Ada</p></div><p>The bird.</p></div>",
        "Quite.",
    ),
    "iPhone": ("<div>Me too.</div><div><br></div><div>Sent from my iPhone</div>", "Me too."),
    "broken": (
        "<div><p>Never closed <b>at all<blockquote>but quoted by hand",
        "Never closed at all\n\nbut quoted by hand",
    ),
}


@pytest.mark.parametrize("client", HTML_CLIENTS)
def test_the_same_holds_for_messages_in_html(client: str) -> None:
    html, kept = HTML_CLIENTS[client]
    found = quotations.without_extras_of_html(html)
    lines = [line for line in quotations.plain_text(found.kept).split("\n") if line]
    assert lines == [line for line in kept.split("\n") if line]
    assert "secret.example" not in found.kept


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p>x</p>",
        '<p onclick="x()">x</p><img src=x onerror=alert(1)>',
        '<a href="javascript:alert(1)">x</a>',
        "<style>*{display:none}</style><p>x</p>",
        "<p>x</p><iframe src=https://evil.example></iframe><form><input></form>",
        "<scr<script>ipt>alert(1)</script>x",
        "<div/onmouseover=alert(1)>x",
    ],
)
def test_hostile_html_comes_out_harmless(html: str) -> None:
    kept = quotations.without_extras_of_html(html).kept.lower()
    assert "x" in quotations.plain_text(kept)
    for needle in (
        "<script",
        "onclick",
        "onerror",
        "javascript:",
        "<style",
        "<iframe",
        "<form",
        "onmouse",
        "<img",
    ):
        assert needle not in kept


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<!--", "<a href='", "&", "<b x=y ", '<p class="gmail_quote">']
)
def test_hostile_markup_takes_no_longer_than_other_markup(part: str) -> None:
    assert quotations.without_extras_of_html(part * 20_000) is not None


@given(st.text(alphabet="<>/ab\"'= &;#!-", max_size=200))
def test_any_markup_is_read(html: str) -> None:
    assert "<script" not in quotations.without_extras_of_html(html).kept
