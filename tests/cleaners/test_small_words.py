"""The language of an ordinary text is told by its small words; of any other text nothing is said."""

import pytest

from cleaners.small_words import by_small_words

ENGLISH = (
    "The council met on Tuesday evening and voted, after two hours of debate, to repair the bridge before winter. "
)
GERMAN = (
    "Der Rat der Stadt hat am Dienstag nach einer langen Debatte beschlossen, dass die Brücke noch im Winter von der "
)
CATALAN = "El ple de la ciutat va aprovar dimarts que el pont de la vila sigui reparat per una empresa de la comarca i "


LATIN = (
    "Senatus heri convenit et post duas horas decrevit ut pons vetus, qui in urbe est, ante hiemem reficiatur, non sed "
)


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (GERMAN, "de"), (LATIN, "la")])
def test_ordinary_prose_is_told(text: str, code: str) -> None:
    assert by_small_words(text * 4) == code


@pytest.mark.parametrize("text", [ENGLISH, CATALAN * 4, "Bridge Tuesday council winter " * 20])
def test_a_short_text_a_neighbour_of_these_languages_and_a_list_are_left_to_the_model(text: str) -> None:
    assert by_small_words(text) is None
