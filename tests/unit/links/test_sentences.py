"""The sentence that holds a link; in the tables ‹ and › mark where the link begins and ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.links.sentences import MAX_LENGTH, quote


def quoted(marked: str, limit: int = MAX_LENGTH) -> str:
    before, link, after = re.split("[‹›]", marked)
    return quote(before + link + after, len(before), len(before + link), limit)


SENTENCES = {
    "a link between": ("I rang. Then ‹she called› back. I slept.", "Then she called back."),
    "a link at the start": ("‹She called› back. I slept.", "She called back."),
    "a link at the end": ("I rang. Nobody was ‹there›", "Nobody was there"),
    "a link with the full stop in it": ("I rang. ‹She called.› I slept.", "She called."),
    "a link that begins a sentence": ("I rang. ‹She called› back.", "She called back."),
    "a link over two sentences": ("A day. I ‹rang. She› called. I slept.", "I rang. She called."),
    "a text that is the link": ("‹She called›", "She called"),
    "a link without text": ("I rang. Then ‹› she called. I slept.", "Then she called."),
    "questions": ("Why? Was it ‹me›? Who knows!", "Was it me?"),
    "exclamations": ("Ha! Then ‹she› called! I slept.", "Then she called!"),
    "lines and blanks": ("I rang.\n  Then\n ‹she›\tcalled. I slept.", "Then she called."),
    "quotation marks after a full stop": ("“I rang.” Then ‹she› called.", "Then she called."),
    "a quotation as a sentence": ("I rang. “Then ‹she› called.” I slept.", "“Then she called.”"),
    "a question within a sentence": ('"Why?" asked ‹the man›. I slept.', '"Why?" asked the man.'),
    "brackets": ("I rang. (‹She› called.) I slept.", "(She called.)"),
    "a title": ("I rang. Mr. ‹Li› called. I slept.", "Mr. Li called."),
    "initials": ("I rang. J. R. ‹Smith› called. I slept.", "J. R. Smith called."),
    "countries": ("I rang. The U.S. ‹Post› called. I slept.", "The U.S. Post called."),
    "letters that stand for words": ("I rang, e.g. At ‹nine›. I slept.", "I rang, e.g. At nine."),
    "capitals at the end of a sentence": ("I rang IBM. Then ‹she› called.", "Then she called."),
    "a decimal": ("I rang. It cost 3.50 Fr. ‹a call›. I slept.", "It cost 3.50 Fr. a call."),
    "an answer that looks like a number": ("She said no. No. Then ‹she› left.", "Then she left."),
    "a number with a dot": ("I rang. No. 5 ‹called›. I slept.", "No. 5 called."),
    "an address": ("I rang. See heard.example or ‹this›. I slept.", "See heard.example or this."),
    "an ellipsis in a sentence": ("I rang. No … it ‹came› … at all. Hm.", "No … it came … at all."),
    "an ellipsis at an end": ("I waited … Then ‹she› called.", "Then she called."),
    "German": ("Ich rief an. Am 3. Mai rief ‹Frau Öz› zurück. Ärger!", "Am 3. Mai rief Frau Öz zurück."),
    "German abbreviations": ("Ruhe. Sie rief z. B. Herrn ‹Li› an. Ende.", "Sie rief z. B. Herrn Li an."),
    "Polish small letters": ("Ja. Jest m.in. łódź i ‹ona›. Nie.", "Jest m.in. łódź i ona."),
    "Spanish": ("Llamé. ¿Quién ‹contestó›? Nadie.", "¿Quién contestó?"),
    "Russian": ("Я ждал. Потом ‹она› позвонила. Я спал.", "Потом она позвонила."),
    "Greek": ("Περίμενα. Μετά ‹εκείνη› πήρε. Κοιμήθηκα.", "Μετά εκείνη πήρε."),
    "Arabic": ("اتصلت بهم. هل ‹سمعوا› صوتي؟ لا أدري.", "هل سمعوا صوتي؟"),
    "Urdu": ("میں نے فون کیا۔ پھر ‹اس› نے سنا۔ میں سو گیا۔", "پھر اس نے سنا۔"),
    "Hebrew": ("התקשרתי. אחר כך ‹היא› חזרה. ישנתי.", "אחר כך היא חזרה."),
    "Hindi": ("मैंने फ़ोन किया। फिर ‹उसने› सुना। मैं सोया।", "फिर उसने सुना।"),
    "Japanese": ("電話した。それから‹彼女›が答えた。寝た。", "それから彼女が答えた。"),
    "Japanese quotations": ("電話した。「‹彼女›が答えた。」寝た。", "「彼女が答えた。」"),
}  # fmt: skip


@pytest.mark.parametrize(("marked", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_a_link_is_quoted_with_its_sentence(marked, sentence):
    assert quoted(marked) == sentence


CUTS = {
    "both sides": ("one two three ‹four› five six seven", "…three four five…"),
    "the end": ("‹one› two three four five", "one two three…"),
    "the beginning": ("one two three four ‹five›", "…three four five"),
    "a link that is too long": ("so ‹one two three four five› six", "…one two three…"),
    "a link in the middle of a word": ("one two un‹four›able five six", "…unfourable…"),
    "a link in brackets": ("one two three (‹four›) five six seven", "…(four) five…"),
}


@pytest.mark.parametrize(("marked", "sentence"), CUTS.values(), ids=CUTS)
def test_a_long_sentence_is_cut_between_words(marked, sentence):
    assert quoted(marked, 18) == sentence


def test_a_script_without_spaces_is_cut_where_it_must():
    found = quoted("あ" * 300 + "‹彼女›" + "い" * 300)
    assert (len(found), "ああ彼女いい" in found) == (MAX_LENGTH, True)


def test_a_link_of_one_endless_word_is_cut_where_it_must():
    assert quoted(f"See ‹{'x' * 400}› now.") == "…" + "x" * 238 + "…"


# -- laws ---------------------------------------------------------------------------------------------

WORDS = st.text("abcdeÄÖßשлあ.,!?'-()9", min_size=1, max_size=20)


@st.composite
def linked_texts(draw):
    """A text of words, and where a link in it begins and ends."""
    words = draw(st.lists(WORDS, min_size=1, max_size=120))
    text = draw(st.sampled_from([" ", "  ", "\n"])).join(words)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(linked_texts())
def test_a_sentence_is_never_too_long(linked):
    assert len(quote(*linked)) <= MAX_LENGTH


@given(linked_texts())
def test_a_sentence_holds_whole_words_only(linked):
    assert set(quote(*linked).strip("…").split()) <= set(linked[0].split())


@given(linked_texts())
def test_a_sentence_holds_the_beginning_of_its_link(linked):
    text, start, end = linked
    begin = text[start:end].split()[:1]
    assert not begin or begin[0] in quote(*linked)


@given(linked_texts())
def test_an_ellipsis_stands_exactly_where_a_sentence_is_cut(linked):
    found = quote(*linked)
    folded = " ".join(linked[0].split())
    assert found.strip("…") in folded


@given(st.text(max_size=600), st.data())
def test_any_text_has_a_sentence_of_one_line(text, data):
    start = data.draw(st.integers(0, len(text)))
    found = quote(text, start, data.draw(st.integers(start, len(text))))
    assert len(found) <= MAX_LENGTH and len(found.splitlines()) <= 1
