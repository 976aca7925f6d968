"""Where a story stood first goes to the record; a story about first appearances stays."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read

PHRASES = read("appeared_first_on")[0]


def fields(**example: object) -> set[str | None]:
    document, block = probe(example)
    return {r.field for r in PHRASES.find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("place", ["middle", "tail"])
def test_the_line_under_a_feed_s_post_is_certain_anywhere(place: str) -> None:
    assert fields(text="The post Ferry runs again appeared first on The Example.", place=place) == {"republished_from"}


@pytest.mark.parametrize("place", ["head", "tail"])
def test_a_republished_story_says_so_before_or_behind_its_text(place: str) -> None:
    text = "This article was originally published by The Example."
    assert fields(text=text, place=place) == {"republished_from"}


@pytest.mark.parametrize(
    "text",
    [
        "Originally published on March 3, 2022",
        "The report was originally published in error, and the ministry has withdrawn it.",
        "Her first novel, originally published in 1954, never went out of print.",
    ],
)
def test_a_date_a_correction_and_a_book_stay(text: str) -> None:
    assert not fields(text=text)


def test_amid_the_story_a_first_publication_is_told_not_credited() -> None:
    assert not fields(text="This article was originally published by The Example.", place="middle")
