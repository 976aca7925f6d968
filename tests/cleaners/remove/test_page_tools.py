"""What serves the page goes; errors, votes and donations that the story tells of stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.page_tools import page_tools

PHRASES = read("page_tools")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in page_tools(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("text", ["Print", "Back", "Menu", "Close"])
def test_one_word_amid_the_story_stays(text: str) -> None:
    assert rules(text=text, place="tail") == {"tools"}
    assert not rules(text=text, place="middle")


@pytest.mark.parametrize(
    "text",
    [
        "He found an error in the plans, and reported it to the council on the same day.",
        "Average rating: 4.45",
        "Anyone with information is asked to call 0123 456789.",
        "In need of help? Samaritans can be called free on 116 123.",
        "Familjen har godkänt namn- och bildpubliceringen.",
    ],
)
def test_what_the_story_or_its_readers_need_stays(text: str) -> None:
    assert not rules(text=text)


def test_a_class_that_sets_a_size_says_nothing() -> None:
    assert not rules(text="The pillars", path="h2.has-medium-font-size", place="middle")


def test_tools_go_by_the_name_of_their_element() -> None:
    assert "container" in rules(text="4.5 / 5", path="div.kk-star-ratings p", zone="attached")
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path="div.poll-widget p", place="middle")
