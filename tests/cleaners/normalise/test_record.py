"""The record is made of what is left, and names what it is made from."""

import hashlib

from cleaners.extract.attribution import Attribution, attribute
from cleaners.model import Article, Block, Document, Evidence, Image, Metadata, Removal, Site
from cleaners.normalise import make_article

PROSE = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."


def record(
    *texts: str | Block,
    removals: tuple[Removal, ...] = (),
    attribution: Attribution | None = None,
    url: str | None = None,
    **meta: object,
) -> Article:
    blocks = tuple(
        t if isinstance(t, Block) else Block(i, "paragraph", "story", t) for i, t in enumerate(texts or (PROSE,))
    )
    document = Document(blocks, Metadata(**meta), url)  # type: ignore[arg-type]
    return make_article(document, removals, attribution or attribute(document, removals), None)


def test_the_id_comes_from_the_canonical_address_then_the_address_then_the_text() -> None:
    canonical = record(url="https://e.example/a?x=1", canonical_url="https://e.example/a")
    assert canonical.id == record(url="https://e.example/a").id
    assert canonical.id != record(url="https://e.example/a?x=1").id
    assert record().id == record().id
    assert record().id != record(PROSE + " Again.").id
    assert canonical.urls == ("https://e.example/a?x=1", "https://e.example/a")


def test_the_hash_is_of_title_and_text() -> None:
    a = record(title="A title")
    assert a.content_hash == hashlib.sha256(f"A title\n\n{PROSE}\n".encode()).hexdigest()
    assert a.as_text() == f"A title\n\n{PROSE}\n"


def test_a_posting_account_is_no_author() -> None:
    a = record(authors=("ghanamma",), site=Site("ghanamma", "ghanamma.com"))
    assert (a.authors, a.posted_by) == ((), "ghanamma")
    b = record(authors=("admin",), posted_by="admin")
    assert (b.authors, b.posted_by) == ((), "admin")


def test_an_author_needs_no_naming_as_an_account() -> None:
    a = record(authors=("Jane Doe",), posted_by="Jane Doe")
    assert (a.authors, a.posted_by) == (("Jane Doe",), None)


def test_authors_of_a_removed_byline_count_only_where_the_metadata_name_none() -> None:
    byline = Removal(1, "byline", "by", "why", field="authors")
    assert record(PROSE, "By Mary Roe", removals=(byline,)).authors == ("Mary Roe",)
    assert record(PROSE, "By Mary Roe", removals=(byline,), authors=("Jane Doe",)).authors == ("Jane Doe",)


def test_the_declared_language_stands_where_the_script_allows_it() -> None:
    assert record(language="en-US").language == "en"
    russian = "Совет собрался во вторник вечером и после двух часов споров решил починить старый мост до зимы."
    assert record(russian, language="en").language == "ru"


def test_tags_of_a_removed_line_join_those_of_the_metadata_once() -> None:
    line = Removal(1, "tags_line", "label", "why", field="tags")
    assert record(PROSE, "Tags: Bridge, council", removals=(line,), tags=("bridge", "River")).tags == (
        "bridge",
        "River",
        "council",
    )


def test_a_lone_caption_and_a_lone_credit_belong_to_the_lone_image() -> None:
    caption = Block(1, "caption", "story", "The bridge in March")
    credit = Removal(2, "image_credit", "label", "why", field="images")
    a = record(
        Block(0, "paragraph", "story", PROSE),
        caption,
        Block(2, "paragraph", "story", "Photo: Ann Other"),
        removals=(credit,),
        images=(Image("https://e.example/i.jpg", lead=True),),
    )
    assert a.images == (Image("https://e.example/i.jpg", "The bridge in March", "Photo: Ann Other", True),)
    assert "The bridge in March" not in a.text
    assert [b.text for b in a.blocks if b.kind == "caption"] == ["The bridge in March"]


def test_two_images_share_no_caption() -> None:
    caption = Block(1, "caption", "story", "The bridge in March")
    images = (Image("https://e.example/1.jpg"), Image("https://e.example/2.jpg"))
    assert record(Block(0, "paragraph", "story", PROSE), caption, images=images).images == images


def test_every_removal_is_counted_in_the_name_of_its_cleaner() -> None:
    removals = (
        Removal(1, "share_bar", "r", "w"),
        Removal(2, "share_bar", "r", "w"),
        Removal(0, "newsletter", "r", "w", span=(0, 4)),
    )
    assert record(PROSE, "Share", "Tweet", removals=removals).removal_counts == {"newsletter": 1, "share_bar": 2}


def test_evidence_of_page_and_text_is_told_together() -> None:
    a = record("OSLO (AP) — " + PROSE, title="T", evidence=(Evidence("title", "the headline"),), language="en")
    assert a.evidence["title"] == "the headline"
    assert a.evidence["agency"] == "dateline: OSLO (AP) —"
    assert a.evidence["language"] == "declared: en"


def test_what_only_the_store_knows_is_null() -> None:
    a = record()
    assert (a.version, a.story_id, a.first_seen_at, a.fetched_at) == (None, None, None, None)


def test_words_are_counted_in_the_text() -> None:
    assert record("One two three.", "四個漢字").word_count == 5
