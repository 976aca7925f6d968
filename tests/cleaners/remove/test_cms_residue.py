"""What software forgot on the page goes; stage directions, editors' brackets and examples of code stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read
from cleaners.remove import CLEANERS

PHRASES = read("cms_residue")[0]
LISTED = next(c for c in CLEANERS if c.name == "cms_residue")


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in LISTED.find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("text", ["[Applause]", "[sic]", "[...]", "[Read by the author]", "{laughs}"])
def test_words_in_brackets_stay(text: str) -> None:
    assert not rules(text=text, place="middle")


@pytest.mark.parametrize("text", ['[caption id="x"]', "[/gallery]", '<div class="x">'])
def test_an_example_of_code_stays(text: str) -> None:
    assert not rules(text=text, place="middle", kind="code")


def test_a_shortcode_amid_the_story_goes() -> None:
    assert rules(text='[contextly_sidebar id="abc"]', place="middle") == {"shortcode"}
