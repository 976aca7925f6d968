"""The account of a page: each part in order with its fate, and each field with where its value came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import msgspec

from cleaners.model import Article, Block, Cleaned, Document, Kind, Rejected, Removal, Verdict, Zone

Fate = Literal["title", "deck", "kept", "removed", "refused", "chrome"]
"""refused: nobody removed it, but the page gave no article. chrome: part of the page's frame, which no cleaner
sees."""

FIELDS = (
    "title", "deck", "authors", "posted_by", "published_at", "modified_at", "site", "source", "agency", "dateline",
    "credits", "republished_from", "corrections", "rights", "section", "tags", "language", "canonical_url", "images",
    "flags",
)  # fmt: skip
"""The record's fields that say something of a story, in the order in which a reader asks for them."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the record that has a value (in its JSON form), and where the value came from, if that is told."""

    name: str
    value: Any
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the page, or the piece text[span] of one, and what became of it. Where it was removed: by which
    cleaner, by which rule, why, and the field that its value went to. Where it was never taken for the story, `why`
    says what spoke against it."""

    block: int
    kind: Kind
    zone: Zone
    what: Fate
    text: str
    cleaner: str | None = None
    rule: str | None = None
    why: str | None = None
    field: str | None = None
    span: tuple[int, int] | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one page. `reason` says why it was refused, and is None where it gave an article."""

    url: str | None
    title: str | None
    language: str | None
    reason: str | None
    verdict: Verdict | None
    fields: tuple[FieldRow, ...]
    rows: tuple[Row, ...]

    def count(self, *what: Fate) -> int:
        """How many blocks had, in whole or in part, one of these fates."""
        return len({r.block for r in self.rows if r.what in what})

    def cleaners(self) -> dict[str, int]:
        """Cleaner → how many blocks or pieces it removed, in the order of the page."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.cleaner:
                found[row.cleaner] = found.get(row.cleaner, 0) + 1
        return found


def explain(outcome: Cleaned | Rejected) -> Explanation:
    """The account of one page, of a refused one too. The rows of a block, joined in order, are the block's text.

    TypeError for what `clean` has not answered."""
    if not isinstance(outcome, Cleaned | Rejected):
        raise TypeError(f"explain wants what clean answered, not {type(outcome).__name__}: explain(clean(page, url))")
    document = outcome.document
    refused = isinstance(outcome, Rejected)
    rows = tuple(_rows(document, outcome.removals, refused)) if document else ()
    if isinstance(outcome, Rejected):
        known = (("title", outcome.title), ("published_at", outcome.published_at))
        sources = {e.field: e.source for e in document.metadata.evidence} if document else {}
        fields = tuple(FieldRow(n, v, sources.get(n)) for n, v in known if v)
        return Explanation(outcome.url, outcome.title, None, outcome.reason, outcome.verdict, fields, rows)
    a = outcome.article
    return Explanation(a.url, a.title, a.language, None, outcome.verdict, tuple(_fields(a)), rows)


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """The explanation as what JSON can hold, with every key of the dataclasses."""
    plain: dict[str, Any] = msgspec.to_builtins(explanation)
    return plain


def _rows(document: Document, removals: tuple[Removal, ...], refused: bool) -> Iterator[Row]:
    by_block: dict[int, list[Removal]] = {}
    for r in removals:
        by_block.setdefault(r.block, []).append(r)
    for block in document.blocks:
        what = _fate(document, block, refused)
        why = None if what in ("title", "deck", "kept") else document.notes.get(block.id)
        row = Row(block.id, block.kind, block.zone, what, block.text, why=why, level=block.level)
        yield from _pieces(row, by_block.get(block.id, ()))


def _fate(document: Document, block: Block, refused: bool) -> Fate:
    """What became of the block's text, as far as nobody removed it."""
    if block.id == document.title_block:
        return "title"
    if block.zone == "chrome":
        return "chrome"
    if refused:
        return "refused"
    return "deck" if block.id == document.deck_block else "kept"


def _pieces(row: Row, removals: Sequence[Removal]) -> Iterator[Row]:
    """The row of a block, or of its pieces, with what the removals took marked as removed."""
    whole = next((r for r in removals if r.span is None), None)
    if whole or not removals:
        yield _removed(row, whole) if whole else row
        return
    cuts = {r.span: r for r in removals if r.span}
    edges = sorted({0, len(row.text), *(edge for span in cuts for edge in span)})
    for span in pairwise(edges):
        piece = replace(row, text=row.text[slice(*span)], span=span)
        yield _removed(piece, cuts[span]) if span in cuts else piece


def _removed(row: Row, by: Removal) -> Row:
    return replace(row, what="removed", cleaner=by.cleaner, rule=by.rule, why=by.why, field=by.field)


def _fields(article: Article) -> Iterator[FieldRow]:
    for name in FIELDS:
        value = _without_empty(msgspec.to_builtins(getattr(article, name)))
        if value:
            yield FieldRow(name, value, article.evidence.get(name))


def _without_empty(value: Any) -> Any:
    """The value without what in it is null or empty; null or empty itself, where nothing is left."""
    if isinstance(value, dict):
        return {k: v for k, v in ((k, _without_empty(v)) for k, v in value.items()) if v}
    return value
