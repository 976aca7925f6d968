"""A text is searched byte by byte where it can be; what is found does not depend on that."""

import pytest

from cleaners.patterns import compiled, encoded, has

TEXTS = (
    "", "share", "über uns: à lire aussi", "про нас", "about про", "l'haÿ-les-roses", "ÿ", "þ", "×", "a b", "2 ½ •",
    "newsletter ©2024 ap/reuters", "日本語", "ok 😀", "\x80\x9f", "ß", "•", "a • b", "٣ ☆", "• про", "…я", "नी", "नी¶",
    "я" * 5_000, "съешь ещё этих мягких булок",
)  # fmt: skip
PATTERNS = (
    r"\pL+", r"^[^\pL\pN]+$", r"\bb", r"\W\pL", "про|über", "[^я]", "[a-я]{3}", "[à-я]", "ÿ", "[^ÿ]", "[þ-ÿ]", "^.$",
    "^..$", r"[\pP\pS]", "©[^.!?]{3,90}$", "[日-語]", r"^\PL*$", "r?eÿ?", "я?$",
    r"^\pN \pS", r"\pM", r"\PM{2}", "¶", "[^¶]", "[ª-º]", r"^\W+\pL+$", "•? ?про",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_found_in_the_same_texts_in_either_form(pattern: str) -> None:
    as_utf_8 = compiled(pattern, narrow=False)
    found = [has(encoded(text), pattern) for text in TEXTS]
    assert found == [as_utf_8.search(text.encode()) is not None for text in TEXTS]
    assert any(found)


def test_most_texts_of_western_europe_are_searched_byte_by_byte() -> None:
    assert not encoded("à lire aussi: größe, señor").others


def test_only_a_pattern_that_names_a_character_asks_which_one_it_is() -> None:
    compiled.cache_clear()
    for pattern in (r"^\W+\pL", "share", "[^.]я"):
        has(encoded("• share • teilen"), pattern)
    assert compiled.cache_info().currsize == 3
    assert not has(encoded("• share"), "^• teilen")
    assert has(encoded("• share"), "^•")
    compiled(r"^\W+\pL", narrow=True), compiled("^•", narrow=False)
    assert compiled.cache_info().currsize == 5
