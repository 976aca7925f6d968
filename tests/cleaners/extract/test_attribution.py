"""Which of several voices names the source, and that no removed value is lost."""

from cleaners.extract.attribution import attribute
from cleaners.model import Block, Dateline, Document, Kind, Link, Metadata, Removal, Rights, Site, Source

PROSE = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."


def document(*texts: str | Block, **metadata: object) -> Document:
    blocks = tuple(t if isinstance(t, Block) else Block(i, "paragraph", "story", t) for i, t in enumerate(texts))
    return Document(blocks, Metadata(**metadata))  # type: ignore[arg-type]


def taken(block: int, field: str, cleaner: str = "a_cleaner", span: tuple[int, int] | None = None) -> Removal:
    return Removal(block, cleaner, "rule", "why", span, field)


def test_a_source_line_outranks_the_dateline() -> None:
    found = attribute(document("OSLO (AP) — The council met.", "Source: AFP"), [taken(1, "source")])
    assert (found.source, found.agency) == (Source("AFP", None, "Source: AFP"), "AFP")
    assert found.dateline == Dateline("OSLO (AP) —", "OSLO", "AP")


def test_a_source_that_is_no_agency_leaves_the_agency_to_the_dateline() -> None:
    found = attribute(document("OSLO (AP) — The council met.", "Source: Ministry of Health"), [taken(1, "source")])
    assert found.source == Source("Ministry of Health", None, "Source: Ministry of Health")
    assert found.agency == "AP"


def test_the_dateline_outranks_credits_and_credits_outrank_nothing() -> None:
    credit = taken(1, "credits")
    assert attribute(document("OSLO (AP) — The council met.", "mit dpa"), [credit]).agency == "AP"
    assert attribute(document(PROSE, "mit dpa"), [credit]).agency == "dpa"


def test_a_photo_credit_and_a_mention_give_no_agency() -> None:
    told = document(PROSE, "Photo: AFP", "Xinhua, the state agency, said so, and Reuters reported it too.")
    found = attribute(told, [taken(1, "images")])
    assert found.agency is None
    assert found.image_credits == ("Photo: AFP",)


def test_a_caption_is_never_read_as_a_dateline() -> None:
    caption = Block(0, "caption", "story", "OSLO (AFP) - The bridge in March, before the flood came")
    assert attribute(document(caption, PROSE), []).dateline is None


def test_the_sources_link_is_its_address_and_label_and_value_in_two_blocks_are_one() -> None:
    linked = Block(2, "paragraph", "attached", "Reuters", links=(Link(0, 7, "https://r.example/"),))
    found = attribute(document(PROSE, "SOURCE", linked), [taken(1, "source"), taken(2, "source")])
    assert found.source == Source("Reuters", "https://r.example/", "SOURCE Reuters")


def test_metadata_name_the_source_where_no_line_does() -> None:
    assert attribute(document(PROSE, source_name="AFP"), []).source == Source("AFP")
    assert attribute(document(PROSE), []).source is None


def test_the_text_of_a_span_is_what_is_read() -> None:
    text = f"{PROSE} (Reporting by Ann Other; Editing by Cy Third)"
    found = attribute(document(text), [taken(0, "credits", span=(len(PROSE), len(text)))])
    assert [(c.role, c.name) for c in found.credits] == [("reporting", "Ann Other"), ("editing", "Cy Third")]


def test_a_feeds_tail_that_names_the_site_itself_is_no_republication() -> None:
    tail = "The post No deal appeared first on Lantern Books."
    known = document(PROSE, tail, site=Site("Lantern Books", "lanternbooks.example"))
    assert attribute(known, [taken(1, "republished_from")]).republished_from is None
    assert attribute(document(PROSE, tail), [taken(1, "republished_from")]).republished_from == "Lantern Books"


def test_printed_notice_and_the_metadatas_are_both_kept() -> None:
    found = attribute(document(PROSE, "© Reuters", rights=Rights("Copyright 2024 Example")), [taken(1, "rights")])
    assert found.rights.notice == "© Reuters | Copyright 2024 Example"
    assert found.agency == "Reuters"


def test_an_author_box_gives_the_account_from_its_heading_not_its_biography() -> None:
    box = document(PROSE, "Kofi writes about bridges and has done so for twenty long years.", "About ghanamma")
    assert attribute(box, [taken(1, "posted_by"), taken(2, "posted_by")]).posted_by == "ghanamma"


def test_a_stamp_without_a_day_is_kept_as_evidence_and_one_with_a_day_is_read() -> None:
    stamps = document(PROSE, "Updated at 1:23 p.m.", "Published on 3 May 2024 at 10:15")
    found = attribute(stamps, [taken(1, "modified_at"), taken(2, "published_at")])
    assert found.modified_at is None
    assert found.published_at is not None
    assert found.published_at.startswith("2024-05-03")
    assert {e.field: e.source for e in found.evidence}["modified_at"] == "removed by a_cleaner: Updated at 1:23 p.m."


def test_a_correction_is_named_and_a_removed_one_is_not() -> None:
    note = "Correction: The bridge is 90 metres long."
    assert attribute(document(PROSE, note), []).corrections == (note,)
    assert attribute(document(PROSE, note), [Removal(1, "site_rule", "r", "why")]).corrections == ()


def test_every_named_field_of_a_removal_is_evidence() -> None:
    kinds: tuple[Kind, ...] = ("paragraph", "list_item")
    blocks = tuple(Block(i, kinds[i % 2], "story", f"{PROSE} {i}") for i in range(4))
    fields = ("source", "credits", "rights", "republished_from")
    found = attribute(Document(blocks), [taken(i, f) for i, f in enumerate(fields)])
    assert set(fields) <= {e.field for e in found.evidence}
