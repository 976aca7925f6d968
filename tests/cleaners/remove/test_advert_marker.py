"""The label of an advertisement goes; the trade and its words stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.advert_marker import advert_marker

PHRASES = read("advert_marker")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in advert_marker(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("text", ["Advertisement", "- Anzeige -", "PUBLICIDAD", "विज्ञापन", "广告", "إعلان"])
def test_the_label_goes_amid_the_story(text: str) -> None:
    assert rules(text=text, place="middle") == {"word"}


@pytest.mark.parametrize("kind", ["heading", "list_item"])
def test_a_heading_or_list_item_is_a_subject(kind: str) -> None:
    assert not rules(text="Advertising", place="middle", kind=kind)


@pytest.mark.parametrize("text", ["Advertising fell by a tenth", "The ad", "Werbung für Tabak", "Publicité interdite"])
def test_more_than_the_label_is_a_text(text: str) -> None:
    assert not rules(text=text, place="middle")


def test_a_wrapper_goes_by_its_name_and_leaves_a_paragraph() -> None:
    assert rules(text="Shoes, half price", path="div.ad-wrapper p", zone="attached") == {"container"}
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path="div.ad-wrapper p", place="middle")
