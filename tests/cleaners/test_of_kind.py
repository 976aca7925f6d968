"""A cleaner held to kinds of block."""

from collections.abc import Iterator

from cleaners.model import NOTHING_KNOWN, Block, Document, Removal, SiteFacts
from cleaners.of_kind import OfKind


class TakesAll:
    name = "all"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        for block in document.blocks:
            yield Removal(block.id, self.name, "any", "wants everything")


def test_other_kinds_stay_but_beside_the_story() -> None:
    document = Document(
        (
            Block(0, "paragraph", "story", "Advertisement"),
            Block(1, "heading", "story", "Advertising"),
            Block(2, "heading", "attached", "Advertising"),
        )
    )
    cleaner = OfKind(TakesAll(), frozenset({"paragraph"}))
    assert cleaner.name == "all"
    assert [r.block for r in cleaner.find(document, NOTHING_KNOWN)] == [0, 2]


def test_in_a_text_a_heading_is_only_a_short_line() -> None:
    document = Document(
        (Block(0, "heading", "story", "Advertisement"), Block(1, "table", "story", "a")), from_text=True
    )
    assert [r.block for r in OfKind(TakesAll(), frozenset({"paragraph"})).find(document, NOTHING_KNOWN)] == [0]
