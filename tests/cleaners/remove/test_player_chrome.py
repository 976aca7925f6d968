"""A player's buttons go; people who listen and watch stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.player_chrome import player_chrome

PHRASES = read("player_chrome")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in player_chrome(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("text", ["Listen", "Up next", "03:12", "Watch"])
def test_one_word_amid_the_story_may_be_dialogue_or_a_programme(text: str) -> None:
    assert not rules(text=text, place="middle")


def test_controls_go_by_the_name_of_their_element() -> None:
    assert "container" in rules(text="1x", path="div.audio-player span", zone="attached")
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path="div.audio-player p", place="middle")
