import io
from pathlib import Path

import pytest
from rich.console import Console

from cleaners.model import Rejected, Verdict
from crawler.cli.tally import MOST_ROWS, Tally, closing
from crawler.outcome import Outcome, RunReport, State

INDEX = Rejected("u", "verdict", "index; 90 of 100 words are links", Verdict("index"))
WALL = Rejected("u", "verdict", "consent wall; a form", Verdict("consent_wall"))


def tally(*outcomes: tuple[str, State, str, Rejected | None]) -> Tally:
    counted = Tally()
    for source, state, reason, result in outcomes:
        counted.add(Outcome("https://example.org/x", state, reason, source, result=result))
    return counted


def test_the_table_counts_by_source_and_state() -> None:
    counted = tally(
        ("one", "stored", "an article", None), ("one", "stored", "an article", None),
        ("two", "rejected", "index", INDEX), ("two", "failed", "status 500", None),
    )  # fmt: skip
    assert rows(counted) == [
        ["source", "stored", "refused", "failed"], ["one", "2", "0", "0"], ["two", "0", "1", "1"],
        ["all", "2", "1", "1"],
    ]  # fmt: skip


def rows(counted: Tally) -> list[list[str]]:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(counted.table())
    return [line.split() for line in console.export_text().splitlines()]


def test_what_was_looked_at_again_is_not_counted_as_come_in() -> None:
    counted = Tally()
    for change in ("new", "changed", "same", "same"):
        counted.add(Outcome("https://example.org/x", "stored", "", "one", change=change))

    assert rows(counted) == [["source", "stored", "changed", "unchanged"], ["one", "1", "1", "2"]]
    assert closing(counted, RunReport(), "none.db", None).startswith("1 new article, 1 changed; ")


def test_of_very_many_sources_the_busiest_have_a_row_and_the_others_one_together() -> None:
    counted = tally(*((f"s{n:03}", "stored", "", None) for n in range(60) for _ in range(60 - n)))

    head, *sources, others, footer = rows(counted)

    assert (head, len(sources)) == (["source", "stored"], MOST_ROWS)
    assert sources[0] == ["s000", "60"]
    assert others == ["20", "others", str(sum(range(1, 21)))]
    assert footer == ["all", f"{sum(range(1, 61)):,}"]


def test_like_reasons_are_counted_together() -> None:
    counted = tally(
        ("one", "rejected", "index; 90 of 100", INDEX), ("one", "rejected", "index; 80 of 100", INDEX),
        ("one", "rejected", "consent wall; a form", WALL), ("one", "failed", "status 500", None),
        ("one", "stored", "an article", None),
    )  # fmt: skip
    assert list(counted.why()) == [
        "refused: 2 × index; 1 × consent wall",
        "failed: 1 × status 500, first https://example.org/x",
    ]


def test_the_rarest_of_many_reasons_are_only_counted() -> None:
    counted = tally(*(("one", "failed", f"status {n}", None) for n in range(500, 508)))
    assert next(counted.why()).endswith("; 3 other reasons")


@pytest.mark.parametrize(
    ("known", "output", "size", "line"),
    [
        (0, None, 2_400_000, "1 new article; the store is {db} (2.4 MB)"),
        (30, None, 999, "1 new article, 30 pages were already known; the store is {db} (999 bytes)"),
        (1, "a.jsonl", 45_600, "1 new article, 1 page was already known; the records are in a.jsonl; the store is {db} (46 kB)"),  # noqa: E501
    ],
    ids=["a first run", "a second run", "with records"],
)  # fmt: skip
def test_the_last_line_says_what_is_new_and_where_it_is(
    tmp_path: Path, known: int, output: str | None, size: int, line: str
) -> None:
    db = tmp_path / "copydesk.db"
    db.write_bytes(b"x" * size)
    report = RunReport(known=known)
    assert closing(tally(("one", "stored", "", None)), report, str(db), output) == line.format(db=db)


def test_what_only_a_browser_could_show_is_told_from_what_is_empty() -> None:
    shell = Rejected("u", "verdict", "", Verdict("empty", ("3 words of text", "it asks for JavaScript")))
    bare = Rejected("u", "verdict", "", Verdict("empty", ("3 words of text",)))

    counted = tally(("one", "rejected", "", shell), ("one", "rejected", "", shell), ("one", "rejected", "", bare))

    assert list(counted.why()) == ["refused: 2 × empty without JavaScript; 1 × empty"]


def test_one_is_one_and_more_are_more() -> None:
    one = closing(tally(), RunReport(old=1), "none.db", None)
    assert "1 is older than its source's horizon (--backfill takes it)" in one
    two = closing(tally(), RunReport(old=2), "none.db", None)
    assert "2 are older than their source's horizon (--backfill takes them)" in two


def test_an_address_is_whole_in_a_table_that_no_terminal_shows(capsys: pytest.CaptureFixture[str]) -> None:
    name = f"https://courier.test/{'a-long-way-to-the-section/' * 8}"
    tally((name, "stored", "an article", None)).show()
    assert name in capsys.readouterr().err
