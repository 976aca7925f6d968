"""Pointers to other stories go; a list in the story, a linked heading, a reference stay."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Kind, Link, Metadata, Site, Zone
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.related_links import RelatedLinks

PHRASES = read("related_links")[0]
OWN = "https://example.org/other-story"


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in RelatedLinks(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def block(text: str, href: str | None = None, kind: Kind = "paragraph", zone: Zone = "story") -> Block:
    links = (Link(0, len(text), href),) if href else ()
    return Block(0, kind, zone, text, links=links, link_share=1.0 if href else 0.0)


def gone(*middle: Block, after: int = 0, text: bool = False) -> set[int]:
    """Which of the blocks that stand after nine paragraphs (and before some more) would go."""
    rows = [*[block(PROSE[i % 3]) for i in range(9)], *middle, *[block(PROSE[i % 3]) for i in range(after)]]
    numbered = tuple(
        Block(i, b.kind, b.zone, b.text, links=b.links, link_share=b.link_share) for i, b in enumerate(rows)
    )
    document = Document(numbered, Metadata(site=Site(None, "example.org")), "https://www.example.org/a", from_text=text)
    return {r.block - 9 for r in RelatedLinks(PHRASES).find(document, NOTHING_KNOWN)}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "title", ["Related Posts", "Mehr zum Thema", "Articles similaires", "Читайте также:", "関連記事"]
)
@pytest.mark.parametrize("after", [0, 9], ids=["at the end", "in the story"])
def test_a_title_goes_with_the_links_under_it(title: str, after: int) -> None:
    items = (block("The ferry that never left", OWN, "list_item"), block("A pier for sale", OWN, "list_item"))
    assert gone(block(title, kind="heading"), *items, after=after) == {0, 1, 2}


def test_a_title_with_prose_under_it_is_a_heading_of_the_story() -> None:
    assert not gone(block("Related news", kind="heading"), after=9)


def test_a_linked_heading_over_prose_is_the_story_s_next_section() -> None:
    found = gone(block("Read more", zone="attached"), block("5. The Joel Test", OWN, "heading"), after=9)
    assert 1 not in found


def test_in_a_text_the_short_lines_under_a_title_at_the_end_go() -> None:
    lines = (block("Related Posts"), block("The ferry that never left"), block("A pier for sale in spring"))
    assert gone(*lines, text=True) == {0, 1, 2}


def test_in_a_text_sentences_under_such_a_title_stay() -> None:
    assert not gone(block("Related news"), block("The ferry left at last on Sunday."), text=True)


def test_a_story_that_ends_in_links_to_its_own_site_loses_them() -> None:
    items = (block("15 amazing images of the stars", OWN), block("11 facts about our galaxy", OWN))
    assert gone(*items) == {0, 1}


def test_references_to_other_sites_stay() -> None:
    refs = (
        block("The full report of the commission", "https://gov.example/r"),
        block("Its third annex in full", "https://uni.example/a"),
    )
    assert not gone(*refs)


def test_links_within_the_page_stay() -> None:
    assert not gone(
        block("How we tested the bridges", "#how"), block("What we found in them", "https://www.example.org/a#what")
    )


def test_a_digest_keeps_its_links() -> None:
    assert not gone(
        *(block(f"Story number {i} of the long week that was, and what became of it in the end", OWN) for i in range(9))
    )


def test_a_linked_line_in_capitals_goes_and_a_subheading_in_capitals_stays() -> None:
    assert gone(block("CO-FOUNDER PROUD OF HIS STAFF", OWN), after=9) == {0}
    assert not gone(block("A FIVE-YEAR WINDOW FOR ALL"), after=9)


@pytest.mark.parametrize(
    "box", ["div#jp-relatedposts", "div.yarpp-related", "div.jnews_inline_related_post", "div.OUTBRAIN"]
)
def test_boxes_of_plugins_and_networks_go(box: str) -> None:
    assert "container" in rules(text="The ferry that never left", path=f"{box} p", place="middle")


def test_a_paragraph_in_a_box_with_such_a_name_stays() -> None:
    assert not rules(text=f"{PROSE[0]} {PROSE[1]}", path="div.related-posts p")


def test_a_heading_whose_id_is_made_of_its_text_stays() -> None:
    assert not rules(text="Recommended", kind="heading", path="div h2#recommended", place="middle")


def test_an_address_that_cannot_be_read_raises_nothing() -> None:
    assert not gone(block("A link that leads nowhere", "http://[::1"), block("Another that leads nowhere", "http://[x"))
