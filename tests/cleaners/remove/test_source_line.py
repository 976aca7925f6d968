"""`Source: CNN` names the record's source; a chart's source, a list of references, a witness's "source" stay."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Kind, Removal, Zone
from cleaners.phrases import PROSE, prove, read
from cleaners.remove.source_line import SourceLine

PHRASES = read("source_line")[0]
CLEANER = SourceLine(PHRASES)


def document(*lines: str | tuple[Kind, str], before: int = 9, after: int = 0, text: bool = False) -> Document:
    """A story with these lines behind `before` paragraphs and ahead of `after` more."""
    given = [("paragraph", line) if isinstance(line, str) else line for line in lines]
    kinds = [*[("paragraph", PROSE[i % 3]) for i in range(before)], *given]
    kinds += [("paragraph", PROSE[i % 3]) for i in range(after)]
    return Document(tuple(Block(i, k, "story", t) for i, (k, t) in enumerate(kinds)), from_text=text)  # type: ignore[arg-type]


def found(of: Document) -> dict[str, Removal]:
    return {of.blocks[r.block].text: r for r in CLEANER.find(of, NOTHING_KNOWN)}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


def test_a_last_line_goes_to_the_field() -> None:
    assert found(document("Source: CNN"))["Source: CNN"].field == "source"


def test_in_a_text_the_fourth_last_line_is_still_the_story_s_source_where_no_prose_follows() -> None:
    solicitation = "Do you have more to share about this story – photos or video etc – you can send them to: (a@b.org)"
    of = document("Source: CNN", solicitation, "About ghanamma", "Leave a Reply", text=True)
    assert "Source: CNN" in found(of)


def test_a_biography_under_its_heading_is_no_prose_of_the_story() -> None:
    assert "Source: CNN" in found(document("Source: CNN", "About Ama Obi", PROSE[0]))


def test_a_line_under_the_headline_goes_too() -> None:
    assert "来源：新华社" in found(document("来源：新华社", before=0, after=9))


@pytest.mark.parametrize("after", [1, 3])
def test_amid_the_story_it_stays(after: int) -> None:
    assert not found(document("Source: Ministry of Health", after=after))


def test_several_lines_are_sources_of_charts() -> None:
    assert not found(document("Quelle: Destatis", PROSE[0], "Quelle: Eurostat"))


@pytest.mark.parametrize("kind", ["table", "caption"])
def test_under_a_table_or_picture_it_is_the_table_s(kind: Kind) -> None:
    assert not found(document((kind, "2019 | 12 %"), "Source: Congressional Budget Office"))


def test_the_label_over_a_list_of_references_stays() -> None:
    assert not found(document("Sources:", ("list_item", "Town archive, box 12"), ("list_item", "Letters, 1902")))


@pytest.mark.parametrize(
    ("box", "zone"),
    [("div.td-post-source-via", "attached"), ("div.post-bottom-source", "story"), ("p.article-source", "attached")],
)
def test_the_boxes_of_themes_are_known_by_name(box: str, zone: Zone) -> None:
    story = [Block(i, "paragraph", "story", PROSE[i % 3]) for i in range(9)]
    of = Document((*story, Block(9, "paragraph", zone, "CNN", path=("article", box, "a"))))
    assert [(r.block, r.field) for r in CLEANER.find(of, NOTHING_KNOWN)] == [(9, "source")]


def test_a_line_that_names_an_agency_may_have_an_appeal_below_it() -> None:
    appeal = (
        "Abonnieren Sie unseren Newsletter und erhalten Sie jeden Morgen die wichtigsten Meldungen in Ihr Postfach."
    )
    assert "Quelle: dpa" in found(document("Quelle: dpa", appeal))
    assert not found(document("Quelle: Gemeindeamt", appeal))


def test_a_press_release_ends_with_its_issuer() -> None:
    assert found(document("SOURCE Maple Corp"))["SOURCE Maple Corp"].field == "source"
    assert not found(document("SOURCE Maple Corp", after=3))
    assert not found(document("Source code is free"))


def test_an_agency_s_name_alone_closes_a_dispatch() -> None:
    assert found(document("GNA"))["GNA"].rule == "agency_alone"


def test_an_outlet_s_name_as_a_heading_over_prose_stays() -> None:
    assert not found(document(("heading", "Xinhua"), after=4))
