"""A user's rules for a source: what they name goes, or stays against everybody."""

import pytest

from cleaners.cleaner import apply
from cleaners.model import Block, Document, SiteFacts, SiteRule
from cleaners.phrases import PROSE
from cleaners.remove.outside_story import OutsideStory
from cleaners.remove.site_rule import BadSelector, SiteKeeper, SiteRules, parse_selector

DOCUMENT = Document(
    (
        Block(0, "paragraph", "story", PROSE[0], path=("main", "div#text.story", "p")),
        Block(1, "paragraph", "story", "The “Example”  Prize is open.", path=("main", "div.promo.wide", "p")),
        Block(2, "paragraph", "attached", "Tide tables", path=("main", "aside.tides", "p")),
        Block(3, "paragraph", "chrome", "Prize", path=("footer", "div.promo", "p")),
    )
)


def removed(**rule: str) -> set[int]:
    facts = SiteFacts(rules=(SiteRule("remove", "the user says so", **rule),))
    return {r.block for r in SiteRules().find(DOCUMENT, facts)}


@pytest.mark.parametrize("selector", [".promo", "div.promo", ".wide.promo", "DIV.Promo"])
def test_a_selector_finds_whole_classes_on_the_way_to_a_block(selector: str) -> None:
    assert removed(selector=selector) == {1}


@pytest.mark.parametrize(
    ("selector", "blocks"), [("#text", {0}), ("aside", {2}), ("main", {0, 1, 2}), (".prom", set())]
)
def test_ids_and_tags_are_found_and_parts_of_words_are_not(selector: str, blocks: set[int]) -> None:
    assert removed(selector=selector) == blocks


def test_a_phrase_is_found_whatever_its_case_spaces_and_quotes() -> None:
    assert removed(phrase='the "example" prize') == {1}


def test_selector_and_phrase_must_both_hold() -> None:
    assert removed(selector=".promo", phrase="tide") == set()
    assert removed(selector="aside", phrase="tide") == {2}


def test_the_reason_is_the_user_s_and_the_rule_what_was_written() -> None:
    facts = SiteFacts(rules=(SiteRule("remove", "a prize of ours", selector=".promo"),))
    (removal,) = SiteRules().find(DOCUMENT, facts)
    assert (removal.cleaner, removal.rule, removal.why) == ("site_rule", ".promo", "a prize of ours")


def test_what_a_keep_rule_names_nobody_removes() -> None:
    facts = SiteFacts(rules=(SiteRule("keep", "wanted", selector="aside.tides"),))
    assert apply(DOCUMENT, [OutsideStory()])
    assert not apply(DOCUMENT, [OutsideStory()], site=facts, keepers=[SiteKeeper()])


def test_a_keep_rule_removes_nothing_and_a_remove_rule_keeps_nothing() -> None:
    assert not list(SiteRules().find(DOCUMENT, SiteFacts(rules=(SiteRule("keep", "wanted", selector="main"),))))
    assert not SiteKeeper().keep(DOCUMENT, SiteFacts(rules=(SiteRule("remove", "not wanted", selector="main"),)))


@pytest.mark.parametrize("selector", ["", "div p", "a > b", "p[x]", "a:hover", "."])
def test_a_selector_of_another_kind_is_an_error_that_names_it(selector: str) -> None:
    with pytest.raises(BadSelector, match="selector"):
        parse_selector(selector)
