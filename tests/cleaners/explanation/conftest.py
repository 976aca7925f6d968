"""A page of every fate: frame, title, deck, kept, cut in part, removed with and without a field, kept beside."""

import pytest

from cleaners.extract.attribution import Attribution
from cleaners.model import Block, Cleaned, Document, Evidence, Metadata, Rejected, Removal, Site, Source, Verdict
from cleaners.normalise import make_article

URL = "https://www.example.org/harbour"
NEWSLETTER = "Sign up for our letter. "


@pytest.fixture
def document() -> Document:
    blocks = (
        Block(0, "paragraph", "chrome", "Home"),
        Block(1, "paragraph", "chrome", "Sport"),
        Block(2, "heading", "story", "Harbour bridge to close", level=1),
        Block(3, "paragraph", "story", "Repairs will take until March."),
        Block(4, "paragraph", "story", f"The council voted on Tuesday. {NEWSLETTER}Work begins in May."),
        Block(5, "list_item", "story", "Lorries go round by the north.", level=2),
        Block(6, "quote", "story", "“It was sinking,” said <b>Ana</b> & her sister."),
        Block(7, "paragraph", "attached", "Share this \x1b[31mstory"),
        Block(8, "paragraph", "attached", "42 people are reading"),
        Block(9, "paragraph", "story", "Source: Harbour Wire"),
        Block(10, "paragraph", "chrome", "© 2026"),
    )
    metadata = Metadata(
        title="Harbour bridge to close", deck="Repairs will take until March.", language="en",
        published_at="2026-03-04", site=Site("The Example", "example.org"), source_name="Harbour Wire",
        evidence=(Evidence("title", "the headline, h1"), Evidence("published_at", "JSON-LD datePublished")),
    )  # fmt: skip
    return Document(blocks, metadata, URL, title_block=2, deck_block=3)


@pytest.fixture
def removals(document: Document) -> tuple[Removal, ...]:
    start = document.blocks[4].text.index(NEWSLETTER)
    return (
        Removal(4, "newsletter", "sign_up", "asks for an address", (start, start + len(NEWSLETTER))),
        Removal(7, "share_bar", "labels", "offers to share the page"),
        Removal(9, "source_line", "label", "names the story's source", field="source"),
    )


@pytest.fixture
def cleaned(document: Document, removals: tuple[Removal, ...]) -> Cleaned:
    attribution = Attribution(source=Source("Harbour Wire", None, "Source: Harbour Wire"))
    article = make_article(document, removals, attribution, None)
    return Cleaned(article, document, removals, Verdict("article", ("og:type is article", "4 paragraphs")))


@pytest.fixture
def refused(document: Document) -> Rejected:
    return Rejected(
        URL, "verdict", "index; 9 of 10 words are links", Verdict("index", ("9 of 10 words are links",)),
        "Harbour bridge to close", "2026-03-04", document=document,
    )  # fmt: skip
