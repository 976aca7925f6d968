"""What `apply` decides: nobody's order, everybody's proposals, and the user's last word."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from cleaners.cleaner import apply
from cleaners.model import Block, Document, Removal, SiteFacts

TEXT = "One two. Three four. Five six."
DOCUMENT = Document(
    (
        Block(0, "heading", "story", "A title"),
        Block(1, "paragraph", "story", TEXT),
        Block(2, "paragraph", "attached", "Beside it"),
        Block(3, "paragraph", "chrome", "Menu"),
    ),
    title_block=0,
)


class Says:
    """A cleaner that proposes what it is told to."""

    def __init__(self, name: str, *proposals: Removal) -> None:
        self.name = name
        self.proposals = proposals

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        yield from self.proposals


class SaysWhatWent:
    """A cleaner of the second stage that takes the attached block where the first took the paragraph."""

    name = "after"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        if 1 in document.gone:
            yield Removal(2, self.name, "lonely", "its paragraph went")


class Keeps:
    def keep(self, document: Document, site: SiteFacts) -> frozenset[int]:
        return frozenset({1})


def by(name: str, block: int = 1, span: tuple[int, int] | None = None, field: str | None = None) -> Removal:
    return Removal(block, name, "rule", "because", span, field)


def test_a_block_that_several_want_goes_once_in_the_name_of_the_first_of_the_catalogue() -> None:
    (removal,) = apply(DOCUMENT, [Says("a", by("a")), Says("b", by("b"))])
    assert removal.cleaner == "a"


def test_a_proposal_that_carries_a_value_is_not_lost_to_one_that_carries_none() -> None:
    (removal,) = apply(DOCUMENT, [Says("a", by("a")), Says("b", by("b", field="source"))])
    assert (removal.cleaner, removal.field) == ("b", "source")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_order_of_cleaners_removes_the_same(order: tuple[int, ...]) -> None:
    cleaners = [Says("a", by("a", 1, (0, 9))), Says("b", by("b", 1, (4, 21))), Says("c", by("c", 2))]
    found = apply(DOCUMENT, [cleaners[i] for i in order])
    assert [(r.block, r.span) for r in found] == [(1, (0, 21)), (2, None)]


def test_spans_that_touch_stay_two_and_spans_that_overlap_become_one() -> None:
    found = apply(DOCUMENT, [Says("a", by("a", 1, (0, 9)), by("a", 1, (9, 21)))])
    assert [r.span for r in found] == [(0, 9), (9, 21)]
    found = apply(DOCUMENT, [Says("a", by("a", 1, (0, 10)), by("a", 1, (9, 21)))])
    assert [r.span for r in found] == [(0, 21)]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_overlapping_spans_keep_the_catalogue_s_first_name_and_no_field_is_lost(order: tuple[int, ...]) -> None:
    cleaners = [Says("a", by("a", 1, (4, 12))), Says("b", by("b", 1, (0, 9)))]
    (removal,) = apply(DOCUMENT, [cleaners[i] for i in order])
    assert (removal.cleaner, removal.span) == ("ab"[order[0]], (0, 12))
    cleaners = [Says("a", by("a", 1, (0, 9))), Says("b", by("b", 1, (4, 12), "credits"))]
    (removal,) = apply(DOCUMENT, [cleaners[i] for i in order])
    assert (removal.cleaner, removal.field, removal.span) == ("b", "credits", (0, 12))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_block_that_goes_whole_keeps_the_field_of_a_part(order: tuple[int, ...]) -> None:
    cleaners = [Says("a", by("a")), Says("b", by("b", 1, (0, 9), "credits")), Says("c", by("c", 1, (4, 12)))]
    (removal,) = apply(DOCUMENT, [cleaners[i] for i in order])
    assert (removal.cleaner, removal.field, removal.span) == ("b", "credits", None)


def test_spans_that_leave_no_letter_take_the_block() -> None:
    (removal,) = apply(DOCUMENT, [Says("a", by("a", 1, (0, 9)), by("a", 1, (9, len(TEXT) - 1)))])
    assert removal.span is None


def test_who_wants_the_whole_block_gets_it_whatever_others_want_of_it() -> None:
    (removal,) = apply(DOCUMENT, [Says("a", by("a", 1, (0, 9))), Says("b", by("b"))])
    assert (removal.cleaner, removal.span) == ("b", None)


def test_a_keeper_s_block_stays_in_both_stages_and_whole() -> None:
    cleaners = [Says("a", by("a")), Says("b", by("b", 1, (0, 9)))]
    assert not apply(DOCUMENT, cleaners, after=cleaners, keepers=[Keeps()])


@pytest.mark.parametrize("block", [0, 3], ids=["the title's", "chrome"])
def test_some_blocks_are_no_one_s_to_remove(block: int) -> None:
    assert not apply(DOCUMENT, [Says("a", by("a", block))])


def test_the_second_stage_sees_what_the_first_removed_whole() -> None:
    assert [r.block for r in apply(DOCUMENT, [Says("a", by("a"))], [SaysWhatWent()])] == [1, 2]
    assert [r.block for r in apply(DOCUMENT, [Says("a", by("a", 1, (0, 9)))], [SaysWhatWent()])] == [1]


def test_the_second_stage_does_not_take_what_is_gone_already() -> None:
    assert len(apply(DOCUMENT, [Says("a", by("a"))], [Says("b", by("b"))])) == 1


def test_the_document_given_is_not_changed() -> None:
    apply(DOCUMENT, [Says("a", by("a"))])
    assert DOCUMENT.gone == frozenset()
    assert DOCUMENT.blocks[1].text == TEXT
