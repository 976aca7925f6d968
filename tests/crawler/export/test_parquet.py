"""Parquet, read back by Arrow."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.export import parquet
from crawler.export.parquet import schema, write_parquet
from crawler.export.records import ExportError
from crawler.export.selection import EVERYTHING

from .records import Listed, full, plain

pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # type: ignore[import-untyped]


def written(*stored: Any) -> Any:
    """The file that holds these records, opened."""
    out = io.BytesIO()
    assert write_parquet(Listed(stored).records(EVERYTHING), out) == len(stored)
    return pq.ParquetFile(out)


def test_the_schema_of_an_export_does_not_depend_on_what_is_in_it() -> None:
    for stored in ((), (plain(),), (plain(), full())):
        there = written(*stored).schema_arrow
        assert there.equals(schema())
        assert there.metadata == schema().metadata


def test_every_field_of_the_record_is_a_column_and_holds_its_value() -> None:
    row, other = written(full(), plain()).read().to_pylist()
    assert set(plain().__dataclass_fields__) <= set(row)
    assert row["blocks"][1]["links"][0] == {"start": 3, "end": 7, "href": 'https://www.example.org/?a=1&b="2'}
    assert row["blocks"][6]["rows"] == [["a", "<b>"], ["c", "d"]]
    assert (row["site"], row["evidence"]) == (
        {"name": "The Example", "domain": "example.org"},
        [("agency", "dateline")],
    )
    assert (row["fetched_at"], row["text"]) == (datetime(2024, 5, 5, tzinfo=UTC), "- item\n")
    assert (other["source"], other["authors"], other["fetched_at"], other["published_date"]) == (None, [], None, None)


@pytest.mark.parametrize(
    ("told", "day", "instant"),
    [
        ("2024-05-03T00:15:00+02:00", date(2024, 5, 3), datetime(2024, 5, 2, 22, 15, tzinfo=UTC)),
        ("2024-05-03T00:15:00", date(2024, 5, 3), None),
        ("2024-05-03", date(2024, 5, 3), None),
        ("2024-02-30", None, None),
    ],
)
def test_a_date_stays_as_told_beside_its_day_and_the_instant_where_that_is_known(
    told: str, day: date | None, instant: datetime | None
) -> None:
    (row,) = written(plain(published_at=told)).read().to_pylist()
    assert (row["published_at"], row["published_date"], row["published_at_utc"]) == (told, day, instant)


def test_row_groups_end_at_so_many_rows_and_at_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "STEP", 2)
    monkeypatch.setattr(parquet, "ROW_GROUP", 4)
    stored = [plain(n) for n in range(11)]

    def groups(file: Any) -> list[int]:
        return [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]

    assert groups(written(*stored)) == [4, 4, 3]
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 1)
    assert groups(written(*stored)) == [2, 2, 2, 2, 2, 1]
    assert [row["id"] for row in written(*stored).read().to_pylist()] == [a.id for a in stored]


def test_a_record_of_another_schema_is_refused_in_a_sentence() -> None:
    with pytest.raises(ExportError, match="does not follow this version's schema"):
        write_parquet([b'{"id": "old"}'], io.BytesIO())
