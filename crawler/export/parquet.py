"""Records as Parquet: every field of the record in a column of a declared type, in row groups of a bounded size."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from cleaners.model import Article
from cleaners.version import SCHEMA_VERSION
from crawler.export.optional import optional
from crawler.export.records import articles
from crawler.export.times import day, instant

ROW_GROUP = 5_000
"""Rows of a row group at most: what a reader fetches at once."""
ROW_GROUP_BYTES = 48 << 20
"""Bytes of a row group at most, before it is compressed: what this process holds at once."""
STEP = 250
"""So many records are Python objects at one time; these weigh ten times what Arrow makes of them."""


def write_parquet(records: Iterable[bytes], out: BinaryIO) -> int:
    """Write the rows, compressed with Zstandard; how many. Raises ExportError without pyarrow."""
    arrow = optional("pyarrow", "parquet", "Parquet")
    files = optional("pyarrow.parquet", "parquet", "Parquet")
    declared = schema()
    count = 0
    with files.ParquetWriter(out, declared, compression="zstd") as writer:
        for group in _groups(_batches(records, arrow, declared)):
            table = arrow.Table.from_batches(group, declared)
            writer.write_table(table, row_group_size=len(table))
            count += len(table)
            del table, group
            arrow.default_memory_pool().release_unused()
    return count


def schema() -> Any:
    """The `pyarrow.Schema` of an export, the same whatever is in it. docs/export.md has it as a table."""
    arrow = optional("pyarrow", "parquet", "Parquet")
    text, texts, number = arrow.string(), arrow.list_(arrow.string()), arrow.int32()
    time = arrow.timestamp("us", tz="UTC")

    def struct(**fields: Any) -> Any:
        return arrow.struct(list(fields.items()))

    link = struct(start=number, end=number, href=text)
    block = struct(
        kind=text, text=text, level=number, ordered=arrow.bool_(), rows=arrow.list_(texts),
        links=arrow.list_(link), start=number, end=number,
    )  # fmt: skip
    columns = {
        "id": text, "version": number, "url": text, "canonical_url": text, "urls": texts, "content_hash": text,
        "story_id": text, "fetched_at": time, "first_seen_at": time,
        "title": text, "deck": text, "description": text, "text": text, "blocks": arrow.list_(block),
        "word_count": number, "language": text, "authors": texts, "posted_by": text,
        "published_at": text, "published_date": arrow.date32(), "published_at_utc": time,
        "modified_at": text, "modified_at_utc": time,
        "site": struct(name=text, domain=text), "source": struct(name=text, url=text, text=text), "agency": text,
        "dateline": struct(text=text, place=text, agency=text, date=text),
        "credits": arrow.list_(struct(role=text, name=text)), "republished_from": text,
        "rights": struct(notice=text, licence=text, reservations=texts), "corrections": texts,
        "section": text, "tags": texts,
        "images": arrow.list_(struct(url=text, caption=text, credit=text, lead=arrow.bool_())), "flags": texts,
        "evidence": arrow.map_(text, text), "removal_counts": arrow.map_(text, number),
        "schema_version": number, "cleaner_version": text,
    }  # fmt: skip
    never_null = {"id", "text", "schema_version", "cleaner_version"}
    fields = [arrow.field(name, kind, nullable=name not in never_null) for name, kind in columns.items()]
    return arrow.schema(fields, metadata={"copydesk.schema_version": str(SCHEMA_VERSION)})


def _batches(records: Iterable[bytes], arrow: Any, declared: Any) -> Iterator[Any]:
    source = articles(records)
    while rows := [_row(article) for article in islice(source, STEP)]:
        yield arrow.RecordBatch.from_pylist(rows, schema=declared)


def _groups(batches: Iterator[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for batch in batches:
        full = sum(map(len, group)) + len(batch) > ROW_GROUP
        if group and (full or sum(b.nbytes for b in group) + batch.nbytes > ROW_GROUP_BYTES):
            yield group
            group = []
        group.append(batch)
    if group:
        yield group


def _row(article: Article) -> dict[str, Any]:
    """The article as a row: links with names, maps as pairs, times as times beside the dates as the page tells them."""
    row: dict[str, Any] = msgspec.to_builtins(article)
    for block in row["blocks"]:
        block["links"] = [{"start": start, "end": end, "href": href} for start, end, href in block["links"]]
    for name in ("evidence", "removal_counts"):
        row[name] = list(row[name].items())
    for name in ("fetched_at", "first_seen_at"):
        row[name] = instant(row[name])
    for name in ("published_at", "modified_at"):
        row[f"{name}_utc"] = instant(row[name])
    row["published_date"] = day(row["published_at"])
    return row
