"""Calls to follow an account go; those who follow something stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read
from cleaners.remove.follow_us import follow_us

PHRASES = read("follow_us")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in follow_us(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


def test_rows_of_accounts_go() -> None:
    assert "container" in rules(text="Mastodon", zone="attached", path="ul.social-icons li")


@pytest.mark.parametrize(
    "line", ["Follow the money", "Follow the 3-2-1 rule.", "Police follow him on Twitter, he said."]
)
def test_following_in_a_story_stays(line: str) -> None:
    assert not rules(text=line)
    assert not rules(text=line, place="middle")
