"""Ways to other pages go; a story's own steps stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read
from cleaners.remove.post_navigation import post_navigation

PHRASES = read("post_navigation")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in post_navigation(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "box", ["nav.post-navigation", "div.td-post-next-prev", "div.jnews_prev_next_container", "ol.breadcrumb"]
)
def test_navigation_s_elements_are_known(box: str) -> None:
    assert "container" in rules(text="The ferry that never left", zone="attached", path=f"{box} div")


@pytest.mark.parametrize("line", ["Next", "Back", "Home", "Previous"])
def test_one_word_headings_in_a_story_stay(line: str) -> None:
    assert not rules(text=line, kind="heading", place="middle")
