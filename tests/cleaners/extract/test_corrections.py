"""Corrections are told from prose that has the word."""

import pytest

from cleaners.extract.corrections import find_corrections
from cleaners.model import Block, Kind


def story(*texts: str | tuple[Kind, str]) -> list[Block]:
    pairs: list[tuple[Kind, str]] = [("paragraph", t) if isinstance(t, str) else t for t in texts]
    return [Block(i, kind, "story", text) for i, (kind, text) in enumerate(pairs)]


@pytest.mark.parametrize(
    "note",
    [
        "Correction, Nov. 15, 2019: An earlier version misspelled the mayor's name.",
        "Editor’s note: This story was updated at 7:40 p.m. to include a statement.",
        "Correction added Nov. 18: the bridge is 90 metres long.",
        "Korrektur: Die Brücke ist 90 Meter lang, nicht 60.",
        "Anm. d. Red.: In einer früheren Version stand ein falscher Name.",
        "Rectificatif : le pont mesure 90 mètres.",
        "Fe de errores: el puente mide 90 metros.",
        "更正：桥长九十米。",
        "An earlier version of this article misstated the length of the bridge.",
        "An earlier version of this article misspelled the mayor's name.",
        "This article was amended on 12 March 2024. The bridge is 90 metres long, not 60.",
        "Cet article a été corrigé le 3 mai : le pont mesure 90 mètres.",
        "Dieser Artikel wurde am 3. Mai korrigiert: Die Brücke ist 90 Meter lang.",
    ],
)
def test_a_correction_is_found_in_full(note: str) -> None:
    assert find_corrections(story("The council met.", note)) == (note,)


@pytest.mark.parametrize(
    "prose",
    [
        "Corrections officers went on strike on Monday, the union said.",
        "Correction fluid was invented by a secretary.",
        "A correction to the budget passed on Tuesday: nine voted for it.",
        "This story was told to her by her grandmother.",
        "Précisions sont attendues lundi.",
        "Cet article a été écrit par des étudiants.",
        "This article was the first that she wrote.",
    ],
)
def test_prose_with_the_word_is_no_correction(prose: str) -> None:
    assert find_corrections(story("The council met.", prose)) == ()


def test_the_paragraph_under_the_heading_correction_is_one() -> None:
    blocks = story("The council met.", ("heading", "Correction"), "The bridge is 90 metres long, not 60.", "Next.")
    assert find_corrections(blocks) == ("The bridge is 90 metres long, not 60.",)
