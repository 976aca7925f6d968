"""Who made a picture goes to the record's images; what people say of pictures stays."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Kind
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.image_credit import ImageCredit

PHRASES = read("image_credit")[0]
CREDIT = ImageCredit(PHRASES)


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


def pictured(name: str, text: str, kind: Kind = "paragraph") -> set[str]:
    lines: list[tuple[Kind, str, tuple[str, ...]]] = [("paragraph", p, ("article", "p")) for p in PROSE * 3]
    lines.insert(4, (kind, text, ("article", f"div.{name}", "p")))
    document = Document(tuple(Block(i, k, "story", t, path=p) for i, (k, t, p) in enumerate(lines)))
    return {document.blocks[r.block].text for r in CREDIT.find(document, NOTHING_KNOWN)}


@pytest.mark.parametrize(
    "name", ["imagedescription", "imageCaption", "copytext__captionLine", "image_image-widget__Ab1"]
)
def test_a_line_in_an_element_for_captions_goes(name: str) -> None:
    assert pictured(name, "The old bridge in May, seen from the fish market") == {
        "The old bridge in May, seen from the fish market"
    }


@pytest.mark.parametrize("name", ["imagetext", "image-text", "captioned", "caption"])
def test_a_paragraph_beside_a_picture_stays(name: str) -> None:
    assert not pictured(name, "The old bridge in May, seen from the fish market")


def test_a_paragraph_of_the_story_in_an_element_for_captions_stays() -> None:
    assert not pictured("image-caption", PROSE[0] + " " + PROSE[1])


def test_a_heading_amid_the_story_stays_whatever_it_begins_with() -> None:
    assert not pictured("part", "Photo: a lost art", "heading")
    assert pictured("part", "Photo: Ann Other") == {"Photo: Ann Other"}
