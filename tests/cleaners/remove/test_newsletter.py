"""Sign-up lines go; stories about newsletters stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.newsletter import newsletter

PHRASES = read("newsletter")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in newsletter(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "box", ["div#mc_embed_signup", "div.newsletter-signup", "div.mailpoet_form", "aside.article__newsletter"]
)
def test_sign_up_boxes_go(box: str) -> None:
    assert "container" in rules(text="Every Friday, free", zone="attached", path=f"{box} p")


@pytest.mark.parametrize("place", ["middle", "tail"])
def test_a_story_about_a_newsletter_stays(place: str) -> None:
    for line in ("He told a friend to subscribe to the newsletter.", "The newsletter reached two million inboxes.",
                 "Users sign up for a newsletter and are charged for it a month later, the agency said."):  # fmt: skip
        assert not rules(text=line, place=place)


def test_an_article_that_is_called_newsletter_keeps_its_paragraphs() -> None:
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path="div.newsletter p", place="middle")
