"""The publisher's notices go; stories about commissions, views and risks stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read

PHRASES = read("disclosure")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in PHRASES.find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "text",
    [
        "The regulator said that affiliate links must be marked as such.",
        "Disclosure: the reporter's sister works for the ferry company.",
        "Hinweis: In einer früheren Version stand ein falscher Name.",
        "\"The views expressed in this letter are not mine,\" the mayor wrote.",
    ],
)  # fmt: skip
def test_what_informs_the_reader_stays(text: str) -> None:
    assert not rules(text=text)


def test_amid_the_story_it_is_the_subject() -> None:
    text = "We may earn a commission when you buy through our links."
    assert rules(text=text) == {"affiliate"}
    assert not rules(text=text, place="middle")
