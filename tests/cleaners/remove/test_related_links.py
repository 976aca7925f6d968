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
    "title",
    [
        "Related Posts",
        "Mehr zum Thema",
        "Empfehlungen der Redaktion",
        "Articles similaires",
        "Читайте также:",
        "関連記事",
    ],
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


def item(kicker: str, headline: str, href: str = "https://www.example.org/news/x") -> tuple[str, tuple[Link, ...]]:
    text = f"{kicker} {headline}"
    return text, (Link(len(kicker) + 1, len(text), href),)


def of_list(*items: tuple[str, tuple[Link, ...]]) -> set[str]:
    """The rules that take items of a list amid a story."""
    rows = [(text, ()) for text in PROSE * 2] + list(items) + [(text, ()) for text in PROSE * 2]
    blocks = tuple(
        Block(i, "list_item" if links else "paragraph", "story", text, links=links, link_share=0.6 if links else 0.0)
        for i, (text, links) in enumerate(rows)
    )
    page = Document(blocks, Metadata(site=Site(None, "example.org")), "https://www.example.org/news/bridge")
    return {r.rule for r in RelatedLinks(PHRASES).find(page, NOTHING_KNOWN) if 6 <= r.block < 6 + len(items)}


def test_headlines_under_their_kickers_go_where_two_or_more_stand_in_a_row() -> None:
    one, two = item("Storm:", "Ferry stays in port for a week"), item("Trade?", "Market halls count their losses")
    assert of_list(one, two) == {"kickers"}
    assert not of_list(one)


def test_a_list_of_addresses_or_of_parts_stays() -> None:
    assert not of_list(item("Web:", "www.museum.example"), item("Post:", "the museum's shop"))
    assert not of_list(item("the", "report on the old bridge"), item("the", "minutes of the long night"))
    elsewhere = "https://museum.example/bridge"
    assert not of_list(
        item("Hall:", "A bridge and its builders", elsewhere), item("Yard:", "Eleven bolts on show", elsewhere)
    )


def test_what_is_a_link_as_a_whole_in_an_aside_goes_and_prose_in_one_stays() -> None:
    text = f"Read on: {PROSE[0]} {PROSE[1]}"
    story = [Block(i, "paragraph", "story", PROSE[i % 3]) for i in range(6)]
    linked = Block(
        6, "paragraph", "story", text, links=(Link(0, len(text), "/x"),), path=("aside", "a"), link_share=1.0
    )
    prose = Block(7, "paragraph", "story", text, path=("aside", "p"))
    page = Document((*story, linked, prose, Block(8, "paragraph", "story", PROSE[2])))
    assert {(r.block, r.rule) for r in RelatedLinks(PHRASES).find(page, NOTHING_KNOWN)} == {(6, "link_aside")}


def test_more_from_the_site_is_a_title() -> None:
    lines = ("More from The Example", "Ferry stays in port")
    blocks = [Block(i, "paragraph", "story", PROSE[i % 3]) for i in range(6)]
    blocks += [Block(6 + i, "heading", "attached", line) for i, line in enumerate(lines)]
    known = Document(tuple(blocks), Metadata(site=Site("The Example")))
    unknown = Document(tuple(blocks), Metadata(site=Site("The Other")))
    assert 6 in {r.block for r in RelatedLinks(PHRASES).find(known, NOTHING_KNOWN) if r.rule == "title"}
    assert not [r for r in RelatedLinks(PHRASES).find(unknown, NOTHING_KNOWN) if r.rule == "title"]


def test_an_item_of_a_list_that_is_called_related_goes_however_long_its_teaser_is() -> None:
    teaser = f"The other bridge\n{PROSE[0]}"
    assert "list" in rules(text=teaser, kind="list_item", path="div ul.related_post.wp_rp li", place="middle")
    assert not rules(text=teaser, kind="list_item", path="div ul.parts li", place="middle")
