"""Banners and withheld embeds go; stories about cookies and privacy stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.cookie_notice import cookie_notice

PHRASES = read("cookie_notice")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in cookie_notice(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("path", ["div#onetrust-banner-sdk p", "div.cmplz-cookiebanner p", "div.cookie-consent p"])
def test_banners_go_by_their_names(path: str) -> None:
    assert "container" in rules(text="Your choices", path=path, zone="attached")


@pytest.mark.parametrize("path", ["div#gdpr-explained p", "article.cookie p", "div.privacy p"])
def test_a_story_about_the_law_keeps_its_paragraphs(path: str) -> None:
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path=path, place="middle")


def test_a_sentence_about_cookies_amid_the_story_stays() -> None:
    assert not rules(text="Our site uses cookies, the firm admits, to tell rich visitors from poor.", place="middle")


def test_the_stand_in_for_an_embed_goes_wherever_it_stands() -> None:
    assert rules(text="View this post on Instagram", place="middle") == {"withheld_embed"}
