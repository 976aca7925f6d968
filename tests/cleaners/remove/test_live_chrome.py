"""What works a live page goes; what it tells of the events, and of how sure it is, stays."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read

PHRASES = read("live_chrome")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in PHRASES.find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "text", ["This is a breaking story.", "9h05 - The bridge is closed.", "Key events", "The ferry is live again."]
)
def test_entries_and_honest_words_stay(text: str) -> None:
    assert not rules(text=text)


def test_a_promise_amid_the_story_stays() -> None:
    assert rules(text="More to follow") == {"instructions"}
    assert not rules(text="More to follow", place="middle")
