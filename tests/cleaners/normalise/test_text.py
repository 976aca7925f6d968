"""Characters are put in order, and good text is left alone."""

import pytest

from cleaners.model import Link
from cleaners.normalise.text import clean_block, cut, normalise, tidy

MENDED = [
    ("cafe\u0301", "café"),
    ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
    ("a\u200bb\u00adc\ufeffd\u2060e\u200ef", "abcdef"),
    ("a\x00b\x07c", "abc"),
    ("x\ud800y", "xy"),
    ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
    ("schÃ¶n und grÃ¼n", "schön und grün"),
    ("â€œHelloâ€\x9d he said", "“Hello” he said"),
    ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
    ("РџСЂРёРІРµС‚ РјРёСЂ", "Привет мир"),
    ("РЈРєСЂР°С—РЅР° С‚Р° С—С— РјРѕРІР°", "Україна та її мова"),
    ("itâ€™s 5 â‚¬ â€“ cheap", "it’s 5 € – cheap"),
    ("don\x92t", "don’t"),
    ("a\u200db", "ab"),
    ("300 \u212a", "300 K"),
]
LEFT_ALONE = [
    "plain",
    "“It’s 5°C” – naïve… — «so»",
    "‘single’ „low“ 'straight' \"double\"",
    "ﬁ ligature Ａ wide ½",
    "SÃO PAULO – “É”",
    "PARCE QUE MARQUÉ…",
    "côte d’Ivoire », dit-il",
    "Россия и Украина",
    "می‌خواهم",
    "👩‍👩‍👧 family",
    "क्‍ष",
    "one\ntwo",
    "5 × 3 ÷ 2",
    "ÂΩ",
    "Ã is a letter",
    "日本語。",
    "[email protected]",
]


@pytest.mark.parametrize(("raw", "clean"), MENDED)
def test_what_is_out_of_order_is_mended(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_an_author_may_have_written_stays(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    "text",
    ["Верховный Суд СССР и РФ", "Су-57, С. Рахманинов", "spä\u00adten Maß\u00adnahmen", "Prüß\u00a0sagt, é\u00a0vero"],
)
def test_words_of_news_are_not_taken_for_misread_ones_at_a_glance(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("cleaners.normalise.text.mend", lambda _: pytest.fail("to ask takes a library"))
    assert normalise(text) == text.replace("\u00ad", "").replace("\u00a0", " ")


@pytest.mark.parametrize("text", [*(raw for raw, _ in MENDED), *LEFT_ALONE, "  a  \n\n\n b\t\u00a0 c "])
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = tidy(normalise(text))
    assert tidy(normalise(once)) == once


def test_tidy_leaves_single_spaces_and_single_breaks() -> None:
    assert tidy("  a   b \n \n\n c  ") == "a b\nc"


def test_links_cover_the_same_words_after_the_characters_moved() -> None:
    text = " Read\u00a0\u00a0the\u200b re\u00adport and cafe\u0301 now"
    words = ["re\u00adport", "cafe\u0301"]
    links = [Link(text.index(w), text.index(w) + len(w), w) for w in words]
    new, moved = clean_block(text, links)
    assert new == "Read the report and café now"
    assert [new[k.start : k.end] for k in moved] == ["report", "café"]


def test_a_link_on_a_word_that_occurs_before_stays_on_its_own() -> None:
    text = "the\u00a0 bridge and the bridge"
    at = text.rindex("the bridge")
    new, (link,) = clean_block(text, [Link(at, at + 10, "x")])
    assert new == "the bridge and the bridge"
    assert link.start == new.rindex("the bridge")


def test_a_link_on_nothing_visible_goes() -> None:
    assert clean_block("a\u200bb", [Link(1, 2, "x")]) == ("ab", ())


def test_code_keeps_its_spaces() -> None:
    assert clean_block("  if x:\n\n      y\u00a0= 1", (), code=True)[0] == "  if x:\n\n      y = 1"


def test_cutting_moves_the_links_behind_and_drops_the_links_inside() -> None:
    text = "One fact. Sign up here. Two facts."
    text_, links = cut(text, [Link(4, 8, "a"), Link(18, 22, "b"), Link(24, 27, "c")], [(10, 24)])
    assert text_ == "One fact. Two facts."
    assert [(text_[k.start : k.end], k.href) for k in links] == [("fact", "a"), ("Two", "c")]


def test_cutting_drops_a_link_that_a_span_tears() -> None:
    assert cut("abcdef", [Link(1, 4, "x")], [(3, 5)]) == ("abcf", ())
