"""Who made a picture goes to the record's images; what people say of pictures stays."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read

PHRASES = read("image_credit")[0]


def fields(**example: object) -> set[str | None]:
    document, block = probe(example)
    return {r.field for r in PHRASES.find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("text", ["Photo: Ann Other", "The bridge in May. Ann Other/Getty Images", "写真：共同通信"])
def test_a_credit_amid_the_story_goes_to_the_images(text: str) -> None:
    assert fields(text=text, place="middle") == {"images"}


@pytest.mark.parametrize(
    "text",
    [
        "Credits:",
        "Cost per Credit: In-State | 472",
        "Wallet (credit/debit cards, cash, etc.)",
        "Photos: what we know",
        "BILD: Wann kommt die neue Brücke?",
        "Pictures from the scene show how it fell.",
        "She has sued Getty Images.",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert not fields(text=text, place="middle")
