import json
from itertools import groupby

import msgspec
import pytest

from cleaners.explanation import Explanation, as_dict, explain
from cleaners.model import Cleaned, Document, Rejected
from cleaners.pipeline import clean_text


def by_block(explanation: Explanation) -> dict[int, str]:
    return {n: "".join(r.text for r in rows) for n, rows in groupby(explanation.rows, lambda r: r.block)}


@pytest.mark.parametrize("outcome", ["cleaned", "refused"])
def test_the_rows_in_order_hold_all_that_the_document_holds(
    outcome: str, document: Document, request: pytest.FixtureRequest
) -> None:
    rows = by_block(explain(request.getfixturevalue(outcome)))
    assert rows == {b.id: b.text for b in document.blocks}
    assert list(rows) == [b.id for b in document.blocks]


def test_each_part_has_its_fate(cleaned: Cleaned) -> None:
    fates = [(r.block, r.what) for r in explain(cleaned).rows]
    assert fates == [
        (0, "chrome"), (1, "chrome"), (2, "title"), (3, "deck"), (4, "kept"), (4, "removed"), (4, "kept"), (5, "kept"),
        (6, "kept"), (7, "removed"), (8, "kept"), (9, "removed"), (10, "chrome"),
    ]  # fmt: skip


def test_what_is_called_kept_is_in_the_record_and_nothing_else_is(cleaned: Cleaned) -> None:
    for row in explain(cleaned).rows:
        in_record = " ".join(row.text.split()) in " ".join(cleaned.article.text.split())
        assert in_record == (row.what in ("kept", "deck")), row


def test_a_removed_row_names_cleaner_rule_reason_and_field(cleaned: Cleaned) -> None:
    row = next(r for r in explain(cleaned).rows if r.block == 9)
    assert (row.cleaner, row.rule, row.why, row.field) == (
        "source_line", "label", "names the story's source", "source",
    )  # fmt: skip


def test_a_field_tells_where_its_value_came_from(cleaned: Cleaned) -> None:
    fields = {f.name: f for f in explain(cleaned).fields}
    assert fields["title"].evidence == "the headline, h1"
    assert fields["source"].value == {"name": "Harbour Wire", "text": "Source: Harbour Wire"}


def test_a_field_without_a_value_is_not_listed(cleaned: Cleaned) -> None:
    assert not {"authors", "agency", "rights"} & {f.name for f in explain(cleaned).fields}


def test_a_refused_page_keeps_nothing_and_says_why(refused: Rejected) -> None:
    explanation = explain(refused)
    assert explanation.reason == "index; 9 of 10 words are links"
    assert explanation.count("kept", "deck", "removed") == 0
    assert explanation.count("refused") == 7
    assert [(f.name, f.value) for f in explanation.fields] == [
        ("title", "Harbour bridge to close"),
        ("published_at", "2026-03-04"),
    ]


def test_a_page_of_which_nothing_was_read_is_explained_by_its_reason() -> None:
    explanation = explain(Rejected(None, "extract", "no HTML: a PDF"))
    assert (explanation.reason, explanation.rows, explanation.fields) == ("no HTML: a PDF", (), ())


def test_the_json_form_has_every_key_and_survives_json(cleaned: Cleaned) -> None:
    plain = as_dict(explain(cleaned))
    again = json.loads(msgspec.json.encode(plain))
    assert set(again) == {"url", "title", "language", "reason", "verdict", "fields", "rows"}
    assert again["rows"][5]["span"] == [30, 54]
    assert again["rows"][5]["text"] == "Sign up for our letter. "


def test_a_real_text_is_explained_to_its_last_line() -> None:
    text = "Bridge to close\n\n" + "\n\n".join(
        f"The council met for the {n}th time, records show." for n in range(4, 9)
    )
    outcome = clean_text(text)
    assert isinstance(outcome, Cleaned)
    assert " ".join(by_block(explain(outcome)).values()).split() == text.split()
