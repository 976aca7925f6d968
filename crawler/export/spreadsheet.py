"""Records as CSV (RFC 4180, UTF-8): one row an article, the fields that fit into a cell."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from cleaners.model import Article
from crawler.export.records import articles

COLUMNS = (
    "id", "url", "canonical_url", "title", "deck", "authors", "published_at", "modified_at", "language", "section",
    "tags", "site_name", "site_domain", "source", "agency", "republished_from", "flags", "word_count", "story_id",
    "version", "fetched_at", "first_seen_at", "text",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may run (OWASP, CSV Injection); the wide forms count in Japanese settings."""
BETWEEN = "; "


def write_csv(records: Iterable[bytes], out: BinaryIO) -> int:
    """Write a head and the rows; how many rows. A cell that a spreadsheet might run gets an apostrophe before it."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        count = 0
        for article in articles(records):
            rows.writerow([_harmless(cell) for cell in _cells(article)])
            count += 1
        return count
    finally:
        text.detach()


def _cells(a: Article) -> tuple[str | int | None, ...]:
    source = (a.source.name or a.source.text) if a.source else None
    return (
        a.id, a.url, a.canonical_url, a.title, a.deck, BETWEEN.join(a.authors), a.published_at, a.modified_at,
        a.language, a.section, BETWEEN.join(a.tags), a.site.name, a.site.domain, source, a.agency, a.republished_from,
        BETWEEN.join(a.flags), a.word_count, a.story_id, a.version, a.fetched_at, a.first_seen_at, a.text,
    )  # fmt: skip


def _harmless(cell: str | int | None) -> str | int | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
