"""Calls for tips go; a witness appeal, a quote and an event's address stay."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Metadata, Site
from cleaners.phrases import PROSE, prove, read
from cleaners.remove.email_solicitation import EmailSolicitation

PHRASES = read("email_solicitation")[0]
SEED = (
    "Do you have more to share about this story – photos or video etc – you can send{}them to: ([email\u00a0protected])"
)


def proposed(*texts: str) -> list[tuple[int, str, tuple[int, int] | None]]:
    blocks = tuple(Block(i, "paragraph", "story", t) for i, t in enumerate((*PROSE, *PROSE, *PROSE, *texts)))
    found = PHRASES.find(Document(blocks, from_text=True), NOTHING_KNOWN)
    return [(r.block - 9, r.rule, r.span) for r in found]


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("space", [" ", "\n"], ids=["joined", "still wrapped"])
def test_the_call_of_the_seed_example_goes_whole(space: str) -> None:
    assert proposed(SEED.format(space), "About ghanamma", "Leave a Reply") == [(0, "tip", None)]


def test_an_address_alone_is_no_call() -> None:
    assert not proposed("Write to the fair's office at fair@village.example before Friday.", "([email protected])")


def test_a_witness_appeal_stays() -> None:
    assert not proposed("Do you have information? Contact detectives on 101 or tips@police.example")


def test_in_a_long_last_paragraph_only_the_call_s_sentence_goes() -> None:
    call = "Got a story? Get in touch at news@example.org."
    (found,) = {s for _, _, s in proposed(f"{PROSE[0]} {PROSE[1]} {PROSE[2]} {call}")}
    assert found is not None
    cut = f"{PROSE[0]} {PROSE[1]} {PROSE[2]} {call}"[slice(*found)]
    assert PROSE[2] not in cut


def heavy(text: str, path: tuple[str, ...] = ("p", "em"), behind: int = 0) -> set[str]:
    """What goes of a story with that paragraph below it, and so many of its own paragraphs behind that."""
    texts = [*PROSE * 3, text, *PROSE[:behind]]
    blocks = tuple(Block(i, "paragraph", "story", t, path=path if t == text else ("p",)) for i, t in enumerate(texts))
    document = Document(blocks, Metadata(site=Site(domain="bridge.example")))
    return {blocks[r.block].text for r in EmailSolicitation(PHRASES).find(document, NOTHING_KNOWN)}


OFFER = "Вашу рекламу увидят все: ads@bridge.example, круглые сутки."


def test_a_paragraph_in_heavy_type_with_the_site_s_own_address_goes_in_any_language() -> None:
    assert heavy(OFFER) == {OFFER}


def test_another_s_address_plain_type_and_what_stands_amid_the_story_stay() -> None:
    assert not heavy(OFFER.replace("bridge.example", "police.example"))
    assert not heavy(OFFER, path=("p",))
    assert not heavy(OFFER, behind=3)
