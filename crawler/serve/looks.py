"""A page with its removed parts in place, made ready to be shown: what stands in which element, marked how."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cleaners.explanation import Explanation, Row, explain
from cleaners.explanation.plain import printable
from cleaners.explanation.table import show, summary
from cleaners.model import Cleaned, Rejected
from cleaners.render import as_json

HUES = 12
"""So many colours has the style sheet for cleaners; what follows begins again with the first."""
TAGS = {"quote": "blockquote", "code": "pre", "table": "pre"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block's text. One that was removed has who did it and why; `hue` is that cleaner's colour."""

    text: str
    is_removed: bool = False
    cleaner: str = ""
    rule: str = ""
    why: str = ""
    field: str = ""
    hue: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A block in the element of its kind (`is_whole`: all of it was removed); or some of the page's frame, which has no
    tag."""

    tag: str
    kind: str
    pieces: tuple[Piece, ...]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record, and where its value came from."""

    name: str
    value: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that the page shows. `cleaners`: each with how much it removed, and its colour."""

    url: str | None
    language: str | None
    is_refused: bool
    summary: str
    because: str
    cleaners: tuple[tuple[str, int, int], ...]
    parts: tuple[Part, ...]
    fields: tuple[Field, ...]
    record: str | None


def look_at(outcome: Cleaned | Rejected) -> Look:
    """What became of a page."""
    account = explain(outcome)
    hues = {name: n % HUES for n, name in enumerate(account.cleaners())}
    because = "; ".join(account.verdict.evidence) if account.verdict and not account.reason else ""
    return Look(
        account.url, account.language, bool(account.reason), summary(account), printable(because),
        tuple((name, count, hues[name]) for name, count in account.cleaners().items()),
        tuple(_parts(account, hues)),
        tuple(Field(f.name, printable(show(f.value)), printable(f.evidence or "")) for f in account.fields),
        as_json(outcome.article) if isinstance(outcome, Cleaned) else None,
    )  # fmt: skip


def _parts(account: Explanation, hues: Mapping[str, int]) -> Iterator[Part]:
    for chrome, rows in groupby(account.rows, lambda row: row.what == "chrome"):
        if chrome:
            yield Part("", "frame", tuple(Piece(printable(row.text)) for row in rows))
        else:
            for _, pieces in groupby(rows, lambda row: row.block):
                yield _block(tuple(pieces), hues)


def _block(rows: Sequence[Row], hues: Mapping[str, int]) -> Part:
    pieces = tuple(_piece(row, hues) for row in rows)
    if len(pieces) == 1 and pieces[0].is_removed:
        return Part("div", "gone", pieces, is_whole=True)
    row = rows[0]
    what = next((r.what for r in rows if r.what != "removed"), "kept")
    if what == "title":
        return Part("h2", "title", pieces)
    tag = ("h3" if (row.level or 2) <= 2 else "h4") if row.kind == "heading" else TAGS.get(row.kind, "p")
    return Part(tag, what if what in ("deck", "refused") else row.kind, pieces)


def _piece(row: Row, hues: Mapping[str, int]) -> Piece:
    if row.what != "removed":
        return Piece(printable(row.text))
    told = (row.cleaner or "", row.rule or "", printable(row.why or ""), row.field or "")
    return Piece(printable(row.text), True, *told, hues[row.cleaner or ""])
