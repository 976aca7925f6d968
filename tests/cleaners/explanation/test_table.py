import pytest

from cleaners.explanation import as_table, explain
from cleaners.explanation.plain import columns
from cleaners.explanation.table import show
from cleaners.model import Cleaned, Document, Rejected, Removal


def test_the_table_shows_fate_text_rule_reason_and_field(cleaned: Cleaned) -> None:
    table = as_table(explain(cleaned))
    assert "    9  removed Source: Harbour Wire\n" in table
    assert "source_line/label: names the story's source →\u00a0source\n" in table
    assert "    3  deck    Repairs will take until March.\n" in table
    assert "← JSON-LD datePublished\n" in table


def test_a_reason_shared_by_neighbours_is_told_once_below_them(document: Document) -> None:
    removals = tuple(Removal(n, "share_bar", "labels", "offers to share the page") for n in (7, 8, 9))
    table = as_table(explain(Rejected(None, "remove", "too little is left", document=document, removals=removals)))
    assert table.count("offers to share") == 1
    assert "    9  removed Source: Harbour Wire\n                 these 3: share_bar/labels: offers" in table


def test_the_frame_of_the_page_is_counted_not_listed(cleaned: Cleaned) -> None:
    table = as_table(explain(cleaned))
    assert "(2 blocks of the page's frame)" in table
    assert "Sport" not in table


def test_the_head_says_what_came_of_the_page(cleaned: Cleaned) -> None:
    head = as_table(explain(cleaned)).splitlines()
    assert head[:4] == [
        "Harbour bridge to close",
        "https://www.example.org/harbour",
        "Article: 5 parts kept, 3 removed by 3 cleaners",
        "because: og:type is article; 4 paragraphs",
    ]


def test_a_refused_page_says_so_first(refused: Rejected) -> None:
    table = as_table(explain(refused))
    assert "Refused: index; 9 of 10 words are links\n" in table
    assert "removed" not in table


@pytest.mark.parametrize("width", [50, 80, 120])
def test_no_line_is_wider_than_asked_for(cleaned: Cleaned, width: int) -> None:
    lines = as_table(explain(cleaned), width).splitlines()
    assert len(lines) > 20
    assert max(map(columns, lines)) <= width


def test_what_a_page_contains_cannot_steer_the_terminal(cleaned: Cleaned) -> None:
    assert "\x1b" in "".join(b.text for b in cleaned.document.blocks)
    assert "\x1b" not in as_table(explain(cleaned))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (["Ana Ruiz", "Li Wei"], "Ana Ruiz; Li Wei"),
        ([{"role": "editing", "name": "Ana Ruiz"}], "editing: Ana Ruiz"),
        ({"name": "The Example", "domain": "example.org"}, "The Example · domain example.org"),
    ],
    ids=["a list", "a credit", "a site"],
)
def test_a_value_of_parts_reads_as_one_line(value: object, shown: str) -> None:
    assert show(value) == shown
