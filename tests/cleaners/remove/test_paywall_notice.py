"""What asks for a subscription goes; readers who subscribe stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.paywall_notice import PaywallNotice

PHRASES = read("paywall_notice")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in PaywallNotice(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


def test_what_asks_for_money_is_told_from_what_leads_on() -> None:
    assert rules(text="Subscribe to continue reading") == {"subscribe_to_read"}
    assert rules(text="Continue reading", link=True) == {"continue_reading"}


@pytest.mark.parametrize("path", ["div.premium p", "div#premium-content p", "div.paywall p"])
def test_a_story_in_an_element_called_premium_stays(path: str) -> None:
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path=path, place="middle")


def test_what_a_paywall_s_wrapper_holds_beside_the_story_goes() -> None:
    assert rules(text="Nos offres", path="section.paywall p", zone="attached") == {"offer"}
    assert not rules(text="Elle se tut.", path="section.paywall p", place="middle")


def test_an_overlay_goes_by_its_name() -> None:
    assert rules(text="Two months for one euro", path="div.paywall-overlay p") == {"container"}


@pytest.mark.parametrize(
    "text",
    [
        "Four in ten readers sign in at least once a week, the publisher said.",
        "\"Subscribe to continue reading\" is the line that he hates most, the critic writes.",
        "Keep reading to them, the teacher advises, even when they can do it themselves.",
    ],
)  # fmt: skip
def test_sentences_about_readers_stay(text: str) -> None:
    assert not rules(text=text)
